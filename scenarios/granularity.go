package scenarios

import (
	"github.com/interleave-go/interleave/sim"
)

// granularity is the family about how much a lock should guard.
var granularity = []*Scenario{
	{
		Name:    "granularity/too-fine",
		Summary: "a lock for each account, and an invariant that spans both",
		Section: "Common Pitfalls",
		Story: `Each account has a lock of its own, and each access is made under it: no data
race. But a transfer changes two accounts, and between the one and the other the
sum is wrong, with no lock held. Somebody who adds the accounts up just then
misses what is under way, or counts it twice.

A lock should span what belongs together. The repairs hold both locks for the
whole transfer (-both), or make one lock of them (granularity/too-coarse).`,
		Program:  plain(tooFine),
		Funcs:    []string{"tooFine"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("sum=100", "sum=130 [assertion]", "sum=70 [assertion]"),
		Classes:  fixed(4),
		Repairs:  []string{"granularity/too-fine-both", "granularity/too-coarse"},
	},
	{
		Name:    "granularity/too-fine-both",
		Summary: "both locks are held from the first change to the second one",
		Section: "Common Pitfalls",
		Story: `The transfer takes both locks, in the order of the accounts, and gives them back
when both are changed; the auditor does the same. Nobody sees the state between.
Transfers between other accounts go on meanwhile, which is what locks for each
account are good for. The price is that the order matters: deadlock/lock-order.`,
		Program:  plain(tooFineBoth),
		Funcs:    []string{"tooFineBoth"},
		Verdict:  sim.Pass,
		Outcomes: always("sum=100"),
		Classes:  fixed(2),
	},
	{
		Name:    "granularity/too-coarse",
		Summary: "one lock for everything: correct, and one after the other",
		Section: "Common Pitfalls",
		Story: `One lock guards the accounts, and a log that has nothing to do with them. It is
correct, and simple, and nobody can do anything while somebody writes the log.

What is serialised shows in the report: three critical sections on one lock come
in 3! = 6 orders, and these are the classes. With a lock of its own the log
would commute with the rest, and 2 would be left. Where the time is, only a
profile tells; begin coarse, and make it finer where it hurts.`,
		Program:  plain(tooCoarse),
		Funcs:    []string{"tooCoarse"},
		Verdict:  sim.Pass,
		Outcomes: always("sum=100"),
		Classes:  fixed(6),
	},
	{
		Name:    "granularity/calls-out",
		Summary: "a callback is called under the lock, and calls back",
		Section: "Common Pitfalls",
		Story: `A list of listeners is guarded by a lock. To tell them of an event the lock is
taken and each is called. One of them wants to be told no more, and removes
itself: for that it needs the lock, which its own caller holds.

Code that one does not know should not be called with a lock held. The repair
(-after-unlock) copies the list, gives the lock back, and calls then.`,
		Program:  plain(callsOut),
		Funcs:    []string{"callsOut"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: always("[deadlock: main lock mu]"),
		Classes:  fixed(1),
		Repairs:  []string{"granularity/calls-out-after-unlock"},
	},
	{
		Name:    "granularity/calls-out-after-unlock",
		Summary: "the list is copied under the lock, the calls are made without it",
		Section: "Common Pitfalls",
		Story: `The lock is held while the list is copied, and no longer. A listener may now do
what it likes, remove itself included. It may be called once more after another
thread has removed it, since the copy is older than that: that much a listener
must bear.`,
		Program:  plain(callsOutAfterUnlock),
		Funcs:    []string{"callsOutAfterUnlock"},
		Verdict:  sim.Pass,
		Outcomes: always("listeners=0"),
		Classes:  fixed(1),
	},
}

// tooFine holds one lock at a time.
func tooFine(t *sim.Thread) {
	muX, muY := sim.NewMutex(t, "muX"), sim.NewMutex(t, "muY")
	x, y := sim.NewVar(t, "x", 50), sim.NewVar(t, "y", 50)
	transfer := t.Go("transfer", func(t *sim.Thread) {
		muX.Lock(t)
		x.Store(t, x.Load(t)-30)
		muX.Unlock(t) // 30 are nowhere now
		muY.Lock(t)
		y.Store(t, y.Load(t)+30)
		muY.Unlock(t)
	})
	muX.Lock(t)
	sum := x.Load(t)
	muX.Unlock(t)
	muY.Lock(t)
	sum += y.Load(t)
	muY.Unlock(t)
	t.Join(transfer)
	t.Observe("sum", sum)
	t.Assert(sum == 100, "the accounts add up to %d", sum)
}

// tooFineBoth holds both locks.
func tooFineBoth(t *sim.Thread) {
	muX, muY := sim.NewMutex(t, "muX"), sim.NewMutex(t, "muY")
	x, y := sim.NewVar(t, "x", 50), sim.NewVar(t, "y", 50)
	transfer := t.Go("transfer", func(t *sim.Thread) {
		muX.Lock(t)
		muY.Lock(t)
		x.Store(t, x.Load(t)-30)
		y.Store(t, y.Load(t)+30)
		muY.Unlock(t)
		muX.Unlock(t)
	})
	muX.Lock(t)
	muY.Lock(t)
	sum := x.Load(t) + y.Load(t)
	muY.Unlock(t)
	muX.Unlock(t)
	t.Join(transfer)
	t.Observe("sum", sum)
	t.Assert(sum == 100, "the accounts add up to %d", sum)
}

// tooCoarse has one lock for the accounts and for the log.
func tooCoarse(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	x, y := sim.NewVar(t, "x", 50), sim.NewVar(t, "y", 50)
	lines := sim.NewVar(t, "lines", 0)
	transfer := t.Go("transfer", func(t *sim.Thread) {
		mu.Lock(t)
		x.Store(t, x.Load(t)-30)
		y.Store(t, y.Load(t)+30)
		mu.Unlock(t)
	})
	log := t.Go("log", func(t *sim.Thread) {
		mu.Lock(t) // a lock of its own would do
		lines.Store(t, lines.Load(t)+1)
		mu.Unlock(t)
	})
	mu.Lock(t)
	sum := x.Load(t) + y.Load(t)
	mu.Unlock(t)
	t.Join(transfer, log)
	t.Observe("sum", sum)
	t.Assert(sum == 100, "the accounts add up to %d", sum)
}

// callsOut calls listeners with the lock held.
func callsOut(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	listeners := sim.NewVar(t, "listeners", 1)
	listener := func(t *sim.Thread) { // removes itself
		mu.Lock(t)
		listeners.Store(t, listeners.Load(t)-1)
		mu.Unlock(t)
	}
	mu.Lock(t)
	for range listeners.Load(t) {
		listener(t)
	}
	mu.Unlock(t)
}

// callsOutAfterUnlock calls them without.
func callsOutAfterUnlock(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	listeners := sim.NewVar(t, "listeners", 1)
	listener := func(t *sim.Thread) { // removes itself
		mu.Lock(t)
		listeners.Store(t, listeners.Load(t)-1)
		mu.Unlock(t)
	}
	mu.Lock(t)
	copied := listeners.Load(t)
	mu.Unlock(t)
	for range copied {
		listener(t)
	}
	t.Observe("listeners", listeners.Load(t))
}
