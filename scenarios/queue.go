package scenarios

import (
	"slices"
	"time"

	"github.com/interleave-go/interleave/sim"
	"github.com/interleave-go/interleave/sim/kit"
)

var backpressureParams = []Param{
	{Name: "items", Help: "items that the producer puts", Default: 3, Min: 1, Max: 50},
	{Name: "capacity", Help: "items that may wait", Default: 1, Min: 1, Max: 50},
}

// queue is the family about task queues.
var queue = slices.Concat(queueWaits, queueOrders)

// queueWaits is the part of the queue family about room, and about what is done.
var queueWaits = []*Scenario{
	{
		Name:    "queue/bounded-backpressure",
		Summary: "a full queue makes the producer wait: it cannot run ahead",
		Section: "Task Queues (Work Queues)",
		Story: `A producer puts items faster than the consumer gets them. The queue has room for
a few; when it is full, Put waits until an item has been taken. So the producer
is slowed down to the pace of the consumer (backpressure), and there are never
more items waiting than the queue has room for.`,
		Params:   backpressureParams,
		Program:  boundedBackpressure,
		Funcs:    []string{"boundedBackpressure", "produceInto"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(196),
		Impure:   holdsAddresses,
	},
	{
		Name:    "queue/bounded-backpressure-broken",
		Summary: "an unbounded queue: the producer runs ahead, and the backlog grows",
		Section: "Task Queues (Work Queues)",
		Story: `The queue has no bound, so Put never waits. Where the producer is faster the
backlog grows, here beyond what was planned for; in a server until the memory is
used up. By then each item has waited for so long that its answer is of no use
to anybody.

The repair is a bound: either the producer waits, or it is told that there is no
room (queue/put-timeout).`,
		Params:  backpressureParams,
		Program: boundedBackpressureBroken,
		Funcs:   []string{"boundedBackpressureBroken", "produceInto"},
		Verdict: sim.Fail,
		Kinds:   []sim.Kind{sim.Assertion},
		Outcomes: func(p Params) []string {
			if !p.isDefault() {
				return nil
			}
			return []string{"", "[assertion]"}
		},
		Classes: fixed(178),
		Impure:  holdsAddresses,
		Repairs: []string{"queue/bounded-backpressure"},
	},
	{
		Name:    "queue/join-task-done",
		Summary: "main waits at the queue until every item has been dealt with",
		Section: "Task Queues (Work Queues)",
		Story: `Main puts two items and waits with Join. An item is unfinished from the moment
that it is put; the worker takes it, deals with it, and only then says TaskDone.
So when Join returns everything is dealt with, and main may read the results:
that the worker has written them is ordered before.

An empty queue would not be enough. It only says that the last item has been
taken, not that it is done.`,
		Program:  plain(joinTaskDone),
		Funcs:    []string{"joinTaskDone"},
		Verdict:  sim.Pass,
		Outcomes: always("sum=3"),
		Classes:  fixed(30),
		Impure:   holdsAddresses,
	},
	{
		Name:    "queue/join-task-done-broken",
		Summary: "the worker says that an item is done before it deals with it",
		Section: "Task Queues (Work Queues)",
		Story: `The worker calls TaskDone as soon as it has the item, "so as not to forget it".
Join then waits until everything has been taken, and main reads the sum while
the worker may still be adding to it.

The repair is to say done when it is done.`,
		Program:  plain(joinTaskDoneBroken),
		Funcs:    []string{"joinTaskDoneBroken"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Race},
		Outcomes: always("sum=1", "sum=3"),
		Classes:  fixed(60),
		Impure:   holdsAddresses,
		Repairs:  []string{"queue/join-task-done"},
	},
	{
		Name:    "queue/forgotten-task-done",
		Summary: "an item that cannot be used is skipped, and never said to be done",
		Section: "Task Queues (Work Queues)",
		Story: `The worker skips an item that it cannot use, with a continue in the loop. The
call of TaskDone is further down, so for that item it is never made. The queue
is empty, the worker has ended, and main waits in Join for an item that nobody
has.

The repair (-deferred) makes the call on every way out.`,
		Program:  plain(forgottenTaskDone),
		Funcs:    []string{"forgottenTaskDone"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: always("[deadlock: main wait q.allDone]"),
		Classes:  fixed(20),
		Impure:   holdsAddresses,
		Repairs:  []string{"queue/forgotten-task-done-deferred"},
	},
	{
		Name:    "queue/forgotten-task-done-deferred",
		Summary: "dealing with an item is a function, and defer says that it is done",
		Section: "Task Queues (Work Queues)",
		Story: `What is done with one item is a function of its own. It begins with the defer of
TaskDone, so every return passes it: the early one, the late one, and a panic.`,
		Program:  plain(forgottenTaskDoneDeferred),
		Funcs:    []string{"forgottenTaskDoneDeferred"},
		Verdict:  sim.Pass,
		Outcomes: always("used=1"),
		Classes:  fixed(30),
		Impure:   holdsAddresses,
	},
	{
		Name:    "queue/put-timeout",
		Summary: "the producer waits for room for so long, and then counts a loss",
		Section: "Task Queues (Work Queues)",
		Story: `The queue has room for one, and the consumer takes an item only every 30 ms. The
producer waits for room for 20 ms at most, and is told when there was none: it
counts the item as refused. What was accepted is delivered, what was not is
known.`,
		Program:  plain(putTimeout),
		Funcs:    []string{"putTimeout", "slowConsumer"},
		Verdict:  sim.Pass,
		Outcomes: always("refused=1 got=2"),
		Classes:  fixed(1),
		Impure:   holdsAddresses,
	},
	{
		Name:    "queue/put-timeout-broken",
		Summary: "nobody looks whether the item was accepted, and it is lost",
		Section: "Task Queues (Work Queues)",
		Story: `The queue has room for one, and its consumer is slow. The producer waits for
room for 20 ms at most, and does not look at what Put returns. It takes it that
three items are sent; the consumer gets two. (With a consumer that waits for the
third one it would be a deadlock.)

A call with a time-out has two results, and both must be dealt with: the repair
counts the refusals. Others are to try again, or to slow down.`,
		Program:  plain(putTimeoutBroken),
		Funcs:    []string{"putTimeoutBroken", "slowConsumer"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("got=2 [assertion]"),
		Classes:  fixed(1),
		Impure:   holdsAddresses,
		Repairs:  []string{"queue/put-timeout"},
	},
}

// produceInto puts items into q while another thread gets them. It returns how
// many waited at most, as the producer saw it.
func produceInto(t *sim.Thread, q *kit.Queue[int], items int) int {
	consumer := t.Go("consumer", func(t *sim.Thread) {
		for range items {
			q.Get(t)
		}
	})
	most := 0
	for i := range items {
		q.Put(t, i+1)
		most = max(most, q.Len(t))
	}
	t.Join(consumer)
	return most
}

// boundedBackpressure uses a queue of the planned capacity.
func boundedBackpressure(p Params) sim.Program {
	return func(t *sim.Thread) {
		planned := p.Int("capacity")
		most := produceInto(t, kit.NewQueue[int](t, "q", planned), p.Int("items"))
		t.Assert(most <= planned, "%d items wait, and %d were planned for", most, planned)
	}
}

// boundedBackpressureBroken uses a queue without a bound.
func boundedBackpressureBroken(p Params) sim.Program {
	return func(t *sim.Thread) {
		planned := p.Int("capacity")
		most := produceInto(t, kit.NewQueue[int](t, "q", 0), p.Int("items"))
		t.Assert(most <= planned, "%d items wait, and %d were planned for", most, planned)
	}
}

// joinTaskDone reads the sum when all items are done.
func joinTaskDone(t *sim.Thread) {
	q := kit.NewQueue[int](t, "q", 0)
	sum := sim.NewVar(t, "sum", 0)
	t.Go("worker", func(t *sim.Thread) {
		for range 2 {
			item := q.Get(t)
			sum.Store(t, sum.Load(t)+item)
			q.TaskDone(t)
		}
	})
	q.Put(t, 1)
	q.Put(t, 2)
	q.Join(t)
	t.Observe("sum", sum.Load(t))
}

// joinTaskDoneBroken says that an item is done when it has only been taken.
func joinTaskDoneBroken(t *sim.Thread) {
	q := kit.NewQueue[int](t, "q", 0)
	sum := sim.NewVar(t, "sum", 0)
	t.Go("worker", func(t *sim.Thread) {
		for range 2 {
			item := q.Get(t)
			q.TaskDone(t) // it is not
			sum.Store(t, sum.Load(t)+item)
		}
	})
	q.Put(t, 1)
	q.Put(t, 2)
	q.Join(t)
	t.Observe("sum", sum.Load(t))
}

// forgottenTaskDone skips an item that is of no use.
func forgottenTaskDone(t *sim.Thread) {
	q := kit.NewQueue[int](t, "q", 0)
	t.Go("worker", func(t *sim.Thread) {
		for range 2 {
			item := q.Get(t)
			if item < 0 {
				continue // the item stays unfinished
			}
			q.TaskDone(t)
		}
	})
	q.Put(t, -1)
	q.Put(t, 1)
	q.Join(t)
}

// forgottenTaskDoneDeferred says done on every way out.
func forgottenTaskDoneDeferred(t *sim.Thread) {
	q := kit.NewQueue[int](t, "q", 0)
	used := sim.NewVar(t, "used", 0)
	use := func(t *sim.Thread) {
		item := q.Get(t)
		defer q.TaskDone(t)
		if item < 0 {
			return
		}
		used.Store(t, used.Load(t)+item)
	}
	t.Go("worker", func(t *sim.Thread) {
		use(t)
		use(t)
	})
	q.Put(t, -1)
	q.Put(t, 1)
	q.Join(t)
	t.Observe("used", used.Load(t))
}

// slowConsumer takes what there is, an item every 30 ms, until there is none.
func slowConsumer(t *sim.Thread, q *kit.Queue[int]) int {
	got := 0
	for {
		t.Sleep(30 * time.Millisecond)
		if _, ok := q.GetTimeout(t, 0); !ok {
			return got
		}
		got++
	}
}

// putTimeout counts the items that found no room in time.
func putTimeout(t *sim.Thread) {
	q := kit.NewQueue[int](t, "q", 1)
	refused := sim.NewVar(t, "refused", 0)
	producer := t.Go("producer", func(t *sim.Thread) {
		for i := range 3 {
			if !q.PutTimeout(t, i+1, 20*time.Millisecond) {
				refused.Store(t, refused.Load(t)+1)
			}
		}
	})
	got := slowConsumer(t, q)
	t.Join(producer)
	t.Observe("refused", refused.Load(t))
	t.Observe("got", got)
	t.Assert(got+refused.Load(t) == 3, "an item is neither delivered nor refused")
}

// putTimeoutBroken takes it that every item was accepted.
func putTimeoutBroken(t *sim.Thread) {
	q := kit.NewQueue[int](t, "q", 1)
	producer := t.Go("producer", func(t *sim.Thread) {
		for i := range 3 {
			q.PutTimeout(t, i+1, 20*time.Millisecond) // and if there is no room?
		}
	})
	got := slowConsumer(t, q)
	t.Join(producer)
	t.Observe("got", got)
	t.Assert(got == 3, "%d of 3 items are delivered", got)
}
