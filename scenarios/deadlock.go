package scenarios

import (
	"slices"

	"github.com/interleave-go/interleave/sim"
)

// deadlock is the family about threads that wait for each other.
var deadlock = slices.Concat(lockOrders, diners, politeDiners, neverFreed, messages, detection)

// neverFreed is the part of the deadlock family about a lock that its holder does
// not free.
var neverFreed = []*Scenario{
	{
		Name:    "deadlock/self-lock",
		Summary: "a method that holds the lock calls another one that takes it",
		Section: "Mutexes (Locks)",
		Story: `Withdraw takes the account's lock and calls balance, which takes it too, as
every method does. The lock is not reentrant: it does not ask who its holder is.
So the thread waits until the lock is free, and it would have to free it itself.

It is a deadlock of one, and it needs no luck: it comes in every interleaving in
which withdraw is called at all. What hides it is the distance between the two
calls. Each method is right by itself, and the path from one to the other may
lead through half a dozen others, or a callback.

There are two repairs. A reentrant lock counts how often its holder has taken it
(-rmutex). Go has none, on purpose: when a lock is taken a second time the
invariants may be broken by the holder itself, half-way through its change. The
way of Go is an inner function that expects the lock to be held (-split).`,
		Program:  plain(selfLock),
		Funcs:    []string{"selfLock"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: always("[deadlock: main join a, a lock mu]"),
		Classes:  fixed(1),
		Repairs:  []string{"deadlock/self-lock-rmutex", "deadlock/self-lock-split"},
	},
	{
		Name:    "deadlock/self-lock-rmutex",
		Summary: "a reentrant lock lets its holder take it again",
		Section: "Mutexes (Locks)",
		Story: `The lock is reentrant. It knows who holds it, lets that thread through at once,
and counts; it is free when it has been unlocked as often as locked.

The deadlock is gone and the program reads as before. What one gives up is a
certainty: when the inner method takes the lock, the data may be half changed,
by its own caller. See rmutex/too-few-releases for what else can go wrong.`,
		Program:  plain(selfLockRMutex),
		Funcs:    []string{"selfLockRMutex"},
		Verdict:  sim.Pass,
		Outcomes: always("left=70"),
		Classes:  fixed(1),
	},
	{
		Name:    "deadlock/self-lock-split",
		Summary: "an inner function expects the lock to be held, and takes none",
		Section: "Mutexes (Locks)",
		Story: `The method is split in two: an inner function that does the work and expects the
lock to be held, and an outer one that takes the lock and calls it. Whoever has
the lock calls the inner one. In Go such functions are often called
balanceLocked.

Now each function says what it needs, and no call takes a lock that its caller
holds. As the lock is free whenever it is taken, whatever it protects is whole
at that point.`,
		Program:  plain(selfLockSplit),
		Funcs:    []string{"selfLockSplit"},
		Verdict:  sim.Pass,
		Outcomes: always("left=70"),
		Classes:  fixed(1),
	},
	{
		Name:    "deadlock/forgotten-release",
		Summary: "an error path returns without the unlock; the next thread waits",
		Section: "Mutexes (Locks)",
		Story: `Thread a takes the lock, runs into an error and returns. The unlock stands at
the end of the function, and the error path does not come by there. The thread
ends, and the lock stays taken: "locked" by somebody who no longer exists.
Whoever asks for it next waits for ever.

Whether there is an error is chosen: the search takes both ways. The error alone
does no harm if everybody else is done by then, and the missing unlock does none
without the error. Error paths are the least tested lines of a program.

The repair is to write the unlock next to the lock, where no return can avoid
it: with defer in Go (-defer), with a with statement or finally elsewhere.`,
		Program:  plain(forgottenRelease),
		Funcs:    []string{"forgottenRelease"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: always("", "[deadlock: main join a b, b lock mu]"),
		// With the error and without, a first or b first.
		Classes: fixed(4),
		Repairs: []string{"deadlock/forgotten-release-defer"},
	},
	{
		Name:    "deadlock/forgotten-release-defer",
		Summary: "the unlock is deferred next to the lock: every way out passes it",
		Section: "Mutexes (Locks)",
		Story: `The deferred unlock runs however the function is left: at its end, by a return
in the middle, or by a panic. The pair stands on two neighbouring lines, so that
a reader sees at once that it is complete.

A defer runs at the end of the function, not of the block. Where the lock should
be held for a part only, make that part a function.`,
		Program:  plain(forgottenReleaseDefer),
		Funcs:    []string{"forgottenReleaseDefer"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		// With the error and without, a first or b first.
		Classes: fixed(4),
	},
}

// selfLock calls, with the lock held, a function that takes the lock.
func selfLock(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	money := sim.NewVar(t, "money", 100)
	balance := func(t *sim.Thread) int {
		mu.Lock(t)
		defer mu.Unlock(t)
		return money.Load(t)
	}
	withdraw := func(t *sim.Thread, amount int) {
		mu.Lock(t)
		defer mu.Unlock(t)
		money.Store(t, balance(t)-amount) // waits for the lock that this thread holds
	}
	a := t.Go("a", func(t *sim.Thread) { withdraw(t, 30) })
	t.Join(a)
	t.Observe("left", balance(t))
}

// selfLockRMutex calls, with the lock held, a function that takes the lock; it
// may take it again.
func selfLockRMutex(t *sim.Thread) {
	mu := sim.NewRMutex(t, "mu")
	money := sim.NewVar(t, "money", 100)
	balance := func(t *sim.Thread) int {
		mu.Lock(t)
		defer mu.Unlock(t)
		return money.Load(t)
	}
	withdraw := func(t *sim.Thread, amount int) {
		mu.Lock(t)
		defer mu.Unlock(t)
		money.Store(t, balance(t)-amount)
	}
	a := t.Go("a", func(t *sim.Thread) { withdraw(t, 30) })
	t.Join(a)
	t.Observe("left", balance(t))
}

// selfLockSplit has an inner function for callers that hold the lock.
func selfLockSplit(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	money := sim.NewVar(t, "money", 100)
	balanceLocked := money.Load // expects mu to be held
	balance := func(t *sim.Thread) int {
		mu.Lock(t)
		defer mu.Unlock(t)
		return balanceLocked(t)
	}
	withdraw := func(t *sim.Thread, amount int) {
		mu.Lock(t)
		defer mu.Unlock(t)
		money.Store(t, balanceLocked(t)-amount)
	}
	a := t.Go("a", func(t *sim.Thread) { withdraw(t, 30) })
	t.Join(a)
	t.Observe("left", balance(t))
}

// forgottenRelease returns with the lock held when there is an error.
func forgottenRelease(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	a := t.Go("a", func(t *sim.Thread) {
		mu.Lock(t)
		if err := t.Choose(2) == 1; err {
			return // the lock stays taken
		}
		mu.Unlock(t)
	})
	b := t.Go("b", func(t *sim.Thread) {
		mu.Lock(t)
		mu.Unlock(t)
	})
	t.Join(a, b)
}

// forgottenReleaseDefer gives the lock back however it returns.
func forgottenReleaseDefer(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	a := t.Go("a", func(t *sim.Thread) {
		mu.Lock(t)
		defer mu.Unlock(t)
		if err := t.Choose(2) == 1; err {
			return
		}
	})
	b := t.Go("b", func(t *sim.Thread) {
		mu.Lock(t)
		mu.Unlock(t)
	})
	t.Join(a, b)
}
