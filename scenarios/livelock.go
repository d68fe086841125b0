package scenarios

import "github.com/interleave-go/interleave/sim"

var livelock = []*Scenario{
	{
		Name:    "livelock/hallway",
		Summary: "two people step aside for each other, always to the same side",
		Section: "Starvation (Livelock)",
		Story: `Two people meet in a hallway. Each looks where the other one walks, and steps
to the other side if that is where it walks itself. If both look before either
moves, both step aside, and stand before each other again - and so on for ever,
moving all the time and getting nowhere.

Nobody is blocked, so there is no deadlock to be seen, and no step limit tells
this from a program that only takes long. It shows as a lasso: a way to a state
and a cycle that leads back to it, in which everybody has moved. The cycle is
repeated many times over before it is believed.

A schedule that lets one of them look and step before the other one looks ends
at once, so that tests pass. The repair is to break the symmetry: one of them
steps aside, the other one waits (-asymmetric).`,
		Program: plain(hallway),
		Funcs:   []string{"hallway"},
		Verdict: sim.Fail,
		Impure:  "it has executions of any length, and cycles are found directly",
		Kinds:   []sim.Kind{sim.Livelock},
		Endless: true,
		Repairs: []string{"livelock/hallway-asymmetric"},
	},
	{
		Name:    "livelock/hallway-asymmetric",
		Summary: "one steps aside, the other one waits until the way is free",
		Section: "Starvation (Livelock)",
		Story: `The rule no longer treats both alike: a steps aside, and b waits until the way
is free. Now b's waiting ends after one step of a, whatever the schedule.

b's loop only looks, so it is an await: it is parked until something that it
has seen would look different, and the search is complete.`,
		Program:  plain(hallwayAsymmetric),
		Funcs:    []string{"hallwayAsymmetric"},
		Verdict:  sim.Pass,
		Impure:   "it spins, and awaits are found directly",
		Outcomes: always(""),
		Classes:  fixed(2),
	},
	{
		Name:    "livelock/tryback",
		Summary: "each takes its lock, tries the other's, and gives its own back",
		Section: "Starvation (Livelock)",
		Story: `To avoid a deadlock, each thread only tries the second lock, and gives the
first one back when that is held (deadlock/lock-order-trylock does so once). In
a loop this trades the deadlock for a livelock: both take their first lock,
both fail at the second, both give back, and both begin again.

Acquiring a lock is progress in general, but not here: whoever acquires one
fails at the next and gives it back, round after round.

Real schedulers leave the cycle by accident sooner or later, after much work
for nothing. The repair is an order of the locks, which needs no trying
(-ordered), or to wait for a random time before trying again (-backoff).`,
		Program: plain(tryback),
		Funcs:   []string{"tryback"},
		Verdict: sim.Fail,
		Impure:  "it has executions of any length, and cycles are found directly",
		Kinds:   []sim.Kind{sim.Livelock},
		Endless: true,
		Repairs: []string{"livelock/tryback-ordered", "livelock/tryback-backoff"},
	},
	{
		Name:    "livelock/tryback-ordered",
		Summary: "both take the locks in one order, and wait for them",
		Section: "Starvation (Livelock)",
		Story: `With one order for all there is no circle of waits, so nobody has to give
anything back, and waiting is safe.`,
		Program:  plain(trybackOrdered),
		Funcs:    []string{"trybackOrdered"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(2), // a first, b first
	},
	{
		Name:    "livelock/tryback-backoff",
		Summary: "whoever fails waits for a random time before it tries again",
		Section: "Starvation (Livelock)",
		Story: `After a failure each thread waits for a random number of units of time. Two
threads that draw different numbers no longer meet.

That does not make an endless execution impossible: they may draw the same
number again and again. It makes it have probability zero, which no search over
schedules can prove. So this one is sampled, under a scheduler that passes
nobody over for long: every execution comes to its end. A cycle in which
somebody draws is not called a livelock, for the next draw may be another one.`,
		Program:  plain(trybackBackoff),
		Funcs:    []string{"trybackBackoff"},
		Strategy: "fair:random",
		Verdict:  sim.Unknown,
		Impure:   "it has executions of any length, and cycles are found directly",
		Endless:  true,
	},
	{
		Name:    "livelock/stm-retry",
		Summary: "two transactions abort each other, again and again",
		Section: "Starvation (Livelock)",
		Story: `Two transactions write the same two cells in opposite orders. Each claims a
cell before it writes it, by a compare-and-swap on the cell's owner. Whoever
finds a cell claimed by the other one aborts: it gives up its claims and begins
again.

No lock is ever waited for, so there is no deadlock. But both may claim their
first cell, both find the second one claimed, both abort, and so on. Software
transactional memory calls what is missing a contention manager: a rule for who
aborts. With one, the older transaction waits and the younger one gives way
(-manager).`,
		Program: plain(stmRetry),
		Funcs:   []string{"stmRetry"},
		Verdict: sim.Fail,
		Impure:  "it has executions of any length, and cycles are found directly",
		Kinds:   []sim.Kind{sim.Livelock},
		Endless: true,
		Repairs: []string{"livelock/stm-retry-manager"},
	},
	{
		Name:    "livelock/stm-retry-manager",
		Summary: "the older transaction waits for a claim, the younger one aborts",
		Section: "Starvation (Livelock)",
		Story: `The contention manager decides by age. The older transaction waits for a cell
that is claimed; the younger one aborts, and does not begin again before the
older one has committed. So the older one always gets through, and then the
younger one has the cells for itself.`,
		Program:  plain(stmRetryManager),
		Funcs:    []string{"stmRetryManager"},
		Verdict:  sim.Pass,
		Impure:   "it spins, and awaits are found directly",
		Outcomes: always("x=2 y=2"),
		Classes:  fixed(11),
	},
}

// hallway lets two people meet, who both step aside when they stand before each
// other.
func hallway(t *sim.Thread) {
	side := [2]*sim.Atomic[int]{sim.NewAtomic(t, "a-side", 0), sim.NewAtomic(t, "b-side", 0)}
	walk := func(me int) sim.Program {
		return func(t *sim.Thread) {
			for {
				mine := side[me].Load(t)
				if side[1-me].Load(t) != mine {
					return // the way is free
				}
				side[me].Store(t, 1-mine)
			}
		}
	}
	t.Join(t.Go("a", walk(0)), t.Go("b", walk(1)))
}

// hallwayAsymmetric lets one of the two step aside, and the other one wait.
func hallwayAsymmetric(t *sim.Thread) {
	aSide, bSide := sim.NewAtomic(t, "a-side", 0), sim.NewAtomic(t, "b-side", 0)
	a := t.Go("a", func(t *sim.Thread) {
		if mine := aSide.Load(t); bSide.Load(t) == mine {
			aSide.Store(t, 1-mine)
		}
	})
	b := t.Go("b", func(t *sim.Thread) {
		for aSide.Load(t) == 0 { // b stays on its side, which is 0
		}
	})
	t.Join(a, b)
}

// tryback takes two locks in opposite orders, and gives the first one back when
// the second is held.
func tryback(t *sim.Thread) {
	A, B := sim.NewMutex(t, "A"), sim.NewMutex(t, "B")
	both := func(first, second *sim.Mutex) sim.Program {
		return func(t *sim.Thread) {
			for {
				first.Lock(t)
				if second.TryLock(t) {
					break
				}
				first.Unlock(t)
			}
			second.Unlock(t)
			first.Unlock(t)
		}
	}
	t.Join(t.Go("a", both(A, B)), t.Go("b", both(B, A)))
}

// trybackOrdered takes the two locks in one order.
func trybackOrdered(t *sim.Thread) {
	A, B := sim.NewMutex(t, "A"), sim.NewMutex(t, "B")
	both := func(t *sim.Thread) {
		A.Lock(t)
		B.Lock(t)
		B.Unlock(t)
		A.Unlock(t)
	}
	t.Join(t.Go("a", both), t.Go("b", both))
}

// trybackBackoff waits for a random time before it tries again.
func trybackBackoff(t *sim.Thread) {
	A, B := sim.NewMutex(t, "A"), sim.NewMutex(t, "B")
	both := func(first, second *sim.Mutex) sim.Program {
		return func(t *sim.Thread) {
			for {
				first.Lock(t)
				if second.TryLock(t) {
					break
				}
				first.Unlock(t)
				for range t.Choose(4) {
					t.Yield()
				}
			}
			second.Unlock(t)
			first.Unlock(t)
		}
	}
	t.Join(t.Go("a", both(A, B)), t.Go("b", both(B, A)))
}

// stmRetry adds to two cells in transactions that abort each other.
func stmRetry(t *sim.Thread) {
	const nobody = -1
	x, y := sim.NewVar(t, "x", 0), sim.NewVar(t, "y", 0)
	xOwner, yOwner := sim.NewAtomic(t, "x-owner", nobody), sim.NewAtomic(t, "y-owner", nobody)
	transaction := func(me int, first, second *sim.Atomic[int]) sim.Program {
		return func(t *sim.Thread) {
			for {
				if !first.CompareAndSwap(t, nobody, me) {
					continue // abort
				}
				if second.CompareAndSwap(t, nobody, me) {
					break
				}
				first.Store(t, nobody) // abort
			}
			x.Store(t, x.Load(t)+1)
			y.Store(t, y.Load(t)+1)
			second.Store(t, nobody)
			first.Store(t, nobody)
		}
	}
	t.Join(t.Go("a", transaction(0, xOwner, yOwner)), t.Go("b", transaction(1, yOwner, xOwner)))
	t.Observe("x", x.Load(t))
	t.Observe("y", y.Load(t))
}

// stmRetryManager lets the older transaction, a, wait and the younger one abort.
func stmRetryManager(t *sim.Thread) {
	const nobody = -1
	x, y := sim.NewVar(t, "x", 0), sim.NewVar(t, "y", 0)
	xOwner, yOwner := sim.NewAtomic(t, "x-owner", nobody), sim.NewAtomic(t, "y-owner", nobody)
	committed := sim.NewAtomic(t, "a-committed", false)
	commit := func(t *sim.Thread) {
		x.Store(t, x.Load(t)+1)
		y.Store(t, y.Load(t)+1)
		yOwner.Store(t, nobody)
		xOwner.Store(t, nobody)
	}
	older := t.Go("a", func(t *sim.Thread) {
		for !xOwner.CompareAndSwap(t, nobody, 0) {
		}
		for !yOwner.CompareAndSwap(t, nobody, 0) {
		}
		commit(t)
		committed.Store(t, true)
	})
	younger := t.Go("b", func(t *sim.Thread) {
		for {
			if yOwner.CompareAndSwap(t, nobody, 1) {
				if xOwner.CompareAndSwap(t, nobody, 1) {
					break
				}
				yOwner.Store(t, nobody) // abort
			}
			for !committed.Load(t) {
			}
		}
		commit(t)
	})
	t.Join(older, younger)
	t.Observe("x", x.Load(t))
	t.Observe("y", y.Load(t))
}
