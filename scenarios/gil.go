package scenarios

import (
	"fmt"
	"slices"

	"github.com/interleave-go/interleave/sim"
	"github.com/interleave-go/interleave/sim/kit"
)

// interpreted is the part of the race family about a global interpreter lock.
var interpreted = []*Scenario{
	{
		Name:    "race/gil-counter",
		Summary: "a global interpreter lock lets one thread run, and updates get lost",
		Section: "Threads",
		Story: `In CPython a thread holds the global interpreter lock while it executes
bytecode. It is tempting to conclude that a counter needs no lock there: only
one thread runs at a time.

But the lock is given away between bytecodes, and n += 1 is several of them:
load n, add one, store n. Between the load and the store another thread may take
the interpreter, load the same number, and store it plus one. Then an increment
is lost, as in race/lost-update.

There is no data race here: each access is made with the interpreter lock held,
and is ordered with all others. The lock keeps the interpreter's own data whole.
It knows nothing of what the program means by its variables. The adding itself
touches nothing shared, so it needs no step of its own here.

The repair is a lock of the program's own round the whole update (-locked).`,
		Params:  lostUpdateParams,
		Program: gilCounter,
		Funcs:   []string{"gilCounter"},
		Verdict: sim.Fail,
		Kinds:   []sim.Kind{sim.Assertion},
		Outcomes: func(p Params) []string {
			all := p.Int("threads") * p.Int("increments")
			outcomes := []string{fmt.Sprintf("n=%d", all)}
			for n := min(2, p.Int("increments")); n < all; n++ {
				outcomes = append(outcomes, fmt.Sprintf("n=%d [assertion]", n))
			}
			slices.Sort(outcomes)
			return outcomes
		},
		Classes: func(p Params) int { return shuffles(p.Int("threads"), 2*p.Int("increments")) },
		Repairs: []string{"race/gil-counter-locked"},
	},
	{
		Name:    "race/gil-counter-locked",
		Summary: "the program locks its own update, whatever the interpreter locks",
		Section: "Mutexes (Locks)",
		Story: `A lock of the program is held from the load to the store. The interpreter may
still switch between the two, but whoever it switches to cannot begin an update.

So the two locks do different things: one keeps each bytecode whole, the other
one the update. Languages without an interpreter lock need the second as well,
and there one would miss it sooner.`,
		Params:   lostUpdateParams,
		Program:  gilCounterLocked,
		Funcs:    []string{"gilCounterLocked"},
		Verdict:  sim.Pass,
		Outcomes: allCounted,
		Classes:  orders,
	},
}

// gilCounter increments a counter under a global interpreter lock.
func gilCounter(p Params) sim.Program {
	return func(t *sim.Thread) {
		gil := kit.NewGIL(t, "gil")
		n := sim.NewVar(t, "n", 0)
		var all []*sim.Thread
		for i := range p.Int("threads") {
			all = append(all, t.Go(letter(i), func(t *sim.Thread) {
				for range p.Int("increments") {
					v := 0
					gil.Bytecode(t, func() { v = n.Load(t) })
					gil.Bytecode(t, func() { n.Store(t, v+1) }) // it may have switched before this
				}
			}))
		}
		t.Join(all...)
		got, want := n.Load(t), p.Int("threads")*p.Int("increments")
		t.Observe("n", got)
		t.Assert(got == want, "lost update: n = %d, not %d", got, want)
	}
}

// gilCounterLocked holds a lock of its own from the load to the store.
func gilCounterLocked(p Params) sim.Program {
	return func(t *sim.Thread) {
		gil := kit.NewGIL(t, "gil")
		mu := sim.NewMutex(t, "mu")
		n := sim.NewVar(t, "n", 0)
		var all []*sim.Thread
		for i := range p.Int("threads") {
			all = append(all, t.Go(letter(i), func(t *sim.Thread) {
				for range p.Int("increments") {
					mu.Lock(t)
					v := 0
					gil.Bytecode(t, func() { v = n.Load(t) })
					gil.Bytecode(t, func() { n.Store(t, v+1) })
					mu.Unlock(t)
				}
			}))
		}
		t.Join(all...)
		got, want := n.Load(t), p.Int("threads")*p.Int("increments")
		t.Observe("n", got)
		t.Assert(got == want, "lost update: n = %d, not %d", got, want)
	}
}
