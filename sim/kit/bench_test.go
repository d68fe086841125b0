package kit_test

import (
	"context"
	"testing"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
	"github.com/interleave-go/interleave/sim/kit"
)

// BenchmarkKit makes random executions of a small program for each abstraction.
func BenchmarkKit(b *testing.B) {
	for _, bm := range []struct {
		name string
		p    sim.Program
	}{
		{"queue", func(t *sim.Thread) {
			q := kit.NewQueue[int](t, "q", 2)
			t.Go("p", func(t *sim.Thread) {
				for i := range 10 {
					q.Put(t, i)
				}
			})
			for range 10 {
				q.Get(t)
				q.TaskDone(t)
			}
		}},
		{"pool", func(t *sim.Thread) {
			p := kit.NewPool(t, "pool", kit.PoolOptions{Workers: 3})
			for range 7 {
				kit.Submit(t, p, "task", number(1))
			}
			p.Shutdown(t)
		}},
		{"loop", func(t *sim.Thread) {
			kit.RunLoop(t, "loop", kit.LoopOptions{}, func(t *sim.Thread, co *kit.Co) error {
				_, err := kit.Gather(t, co, "f", after(3, 1, nil), after(2, 2, nil), after(1, 3, nil))
				return err
			})
		}},
		{"actor", func(t *sim.Thread) {
			a := adder(t)
			a.Start(t)
			for range 10 {
				a.Call(t, 1)
			}
			a.Stop(t)
		}},
		{"stm", func(t *sim.Thread) {
			m := kit.NewSTM(t, "stm", kit.STMOptions{})
			x, y := kit.NewTVar(t, "x", 0), kit.NewTVar(t, "y", 0)
			t.Go("a", func(t *sim.Thread) { move(t, m, x, y) })
			t.Go("b", func(t *sim.Thread) { move(t, m, y, x) })
		}},
	} {
		b.Run(bm.name, func(b *testing.B) {
			steps, n := 0, 0
			for b.Loop() {
				r, err := explore.Run(context.Background(), bm.p, explore.Options{Strategy: "random", Seed: uint64(n), Executions: 1000, Workers: 1})
				if err != nil || r.Verdict == sim.Fail {
					b.Fatal(err, r)
				}
				steps += r.Steps
				n++
			}
			b.ReportMetric(float64(steps)/b.Elapsed().Seconds(), "steps/s")
			b.ReportMetric(float64(1000*n)/b.Elapsed().Seconds(), "executions/s")
		})
	}
}
