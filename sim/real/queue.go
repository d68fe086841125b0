package real

import (
	"time"
	"unsafe"
)

// Policy says who waits for whom at a Queue.
type Policy uint8

const (
	FIFO             Policy = iota // all are let in by their arrival, readers with no writer between them together
	ReaderPreference               // a reader waits for the writer that has the lock, and for no other
)

// Queue is a reader-writer lock with a policy that sync.RWMutex does not have, and,
// with no readers, a mutex that is fair. Whoever unlocks it hands it on.
type Queue struct {
	policy  Policy
	guard   guard
	holder  Owner
	readers int
	line    line
	writes  mark // of those who had the lock alone
	reads   mark // of those who shared it
}

// NewQueue returns a free lock.
func NewQueue(p Policy) *Queue { return &Queue{policy: p} }

// Lock waits until it is me's turn to have the lock alone.
//
//go:norace
func (q *Queue) Lock(me Owner) {
	q.guard.lock()
	var w *waiter
	if !q.enter(me, false) {
		w = q.line.join(me)
	}
	q.guard.unlock()
	if w != nil {
		w.wait()
	}
	q.ordered(false)
}

// TryLock locks if that is possible at once; with FIFO, only if nobody waits.
//
//go:norace
func (q *Queue) TryLock(me Owner) bool { return q.try(me, false) }

// LockFor tries until d of virtual time is over. Whoever does so stands in no line:
// it is as if it had come at the very end.
func (q *Queue) LockFor(me Owner, d time.Duration) bool {
	return poll(d, func() bool { return q.TryLock(me) })
}

// Unlock reports false, and does nothing, when nobody has the lock alone.
//
//go:norace
func (q *Queue) Unlock() bool {
	q.guard.lock()
	held := q.holder != 0
	if held {
		q.release()
	}
	q.guard.unlock()
	return held
}

//go:norace
func (q *Queue) unlockOf(me Owner) bool {
	q.guard.lock()
	held := q.holder == me
	if held {
		q.release()
	}
	q.guard.unlock()
	return held
}

//go:norace
func (q *Queue) release() {
	leave(&q.writes)
	q.holder = 0
	q.admit()
}

// HeldBy reports whether me has the lock alone.
//
//go:norace
func (q *Queue) HeldBy(me Owner) bool {
	q.guard.lock()
	held := q.holder == me
	q.guard.unlock()
	return held
}

// RLock waits until me may share the lock.
//
//go:norace
func (q *Queue) RLock(me Owner) {
	q.guard.lock()
	var w *waiter
	if !q.enter(me, true) {
		w = q.line.join(me)
		w.reader = true
	}
	q.guard.unlock()
	if w != nil {
		w.wait()
	}
	q.ordered(true)
}

// TryRLock is TryLock for a reader.
//
//go:norace
func (q *Queue) TryRLock(me Owner) bool { return q.try(me, true) }

// RLockFor is LockFor for a reader.
func (q *Queue) RLockFor(me Owner, d time.Duration) bool {
	return poll(d, func() bool { return q.TryRLock(me) })
}

// RUnlock reports false, and does nothing, when nobody shares the lock.
//
//go:norace
func (q *Queue) RUnlock() bool {
	q.guard.lock()
	if q.readers == 0 {
		q.guard.unlock()
		return false
	}
	leave(&q.reads)
	q.readers--
	q.admit()
	q.guard.unlock()
	return true
}

// Free lets somebody go on who waits.
func (q *Queue) Free() {
	if !q.Unlock() {
		q.RUnlock()
	}
}

//go:norace
func (q *Queue) try(me Owner, reader bool) bool {
	q.guard.lock()
	ok := q.enter(me, reader)
	q.guard.unlock()
	if ok {
		q.ordered(reader)
	}
	return ok
}

// enter lets me in if nobody is in its way.
//
//go:norace
func (q *Queue) enter(me Owner, reader bool) bool {
	if q.policy == FIFO && q.line.first != nil || !q.allows(reader) {
		return false
	}
	q.let(me, reader)
	return true
}

// stand puts a waiter in line, or lets it in at once.
//
//go:norace
func (q *Queue) stand(w *waiter) {
	q.guard.lock()
	if q.enter(w.me, w.reader) {
		w.grant()
	} else {
		q.line.stand(w)
	}
	q.guard.unlock()
}

//go:norace
func (q *Queue) allows(reader bool) bool { return q.holder == 0 && (reader || q.readers == 0) }

//go:norace
func (q *Queue) let(me Owner, reader bool) {
	if reader {
		q.readers++
	} else {
		q.holder = me
	}
}

// admit lets in whoever waits and may go on now.
//
//go:norace
func (q *Queue) admit() {
	for w := q.line.first; w != nil; {
		next := w.next
		switch {
		case q.allows(w.reader) && (w.reader || q.policy == FIFO || !q.line.hasReader()):
			q.let(w.me, w.reader)
			q.line.drop(w)
			w.grant()
		case q.policy == FIFO:
			return
		}
		w = next
	}
}

//go:norace
func (l *line) hasReader() bool {
	for w := l.first; w != nil; w = w.next {
		if w.reader {
			return true
		}
	}
	return false
}

// ordered tells the race detector that whoever has got the lock goes on after all who
// have had it; a reader not after other readers.
//
//go:norace
func (q *Queue) ordered(reader bool) {
	acquire(unsafe.Pointer(&q.writes))
	if !reader {
		acquire(unsafe.Pointer(&q.reads))
	}
}
