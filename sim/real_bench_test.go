package sim_test

import (
	"testing"

	"github.com/interleave-go/interleave/sim"
)

// BenchmarkReal is executions on real goroutines.
func BenchmarkReal(b *testing.B) {
	for _, w := range []struct {
		name    string
		program sim.Program
	}{
		{"empty", func(t *sim.Thread) {}},
		{"counter", counter(5)},
		{"storebuffering", storeBuffering},
		{"deadlock", func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			mu.Lock(t)
			mu.Lock(t)
		}},
	} {
		for _, perturbed := range []string{"off", "on"} {
			b.Run(w.name+"/perturb="+perturbed, func(b *testing.B) {
				r := sim.NewReal()
				b.ReportAllocs()
				ops, n := 0, uint64(0)
				for b.Loop() {
					n++
					lim := sim.RealLimits{}
					if perturbed == "on" {
						lim.Perturb = n
					}
					ops += r.Run(w.program, lim).Ops
				}
				b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "executions/s")
				b.ReportMetric(float64(ops)/b.Elapsed().Seconds(), "ops/s")
			})
		}
	}
}

// storeBuffering is the litmus test SB: each thread writes what the other one reads.
func storeBuffering(t *sim.Thread) {
	x, y := sim.NewAtomic(t, "x", 0), sim.NewAtomic(t, "y", 0)
	t.Join(
		t.Go("a", func(t *sim.Thread) { x.Store(t, 1); t.Observe("y", y.Load(t)) }),
		t.Go("b", func(t *sim.Thread) { y.Store(t, 1); t.Observe("x", x.Load(t)) }))
}

// lostUpdate is two threads that each add to a variable what they have read of it.
func lostUpdate(t *sim.Thread) {
	n := sim.NewAtomic(t, "n", 0)
	add := func(t *sim.Thread) { n.Store(t, n.Load(t)+1) }
	t.Join(t.Go("a", add), t.Go("b", add))
	t.Observe("n", n.Load(t))
}
