package scenarios

import (
	"fmt"
	"slices"

	"github.com/interleave-go/interleave/sim"
)

var pairParams = []Param{
	{Name: "writers", Help: "threads that write the pair", Default: 2, Min: 2, Max: 9},
}

// corruption is the family about data that is left in a state which no thread
// ever meant.
var corruption = []*Scenario{
	{
		Name:    "corruption/torn-pair",
		Summary: "two threads write a pair, and each leaves a half of it",
		Section: "Data Corruption",
		Story: `Two cells belong together: they must always hold the same number. Every thread
writes both, the same number into each. Read by itself each thread is correct:
it finds the pair whole and leaves it whole.

Between its two stores another thread may make both of its own. Then x comes
from one thread and y from the other: a pair that nobody wrote. No crash tells
of it, and it lasts. Whoever reads the pair later, in a file or on another
machine, reads nonsense that was written long ago.

The cells are atomic, so there is no data race to report: what breaks is the
invariant, x = y, and main asserts it at the end. Who wrote x last and who wrote
y last are independent of each other, so there are (n!)^2 classes of
interleavings for n writers, and all but n of the n^2 outcomes are torn.

The repair is one mutex round both stores (-mutex).`,
		Params:  pairParams,
		Program: tornPair,
		Funcs:   []string{"tornPair"},
		Verdict: sim.Fail,
		Kinds:   []sim.Kind{sim.Assertion},
		Outcomes: func(p Params) []string {
			var outcomes []string
			for x := range p.Int("writers") {
				for y := range p.Int("writers") {
					end := ""
					if x != y {
						end = " [assertion]"
					}
					outcomes = append(outcomes, fmt.Sprintf("x=%d y=%d%s", x+1, y+1, end))
				}
			}
			slices.Sort(outcomes)
			return outcomes
		},
		Classes: func(p Params) int { return factorial(p.Int("writers")) * factorial(p.Int("writers")) },
		Repairs: []string{"corruption/torn-pair-mutex"},
	},
	{
		Name:    "corruption/torn-pair-mutex",
		Summary: "one mutex round both stores: the pair is always whole",
		Section: "Mutexes (Locks)",
		Story: `Both stores are one critical section. While it runs the pair is broken, as it
must be for a moment, but nobody who takes the lock can see it. At the unlock it
is whole again: that is what the lock promises, not that single stores are
undisturbed.

A lock belongs to an invariant, so it must span everything that the invariant
speaks of. One lock for x and another one for y would protect each cell, and not
the pair. Readers need the lock as well, else they see it in between.`,
		Params:  pairParams,
		Program: tornPairMutex,
		Funcs:   []string{"tornPairMutex"},
		Verdict: sim.Pass,
		Outcomes: func(p Params) []string {
			var outcomes []string
			for i := range p.Int("writers") {
				outcomes = append(outcomes, fmt.Sprintf("x=%d y=%d", i+1, i+1))
			}
			return outcomes
		},
		Classes: func(p Params) int { return factorial(p.Int("writers")) },
	},
}

// tornPair writes two cells that belong together, one after the other.
func tornPair(p Params) sim.Program {
	return func(t *sim.Thread) {
		x, y := sim.NewAtomic(t, "x", 0), sim.NewAtomic(t, "y", 0)
		var all []*sim.Thread
		for i := range p.Int("writers") {
			all = append(all, t.Go(letter(i), func(t *sim.Thread) {
				x.Store(t, i+1) // now the pair is broken, for everybody to see
				y.Store(t, i+1)
			}))
		}
		t.Join(all...)
		gotX, gotY := x.Load(t), y.Load(t)
		t.Observe("x", gotX)
		t.Observe("y", gotY)
		t.Assert(gotX == gotY, "the pair is torn: x = %d, y = %d", gotX, gotY)
	}
}

// tornPairMutex writes both cells in one critical section.
func tornPairMutex(p Params) sim.Program {
	return func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		x, y := sim.NewAtomic(t, "x", 0), sim.NewAtomic(t, "y", 0)
		var all []*sim.Thread
		for i := range p.Int("writers") {
			all = append(all, t.Go(letter(i), func(t *sim.Thread) {
				mu.Lock(t)
				x.Store(t, i+1)
				y.Store(t, i+1)
				mu.Unlock(t)
			}))
		}
		t.Join(all...)
		gotX, gotY := x.Load(t), y.Load(t)
		t.Observe("x", gotX)
		t.Observe("y", gotY)
		t.Assert(gotX == gotY, "the pair is torn: x = %d, y = %d", gotX, gotY)
	}
}
