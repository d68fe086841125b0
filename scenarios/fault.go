package scenarios

import "github.com/interleave-go/interleave/sim"

// fault is the family about threads that break down half-way.
var fault = []*Scenario{
	{
		Name:    "fault/dies-holding-lock",
		Summary: "a thread panics with the lock held and the data half changed",
		Section: "Debugging and Testing Concurrent Applications",
		Story: `Thread a moves one unit from x to y under the lock, and dies between the two
stores. Two things are left behind: a lock that nobody will ever unlock, and a
unit that is in neither place.

If b comes later it waits for ever. The report lists both failures: the panic,
and in consequence of it the deadlock. If b has been there before, only the
panic is left, and main finds a sum that is one short.

The order of thinking matters here. That the lock stays taken is a nuisance; it
also keeps everybody away from data that is broken. To release it, and no more,
would let them in: the deadlock would be gone, and the error would spread.

The repair (-recovered) catches the panic, makes the data whole again, and only
then releases the lock. Where the data cannot be made whole, say so to those who
come later: a lock can be "poisoned", as in Rust.`,
		Program:  plain(diesHoldingLock),
		Funcs:    []string{"diesHoldingLock"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock, sim.Panic},
		Outcomes: always("[deadlock panic: main join a b, b lock mu]", "sum=0 [panic]"),
		Classes:  fixed(2),
		Repairs:  []string{"fault/dies-holding-lock-recovered"},
	},
	{
		Name:    "fault/dies-holding-lock-recovered",
		Summary: "the panic is caught, the data made whole, the lock released",
		Section: "Debugging and Testing Concurrent Applications",
		Story: `Deferred functions run while a panic goes up, the last one first. So the one
that undoes the half change is deferred after the unlock, and runs before it:
whoever gets the lock next finds the data as they were before.

The panic is caught for the error that the move is known to raise; any other one
goes on up, since nothing is known about it. Main finds the sum that it started
with, in whatever order the threads come.`,
		Program:  plain(diesHoldingLockRecovered),
		Funcs:    []string{"diesHoldingLockRecovered"},
		Verdict:  sim.Pass,
		Outcomes: always("sum=1"),
		Classes:  fixed(2),
	},
}

// diesHoldingLock panics between two stores that belong together.
func diesHoldingLock(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	x, y := sim.NewVar(t, "x", 1), sim.NewVar(t, "y", 0)
	a := t.Go("a", func(t *sim.Thread) {
		mu.Lock(t)
		x.Store(t, x.Load(t)-1)
		panic("no connection")
	})
	b := t.Go("b", func(t *sim.Thread) {
		mu.Lock(t)
		mu.Unlock(t)
	})
	t.Join(a, b)
	t.Observe("sum", x.Load(t)+y.Load(t))
}

// diesHoldingLockRecovered undoes the first store when it cannot make the second.
func diesHoldingLockRecovered(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	x, y := sim.NewVar(t, "x", 1), sim.NewVar(t, "y", 0)
	a := t.Go("a", func(t *sim.Thread) {
		mu.Lock(t)
		defer mu.Unlock(t)
		old := x.Load(t)
		defer func() {
			switch r := recover(); r {
			case nil:
			case "no connection":
				x.Store(t, old)
			default:
				panic(r)
			}
		}()
		x.Store(t, old-1)
		panic("no connection")
	})
	b := t.Go("b", func(t *sim.Thread) {
		mu.Lock(t)
		mu.Unlock(t)
	})
	t.Join(a, b)
	t.Observe("sum", x.Load(t)+y.Load(t))
}

// mortality is the part of the fault family about faults that the search makes.
var mortality = []*Scenario{
	{
		Name:    "fault/worker-killed",
		Summary: "a worker may die at any moment, and its lock stays taken",
		Section: "Debugging and Testing Concurrent Applications",
		Story: `A worker adds to a sum under a lock. It may be killed: the search explores its
death at every operation that neither waits nor gives something back
(--faults=deaths, for threads that call Mortal). The death is no failure by
itself. What it leaves behind is: the lock is taken for ever, and whoever wants
it next waits.

The repair frees the lock in a deferred call (-deferred), which runs however
the worker ends.`,
		Program:  plain(workerKilled),
		Funcs:    []string{"workerKilled"},
		Faults:   sim.Faults{Deaths: true},
		Verdict:  sim.Fail,
		Impure:   "its worker is mortal",
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: always("[deadlock: main lock mu]", "sum=1"),
		Classes:  fixed(3), // it dies at the load, at the store, or not
		Repairs:  []string{"fault/worker-killed-deferred"},
	},
	{
		Name:    "fault/worker-killed-deferred",
		Summary: "the lock is freed in a deferred call, however the worker ends",
		Section: "Debugging and Testing Concurrent Applications",
		Story: `A deferred call runs when the worker ends, killed or not, so the lock is always
freed. The sum may lack what the worker did not get to add; since the addition
is one store, it is never half made.`,
		Program:  plain(workerKilledDeferred),
		Funcs:    []string{"workerKilledDeferred"},
		Faults:   sim.Faults{Deaths: true},
		Verdict:  sim.Pass,
		Impure:   "its worker is mortal",
		Outcomes: always("sum=0", "sum=1"),
		Classes:  fixed(3),
	},
}

// workerKilled has a worker that may die with the lock held.
func workerKilled(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	sum := sim.NewVar(t, "sum", 0)
	worker := t.Go("worker", func(t *sim.Thread) {
		t.Mortal()
		mu.Lock(t)
		sum.Store(t, sum.Load(t)+1)
		mu.Unlock(t)
	})
	t.Join(worker)
	mu.Lock(t)
	t.Observe("sum", sum.Load(t))
	mu.Unlock(t)
}

// workerKilledDeferred frees the lock in a deferred call.
func workerKilledDeferred(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	sum := sim.NewVar(t, "sum", 0)
	worker := t.Go("worker", func(t *sim.Thread) {
		t.Mortal()
		mu.Lock(t)
		defer mu.Unlock(t)
		sum.Store(t, sum.Load(t)+1)
	})
	t.Join(worker)
	mu.Lock(t)
	t.Observe("sum", sum.Load(t))
	mu.Unlock(t)
}
