package scenarios

import (
	"slices"

	"github.com/interleave-go/interleave/sim"
)

var listParams = []Param{
	{Name: "threads", Help: "threads that append to the list", Default: 2, Min: 2, Max: 9},
}

// mutex is the family about locks that are taken once.
var mutex = []*Scenario{
	{
		Name:    "mutex/critical-section",
		Summary: "threads append to a list under one mutex: all of them are in it",
		Section: "Mutexes (Locks)",
		Story: `Every thread appends its number to a list, which is kept as digits: it reads the
list, and writes it back with a digit more. The mutex makes the two a critical
section. Whoever asks for the lock while another thread holds it waits until it
is released.

The lock says that the threads enter one at a time, not in which order: each of
the n! orders is possible, and each is a class of its own. Nothing is lost in
any of them. The unlock of one thread happens before the lock of the next, so
there is no data race on the list.

Keep such a section short: while it runs, everybody else waits. And release the
lock where nobody can forget it (see deadlock/forgotten-release).`,
		Params:   listParams,
		Program:  criticalSection,
		Funcs:    []string{"criticalSection"},
		Verdict:  sim.Pass,
		Outcomes: func(p Params) []string { return lists(p, false) },
		Classes:  func(p Params) int { return factorial(p.Int("threads")) },
	},
	{
		Name:    "mutex/critical-section-broken",
		Summary: "each thread locks a mutex of its own, which keeps nobody out",
		Section: "Mutexes (Locks)",
		Story: `Every access is between a lock and an unlock, as it should be. But each thread
has a mutex of its own, so nobody ever waits. In Go this comes of copying a
struct with a mutex in it: the copy has another mutex. In other languages a lock
on "this" in two objects does it, or a lock made inside the function that takes
it.

A lock protects nothing by itself. It is an agreement: whoever touches the list
holds this one. Here two threads read the same list, each adds its own number,
and the second to write wins. Every order and every loss can happen, down to a
list with a single entry.

The repair is one mutex for one list, made where the list is made.`,
		Params:   listParams,
		Program:  criticalSectionBroken,
		Funcs:    []string{"criticalSectionBroken"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Race},
		Outcomes: func(p Params) []string { return lists(p, true) },
		Classes: func(p Params) int { // as race/lost-update: the mutexes order nothing
			return factorial(p.Int("threads")) * factorial(p.Int("threads"))
		},
		Repairs: []string{"mutex/critical-section"},
	},
	{
		Name:    "mutex/unlock-unlocked",
		Summary: "a path unlocks twice: once by hand and once by defer",
		Section: "Mutexes (Locks)",
		Story: `Thread a defers the unlock, and unlocks by hand as well once it is done. If the
mutex is free by then, the second unlock is a mistake that is found on the spot:
unlock of an unlocked mutex, which ends a Go program.

But between the two b may take the lock. Then a's second unlock takes it away
from b, who is in the middle of its work: a mutex does not ask who unlocks it.
The mistake is found only when b unlocks, in a thread that has done nothing
wrong. And before that a third thread could have come in.

The repair is one unlock for one lock (-once).`,
		Program:  plain(unlockUnlocked),
		Funcs:    []string{"unlockUnlocked"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Misuse},
		Outcomes: always("n=2 [misuse]"),
		// b before a, or after a's two unlocks, or between them, where a's second unlock
		// comes while b holds the lock or after that.
		Classes: fixed(4),
		Repairs: []string{"mutex/unlock-unlocked-once"},
	},
	{
		Name:    "mutex/unlock-unlocked-once",
		Summary: "one unlock for one lock, and defer does it",
		Section: "Mutexes (Locks)",
		Story: `The unlock by hand is gone. What is deferred runs on every path, so nothing else
has to, and locks and unlocks come in pairs again.

Where a lock must be released early, do it by hand on every path and defer
nothing, or put the part that needs the lock into a function of its own.`,
		Program:  plain(unlockUnlockedOnce),
		Funcs:    []string{"unlockUnlockedOnce"},
		Verdict:  sim.Pass,
		Outcomes: always("n=2"),
		Classes:  fixed(2),
	},
}

// lists returns the lists that threads can leave behind: each number once, in
// any order; with losses also those that lack some of them.
func lists(p Params, losses bool) []string {
	var outcomes []string
	var extend func(list string, rest string)
	extend = func(list, rest string) {
		if rest == "" || losses && list != "" {
			outcomes = append(outcomes, "list="+list)
		}
		for i := range rest {
			extend(list+rest[i:i+1], rest[:i]+rest[i+1:])
		}
	}
	extend("", "123456789"[:p.Int("threads")])
	slices.Sort(outcomes)
	return outcomes
}

// criticalSection appends to a list under one mutex.
func criticalSection(p Params) sim.Program {
	return func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		list := sim.NewVar(t, "list", 0)
		var all []*sim.Thread
		for i := range p.Int("threads") {
			all = append(all, t.Go(letter(i), func(t *sim.Thread) {
				mu.Lock(t)
				list.Store(t, 10*list.Load(t)+i+1)
				mu.Unlock(t)
			}))
		}
		t.Join(all...)
		t.Observe("list", list.Load(t))
	}
}

// criticalSectionBroken appends to a list, each thread under a mutex of its own.
func criticalSectionBroken(p Params) sim.Program {
	return func(t *sim.Thread) {
		list := sim.NewVar(t, "list", 0)
		var all []*sim.Thread
		for i := range p.Int("threads") {
			mu := sim.NewMutex(t, "mu-"+letter(i)) // nobody else ever asks for it
			all = append(all, t.Go(letter(i), func(t *sim.Thread) {
				mu.Lock(t)
				list.Store(t, 10*list.Load(t)+i+1)
				mu.Unlock(t)
			}))
		}
		t.Join(all...)
		t.Observe("list", list.Load(t))
	}
}

// unlockUnlocked unlocks twice in a, which may hit a free mutex or b's.
func unlockUnlocked(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	n := sim.NewVar(t, "n", 0)
	a := t.Go("a", func(t *sim.Thread) {
		mu.Lock(t)
		defer mu.Unlock(t)
		n.Store(t, n.Load(t)+1)
		mu.Unlock(t) // done, but there is the deferred one
	})
	b := t.Go("b", func(t *sim.Thread) {
		mu.Lock(t)
		n.Store(t, n.Load(t)+1)
		mu.Unlock(t)
	})
	t.Join(a, b)
	t.Observe("n", n.Load(t))
}

// unlockUnlockedOnce unlocks once in either thread.
func unlockUnlockedOnce(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	n := sim.NewVar(t, "n", 0)
	a := t.Go("a", func(t *sim.Thread) {
		mu.Lock(t)
		defer mu.Unlock(t)
		n.Store(t, n.Load(t)+1)
	})
	b := t.Go("b", func(t *sim.Thread) {
		mu.Lock(t)
		n.Store(t, n.Load(t)+1)
		mu.Unlock(t)
	})
	t.Join(a, b)
	t.Observe("n", n.Load(t))
}
