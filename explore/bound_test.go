package explore_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/model/modeltest"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// preemptions returns the option that means at most so many preemptions.
func preemptions(k int) int {
	if k == 0 {
		return explore.NoPreemptions
	}
	return k
}

// TestBoundIsExact checks that dfs with a bound on preemptions finds precisely
// the interleavings of the pure model that need no more, for every bound up to
// one that leaves nothing out. So a greater bound never finds less.
func TestBoundIsExact(t *testing.T) {
	eachProgram(t, 20, 300, func(t *testing.T, p modeltest.Program) {
		var exactly []map[string]int // by the preemptions they need
		enumerate(p, func(m *modeltest.Machine, used int) {
			for len(exactly) <= used+1 {
				exactly = append(exactly, map[string]int{})
			}
			exactly[used][pureOutcome(m)]++
		})
		want := map[string]int{}
		for k := range exactly {
			for o, n := range exactly[k] {
				want[o] += n
			}
			r := mustRun(t, bridge(p), explore.Options{Strategy: "dfs", Preemptions: preemptions(k), All: true, Races: explore.RaceOff})
			if !r.Complete {
				t.Errorf("with %d preemptions dfs is not complete", k)
			}
			if d := cmp.Diff(want, countsOf(r)); d != "" {
				t.Errorf("executions by outcome with at most %d preemptions, - model, + dfs:\n%s", k, d)
			}
			for _, f := range r.Failures {
				if f.Preemptions > k {
					t.Errorf("within a bound of %d: a failure with %d preemptions: %s", k, f.Preemptions, f.Message)
				}
			}
		}
	})
}

// classesWithin counts the classes that executions with at most so many
// preemptions belong to, for bounds 0, 1, ... until a greater one adds none.
func classesWithin(p sim.Program, all int) []int {
	tracer := modeltest.NewTracer()
	classes := map[string]bool{}
	var n []int
	for k := 0; len(classes) < all; k++ {
		explore.VisitDFS(p, k, func(v *sched.View) { classes[tracer.Class(v.State)] = true })
		n = append(n, len(classes))
	}
	return n
}

// TestClassesWithinABound counts the classes that are reachable with few
// preemptions. The numbers were measured elsewhere, by dynamic programming over
// cuts; those of incnl are GenMC's with a bound on contexts, too. Here main's
// spawns are steps like any other: a switch to a thread before the others are
// spawned would be a preemption that the measured programs do not have, so they
// have no effect on the least number.
func TestClassesWithinABound(t *testing.T) {
	known := map[string][]int{
		"incnl(2,1)":    {2, 4},
		"incnl(2,2)":    {2, 8, 22, 32, 34},
		"incnl(2,3)":    {2, 12, 56, 132, 236, 304, 326, 328},
		"incnl(3,1)":    {6, 24, 36},
		"abba":          {2, 3},
		"sb":            {2, 3},
		"mutexctr(3)":   {6},
		"mutexctr(4)":   {24},
		"mutexctr(3,2)": {6, 24, 60, 90},
		"casinc(3,2)":   {6, 24, 48, 60},
		"readers(4)":    {16},
		"lastzero(3)":   {12},
		"trylock(3)":    {6, 21},
		"bbuf(2)":       {64},
	}
	for _, c := range modeltest.Classics(false) {
		want, ok := known[c.Name]
		if !ok {
			continue
		}
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			if d := cmp.Diff(want, classesWithin(bridge(portable(c.Program)), c.Classes)); d != "" {
				t.Errorf("classes by bound, - known, + found:\n%s", d)
			}
		})
	}
}
