package explore_test

import (
	"testing"

	"github.com/interleave-go/interleave/explore"
)

// BenchmarkObserve makes runs on real goroutines, as CrossCheck does.
func BenchmarkObserve(b *testing.B) {
	for b.Loop() {
		explore.Observe(b.Context(), lossy, explore.Options{Real: explore.RealOptions{Runs: 1000}}, 0, func(*explore.Observed) {})
	}
	b.ReportMetric(1000*float64(b.N)/b.Elapsed().Seconds(), "runs/s")
}
