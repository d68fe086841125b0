package sim_test

import (
	"testing"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

func lostUpdate(t *sim.Thread) {
	n := sim.NewVar(t, "n", 0)
	a := t.Go("a", func(t *sim.Thread) { n.Store(t, n.Load(t)+1) })
	b := t.Go("b", func(t *sim.Thread) { n.Store(t, n.Load(t)+1) })
	t.Join(a, b)
	t.Observe("n", n.Load(t))
}

func TestSmoke(t *testing.T) {
	e := sim.NewEngine()
	defer e.Close()
	for i := range 5 {
		x := e.Run(lostUpdate, &sched.Random{}, sched.Mix(1, uint64(i)), sim.Limits{Steps: 1000, Places: true})
		t.Logf("%s %d %v", x.Outcome, x.End, x.Failures)
		for j, ev := range x.State().Events() {
			t.Log(j, x.Names().ThreadName(ev.Thread), model.Format(&ev.Op, x.Names()), model.FormatResult(&ev, x.Names()), x.Place(j))
		}
	}
}

func counter(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	n := sim.NewVar(t, "n", 0)
	body := func(t *sim.Thread) {
		for range 1000 {
			mu.Lock(t)
			n.Store(t, n.Load(t)+1)
			mu.Unlock(t)
		}
	}
	t.Join(t.Go("a", body), t.Go("b", body))
}

func BenchmarkCounter(b *testing.B) {
	e := sim.NewEngine()
	defer e.Close()
	b.ReportAllocs()
	steps := 0
	for b.Loop() {
		steps += e.Run(counter, &sched.Random{}, 1, sim.Limits{}).Steps()
	}
	b.ReportMetric(float64(steps)/b.Elapsed().Seconds(), "steps/s")
}
