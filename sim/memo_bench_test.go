package sim_test

import (
	"testing"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// hopper leaves each execution anywhere, and goes on with any thread. It costs next to
// nothing.
type hopper struct {
	sched.Random
	x    uint32
	made int // steps that were not kept
}

func (h *hopper) below(n int) int {
	h.x ^= h.x << 13
	h.x ^= h.x >> 17
	h.x ^= h.x << 5
	return int(uint64(h.x) * uint64(n) >> 32)
}

func (h *hopper) Begin(uint64) {}

func (h *hopper) Keep(v *sched.View) int { return h.below(v.Step()) }

func (h *hopper) Next(v *sched.View) model.Choice {
	h.made++
	return model.Choice{Thread: v.At(h.below(v.Len()))}
}

// BenchmarkMemo goes back and forth between executions whose threads are all known:
// what a step costs in a search, the step back included, without the search.
func BenchmarkMemo(b *testing.B) {
	for _, w := range []struct {
		name string
		body func(t *sim.Thread, x *sim.Atomic[int], n *sim.Var[int], mu *sim.Mutex)
	}{
		{"atomics", func(t *sim.Thread, x *sim.Atomic[int], _ *sim.Var[int], _ *sim.Mutex) {
			for range 4 {
				x.Store(t, 1)
				x.Load(t)
			}
		}},
		{"variables", func(t *sim.Thread, _ *sim.Atomic[int], n *sim.Var[int], _ *sim.Mutex) {
			for range 4 {
				n.Store(t, 1)
				n.Load(t)
			}
		}},
		{"mutex", func(t *sim.Thread, _ *sim.Atomic[int], n *sim.Var[int], mu *sim.Mutex) {
			for range 2 {
				mu.Lock(t)
				n.Load(t)
				n.Store(t, 1)
				mu.Unlock(t)
			}
		}},
	} {
		for _, off := range []bool{false, true} {
			b.Run(w.name+"/races="+onOff[off], func(b *testing.B) {
				engines := sim.NewEngines(1)
				defer engines[0].Close()
				m := sim.NewMemo(engines[0], func(t *sim.Thread) {
					x, n, mu := sim.NewAtomic(t, "x", 0), sim.NewVar(t, "n", 0), sim.NewMutex(t, "mu")
					for range 6 {
						t.Go("", func(t *sim.Thread) { w.body(t, x, n, mu) })
					}
				})
				defer m.Close()
				h := &hopper{x: 1}
				for range 1000 {
					m.Run(h, &sim.Limits{NoRaces: off})
				}
				h.made = 0
				b.ReportAllocs()
				for b.Loop() {
					m.Run(h, &sim.Limits{NoRaces: off})
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(h.made), "ns/step")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}
