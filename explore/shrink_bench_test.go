package explore_test

import (
	"testing"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// BenchmarkShrink shrinks failures that a random walk found: executions a second,
// source positions and happens-before included.
func BenchmarkShrink(b *testing.B) {
	for _, c := range []struct {
		name    string
		program sim.Program
	}{
		{"philosophers=3", ring(3)},
		{"philosophers=8", ring(8)},
		{"threads=4/steps=68", atomicUpdates(4, 8)},
		{"threads=2/steps=2005", atomicUpdates(2, 500)},
	} {
		b.Run(c.name, func(b *testing.B) {
			tries, least := 0, 0
			for b.Loop() {
				r, err := explore.Run(b.Context(), c.program, explore.Options{Strategy: "random", Executions: 10_000})
				if err != nil || len(r.Failures) == 0 {
					b.Fatalf("nothing is found: %v", err)
				}
				s := r.Failures[0].Shrinking
				tries += s.Tries
				if s.Least {
					least++
				}
			}
			b.ReportMetric(float64(tries)/b.Elapsed().Seconds(), "executions/s")
			b.ReportMetric(float64(tries)/float64(b.N), "tries")
			b.ReportMetric(float64(least)/float64(b.N), "least")
		})
	}
}
