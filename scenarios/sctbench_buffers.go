package scenarios

import "github.com/interleave-go/interleave/sim"

var benchItemParams = []Param{
	{Name: "items", Help: "items that go through", Default: 3, Min: 1, Max: 1000},
}

// benchBuffers is the part of the sctbench family about a producer and a
// consumer that count on each other's progress.
var benchBuffers = []*Scenario{
	{
		Name:    "sctbench/stack",
		Summary: "whoever pops looks at a flag that is never taken back",
		Section: "Producer-Consumer",
		Story: `A producer pushes items and sets a flag; a consumer pops when it finds the flag
set. All under one lock. The flag says that something was pushed once, not that
something is there: a consumer that overtakes the producer pops from an empty
stack. Published with items=10.

The repair (-looks) asks the stack itself.`,
		Params:   benchItemParams,
		Program:  benchStack,
		Funcs:    []string{"benchStack", "pushPop"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("", "[assertion]"),
		Classes:  fixed(18),
		Repairs:  []string{"sctbench/stack-looks"},
	},
	{
		Name:     "sctbench/stack-looks",
		Summary:  "whoever pops looks whether there is something",
		Section:  "Producer-Consumer",
		Story:    `What is checked is what is needed, under the lock that keeps it so.`,
		Params:   benchItemParams,
		Program:  benchStackLooks,
		Funcs:    []string{"benchStackLooks", "pushPop"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  func(p Params) int { return shuffles(2, p.Int("items")) },
	},
	{
		Name:    "sctbench/circular-buffer",
		Summary: "a consumer counts its tries and takes them for receipts",
		Section: "Producer-Consumer",
		Story: `Producer and consumer take turns by two flags under a lock: send allows one item
to be put, receive one to be taken. Each side tries a fixed number of times, and
a try that finds its flag unset does nothing. The consumer expects the item with
the number of its try: right as long as no try was in vain. Published with
items=7.

The repair (-counts) counts what was received.`,
		Params:   benchItemParams,
		Program:  circularBuffer,
		Funcs:    []string{"circularBuffer", "turns"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("", "[assertion]"),
		Classes:  fixed(17),
		Repairs:  []string{"sctbench/circular-buffer-counts"},
	},
	{
		Name:    "sctbench/circular-buffer-counts",
		Summary: "the consumer counts what it received",
		Section: "Producer-Consumer",
		Story: `A try in vain changes nothing, and now it counts for nothing. The producer
likewise numbers what it put.`,
		Params:   benchItemParams,
		Program:  circularBufferCounts,
		Funcs:    []string{"circularBufferCounts", "turns"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  func(p Params) int { return shuffles(2, p.Int("items")) },
	},
	{
		Name:    "sctbench/queue",
		Summary: "a check of the queue reads where the producer may not have been",
		Section: "Producer-Consumer",
		Story: `A producer puts numbers in a queue and notes them in a list, at the place of its
try; a consumer takes them and compares with the list, at the place of its own
try. Flags under a lock let them take turns, and a try out of turn does nothing,
but moves on in the list. After one such try the places differ. Published with
items=20.

The repair (-counts) keeps a place for each side, which moves with the items.`,
		Params:   benchItemParams,
		Program:  benchQueue,
		Funcs:    []string{"benchQueue", "noted"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("", "[assertion]"),
		Classes:  fixed(18),
		Repairs:  []string{"sctbench/queue-counts"},
	},
	{
		Name:    "sctbench/queue-counts",
		Summary: "both sides move on in the list when an item has moved",
		Section: "Producer-Consumer",
		Story: `The place in the list is the number of the item, for whoever put it and for
whoever takes it.`,
		Params:   benchItemParams,
		Program:  benchQueueCounts,
		Funcs:    []string{"benchQueueCounts", "noted"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  func(p Params) int { return shuffles(2, p.Int("items")) },
	},
}

// benchStack pops when a flag says that something was pushed.
func benchStack(p Params) sim.Program {
	return pushPop(p.Int("items"), func(t *sim.Thread, pushed *sim.Var[bool], _ *sim.Var[int]) bool { return pushed.Load(t) })
}

// benchStackLooks pops when there is something.
func benchStackLooks(p Params) sim.Program {
	return pushPop(p.Int("items"), func(t *sim.Thread, _ *sim.Var[bool], top *sim.Var[int]) bool { return top.Load(t) > 0 })
}

// pushPop pushes items in one thread and pops them in another one, when it may.
func pushPop(items int, may func(t *sim.Thread, pushed *sim.Var[bool], top *sim.Var[int]) bool) sim.Program {
	return func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		top, pushed := sim.NewVar(t, "top", 0), sim.NewVar(t, "pushed", false)
		producer := t.Go("producer", func(t *sim.Thread) {
			for range items {
				mu.Lock(t)
				top.Store(t, top.Load(t)+1)
				pushed.Store(t, true)
				mu.Unlock(t)
			}
		})
		consumer := t.Go("consumer", func(t *sim.Thread) {
			pop := func() {
				mu.Lock(t)
				defer mu.Unlock(t)
				if may(t, pushed, top) {
					n := top.Load(t)
					t.Assert(n > 0, "pop from an empty stack")
					top.Store(t, n-1)
				}
			}
			for range items {
				pop()
			}
		})
		t.Join(producer, consumer)
	}
}

// circularBuffer expects the item with the number of the try.
func circularBuffer(p Params) sim.Program {
	return turns(p.Int("items"), func(try, _ int) int { return try })
}

// circularBufferCounts expects the item with the number of the receipt.
func circularBufferCounts(p Params) sim.Program {
	return turns(p.Int("items"), func(_, moved int) int { return moved })
}

// turns lets a producer and a consumer take turns in putting and taking
// numbers; number tells which one belongs to a try after so many that moved
// something.
func turns(items int, number func(try, moved int) int) sim.Program {
	return func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		send, receive := sim.NewVar(t, "send", true), sim.NewVar(t, "receive", false)
		item := sim.NewVar(t, "item", -1)
		producer := t.Go("producer", func(t *sim.Thread) {
			sent := 0
			for try := range items {
				mu.Lock(t)
				if send.Load(t) {
					item.Store(t, number(try, sent))
					sent++
					send.Store(t, false)
					receive.Store(t, true)
				}
				mu.Unlock(t)
			}
		})
		consumer := t.Go("consumer", func(t *sim.Thread) {
			received := 0
			take := func(try int) {
				mu.Lock(t)
				defer mu.Unlock(t)
				if receive.Load(t) {
					got, want := item.Load(t), number(try, received)
					t.Assert(got == want, "item %d was received, %d is expected", got, want)
					received++
					receive.Store(t, false)
					send.Store(t, true)
				}
			}
			for try := range items {
				take(try)
			}
		})
		t.Join(producer, consumer)
	}
}

// benchQueue notes items in a list at the place of the try.
func benchQueue(p Params) sim.Program {
	return noted(p.Int("items"), func(try, _ int) int { return try })
}

// benchQueueCounts notes items in a list at the place of the item.
func benchQueueCounts(p Params) sim.Program {
	return noted(p.Int("items"), func(_, moved int) int { return moved })
}

// noted passes items through a queue, and notes them in a list to compare with;
// place tells where, for a try after so many that moved something.
func noted(items int, place func(try, moved int) int) sim.Program {
	return func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		put, taken := sim.NewVar(t, "put", 0), sim.NewVar(t, "taken", 0)
		mayPut, mayTake := sim.NewVar(t, "mayPut", true), sim.NewVar(t, "mayTake", false)
		var list []*sim.Var[int]
		for range items {
			list = append(list, sim.NewVar(t, "list", -1))
		}
		producer := t.Go("producer", func(t *sim.Thread) {
			enqueue := func(try int) {
				n := put.Load(t)
				list[place(try, n)].Store(t, n)
				put.Store(t, n+1)
			}
			mu.Lock(t)
			enqueue(0)
			mu.Unlock(t)
			for try := 1; try < items; try++ {
				mu.Lock(t)
				if mayPut.Load(t) {
					enqueue(try)
					mayPut.Store(t, false)
					mayTake.Store(t, true)
				}
				mu.Unlock(t)
			}
		})
		consumer := t.Go("consumer", func(t *sim.Thread) {
			dequeue := func(try int) {
				mu.Lock(t)
				defer mu.Unlock(t)
				if mayTake.Load(t) {
					n := taken.Load(t)
					t.Assert(list[place(try, n)].Load(t) == n, "item %d is not the one noted", n)
					taken.Store(t, n+1)
					mayTake.Store(t, false)
					mayPut.Store(t, true)
				}
			}
			for try := range items {
				dequeue(try)
			}
		})
		t.Join(producer, consumer)
	}
}
