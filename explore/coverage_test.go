package explore

import (
	"testing"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// Two threads with a store and a load: what is read from where is new three
// times more, and executions that differ in nothing else are alike.
func TestCoverage(t *testing.T) {
	e := sim.NewEngine()
	defer e.Close()
	p := func(t *sim.Thread) {
		x, y := sim.NewAtomic(t, "x", 0), sim.NewAtomic(t, "y", 0)
		t.Go("a", func(t *sim.Thread) { x.Store(t, 1); y.Load(t) })
		t.Go("b", func(t *sim.Thread) { y.Store(t, 1); x.Load(t) })
	}
	c := newCoverage()
	sets, pairs := map[uint64]int{}, 0
	for i := range 200 {
		e.Run(p, &sched.Random{}, uint64(i), sim.Limits{})
		fresh, set, times := c.take(e.View().State)
		if sets[set]++; times != sets[set] {
			t.Fatalf("set %x came %d times, not %d", set, sets[set], times)
		}
		pairs += fresh
	}
	// The stores are first; each load reads the store of the other thread, or none.
	if len(sets) != 3 || pairs != 2+4 {
		t.Errorf("%d sets of %d pairs, want 3 of 6", len(sets), pairs)
	}
}

// A loop makes no new pairs once it has been round.
func TestCoverageOfLoops(t *testing.T) {
	e := sim.NewEngine()
	defer e.Close()
	c := newCoverage()
	total := 0
	for n := range 20 {
		e.Run(func(t *sim.Thread) {
			x := sim.NewAtomic(t, "x", 0)
			for range n + 3 {
				sim.Add(t, x, 1)
			}
		}, &sched.RunOn{}, 0, sim.Limits{})
		fresh, _, _ := c.take(e.View().State)
		total += fresh
	}
	if total != 3 { // the first one, the second, and all others
		t.Errorf("%d pairs, want 3", total)
	}
}
