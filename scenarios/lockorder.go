package scenarios

import (
	"time"

	"github.com/interleave-go/interleave/sim"
)

// lockOrders is the part of the deadlock family about two locks.
var lockOrders = []*Scenario{
	{
		Name:    "deadlock/lock-order",
		Summary: "a locks A then B, b locks B then A: each waits for the other",
		Section: "Deadlocks",
		Story: `Thread a takes lock A and wants B; thread b takes lock B and wants A. If each
gets its first lock before the other one asks for its second, both wait for
ever, and so does main, which waits for both.

All four of Coffman's conditions hold. Mutual exclusion: a mutex has one holder.
Hold and wait: each thread keeps its first lock while it waits for the second.
No preemption: nobody can take a lock away from its holder. Circular wait: a
waits for b, which waits for a. To break any one of them is a repair.

Of the three classes of interleavings - a before b, b before a, and each holding
one lock - only the last one deadlocks, which is why a test that runs the
program many times may never see it.

Each repair breaks one of the conditions. The usual one breaks the circle: all
threads take the locks in the same order (-ordered). A time-out (-timeout) and a
try (-trylock) make a thread give back what it holds, and break no preemption.
One lock for both things (-one-lock) breaks hold and wait. Mutual exclusion can
be broken only where sharing does no harm: readers may read together. And a
deadlock may be let happen, found and broken: deadlock/detect-and-break.`,
		Program:  plain(lockOrder),
		Funcs:    []string{"lockOrder"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: always("", "[deadlock: main join a b, a lock B, b lock A]"),
		// a before b, b before a, and each with its first lock.
		Classes: fixed(3),
		Repairs: []string{
			"deadlock/lock-order-ordered", "deadlock/lock-order-timeout", "deadlock/lock-order-trylock",
			"deadlock/lock-order-one-lock", "deadlock/detect-and-break",
		},
	},
	{
		Name:    "deadlock/lock-order-ordered",
		Summary: "both threads lock A before B: there is no circle to wait in",
		Section: "Deadlocks",
		Story: `This repair breaks circular wait. Both threads take A first. Whoever has A will
get B, because nobody holds B without having gone through A; whoever waits for A
holds nothing. A circle of waits would need somebody who holds a later lock and
waits for an earlier one.

The same holds for any number of locks and threads, as long as all keep to one
order. It is a rule about the whole program: one function that takes the locks
the other way round, perhaps through a callback, brings the circle back.`,
		Program:  plain(lockOrderOrdered),
		Funcs:    []string{"lockOrderOrdered"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(2),
	},
	{
		Name:    "deadlock/lock-order-timeout",
		Summary: "nobody waits for ever: whoever waits too long gives back its lock",
		Section: "Deadlocks",
		Story: `This repair breaks no preemption: a lock that is held while its holder waits
comes back after a second at the latest. The circle still forms, and then time
passes. One wait times out, that thread gives back what it holds, and the other
one can go on.

Both may give up, if both run out of time together. The outcomes tell who did
its work; the program ends in every interleaving. Here whoever gives up leaves
it at that. A program that tries again should wait for a random time first: two
that give up and try again in step with each other can do so for ever.

A time-out is a repair that needs no knowledge of the other threads, and that
costs a second whenever the deadlock strikes.`,
		Program:  plain(lockOrderTimeout),
		Funcs:    []string{"lockOrderTimeout"},
		Verdict:  sim.Pass,
		Outcomes: always("a/done=true b/done=true", "a/done=false b/done=true", "a/done=true b/done=false", "a/done=false b/done=false"),
		// a before b; b before a; a gives up, or b; or both do, before either has given back
		// its lock, or one of them after the other has.
		Classes: fixed(7),
	},
	{
		Name:    "deadlock/lock-order-trylock",
		Summary: "b only tries for its second lock, and lets go of the first one",
		Section: "Deadlocks",
		Story: `This repair breaks no preemption. Thread b holds B and only tries for A. If A is
taken, b gives B back before it waits: what nobody can take away from it, it
hands over by itself. Then it takes both in a's order.

Seen from the thread it is hold and wait that is gone: b never waits while it
holds something. It is enough that one of the two does so, since the circle
needs both. If both threads tried, gave back and tried again in their own order,
they could do so for ever, in step with each other: a livelock.

What was done under B before it was given back must be undone or be harmless,
because others may see it.`,
		Program:  plain(lockOrderTrylock),
		Funcs:    []string{"lockOrderTrylock"},
		Verdict:  sim.Pass,
		Outcomes: always("b/tries=1", "b/tries=2"),
		// a before b; b before a; and b's try fails before or after a has had B.
		Classes: fixed(4),
	},
	{
		Name:    "deadlock/lock-order-one-lock",
		Summary: "one lock guards both things: nobody holds one and waits for another",
		Section: "Deadlocks",
		Story: `This repair breaks hold and wait. Whoever needs both things takes the one lock
that guards them: it has both or nothing, and holds nothing while it waits. A
circle of waits needs threads that hold something.

It is the simplest of the repairs, and the first one to try. Its price is that
threads which need only one of the things now wait for each other as well.
"Avoid holding multiple locks", says the guide.`,
		Program:  plain(lockOrderOneLock),
		Funcs:    []string{"lockOrderOneLock"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(2),
	},
}

// lockOrder takes two locks in opposite orders.
func lockOrder(t *sim.Thread) {
	A, B := sim.NewMutex(t, "A"), sim.NewMutex(t, "B")
	a := t.Go("a", func(t *sim.Thread) {
		A.Lock(t)
		B.Lock(t)
		B.Unlock(t)
		A.Unlock(t)
	})
	b := t.Go("b", func(t *sim.Thread) {
		B.Lock(t)
		A.Lock(t)
		A.Unlock(t)
		B.Unlock(t)
	})
	t.Join(a, b)
}

// lockOrderOrdered takes two locks in the same order in both threads.
func lockOrderOrdered(t *sim.Thread) {
	A, B := sim.NewMutex(t, "A"), sim.NewMutex(t, "B")
	body := func(t *sim.Thread) {
		A.Lock(t)
		B.Lock(t)
		B.Unlock(t)
		A.Unlock(t)
	}
	a, b := t.Go("a", body), t.Go("b", body)
	t.Join(a, b)
}

// lockOrderTimeout takes two locks in opposite orders, and does not wait for the
// second one for ever.
func lockOrderTimeout(t *sim.Thread) {
	A, B := sim.NewMutex(t, "A"), sim.NewMutex(t, "B")
	body := func(first, second *sim.Mutex) func(*sim.Thread) {
		return func(t *sim.Thread) {
			first.Lock(t)
			done := second.LockTimeout(t, time.Second)
			if done {
				second.Unlock(t)
			}
			first.Unlock(t)
			t.Observe("done", done)
		}
	}
	a, b := t.Go("a", body(A, B)), t.Go("b", body(B, A))
	t.Join(a, b)
}

// lockOrderTrylock takes two locks in opposite orders, but b does not wait for
// its second one while it holds the first.
func lockOrderTrylock(t *sim.Thread) {
	A, B := sim.NewMutex(t, "A"), sim.NewMutex(t, "B")
	a := t.Go("a", func(t *sim.Thread) {
		A.Lock(t)
		B.Lock(t)
		B.Unlock(t)
		A.Unlock(t)
	})
	b := t.Go("b", func(t *sim.Thread) {
		tries := 1
		B.Lock(t)
		if !A.TryLock(t) {
			B.Unlock(t) // a may be waiting for it
			tries = 2
			A.Lock(t)
			B.Lock(t)
		}
		A.Unlock(t)
		B.Unlock(t)
		t.Observe("tries", tries)
	})
	t.Join(a, b)
}

// lockOrderOneLock has one lock where there were two.
func lockOrderOneLock(t *sim.Thread) {
	AB := sim.NewMutex(t, "AB")
	body := func(t *sim.Thread) {
		AB.Lock(t)
		AB.Unlock(t)
	}
	a, b := t.Go("a", body), t.Go("b", body)
	t.Join(a, b)
}
