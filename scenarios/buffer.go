package scenarios

import (
	"fmt"

	"github.com/interleave-go/interleave/sim"
)

// buffer is a ring of items under one mutex: the oldest one at position first,
// 0 where a slot is empty.
type buffer struct {
	mu                *sim.Mutex
	notFull, notEmpty *sim.Cond
	slots             []*sim.Var[int]
	first, count      *sim.Var[int]
}

// newBuffer makes an empty ring.
func newBuffer(t *sim.Thread, slots int) *buffer {
	mu := sim.NewMutex(t, "mu")
	b := &buffer{
		mu:       mu,
		notFull:  sim.NewCond(t, "notFull", mu),
		notEmpty: sim.NewCond(t, "notEmpty", mu),
		first:    sim.NewVar(t, "first", 0),
		count:    sim.NewVar(t, "count", 0),
	}
	for i := range slots {
		b.slots = append(b.slots, sim.NewVar(t, fmt.Sprintf("slot%d", i), 0))
	}
	return b
}

// put adds an item, waiting until there is room.
func (b *buffer) put(t *sim.Thread, item int) {
	b.mu.Lock(t)
	n := b.count.Load(t)
	for n == len(b.slots) {
		b.notFull.Wait(t)
		n = b.count.Load(t)
	}
	b.insert(t, n, item)
	b.notEmpty.Signal(t)
	b.mu.Unlock(t)
}

// take removes the oldest item, waiting until there is one.
func (b *buffer) take(t *sim.Thread) int {
	b.mu.Lock(t)
	n := b.count.Load(t)
	for n == 0 {
		b.notEmpty.Wait(t)
		n = b.count.Load(t)
	}
	item := b.remove(t, n)
	b.notFull.Signal(t)
	b.mu.Unlock(t)
	return item
}

// putIfEmptySignal is put, but it signals only if the ring was empty.
func (b *buffer) putIfEmptySignal(t *sim.Thread, item int) {
	b.mu.Lock(t)
	n := b.count.Load(t)
	for n == len(b.slots) {
		b.notFull.Wait(t)
		n = b.count.Load(t)
	}
	b.insert(t, n, item)
	if n == 0 { // a consumer that was woken before may not have the lock yet
		b.notEmpty.Signal(t)
	}
	b.mu.Unlock(t)
}

// takeIfFullSignal is take, but it signals only if the ring was full.
func (b *buffer) takeIfFullSignal(t *sim.Thread) int {
	b.mu.Lock(t)
	n := b.count.Load(t)
	for n == 0 {
		b.notEmpty.Wait(t)
		n = b.count.Load(t)
	}
	item := b.remove(t, n)
	if n == len(b.slots) {
		b.notFull.Signal(t)
	}
	b.mu.Unlock(t)
	return item
}

// insert writes an item behind the n that are there.
func (b *buffer) insert(t *sim.Thread, n, item int) {
	slot := b.slots[(b.first.Load(t)+n)%len(b.slots)]
	old := slot.Load(t)
	t.Assert(old == 0, "item %d overwrites item %d", item, old)
	slot.Store(t, item)
	b.count.Store(t, n+1)
}

// remove takes out the first of the n items that are there.
func (b *buffer) remove(t *sim.Thread, n int) int {
	first := b.first.Load(t)
	item := b.slots[first].Load(t)
	t.Assert(item != 0, "takes from an empty slot")
	b.slots[first].Store(t, 0)
	b.first.Store(t, (first+1)%len(b.slots))
	b.count.Store(t, n-1)
	return item
}

// bufferParams are the sizes of the programs with a buffer.
func bufferParams(consumers, items, slots int) []Param {
	return []Param{
		{Name: "producers", Help: "threads that put items", Default: 1, Min: 1, Max: 10},
		{Name: "consumers", Help: "threads that take items, in equal shares", Default: consumers, Min: 1, Max: 10},
		{Name: "items", Help: "items of each producer", Default: items, Min: 1, Max: 100},
		{Name: "slots", Help: "slots of the ring", Default: slots, Min: 1, Max: 100},
	}
}

// boundedBuffer lets producers and consumers share a ring.
func boundedBuffer(p Params) sim.Program {
	return func(t *sim.Thread) {
		b := newBuffer(t, p.Int("slots"))
		produceAndConsume(t, p, b.put, b.take)
	}
}

// boundedBufferBroken does the same with operations that save signals.
func boundedBufferBroken(p Params) sim.Program {
	return func(t *sim.Thread) {
		b := newBuffer(t, p.Int("slots"))
		produceAndConsume(t, p, b.putIfEmptySignal, b.takeIfFullSignal)
	}
}

// produceAndConsume lets producers put their items, and consumers take equal
// shares of them. It checks that the items of each producer come in order, and
// that none is missing.
func produceAndConsume(t *sim.Thread, p Params, put func(*sim.Thread, int), take func(*sim.Thread) int) {
	producers, consumers, items := p.Int("producers"), p.Int("consumers"), p.Int("items")
	var all []*sim.Thread
	for i := range producers {
		all = append(all, t.Go(fmt.Sprintf("producer-%d", i+1), func(t *sim.Thread) {
			for k := range items {
				put(t, 1+i*items+k)
			}
		}))
	}
	var sums []*sim.Var[int] // of the numbers of the items that each consumer took
	for i := range consumers {
		sum := sim.NewVar(t, fmt.Sprintf("sum%d", i+1), 0)
		sums = append(sums, sum)
		share := producers * items / consumers
		if i < producers*items%consumers {
			share++
		}
		all = append(all, t.Go(fmt.Sprintf("consumer-%d", i+1), func(t *sim.Thread) {
			total, latest := 0, make([]int, producers)
			for range share {
				item := take(t)
				from := (item - 1) / items
				t.Assert(item > latest[from], "item %d comes after item %d", item, latest[from])
				latest[from] = item
				total += item
			}
			sum.Store(t, total)
		}))
	}
	t.Join(all...)
	total, n := 0, producers*items
	for _, sum := range sums {
		total += sum.Load(t)
	}
	t.Observe("sum", total)
	t.Assert(total == n*(n+1)/2, "items are missing: their numbers add up to %d", total)
}
