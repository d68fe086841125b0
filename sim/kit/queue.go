package kit

import (
	"time"

	"github.com/interleave-go/interleave/sim"
)

// Queue hands items from threads that put them to threads that get them. It is
// made as Python's queue.Queue is: one mutex, a condition for those who wait for
// an item, one for those who wait for room, and one for those who wait until all
// is done. An operation that need not wait is a critical section of about five
// steps.
//
// A queue counts what is unfinished: Put adds one, TaskDone takes one off, Join
// waits for zero.
type Queue[T any] struct {
	mu                         *sim.Mutex
	notEmpty, notFull, allDone *sim.Cond
	items                      *sim.Var[[]T] // never changed in place
	unfinished                 *sim.Var[int]
	capacity                   int                         // 0: none
	insert                     func(items []T, item T) []T // into a copy; the next to leave comes first
}

// NewQueue makes a first-in, first-out queue of at most capacity items; with
// a capacity of zero or less it is unbounded.
func NewQueue[T any](t *sim.Thread, name string, capacity int) *Queue[T] {
	return newQueue(t, name, capacity, func(items []T, item T) []T { return at(items, len(items), item) })
}

// NewLIFOQueue makes a queue that gives the latest item first.
func NewLIFOQueue[T any](t *sim.Thread, name string, capacity int) *Queue[T] {
	return newQueue(t, name, capacity, func(items []T, item T) []T { return at(items, 0, item) })
}

// NewPriorityQueue makes a queue that gives the least item first, and of equal
// ones the one that was put first.
func NewPriorityQueue[T any](t *sim.Thread, name string, capacity int, less func(a, b T) bool) *Queue[T] {
	return newQueue(t, name, capacity, func(items []T, item T) []T {
		i := len(items)
		for i > 0 && less(item, items[i-1]) {
			i--
		}
		return at(items, i, item)
	})
}

func newQueue[T any](t *sim.Thread, name string, capacity int, insert func([]T, T) []T) *Queue[T] {
	mu := sim.NewMutex(t, name+".mu")
	return &Queue[T]{
		mu:         mu,
		notEmpty:   sim.NewCond(t, name+".notEmpty", mu),
		notFull:    sim.NewCond(t, name+".notFull", mu),
		allDone:    sim.NewCond(t, name+".allDone", mu),
		items:      sim.NewVar[[]T](t, name+".items", nil),
		unfinished: sim.NewVar(t, name+".unfinished", 0),
		capacity:   capacity,
		insert:     insert,
	}
}

// at returns a copy of items with item at position i.
func at[T any](items []T, i int, item T) []T {
	longer := make([]T, 0, len(items)+1)
	longer = append(append(longer, items[:i]...), item)
	return append(longer, items[i:]...)
}

// Put adds an item, waiting for room where there is none.
func (q *Queue[T]) Put(t *sim.Thread, item T) {
	q.mu.Lock(t)
	defer q.mu.Unlock(t)
	for q.full(t) {
		q.notFull.Wait(t)
	}
	q.add(t, item)
}

// PutTimeout is Put that waits for at most d of virtual time. It reports
// whether the item was added. With a d of zero or less it does not wait.
func (q *Queue[T]) PutTimeout(t *sim.Thread, item T, d time.Duration) bool {
	q.mu.Lock(t)
	defer q.mu.Unlock(t)
	if !within(t, q.notFull, d, q.full) {
		return false
	}
	q.add(t, item)
	return true
}

// Get removes the next item, waiting for one where there is none.
func (q *Queue[T]) Get(t *sim.Thread) T {
	q.mu.Lock(t)
	defer q.mu.Unlock(t)
	for q.empty(t) {
		q.notEmpty.Wait(t)
	}
	return q.remove(t)
}

// GetTimeout is Get that waits for at most d of virtual time. It reports
// whether it has an item. With a d of zero or less it does not wait.
func (q *Queue[T]) GetTimeout(t *sim.Thread, d time.Duration) (item T, ok bool) {
	q.mu.Lock(t)
	defer q.mu.Unlock(t)
	if !within(t, q.notEmpty, d, q.empty) {
		return item, false
	}
	return q.remove(t), true
}

// TaskDone says that an item that somebody got is dealt with. It panics when
// that has been said of all that were put.
func (q *Queue[T]) TaskDone(t *sim.Thread) {
	q.mu.Lock(t)
	defer q.mu.Unlock(t)
	n := q.unfinished.Load(t) - 1
	if n < 0 {
		panic("kit: TaskDone was called more often than Put; call it once for each item that Get returned")
	}
	q.unfinished.Store(t, n)
	if n == 0 {
		q.allDone.Broadcast(t)
	}
}

// Join waits until all that was put is done.
func (q *Queue[T]) Join(t *sim.Thread) {
	q.mu.Lock(t)
	defer q.mu.Unlock(t)
	for q.unfinished.Load(t) > 0 {
		q.allDone.Wait(t)
	}
}

// Len returns how many items are queued.
func (q *Queue[T]) Len(t *sim.Thread) int {
	q.mu.Lock(t)
	defer q.mu.Unlock(t)
	return len(q.items.Load(t))
}

// full, empty, add and remove are called with the mutex held.
func (q *Queue[T]) full(t *sim.Thread) bool {
	return q.capacity > 0 && len(q.items.Load(t)) >= q.capacity
}

func (q *Queue[T]) empty(t *sim.Thread) bool { return len(q.items.Load(t)) == 0 }

func (q *Queue[T]) add(t *sim.Thread, item T) {
	q.items.Store(t, q.insert(q.items.Load(t), item))
	q.unfinished.Store(t, q.unfinished.Load(t)+1)
	q.notEmpty.Signal(t)
}

func (q *Queue[T]) remove(t *sim.Thread) T {
	items := q.items.Load(t)
	q.items.Store(t, items[1:])
	if q.capacity > 0 {
		q.notFull.Signal(t)
	}
	return items[0]
}

// within waits on c while blocked holds, until d from now at the latest. It
// reports whether blocked has ceased to hold.
func within(t *sim.Thread, c *sim.Cond, d time.Duration, blocked func(*sim.Thread) bool) bool {
	deadline := t.Now() + d
	for blocked(t) {
		left := deadline - t.Now()
		if left <= 0 {
			return false
		}
		c.WaitTimeout(t, left)
	}
	return true
}
