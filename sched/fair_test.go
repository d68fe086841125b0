package sched_test

import (
	"context"
	"testing"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// hog runs until a thread that is less urgent has had a turn.
func hog(t *sim.Thread) {
	done := sim.NewAtomic(t, "done", false)
	high := t.Go("high", func(t *sim.Thread) {
		for n := sim.NewAtomic(t, "n", 0); !done.Load(t); {
			sim.Add(t, n, 1) // it works: no two rounds are the same
		}
	})
	low := t.Go("low", func(t *sim.Thread) { done.Store(t, true) })
	t.Join(high, low)
}

// Strict priorities never let the low one have a turn; with aging, and where any
// strategy is made fair, it has one within the bound.
func TestFairness(t *testing.T) {
	for _, c := range []struct {
		strategy string
		cut      bool
		most     int // steps
	}{
		{"priority", true, 0},
		{"aging", false, 40},
		{"fair:priority", false, sched.FairBound + 20},
		{"fair:pct:1", false, sched.FairBound + 20},
		{"round-robin", false, 20},
	} {
		r, err := explore.Run(context.Background(), hog, explore.Options{Strategy: c.strategy, Executions: 20, Steps: 2000})
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case c.cut && r.Cut != r.Executions:
			t.Errorf("%s: %d of %d executions are cut, want all", c.strategy, r.Cut, r.Executions)
		case !c.cut && (r.Cut > 0 || r.Steps > 20*c.most):
			t.Errorf("%s: %d cut, %d steps in all, want at most %d an execution", c.strategy, r.Cut, r.Steps, c.most)
		}
	}
}

// A strategy that is fair by itself is not changed.
func TestFairChangesNothing(t *testing.T) {
	run := func(strategy string) int {
		r, err := explore.Run(context.Background(), hog, explore.Options{Strategy: strategy, Executions: 200, Steps: 2000})
		if err != nil {
			t.Fatal(err)
		}
		return r.Steps
	}
	if a, b := run("random"), run("fair:random"); a != b {
		t.Errorf("random makes %d steps, and fair:random %d", a, b)
	}
}
