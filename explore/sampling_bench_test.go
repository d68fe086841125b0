package explore_test

import (
	"context"
	"testing"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// lockTurns is two threads that take turns at a lock.
func lockTurns(n int) sim.Program {
	return func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		x := sim.NewVar(t, "x", 0)
		body := func(t *sim.Thread) {
			for range n {
				mu.Lock(t)
				x.Store(t, x.Load(t)+1)
				mu.Unlock(t)
			}
		}
		t.Join(t.Go("a", body), t.Go("b", body))
	}
}

// BenchmarkSampling is what a whole search makes of a strategy - statistics,
// outcomes, the repeated executions - beside the engine that does nothing else.
func BenchmarkSampling(b *testing.B) {
	const n = 2000
	p := lockTurns(10)
	b.Run("engine", func(b *testing.B) {
		e, s := sim.NewEngine(), &sched.Random{}
		defer e.Close()
		for b.Loop() {
			for i := range n {
				e.Run(p, s, sched.Mix(1, uint64(i)), sim.Limits{})
			}
		}
		b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "executions/s")
	})
	for _, strategy := range []string{"random", "pct:3", "pos", "urw", "surw", "random-delay:2", "greybox"} {
		b.Run(strategy, func(b *testing.B) {
			for b.Loop() {
				r, err := explore.Run(context.Background(), p, explore.Options{Strategy: strategy, Executions: n})
				if err != nil || r.Executions != n {
					b.Fatal(err, r.Executions)
				}
			}
			b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "executions/s")
		})
	}
}
