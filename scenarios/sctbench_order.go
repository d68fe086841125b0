package scenarios

import (
	"slices"

	"github.com/interleave-go/interleave/sim"
)

var reorderParams = []Param{
	{Name: "setters", Help: "threads that write both cells", Default: 2, Min: 1, Max: 1000},
	{Name: "checkers", Help: "threads that look at both cells", Default: 1, Min: 1, Max: 1000},
}

var twostageParams = []Param{
	{Name: "writers", Help: "threads that write in two stages", Default: 1, Min: 1, Max: 1000},
	{Name: "readers", Help: "threads that read in two stages", Default: 1, Min: 1, Max: 1000},
}

// benchOrder is the part of the sctbench family in which many threads do the
// same in two steps, and one looks in between.
var benchOrder = []*Scenario{
	{
		Name:    "sctbench/reorder",
		Summary: "all setters must be stopped half-way while a checker looks",
		Section: "Race Conditions",
		Story: `Setters write 1 to one cell and then -1 to another. A checker expects to see
neither or both.

With one setter the window is easy to hit. But every setter that completes
closes the window for good, so with n setters all of them must be stopped
between their two steps, or before, while the checker looks. Published names are
reorder_3 (setters=2), reorder_10 (setters=9), reorder_20 (setters=10
checkers=10) and reorder_100 (setters=99). A random walk lets some setter
complete with near certainty, and finds nothing in 10,000 executions of
reorder_20; strategies that sample the order of the few steps that matter find
it within tens.

The repair (-locked) makes each pair of accesses a critical section.`,
		Params:   reorderParams,
		Program:  reorder,
		Funcs:    []string{"reorder"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("", "[assertion]"),
		Classes:  fixed(56),
		Repairs:  []string{"sctbench/reorder-locked"},
	},
	{
		Name:    "sctbench/reorder-locked",
		Summary: "each pair of accesses is a critical section",
		Section: "Mutexes (Locks)",
		Story: `Whoever accesses the pair holds the lock, so nobody sees one cell written and
the other not yet. The classes are the orders of the critical sections.`,
		Params:   reorderParams,
		Program:  reorderLocked,
		Funcs:    []string{"reorderLocked"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  func(p Params) int { return factorial(p.Int("setters") + p.Int("checkers")) },
	},
	{
		Name:    "sctbench/twostage",
		Summary: "two values that belong together are guarded by a lock each",
		Section: "Mutexes (Locks)",
		Story: `A writer sets a value under its lock, then a second value, which is to be one
more, under another lock. A reader reads the first under its lock and the second
under the other. No access is unprotected, and still a reader can come between
the two stages: every access is guarded, the invariant is not.

As in sctbench/reorder, every writer that completes repairs the damage, so with
many writers (twostage_20 has writers=19, twostage_100 writers=99) all must be
stopped half-way.

The repair (-one-lock) holds one lock over both stages.`,
		Params:   twostageParams,
		Program:  twostage,
		Funcs:    []string{"twostage"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("", "[assertion]"),
		Classes:  fixed(3),
		Repairs:  []string{"sctbench/twostage-one-lock"},
	},
	{
		Name:    "sctbench/twostage-one-lock",
		Summary: "one lock is held over both stages",
		Section: "Mutexes (Locks)",
		Story: `The lock guards the invariant, not the accesses: it is held for as long as the
two values do not fit together.`,
		Params:   twostageParams,
		Program:  twostageOneLock,
		Funcs:    []string{"twostageOneLock"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  func(p Params) int { return factorial(p.Int("writers") + p.Int("readers")) },
	},
}

// reorder has setters that write two cells, and checkers that expect to see
// both written or none.
func reorder(p Params) sim.Program {
	return func(t *sim.Thread) {
		a, b := sim.NewAtomic(t, "a", 0), sim.NewAtomic(t, "b", 0)
		setters := team(t, p.Int("setters"), "setter", func(t *sim.Thread, _ int) {
			a.Store(t, 1)
			b.Store(t, -1)
		})
		checkers := team(t, p.Int("checkers"), "checker", func(t *sim.Thread, _ int) {
			none := a.Load(t) == 0 && b.Load(t) == 0
			t.Assert(none || a.Load(t) == 1 && b.Load(t) == -1, "a is set, b is not")
		})
		t.Join(slices.Concat(setters, checkers)...)
	}
}

// reorderLocked makes each pair of accesses a critical section.
func reorderLocked(p Params) sim.Program {
	return func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		a, b := sim.NewVar(t, "a", 0), sim.NewVar(t, "b", 0)
		setters := team(t, p.Int("setters"), "setter", func(t *sim.Thread, _ int) {
			mu.Lock(t)
			a.Store(t, 1)
			b.Store(t, -1)
			mu.Unlock(t)
		})
		checkers := team(t, p.Int("checkers"), "checker", func(t *sim.Thread, _ int) {
			mu.Lock(t)
			x, y := a.Load(t), b.Load(t)
			mu.Unlock(t)
			t.Assert(x == 0 && y == 0 || x == 1 && y == -1, "a is %d, b is %d", x, y)
		})
		t.Join(slices.Concat(setters, checkers)...)
	}
}

// twostage guards two values that belong together by a lock each.
func twostage(p Params) sim.Program {
	return func(t *sim.Thread) {
		first, second := sim.NewMutex(t, "first"), sim.NewMutex(t, "second")
		x, y := sim.NewAtomic(t, "x", 0), sim.NewAtomic(t, "y", 0)
		writers := team(t, p.Int("writers"), "writer", func(t *sim.Thread, _ int) {
			first.Lock(t)
			x.Store(t, 1)
			first.Unlock(t)
			second.Lock(t) // nobody knows yet that x has changed
			y.Store(t, x.Load(t)+1)
			second.Unlock(t)
		})
		readers := team(t, p.Int("readers"), "reader", func(t *sim.Thread, _ int) {
			first.Lock(t)
			if x.Load(t) == 0 {
				first.Unlock(t)
				return
			}
			got := x.Load(t)
			first.Unlock(t)
			second.Lock(t)
			then := y.Load(t)
			second.Unlock(t)
			t.Assert(then == got+1, "x is %d, y is %d", got, then)
		})
		t.Join(slices.Concat(writers, readers)...)
	}
}

// twostageOneLock holds one lock over both stages.
func twostageOneLock(p Params) sim.Program {
	return func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		x, y := sim.NewVar(t, "x", 0), sim.NewVar(t, "y", 0)
		writers := team(t, p.Int("writers"), "writer", func(t *sim.Thread, _ int) {
			mu.Lock(t)
			x.Store(t, 1)
			y.Store(t, x.Load(t)+1)
			mu.Unlock(t)
		})
		readers := team(t, p.Int("readers"), "reader", func(t *sim.Thread, _ int) {
			mu.Lock(t)
			got, then := x.Load(t), y.Load(t)
			mu.Unlock(t)
			t.Assert(got == 0 || then == got+1, "x is %d, y is %d", got, then)
		})
		t.Join(slices.Concat(writers, readers)...)
	}
}
