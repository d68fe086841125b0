package scenarios

import "github.com/interleave-go/interleave/sim"

// starvingLocks is the part of the starvation family about locks that let some
// threads in before others.
var starvingLocks = []*Scenario{
	{
		Name:    "starvation/rwlock-writer",
		Summary: "readers that overlap keep a writer out for ever",
		Section: "Reader-Writer Lock (Shared/Exclusive Lock)",
		Story: `With a lock that prefers readers, a reader gets in whenever no writer has the
lock. Two readers that take turns so that one comes before the other goes leave
no moment in which the lock is free. The writer waits for one, for ever.

A lock under which a waiting writer holds up new readers (-writers-first, as in
Go) gets the writer in after the readers that are in have gone.`,
		Program: plain(starvingWriter),
		Funcs:   []string{"starvingWriter", "readersAgainstWriter"},
		Verdict: sim.Fail,
		Impure:  "it has executions of any length, and cycles are found directly",
		Kinds:   []sim.Kind{sim.Starvation},
		Endless: true,
		Repairs: []string{"starvation/rwlock-writer-writers-first"},
	},
	{
		Name:    "starvation/rwlock-writer-writers-first",
		Summary: "new readers wait behind a writer that waits",
		Section: "Reader-Writer Lock (Shared/Exclusive Lock)",
		Story: `A writer that waits holds up new readers, so that those who are in are the last
before it. How many rounds readers make before the writer arrives is up to the
scheduler, so this is sampled under a fair one: every execution comes to its
end.`,
		Program:  plain(writersFirst),
		Funcs:    []string{"writersFirst", "readersAgainstWriter"},
		Strategy: "fair:random",
		Verdict:  sim.Unknown,
		Impure:   "it has executions of any length, and cycles are found directly",
		Endless:  true,
	},
	{
		Name:    "starvation/test-and-set",
		Summary: "a test-and-set lock has no memory of who came first",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `A test-and-set lock is one bit. Whoever sets it first after it was cleared has
the lock, and that may be the one that has just cleared it, again and again. It
keeps threads apart and does not deadlock, but it is not fair: mine, who tried
before the other thread was even there, never gets in.

A ticket lock serves in the order of the tickets (-ticket).`,
		Program: plain(testAndSetStarves),
		Funcs:   []string{"testAndSetStarves"},
		Verdict: sim.Fail,
		Impure:  "it marks progress",
		Kinds:   []sim.Kind{sim.Starvation},
		Endless: true,
		Repairs: []string{"starvation/test-and-set-ticket"},
	},
	{
		Name:    "starvation/test-and-set-ticket",
		Summary: "a ticket lock serves in the order of the tickets",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `Whoever wants the lock takes a ticket, and waits until its number is served.
mine has a ticket before the other thread is there, so the other one waits
behind it after at most one round: there are only so many executions, and all
are made. A ticket lock does not starve anybody.`,
		Program:  plain(ticketDoesNotStarve),
		Funcs:    []string{"ticketDoesNotStarve"},
		Verdict:  sim.Pass,
		Impure:   "it spins, and awaits are found directly",
		Outcomes: always(""),
		Classes:  fixed(3),
	},
}

// starvingWriter has a lock that prefers readers.
func starvingWriter(t *sim.Thread) {
	readersAgainstWriter(t, sim.NewRWMutex(t, "rw", sim.ReaderPreference))
}

// writersFirst has a lock that prefers writers, as Go's does.
func writersFirst(t *sim.Thread) { readersAgainstWriter(t, sim.NewRWMutex(t, "rw")) }

// readersAgainstWriter reads in two threads until a writer has written.
func readersAgainstWriter(t *sim.Thread, rw *sim.RWMutex) {
	written := sim.NewAtomic(t, "written", false)
	read := func(t *sim.Thread) {
		for !written.Load(t) {
			rw.RLock(t)
			rw.RUnlock(t)
		}
	}
	w := t.Go("writer", func(t *sim.Thread) {
		rw.Lock(t)
		written.Store(t, true)
		rw.Unlock(t)
	})
	t.Join(w, t.Go("r1", read), t.Go("r2", read))
}

// testAndSetStarves wants a lock that another thread, which comes later, takes
// again and again.
func testAndSetStarves(t *sim.Thread) {
	bit, done := sim.NewAtomic(t, "bit", false), sim.NewAtomic(t, "done", false)
	mine := t.Go("mine", func(t *sim.Thread) {
		other := t.Go("other", func(t *sim.Thread) {
			for !done.Load(t) {
				for bit.Swap(t, true) {
				}
				t.Progress()
				bit.Store(t, false)
			}
		})
		for bit.Swap(t, true) {
		}
		done.Store(t, true)
		bit.Store(t, false)
		t.Join(other)
	})
	t.Join(mine)
}

// ticketDoesNotStarve does the same with a ticket lock. The ticket is taken before
// the other thread is there.
func ticketDoesNotStarve(t *sim.Thread) {
	next, serving := sim.NewAtomic(t, "next", 0), sim.NewAtomic(t, "serving", 0)
	done := sim.NewAtomic(t, "done", false)
	mine := t.Go("mine", func(t *sim.Thread) {
		ticket := sim.Add(t, next, 1) - 1
		other := t.Go("other", func(t *sim.Thread) {
			for !done.Load(t) {
				ticket := sim.Add(t, next, 1) - 1
				for serving.Load(t) != ticket {
				}
				t.Progress()
				sim.Add(t, serving, 1)
			}
		})
		for serving.Load(t) != ticket {
		}
		done.Store(t, true)
		sim.Add(t, serving, 1)
		t.Join(other)
	})
	t.Join(mine)
}
