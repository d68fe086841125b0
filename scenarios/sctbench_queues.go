package scenarios

import (
	"github.com/interleave-go/interleave/sim"
)

var stealParams = []Param{
	{Name: "thieves", Help: "threads that steal", Default: 1, Min: 1, Max: 100},
	{Name: "steals", Help: "times that each of them tries", Default: 1, Min: 1, Max: 100},
	{Name: "rounds", Help: "rounds of two pushes and a pop", Default: 2, Min: 1, Max: 100},
}

// benchQueues is the part of the sctbench family about queues of which one
// thread uses one end, and thieves the other.
var benchQueues = []*Scenario{
	{
		Name:    "sctbench/work-stealing",
		Summary: "a push into a full ring overwrites what a thief has claimed",
		Section: "Thread Pools",
		Story: `The work-stealing queue of the CHESS benchmarks, after the THE protocol of
Cilk-5: the owner pushes and pops at the tail without a lock, thieves take from
the head under one. A thief first moves the head on, which claims the item, and
then reads it. The ring must therefore keep one slot free: the item that was
claimed last may not have been read yet.

Here the owner uses all slots. If a thief has moved the head on and not read the
item, a push that goes once round the ring overwrites it: one item is done twice
and another one never. Published with thieves=1 steals=2 rounds=2.

The repair (-spare-slot) enlarges the ring while one slot is still free.`,
		Params:   stealParams,
		Program:  workStealing,
		Funcs:    []string{"workStealing", "theQueue", "theQueue.push", "theQueue.grow", "theQueue.pop", "theQueue.steal", "work"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("", "[assertion]"),
		Classes:  fixed(123),
		Repairs:  []string{"sctbench/work-stealing-spare-slot"},
	},
	{
		Name:    "sctbench/work-stealing-spare-slot",
		Summary: "the owner keeps one slot free for what may not have been read",
		Section: "Thread Pools",
		Story: `The ring is enlarged, under the lock and so not while a thief is between its two
steps, as soon as only one slot is free.`,
		Params:   stealParams,
		Program:  workStealingSpareSlot,
		Funcs:    []string{"workStealingSpareSlot", "theQueue", "theQueue.push", "theQueue.grow", "theQueue.pop", "theQueue.steal", "work"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(63),
	},
	{
		Name:    "sctbench/work-stealing-lock-free",
		Summary: "owner and thief both take the last item",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `A work-stealing queue without locks: a thief reads the item at the head and then
claims it by a compare-and-swap of the head; the owner takes from the tail by
moving it back. If they meet at the last item, the owner must compete for it by
a compare-and-swap as well. Here it does not: it sees that the head has not
passed, and takes the item, while a thief that looked before claims it too.

The repair (-competes) lets the owner compete for the last item, as Chase and
Lev do (SPAA 2005).`,
		Params:   stealParams,
		Program:  workStealingLockFree,
		Funcs:    []string{"workStealingLockFree", "casQueue", "casQueue.push", "casQueue.pop", "casQueue.steal", "work"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("", "[assertion]"),
		Classes:  fixed(39),
		Repairs:  []string{"sctbench/work-stealing-lock-free-competes"},
	},
	{
		Name:     "sctbench/work-stealing-lock-free-competes",
		Summary:  "the owner competes for the last item by a compare-and-swap",
		Section:  "Lock-Free Data Structures and Algorithms",
		Story:    `Of owner and thief only one succeeds in moving the head past the last item.`,
		Params:   stealParams,
		Program:  workStealingLockFreeCompetes,
		Funcs:    []string{"workStealingLockFreeCompetes", "casQueue", "casQueue.push", "casQueue.pop", "casQueue.steal", "work"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(42),
	},
}

// workQueue is what work uses: the owner pushes and pops, thieves steal.
type workQueue interface {
	push(t *sim.Thread, item int)
	pop(t *sim.Thread) (item int, ok bool)
	steal(t *sim.Thread) (item int, ok bool)
}

// work pushes and pops items while thieves steal, and checks that each is done
// once.
func work(t *sim.Thread, p Params, q workQueue) {
	items := 2 * p.Int("rounds")
	var done []*sim.Atomic[int]
	for range items {
		done = append(done, sim.NewAtomic(t, "done", 0))
	}
	do := func(t *sim.Thread, item int, ok bool) {
		if ok {
			sim.Add(t, done[item], 1)
		}
	}
	thieves := team(t, p.Int("thieves"), "thief", func(t *sim.Thread, _ int) {
		for range p.Int("steals") {
			item, ok := q.steal(t)
			do(t, item, ok)
		}
	})
	for i := range items {
		q.push(t, i)
		if i%2 == 1 {
			item, ok := q.pop(t)
			do(t, item, ok)
		}
	}
	for range p.Int("rounds") {
		item, ok := q.pop(t)
		do(t, item, ok)
	}
	t.Join(thieves...)
	for i := range items {
		n := done[i].Load(t)
		t.Assert(n == 1, "item %d is done %d times", i, n)
	}
}

// theQueue is a ring of which the owner uses the tail without a lock, and
// thieves the head under one.
type theQueue struct {
	mu         *sim.Mutex
	head, tail *sim.Atomic[int]
	rings      [][]*sim.Atomic[int] // of growing length
	ring       *sim.Var[int]        // which one is in use, for thieves
	own        int                  // the same, for the owner
	spare      int                  // slots that are kept free
}

func newTheQueue(t *sim.Thread, p Params, spare int) *theQueue {
	q := &theQueue{mu: sim.NewMutex(t, "mu"), head: sim.NewAtomic(t, "head", 0), tail: sim.NewAtomic(t, "tail", 0), ring: sim.NewVar(t, "ring", 0), spare: spare}
	for n := 2; n <= 4*p.Int("rounds"); n *= 2 {
		var ring []*sim.Atomic[int]
		for range n {
			ring = append(ring, sim.NewAtomic(t, "slot", -1))
		}
		q.rings = append(q.rings, ring)
	}
	return q
}

// slot returns the place of item n in a ring.
func (q *theQueue) slot(ring, n int) *sim.Atomic[int] { return q.rings[ring][n%len(q.rings[ring])] }

// grow goes on with a ring of twice the length.
func (q *theQueue) grow(t *sim.Thread) {
	q.mu.Lock(t)
	for n := q.head.Load(t); n < q.tail.Load(t); n++ {
		q.slot(q.own+1, n).Store(t, q.slot(q.own, n).Load(t))
	}
	q.own++
	q.ring.Store(t, q.own)
	q.mu.Unlock(t)
}

// push appends an item at the tail.
func (q *theQueue) push(t *sim.Thread, item int) {
	n := q.tail.Load(t)
	if n >= q.head.Load(t)+len(q.rings[q.own])-q.spare {
		q.grow(t)
	}
	q.slot(q.own, n).Store(t, item)
	q.tail.Store(t, n+1)
}

// pop takes the item at the tail.
func (q *theQueue) pop(t *sim.Thread) (int, bool) {
	n := q.tail.Load(t) - 1
	q.tail.Store(t, n)
	if q.head.Load(t) <= n {
		return q.slot(q.own, n).Load(t), true
	}
	q.tail.Store(t, n+1)
	q.mu.Lock(t) // no thief is between its steps now
	defer q.mu.Unlock(t)
	q.tail.Store(t, n)
	if q.head.Load(t) <= n {
		return q.slot(q.own, n).Load(t), true
	}
	q.tail.Store(t, n+1)
	return 0, false
}

// steal takes the item at the head.
func (q *theQueue) steal(t *sim.Thread) (int, bool) {
	q.mu.Lock(t)
	defer q.mu.Unlock(t)
	n := q.head.Load(t)
	q.head.Store(t, n+1)
	if n < q.tail.Load(t) {
		return q.slot(q.ring.Load(t), n).Load(t), true
	}
	q.head.Store(t, n)
	return 0, false
}

// workStealing uses all slots of the ring.
func workStealing(p Params) sim.Program {
	return func(t *sim.Thread) { work(t, p, newTheQueue(t, p, 0)) }
}

// workStealingSpareSlot keeps one slot of the ring free.
func workStealingSpareSlot(p Params) sim.Program {
	return func(t *sim.Thread) { work(t, p, newTheQueue(t, p, 1)) }
}

// casQueue is a queue without locks, of which the owner uses the tail and
// thieves the head.
type casQueue struct {
	head, tail *sim.Atomic[int]
	slots      []*sim.Atomic[int]
	compete    bool // for the last item
}

func newCASQueue(t *sim.Thread, p Params, compete bool) *casQueue {
	q := &casQueue{head: sim.NewAtomic(t, "head", 0), tail: sim.NewAtomic(t, "tail", 0), compete: compete}
	for range 2 * p.Int("rounds") {
		q.slots = append(q.slots, sim.NewAtomic(t, "slot", -1))
	}
	return q
}

// push appends an item at the tail.
func (q *casQueue) push(t *sim.Thread, item int) {
	n := q.tail.Load(t)
	q.slots[n].Store(t, item)
	q.tail.Store(t, n+1)
}

// pop takes the item at the tail.
func (q *casQueue) pop(t *sim.Thread) (int, bool) {
	n := q.tail.Load(t) - 1
	q.tail.Store(t, n)
	h := q.head.Load(t)
	switch {
	case h < n || h == n && !q.compete:
		return q.slots[n].Load(t), true
	case h == n && q.head.CompareAndSwap(t, n, n+1):
		q.tail.Store(t, n+1)
		return q.slots[n].Load(t), true
	}
	q.tail.Store(t, n+1)
	return 0, false
}

// steal takes the item at the head.
func (q *casQueue) steal(t *sim.Thread) (int, bool) {
	n := q.head.Load(t)
	if n >= q.tail.Load(t) {
		return 0, false
	}
	item := q.slots[n].Load(t)
	return item, q.head.CompareAndSwap(t, n, n+1)
}

// workStealingLockFree takes the last item without competing for it.
func workStealingLockFree(p Params) sim.Program {
	return func(t *sim.Thread) { work(t, p, newCASQueue(t, p, false)) }
}

// workStealingLockFreeCompetes competes for the last item.
func workStealingLockFreeCompetes(p Params) sim.Program {
	return func(t *sim.Thread) { work(t, p, newCASQueue(t, p, true)) }
}
