package scenarios

import (
	"fmt"

	"github.com/interleave-go/interleave/sim"
	"github.com/interleave-go/interleave/sim/kit"
)

var casParams = []Param{{Name: "threads", Help: "threads that add one", Default: 2, Min: 2, Max: 10}}

// lockfree is the family about programs without locks.
var lockfree = []*Scenario{
	{
		Name:    "lockfree/cas-counter",
		Summary: "read, add one, swap if nobody was faster; else do it again",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `Each thread reads the counter, and stores the value plus one by
compare-and-swap, which fails if the counter is no longer what was read. Whoever
fails reads again.

Nobody ever waits for anybody: a failure means that another thread has just
succeeded. So the loop ends, and the search over all interleavings with it.`,
		Params:   casParams,
		Program:  casCounter,
		Funcs:    []string{"casCounter"},
		Verdict:  sim.Pass,
		Outcomes: func(p Params) []string { return []string{fmt.Sprintf("n=%d", p.Int("threads"))} },
		Classes:  fixed(4),
		Impure:   looksAgain,
	},
	{
		Name:    "lockfree/cas-counter-broken",
		Summary: "nobody looks whether the compare-and-swap has succeeded",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `A single attempt, and its result is dropped. If another thread was faster
nothing is stored, and an increment is lost; as with the plain counter, but
without a data race that a detector could find.

The repair is the loop.`,
		Params:   casParams,
		Program:  casCounterBroken,
		Funcs:    []string{"casCounterBroken"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: func(p Params) []string { return upTo(p.Int("threads"), 1, "n=%d") },
		Classes:  fixed(4),
		Repairs:  []string{"lockfree/cas-counter"},
	},
	{
		Name:    "lockfree/treiber-stack",
		Summary: "ABA: the top is what it was, and what is below it is not",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `A stack of nodes 1 and 2, without a lock (Treiber, 1986). To pop, a thread reads
the top, reads the node below it, and swaps the top from the one to the other if
it is still the same.

Thread a reads top 1 and below it 2, and is interrupted. Thread b pops 1, pops
2, and pushes 1 back. Then a goes on: the top is 1, as before, so its swap
succeeds and makes 2 the top. But 2 is b's: it is in the stack and in use at the
same time. The top was A, then B, then A again, and a swap cannot tell.

The repair (-tagged) counts the changes of the top, and compares the count too.
Garbage collectors and hazard pointers repair it in another way: a node does not
come back while somebody still looks at it.`,
		Program:  plain(treiberStack),
		Funcs:    []string{"treiberStack", "popOrPushBack"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("in-use=[0 2]", "in-use=[1 0]", "in-use=[1 2]", "in-use=[1 2] [assertion]", "in-use=[2 0]"),
		// There are 22 classes by brute force. The search takes the loops for awaits, and
		// explores 24 executions.
		Classes: fixed(24),
		Impure:  looksAgain,
		Repairs: []string{"lockfree/treiber-stack-tagged"},
	},
	{
		Name:    "lockfree/treiber-stack-tagged",
		Summary: "the top carries a count of its changes, and the swap compares it",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `The top is a pair: a node, and how often it has been changed. When 1 is the top
again the count is another one, so the interrupted swap fails, and a begins
again with what is there now. The pair must fit into what the machine can swap
at once: a double word, or a pointer with some bits to spare.`,
		Program:  plain(treiberStackTagged),
		Funcs:    []string{"treiberStackTagged", "popOrPushBack"},
		Verdict:  sim.Pass,
		Outcomes: always("in-use=[0 2]", "in-use=[1 0]", "in-use=[1 2]", "in-use=[2 0]"),
		// There are 22 classes by brute force. The search takes the loops for awaits, and
		// explores 24 executions.
		Classes: fixed(24),
		Impure:  looksAgain,
	},
	{
		Name:    "lockfree/elision",
		Summary: "a hardware transaction looks at the lock that others fall back to",
		Section: "Transactional Memory (TM)",
		Story: `Lock elision: instead of taking the lock a thread runs its critical section as a
hardware transaction. One that cannot (it does too much, or is aborted too
often) takes the lock and writes in the ordinary way, word by word.

The two must know of each other. The transaction reads the lock's word first. If
it is taken it waits; and since the word is among what it has read, somebody who
takes the lock later makes it begin again. So it never sees half of a pair.`,
		Program:  plain(elision),
		Funcs:    []string{"elision", "fallback"},
		Verdict:  sim.Pass,
		Outcomes: always("seen=[0 0]", "seen=[1 1]"),
		Classes:  fixed(71),
	},
	{
		Name:    "lockfree/elision-broken",
		Summary: "the transaction does not look at the lock, and sees half of a pair",
		Section: "Transactional Memory (TM)",
		Story: `The transaction reads the pair and nothing else. It is atomic; what the other
thread does under its lock is not, and the transaction fits between two of its
writes. Each of the two mechanisms works, and neither knows of the other. (In
the trace 1@2 is the value 1, written by commit number 2.)

The repair is to subscribe to the lock: to read its word first.`,
		Program:  plain(elisionBroken),
		Funcs:    []string{"elisionBroken", "fallback"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("seen=[0 0]", "seen=[1 0] [assertion]", "seen=[1 1]"),
		Classes:  fixed(32),
		Repairs:  []string{"lockfree/elision"},
	},
}

// casCounter tries until nobody was faster.
func casCounter(p Params) sim.Program {
	return func(t *sim.Thread) {
		n := sim.NewAtomic(t, "n", 0)
		var all []*sim.Thread
		for i := range p.Int("threads") {
			all = append(all, t.Go(letter(i), func(t *sim.Thread) {
				for {
					old := n.Load(t)
					if n.CompareAndSwap(t, old, old+1) {
						return
					}
				}
			}))
		}
		t.Join(all...)
		got := n.Load(t)
		t.Observe("n", got)
		t.Assert(got == len(all), "lost update: n = %d", got)
	}
}

// casCounterBroken tries once.
func casCounterBroken(p Params) sim.Program {
	return func(t *sim.Thread) {
		n := sim.NewAtomic(t, "n", 0)
		var all []*sim.Thread
		for i := range p.Int("threads") {
			all = append(all, t.Go(letter(i), func(t *sim.Thread) {
				old := n.Load(t)
				n.CompareAndSwap(t, old, old+1) // and if it fails?
			}))
		}
		t.Join(all...)
		got := n.Load(t)
		t.Observe("n", got)
		t.Assert(got == len(all), "lost update: n = %d", got)
	}
}

// popOrPushBack lets a pop one node, and b pop two and push the first one back.
// Nodes are numbers, 0 is none. In the end no node may be in use and in the
// stack as well: below tells what is below a node, top what is on top.
func popOrPushBack(t *sim.Thread, pop func(t *sim.Thread) int, push func(t *sim.Thread, node int), top func(t *sim.Thread) int, below []*sim.Atomic[int]) {
	mine, theirs := sim.NewVar(t, "mine", 0), sim.NewVar(t, "theirs", 0)
	a := t.Go("a", func(t *sim.Thread) { mine.Store(t, pop(t)) })
	b := t.Go("b", func(t *sim.Thread) {
		first := pop(t)
		theirs.Store(t, pop(t))
		push(t, first)
	})
	t.Join(a, b)
	inUse := []int{mine.Load(t), theirs.Load(t)}
	t.Observe("in-use", inUse)
	for node := top(t); node != 0; node = below[node].Load(t) {
		t.Assert(node != inUse[0] && node != inUse[1], "node %d is in the stack and in use", node)
	}
}

// treiberStack compares the top alone.
func treiberStack(t *sim.Thread) {
	below := []*sim.Atomic[int]{nil, sim.NewAtomic(t, "below-1", 2), sim.NewAtomic(t, "below-2", 0)}
	top := sim.NewAtomic(t, "top", 1)
	pop := func(t *sim.Thread) int {
		for {
			node := top.Load(t)
			if node == 0 {
				return 0
			}
			next := below[node].Load(t)
			if top.CompareAndSwap(t, node, next) { // the same node, but is it the same stack?
				return node
			}
		}
	}
	push := func(t *sim.Thread, node int) {
		for node != 0 {
			old := top.Load(t)
			below[node].Store(t, old)
			if top.CompareAndSwap(t, old, node) {
				return
			}
		}
	}
	popOrPushBack(t, pop, push, top.Load, below)
}

// treiberStackTagged compares the top and how often it has been changed.
func treiberStackTagged(t *sim.Thread) {
	type tagged struct{ Node, Tag int }
	below := []*sim.Atomic[int]{nil, sim.NewAtomic(t, "below-1", 2), sim.NewAtomic(t, "below-2", 0)}
	top := sim.NewAtomic(t, "top", tagged{Node: 1})
	pop := func(t *sim.Thread) int {
		for {
			old := top.Load(t)
			if old.Node == 0 {
				return 0
			}
			next := below[old.Node].Load(t)
			if top.CompareAndSwap(t, old, tagged{next, old.Tag + 1}) {
				return old.Node
			}
		}
	}
	push := func(t *sim.Thread, node int) {
		for node != 0 {
			old := top.Load(t)
			below[node].Store(t, old.Node)
			if top.CompareAndSwap(t, old, tagged{node, old.Tag + 1}) {
				return
			}
		}
	}
	popOrPushBack(t, pop, push, func(t *sim.Thread) int { return top.Load(t).Node }, below)
}

// fallback writes a pair under the lock, word by word, beside what main does.
// Each word is written at once, as a transaction would notice it.
func fallback(t *sim.Thread, m *kit.STM, lock *kit.TVar[bool], x, y *kit.TVar[int]) *sim.Thread {
	return t.Go("fallback", func(t *sim.Thread) {
		kit.Atomically(t, m, func(tx *kit.Tx) error { kit.Write(tx, lock, true); return nil })
		kit.Atomically(t, m, func(tx *kit.Tx) error { kit.Write(tx, x, 1); return nil })
		kit.Atomically(t, m, func(tx *kit.Tx) error { kit.Write(tx, y, 1); return nil })
		kit.Atomically(t, m, func(tx *kit.Tx) error { kit.Write(tx, lock, false); return nil })
	})
}

// elision reads the lock inside the transaction.
func elision(t *sim.Thread) {
	m := kit.NewSTM(t, "htm", kit.STMOptions{})
	lock := kit.NewTVar(t, "lock", false)
	x, y := kit.NewTVar(t, "x", 0), kit.NewTVar(t, "y", 0)
	other := fallback(t, m, lock, x, y)
	var seen [2]int
	kit.Atomically(t, m, func(tx *kit.Tx) error {
		if kit.Read(tx, lock) {
			tx.Retry()
		}
		seen = [2]int{kit.Read(tx, x), kit.Read(tx, y)}
		return nil
	})
	t.Join(other)
	t.Observe("seen", seen)
	t.Assert(seen[0] == seen[1], "half of a pair: %v", seen)
}

// elisionBroken reads the pair and not the lock.
func elisionBroken(t *sim.Thread) {
	m := kit.NewSTM(t, "htm", kit.STMOptions{})
	lock := kit.NewTVar(t, "lock", false)
	x, y := kit.NewTVar(t, "x", 0), kit.NewTVar(t, "y", 0)
	other := fallback(t, m, lock, x, y)
	var seen [2]int
	kit.Atomically(t, m, func(tx *kit.Tx) error {
		seen = [2]int{kit.Read(tx, x), kit.Read(tx, y)}
		return nil
	})
	t.Join(other)
	t.Observe("seen", seen)
	t.Assert(seen[0] == seen[1], "half of a pair: %v", seen)
}
