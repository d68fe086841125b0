package scenarios

import "github.com/interleave-go/interleave/sim"

// spinParams are the sizes of the locks that wait by looking.
var spinParams = []Param{{Name: "threads", Help: "threads that want the lock once", Default: 2, Min: 2, Max: 4}}

// lockFree is the part of the lockfree family about locks that wait by looking.
var lockFree = []*Scenario{
	{
		Name:    "lockfree/spinlock",
		Summary: "a test-and-set lock: who sets the bit that was clear has the lock",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `The lock is one bit. A thread sets it and looks what it was, in one atomic
step: if it was clear, the thread has the lock; otherwise it tries again, and
again.

The loop changes nothing that others can see, so it is recognised as an await:
the thread is parked until the bit would look different, and the search covers
all interleavings although each of them may spin for as long as it likes.

Without the atomic step the lock does not lock (-broken). That it may starve a
thread is another matter: starvation/test-and-set.`,
		Params:   spinParams,
		Program:  spinlock,
		Funcs:    []string{"spinlock", "exclude"},
		Verdict:  sim.Pass,
		Impure:   "it spins, and awaits are found directly",
		Outcomes: inside,
		Classes:  fixed(4),
	},
	{
		Name:    "lockfree/spinlock-broken",
		Summary: "test first, set then: two threads find the bit clear",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `The bit is looked at and then set, in two steps. Between them another thread
may find it clear as well, and both have the lock.`,
		Program:  plain(spinlockBroken),
		Funcs:    []string{"spinlockBroken", "exclude"},
		Verdict:  sim.Fail,
		Impure:   "it spins, and awaits are found directly",
		Kinds:    []sim.Kind{sim.Race, sim.Assertion},
		Outcomes: always("n=1 [assertion]", "n=2"),
		Classes:  fixed(22),
		Repairs:  []string{"lockfree/spinlock", "lockfree/ticket-lock", "lockfree/mcs-lock"},
	},
	{
		Name:    "lockfree/ticket-lock",
		Summary: "take a number, and wait until it is served",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `A thread that wants the lock draws the next ticket, and waits until that is the
one being served; whoever leaves serves the next. Threads enter in the order in
which they drew, so nobody starves (starvation/test-and-set-ticket).`,
		Params:   spinParams,
		Program:  ticketLock,
		Funcs:    []string{"ticketLock", "exclude"},
		Verdict:  sim.Pass,
		Impure:   "it spins, and awaits are found directly",
		Outcomes: inside,
		Classes:  fixed(4),
	},
	{
		Name:    "lockfree/mcs-lock",
		Summary: "threads queue up, and each waits at a flag of its own",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `The lock of Mellor-Crummey and Scott (TOCS 1991) is a queue. A thread swaps
itself into the tail. If somebody was there it links itself behind, and waits
at a flag of its own, so that on real hardware nobody but the one before
touches its cache line. Whoever leaves tells its successor; if there seems to
be none, it tries to empty the queue, and waits for the link if somebody has
just come.`,
		Params:   spinParams,
		Program:  mcsLock,
		Funcs:    []string{"mcsLock", "exclude"},
		Verdict:  sim.Pass,
		Impure:   "it spins, and awaits are found directly",
		Outcomes: inside,
		Classes:  fixed(14),
	},
}

// inside is the outcome of threads that exclude each other.
func inside(p Params) []string { return []string{"n=" + string(rune('0'+p.Int("threads")))} }

// exclude lets threads add to a plain variable in critical sections. One that is
// none shows as a data race, and as a lost update.
func exclude(t *sim.Thread, threads int, lock, unlock func(t *sim.Thread, me int)) {
	n := sim.NewVar(t, "n", 0)
	var all []*sim.Thread
	for me := range threads {
		all = append(all, t.Go(letter(me), func(t *sim.Thread) {
			lock(t, me)
			n.Store(t, n.Load(t)+1)
			unlock(t, me)
		}))
	}
	t.Join(all...)
	got := n.Load(t)
	t.Observe("n", got)
	t.Assert(got == threads, "two were inside at once: n = %d, not %d", got, threads)
}

// spinlock sets a bit and looks what it was, in one step.
func spinlock(p Params) sim.Program {
	return func(t *sim.Thread) {
		bit := sim.NewAtomic(t, "bit", false)
		exclude(t, p.Int("threads"),
			func(t *sim.Thread, _ int) {
				for bit.Swap(t, true) {
				}
			},
			func(t *sim.Thread, _ int) { bit.Store(t, false) })
	}
}

// spinlockBroken looks at the bit, and then sets it.
func spinlockBroken(t *sim.Thread) {
	bit := sim.NewAtomic(t, "bit", false)
	exclude(t, 2,
		func(t *sim.Thread, _ int) {
			for bit.Load(t) {
			}
			bit.Store(t, true)
		},
		func(t *sim.Thread, _ int) { bit.Store(t, false) })
}

// ticketLock serves in the order of the tickets.
func ticketLock(p Params) sim.Program {
	return func(t *sim.Thread) {
		next, serving := sim.NewAtomic(t, "next", 0), sim.NewAtomic(t, "serving", 0)
		exclude(t, p.Int("threads"),
			func(t *sim.Thread, _ int) {
				ticket := sim.Add(t, next, 1) - 1
				for serving.Load(t) != ticket {
				}
			},
			func(t *sim.Thread, _ int) { sim.Add(t, serving, 1) })
	}
}

// mcsLock is a queue in which each thread waits at a flag of its own. Threads
// stand for their nodes; 0 is none.
func mcsLock(p Params) sim.Program {
	return func(t *sim.Thread) {
		tail := sim.NewAtomic(t, "tail", 0)
		var next []*sim.Atomic[int]
		var waits []*sim.Atomic[bool]
		for me := range p.Int("threads") {
			next = append(next, sim.NewAtomic(t, letter(me)+"-next", 0))
			waits = append(waits, sim.NewAtomic(t, letter(me)+"-waits", false))
		}
		exclude(t, p.Int("threads"),
			func(t *sim.Thread, me int) {
				before := tail.Swap(t, me+1)
				if before == 0 {
					return
				}
				waits[me].Store(t, true)
				next[before-1].Store(t, me+1)
				for waits[me].Load(t) {
				}
			},
			func(t *sim.Thread, me int) {
				if next[me].Load(t) == 0 {
					if tail.CompareAndSwap(t, me+1, 0) {
						return
					}
					for next[me].Load(t) == 0 { // somebody has come, and is not linked yet
					}
				}
				waits[next[me].Load(t)-1].Store(t, false)
			})
	}
}
