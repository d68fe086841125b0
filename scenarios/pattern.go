package scenarios

import (
	"fmt"
	"slices"
	"time"

	"github.com/interleave-go/interleave/sim"
	"github.com/interleave-go/interleave/sim/kit"
)

// pattern is the family about the common patterns.
var pattern = slices.Concat(handing, division, stages)

var handingParams = []Param{
	{Name: "items", Help: "items, numbered from 1", Default: 1, Min: 0, Max: 50},
	{Name: "consumers", Help: "threads that get them", Default: 2, Min: 1, Max: 10},
}

var shutDownParams = []Param{{Name: "items", Help: "items in the queue", Default: 2, Min: 1, Max: 20}}

// handing is the part of the pattern family about handing things over.
var handing = []*Scenario{
	{
		Name:    "pattern/producer-consumer",
		Summary: "consumers share a queue; a sentinel for each tells them to end",
		Section: "Producer-Consumer",
		Story: `A producer puts items into a queue, and some consumers get them. Get waits until
there is something, so nobody asks in vain. When all is put, one sentinel for
each consumer follows: whoever gets one ends.

Every item goes to exactly one consumer; to which one is open.`,
		Params:   handingParams,
		Program:  producerConsumer,
		Funcs:    []string{"producerConsumer"},
		Verdict:  sim.Pass,
		Outcomes: func(p Params) []string { n := p.Int("items"); return []string{fmt.Sprintf("sum=%d", n*(n+1)/2)} },
		Classes:  fixed(340),
		Impure:   holdsAddresses,
	},
	{
		Name:    "pattern/producer-consumer-broken",
		Summary: "consumers look whether the queue has something, and then get it",
		Section: "Producer-Consumer",
		Story: `Each consumer looks at the length of the queue, and gets an item if there is
one. Two may look while there is one item, and both want it: one gets it, the
other one waits for an item that will never come. It is race/check-then-act with
a queue; that each of the two calls is safe by itself does not help.

The repair is to just get, and to be told when there will be nothing more.`,
		Program:  plain(producerConsumerBroken),
		Funcs:    []string{"producerConsumerBroken"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: always("[deadlock: main join a b, a wait q.notEmpty]", "[deadlock: main join a b, b wait q.notEmpty]", "sum=1"),
		Classes:  fixed(12),
		Impure:   holdsAddresses,
		Repairs:  []string{"pattern/producer-consumer"},
	},
	{
		Name:    "pattern/graceful-shutdown",
		Summary: "the consumer stops when it was told to and the queue is empty",
		Section: "Task Queues (Work Queues)",
		Story: `The guide's loop: a consumer goes on until stop is set and the queue is empty.
It waits for an item with a time-out, so that it looks at stop now and then even
if nothing comes. Main sets stop when the producer has ended, so when both hold
there is nothing to come any more: every item is dealt with.`,
		Params:   shutDownParams,
		Program:  gracefulShutdown,
		Funcs:    []string{"gracefulShutdown", "shutDown"},
		Verdict:  sim.Pass,
		Outcomes: func(p Params) []string { return []string{fmt.Sprintf("done=%d", p.Int("items"))} },
		Classes:  fixed(17),
		Impure:   holdsAddresses,
	},
	{
		Name:    "pattern/lost-on-shutdown",
		Summary: "the consumer stops as soon as it is told to; items are left behind",
		Section: "Task Queues (Work Queues)",
		Story: `The consumer looks at stop alone. If it is set while items are in the queue they
stay there, and nobody deals with them: orders that were accepted, and lost with
a restart.

The repair is pattern/graceful-shutdown: the consumer empties the queue first.`,
		Params:   shutDownParams,
		Program:  lostOnShutdown,
		Funcs:    []string{"lostOnShutdown", "shutDown"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: func(p Params) []string { return upTo(p.Int("items"), 0, "done=%d") },
		Classes:  fixed(17),
		Impure:   holdsAddresses,
		Repairs:  []string{"pattern/graceful-shutdown"},
	},
}

// sentinel is the item that means "there will be no more".
const sentinel = -1

// producerConsumer ends each consumer by a sentinel.
func producerConsumer(p Params) sim.Program {
	return func(t *sim.Thread) {
		q := kit.NewQueue[int](t, "q", 0)
		sum := sim.NewAtomic(t, "sum", 0)
		var consumers []*sim.Thread
		for i := range p.Int("consumers") {
			consumers = append(consumers, t.Go(letter(i), func(t *sim.Thread) {
				for item := q.Get(t); item != sentinel; item = q.Get(t) {
					sim.Add(t, sum, item)
				}
			}))
		}
		for i := range p.Int("items") {
			q.Put(t, i+1)
		}
		for range consumers {
			q.Put(t, sentinel)
		}
		t.Join(consumers...)
		t.Observe("sum", sum.Load(t))
	}
}

// producerConsumerBroken lets consumers look before they get.
func producerConsumerBroken(t *sim.Thread) {
	q := kit.NewQueue[int](t, "q", 0)
	sum := sim.NewAtomic(t, "sum", 0)
	q.Put(t, 1)
	var consumers []*sim.Thread
	for i := range 2 {
		consumers = append(consumers, t.Go(letter(i), func(t *sim.Thread) {
			for q.Len(t) > 0 {
				sim.Add(t, sum, q.Get(t)) // the other one may have been faster
			}
		}))
	}
	t.Join(consumers...)
	t.Observe("sum", sum.Load(t))
}

// shutDown puts items, sets stop, and counts what a consumer has done that
// goes on as long as more says.
func shutDown(t *sim.Thread, items int, more func(t *sim.Thread, stop *sim.Event, q *kit.Queue[int]) bool) {
	q := kit.NewQueue[int](t, "q", 0)
	stop := sim.NewEvent(t, "stop")
	done := sim.NewVar(t, "done", 0)
	consumer := t.Go("consumer", func(t *sim.Thread) {
		for more(t, stop, q) {
			if _, ok := q.GetTimeout(t, 100*time.Millisecond); ok {
				done.Store(t, done.Load(t)+1)
			}
		}
	})
	for i := range items {
		q.Put(t, i+1)
	}
	stop.Set(t)
	t.Join(consumer)
	got := done.Load(t)
	t.Observe("done", got)
	t.Assert(got == items, "%d of %d items are done", got, items)
}

// gracefulShutdown goes on until it is to stop and nothing is left.
func gracefulShutdown(p Params) sim.Program {
	return func(t *sim.Thread) {
		shutDown(t, p.Int("items"), func(t *sim.Thread, stop *sim.Event, q *kit.Queue[int]) bool {
			return !stop.IsSet(t) || q.Len(t) > 0
		})
	}
}

// lostOnShutdown goes on until it is to stop.
func lostOnShutdown(p Params) sim.Program {
	return func(t *sim.Thread) {
		shutDown(t, p.Int("items"), func(t *sim.Thread, stop *sim.Event, _ *kit.Queue[int]) bool {
			return !stop.IsSet(t)
		})
	}
}
