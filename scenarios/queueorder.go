package scenarios

import (
	"github.com/interleave-go/interleave/sim"
	"github.com/interleave-go/interleave/sim/kit"
)

// queueOrders is the part of the queue family about who leaves first.
var queueOrders = []*Scenario{
	{
		Name:    "queue/priority-order",
		Summary: "items that wait together leave the queue in the order of priority",
		Section: "Task Queues (Work Queues)",
		Story: `Three tasks are put into a priority queue, the least urgent first. The consumer
starts when all of them are there, and gets them by priority; among equals, the
one that came first.`,
		Program:  plain(priorityOrder),
		Funcs:    []string{"priorityOrder"},
		Verdict:  sim.Pass,
		Outcomes: always("consumer/got=[1 2 3]"),
		Classes:  fixed(1),
		Impure:   holdsAddresses,
	},
	{
		Name:    "queue/priority-order-broken",
		Summary: "the consumer runs already, and the urgent task comes too late",
		Section: "Task Queues (Work Queues)",
		Story: `The consumer runs while the tasks are being put. It takes the most urgent of
those that are there; when only the least urgent one is there yet, it takes
that.

A priority queue orders what waits in it. It cannot order what has not come, and
what is being done it does not interrupt. The repair is either to have all tasks
there first, or to expect no more than that.`,
		Program:  plain(priorityOrderBroken),
		Funcs:    []string{"priorityOrderBroken"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("consumer/got=[1 2]", "consumer/got=[2 1] [assertion]"),
		Classes:  fixed(6),
		Impure:   holdsAddresses,
		Repairs:  []string{"queue/priority-order"},
	},
	{
		Name:    "queue/lifo-order",
		Summary: "changes are undone in the reverse order of their making",
		Section: "Task Queues (Work Queues)",
		Story: `A thread makes changes and puts the old value of each into a queue. When main
decides to undo them it must begin with the latest: a last-in, first-out queue
gives the old values in that order, and the variable ends as it began.`,
		Program:  plain(lifoOrder),
		Funcs:    []string{"lifoOrder", "changeAndUndo"},
		Verdict:  sim.Pass,
		Outcomes: always("x=0"),
		Classes:  fixed(1),
		Impure:   holdsAddresses,
	},
	{
		Name:    "queue/lifo-order-broken",
		Summary: "changes are undone in the order of their making, and one stays",
		Section: "Task Queues (Work Queues)",
		Story: `A thread makes changes and keeps the old values in a first-in, first-out queue.
When they are undone the oldest value is restored first, and a later one on top
of it. This is no matter of interleavings - it is wrong each time, and a search
says so with the first execution.

Which order a queue has is part of what a program means, and nothing in the
types of Go or Python tells the one from the other.`,
		Program:  plain(lifoOrderBroken),
		Funcs:    []string{"lifoOrderBroken", "changeAndUndo"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("x=1 [assertion]"),
		Classes:  fixed(1),
		Impure:   holdsAddresses,
		Repairs:  []string{"queue/lifo-order"},
	},
}

// priorityOrder lets the consumer begin when all tasks are there.
func priorityOrder(t *sim.Thread) {
	q := kit.NewPriorityQueue(t, "q", 0, func(a, b int) bool { return a < b })
	for _, priority := range []int{3, 1, 2} {
		q.Put(t, priority)
	}
	consumer := t.Go("consumer", func(t *sim.Thread) {
		got := []int{q.Get(t), q.Get(t), q.Get(t)}
		t.Observe("got", got)
		t.Assert(got[0] == 1, "priority %d comes before priority 1", got[0])
	})
	t.Join(consumer)
}

// priorityOrderBroken lets the consumer run while tasks are put.
func priorityOrderBroken(t *sim.Thread) {
	q := kit.NewPriorityQueue(t, "q", 0, func(a, b int) bool { return a < b })
	consumer := t.Go("consumer", func(t *sim.Thread) {
		got := []int{q.Get(t), q.Get(t)}
		t.Observe("got", got)
		t.Assert(got[0] == 1, "priority %d comes before priority 1", got[0])
	})
	for _, priority := range []int{2, 1} {
		q.Put(t, priority)
	}
	t.Join(consumer)
}

// changeAndUndo sets x to 1 and to 2 in one thread, keeps the old values in q,
// and restores them in the order in which q gives them.
func changeAndUndo(t *sim.Thread, q *kit.Queue[int]) {
	x := sim.NewVar(t, "x", 0)
	changer := t.Go("changer", func(t *sim.Thread) {
		for _, v := range []int{1, 2} {
			q.Put(t, x.Load(t))
			x.Store(t, v)
		}
	})
	t.Join(changer)
	for range 2 {
		x.Store(t, q.Get(t))
	}
	got := x.Load(t)
	t.Observe("x", got)
	t.Assert(got == 0, "x is %d after everything was undone", got)
}

// lifoOrder restores the latest old value first.
func lifoOrder(t *sim.Thread) { changeAndUndo(t, kit.NewLIFOQueue[int](t, "q", 0)) }

// lifoOrderBroken restores the oldest value first.
func lifoOrderBroken(t *sim.Thread) { changeAndUndo(t, kit.NewQueue[int](t, "q", 0)) }
