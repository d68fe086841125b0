package scenarios

import (
	"fmt"

	"github.com/interleave-go/interleave/sim"
)

// detection is the part of the deadlock family in which a deadlock is found and
// broken while the program runs.
var detection = []*Scenario{
	{
		Name:    "deadlock/detect-and-break",
		Summary: "a detector walks the wait-for graph, and a victim gives way",
		Section: "Deadlocks",
		Story: `Two workers take locks A and B in opposite orders, as in deadlock/lock-order,
and they may well end up waiting for each other. This program lets it happen,
finds it and breaks it, as databases do.

The locks are kept in a table: who holds each of them, and which one each worker
waits for. Together that is the wait-for graph. Whoever begins to wait rings the
detector, a thread of its own. It starts at each worker and goes on to the
holder of what that one waits for; if it comes back to where it started, there
is a circle. Then it names the worker a victim. The victim's acquire fails, it
gives back what it holds, and begins again with the lock that it did not get,
behind the other one.

What it breaks is no preemption: a wait of this table can be taken back, and
with it the lock; one on a plain mutex cannot. The graph is read and changed
under one mutex, so that the detector never sees half of a change. Nor can a
victim be named in vain: the circle stays until one of its members gives way.

Prevention costs every program some freedom; detection costs a graph, a detector
and code that can begin again.`,
		Program:  plain(detectAndBreak),
		Funcs:    []string{"detectAndBreak", "lockTable", "newLockTable", "lockTable.acquire", "lockTable.end", "lockTable.detect", "lockTable.circle"},
		Verdict:  sim.Pass,
		Impure:   "its detector looks again and again, as who waits by looking does",
		Outcomes: always("victims=0", "victims=1"),
		Classes:  fixed(3552),
	},
}

// lockTable holds locks that workers can be made to give back. Workers and locks
// are numbered from 0; nobody and nothing are -1.
type lockTable struct {
	mu      *sim.Mutex       // guards all of the table
	changed *sim.Cond        // a lock is free, or there is a victim
	ring    *sim.Cond        // a worker waits, or has ended
	holder  []*sim.Var[int]  // by lock
	wants   []*sim.Var[int]  // by worker: the lock that it waits for
	victim  *sim.Var[int]    // who has to give way
	working *sim.Var[int]    // workers that have not ended
	victims *sim.Atomic[int] // how many there have been
}

// newLockTable makes a table of free locks.
func newLockTable(t *sim.Thread, workers, locks int) *lockTable {
	lt := &lockTable{
		mu:      sim.NewMutex(t, "table"),
		victim:  sim.NewVar(t, "victim", -1),
		working: sim.NewVar(t, "working", workers),
		victims: sim.NewAtomic(t, "victims", 0),
	}
	lt.changed, lt.ring = sim.NewCond(t, "changed", lt.mu), sim.NewCond(t, "ring", lt.mu)
	for i := range locks {
		lt.holder = append(lt.holder, sim.NewVar(t, fmt.Sprintf("holder%d", i), -1))
	}
	for i := range workers {
		lt.wants = append(lt.wants, sim.NewVar(t, fmt.Sprintf("wants%d", i), -1))
	}
	return lt
}

// acquire waits for a lock and takes it. If the worker has to give way, it
// frees the locks that it holds instead, and reports false.
func (lt *lockTable) acquire(t *sim.Thread, worker, lock int, holds ...int) bool {
	lt.mu.Lock(t)
	defer lt.mu.Unlock(t)
	for lt.holder[lock].Load(t) >= 0 {
		if lt.victim.Load(t) == worker {
			lt.victim.Store(t, -1)
			lt.wants[worker].Store(t, -1)
			for _, lock := range holds {
				lt.holder[lock].Store(t, -1)
			}
			lt.changed.Broadcast(t)
			return false
		}
		lt.wants[worker].Store(t, lock)
		lt.ring.Signal(t)
		lt.changed.Wait(t)
	}
	lt.wants[worker].Store(t, -1)
	lt.holder[lock].Store(t, worker)
	return true
}

// end frees the locks of a worker that is done.
func (lt *lockTable) end(t *sim.Thread, locks ...int) {
	lt.mu.Lock(t)
	defer lt.mu.Unlock(t)
	for _, lock := range locks {
		lt.holder[lock].Store(t, -1)
	}
	lt.changed.Broadcast(t)
	lt.working.Store(t, lt.working.Load(t)-1)
	lt.ring.Signal(t)
}

// detect makes victims until all workers have ended.
func (lt *lockTable) detect(t *sim.Thread) {
	lt.mu.Lock(t)
	defer lt.mu.Unlock(t)
	for lt.working.Load(t) > 0 {
		if w := lt.circle(t); w >= 0 && lt.victim.Load(t) < 0 {
			lt.victim.Store(t, w)
			sim.Add(t, lt.victims, 1)
			lt.changed.Broadcast(t)
		}
		lt.ring.Wait(t)
	}
}

// circle returns a worker that waits, over others, for itself; or -1.
func (lt *lockTable) circle(t *sim.Thread) int {
	for start := range lt.wants {
		w := start
		for range lt.wants {
			lock := lt.wants[w].Load(t)
			if lock < 0 {
				break // this one can move
			}
			if w = lt.holder[lock].Load(t); w == start {
				return start
			}
			if w < 0 {
				break // the lock is free, and whoever wants it is about to take it
			}
		}
	}
	return -1
}

// detectAndBreak lets two workers take two locks in opposite orders, and a
// detector break the deadlock that may come of it.
func detectAndBreak(t *sim.Thread) {
	lt := newLockTable(t, 2, 2)
	worker := func(me, first, second int) func(*sim.Thread) {
		return func(t *sim.Thread) {
			lt.acquire(t, me, first)
			if !lt.acquire(t, me, second, first) {
				lt.acquire(t, me, second) // now in the order of the other one
				lt.acquire(t, me, first)
			}
			lt.end(t, first, second)
		}
	}
	detector := t.Go("detector", lt.detect)
	a := t.Go("a", worker(0, 0, 1))
	b := t.Go("b", worker(1, 1, 0))
	t.Join(a, b, detector)
	t.Observe("victims", lt.victims.Load(t))
}
