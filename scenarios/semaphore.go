package scenarios

import (
	"slices"

	"github.com/interleave-go/interleave/sim"
)

var connectionParams = []Param{
	{Name: "tasks", Help: "threads that use a connection each", Default: 3, Min: 1, Max: 26},
	{Name: "connections", Help: "connections in the pool", Default: 2, Min: 1, Max: 26},
}

// semaphore is the family about counters that threads wait for.
var semaphore = slices.Concat(permits, overReleases)

// permits is the part of the semaphore family about what a permit stands for.
var permits = []*Scenario{
	{
		Name:    "semaphore/connection-pool",
		Summary: "more tasks than connections: a semaphore lets in as many as there are",
		Section: "Semaphores",
		Story: `There are fewer connections than tasks. The semaphore counts the free ones: a
task acquires before it uses one and releases afterwards. When the count is
zero, the next task waits until somebody releases.

Each task asserts that no more tasks are inside than there are connections; the
search proves it for every interleaving. It is a bound, not an order: which
tasks share the pool, and who comes next, is left open.

The guide has tasks=7 connections=3. With connections=1 the semaphore is a lock.`,
		Params:   connectionParams,
		Program:  connectionPool,
		Funcs:    []string{"connectionPool"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(510),
	},
	{
		Name:    "semaphore/connection-pool-broken",
		Summary: "tasks release their place before they are done with the connection",
		Section: "Semaphores",
		Story: `The task releases as soon as it has its answer, and closes its business with the
connection afterwards. For a moment it is still inside and no longer counted.
The next task comes in, and one connection is used by two.

A semaphore does not know what it counts. That the count is the number of free
connections is kept by whoever acquires before the first use and releases after
the last one. The repair is to swap two lines. With as many connections as tasks
nothing happens, whatever they do.`,
		Params:  connectionParams,
		Program: connectionPoolBroken,
		Funcs:   []string{"connectionPoolBroken"},
		Verdict: sim.Fail,
		Kinds:   []sim.Kind{sim.Assertion},
		Outcomes: func(p Params) []string {
			if p.Int("tasks") <= p.Int("connections") {
				return []string{""}
			}
			return []string{"", "[assertion]"}
		},
		Classes: fixed(954),
		Repairs: []string{"semaphore/connection-pool"},
	},
	{
		Name:    "semaphore/signalling",
		Summary: "a semaphore without permits: a thread waits for another one's word",
		Section: "Semaphores",
		Story: `A semaphore that begins with no permits is a signal. The consumer acquires, and
waits; the producer writes the data and releases. Unlike a condition variable
the semaphore remembers: if the release comes first, the acquire does not wait.

The release happens before the acquire that it lets through, so the data may be
a plain variable. Here the thread that releases is another one than the thread
that acquires, which no lock is meant for.`,
		Program:  plain(signalling),
		Funcs:    []string{"signalling"},
		Verdict:  sim.Pass,
		Outcomes: always("consumer/got=42"),
		Classes:  fixed(1),
	},
	{
		Name:    "semaphore/signalling-broken",
		Summary: "the semaphore begins with a permit: nobody waits for the word",
		Section: "Semaphores",
		Story: `The semaphore begins with one permit, as one that guards something would. The
consumer takes that permit and does not wait for the producer: it reads data
that may not be there yet. That is a data race, and it may read 0.

What a semaphore means is in the number that it begins with: as many as there
are things to share, or none for a signal.`,
		Program:  plain(signallingBroken),
		Funcs:    []string{"signallingBroken"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Race},
		Outcomes: always("consumer/got=0", "consumer/got=42"),
		// The consumer acquires after the release; or before it, and reads before or after
		// the write.
		Classes: fixed(3),
		Repairs: []string{"semaphore/signalling"},
	},
}

// connectionPool lets in as many tasks as there are connections.
func connectionPool(p Params) sim.Program {
	return func(t *sim.Thread) {
		limit := p.Int("connections")
		free := sim.NewBoundedSemaphore(t, "free", limit)
		inside := sim.NewAtomic(t, "inside", 0)
		var all []*sim.Thread
		for i := range p.Int("tasks") {
			all = append(all, t.Go(letter(i), func(t *sim.Thread) {
				free.Acquire(t)
				n := sim.Add(t, inside, 1)
				t.Assert(n <= limit, "%d tasks use %d connections", n, limit)
				sim.Add(t, inside, -1)
				free.Release(t)
			}))
		}
		t.Join(all...)
	}
}

// connectionPoolBroken lets the next task in while one is still inside.
func connectionPoolBroken(p Params) sim.Program {
	return func(t *sim.Thread) {
		limit := p.Int("connections")
		free := sim.NewBoundedSemaphore(t, "free", limit)
		inside := sim.NewAtomic(t, "inside", 0)
		var all []*sim.Thread
		for i := range p.Int("tasks") {
			all = append(all, t.Go(letter(i), func(t *sim.Thread) {
				free.Acquire(t)
				n := sim.Add(t, inside, 1)
				t.Assert(n <= limit, "%d tasks use %d connections", n, limit)
				free.Release(t) // too early: this task is still inside
				sim.Add(t, inside, -1)
			}))
		}
		t.Join(all...)
	}
}

// signalling lets one thread wait until another one has written.
func signalling(t *sim.Thread) {
	ready := sim.NewSemaphore(t, "ready", 0)
	data := sim.NewVar(t, "data", 0)
	consumer := t.Go("consumer", func(t *sim.Thread) {
		ready.Acquire(t)
		t.Observe("got", data.Load(t))
	})
	producer := t.Go("producer", func(t *sim.Thread) {
		data.Store(t, 42)
		ready.Release(t)
	})
	t.Join(consumer, producer)
}

// signallingBroken begins with a permit that nobody has released.
func signallingBroken(t *sim.Thread) {
	ready := sim.NewSemaphore(t, "ready", 1)
	data := sim.NewVar(t, "data", 0)
	consumer := t.Go("consumer", func(t *sim.Thread) {
		ready.Acquire(t)
		t.Observe("got", data.Load(t))
	})
	producer := t.Go("producer", func(t *sim.Thread) {
		data.Store(t, 42)
		ready.Release(t)
	})
	t.Join(consumer, producer)
}
