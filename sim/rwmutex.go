package sim

import (
	"time"

	"github.com/interleave-go/interleave/model"
)

// RWMutex is a reader-writer lock: one writer has it, or any number of readers.
// As in Go it is tied to nobody - any thread may unlock it - and a reader that
// locks it again may wait for a writer that waits for that very reader. It
// cannot be upgraded: a reader that locks it for writing waits for itself.
type RWMutex struct {
	object
	arrives bool // to arrive is a step of its own
}

// NewRWMutex makes a free reader-writer lock. Making it is no step. Options say
// who waits for whom; at most one of:
//
//   - [WriterPreference], the default, as in Go: a reader that arrives while a
//     writer waits waits as well. An unlock by a writer lets in all readers that
//     wait then, before the next writer.
//   - [ReaderPreference]: a reader waits for the writer that has the lock, and
//     for no other. Writers may wait for ever.
//   - [FIFO]: all are let in by their arrival, readers with no writer between
//     them together.
//
// Except with ReaderPreference, to arrive is a step of its own, before the lock.
func NewRWMutex(t *Thread, name string, opts ...Option) *RWMutex {
	t.enter()
	opts, writers := take(opts, WriterPreference)
	opts, readers := take(opts, ReaderPreference)
	opts, fifo := take(opts, FIFO)
	p := model.WriterPreference
	switch {
	case writers && readers, writers && fifo, readers && fifo:
		panic("interleave: reader-writer lock " + name + ": at most one of WriterPreference, ReaderPreference and FIFO can hold")
	case readers:
		p = model.ReaderPreference
	case fifo:
		p = model.FIFOPolicy
	}
	var m *RWMutex
	if t.real != nil {
		m = makeReal[RWMutex](t, "reader-writer lock", name, newRealRWMutex(p), opts)
	} else {
		m = register[RWMutex](t, "reader-writer lock", name, t.e.st.NewRWMutex(t.id, p), opts)
		m.madeWith(model.Word(p))
	}
	m.arrives = p != model.ReaderPreference
	return m
}

// Lock waits until nobody has the lock, and takes it for writing.
func (m *RWMutex) Lock(t *Thread) {
	m.arrive(t, model.Arrive)
	m.op(t, model.Lock, 0, 0)
}

// LockTimeout is Lock for at most d of virtual time. It reports whether it took
// the lock. A d of less than one nanosecond counts as one.
func (m *RWMutex) LockTimeout(t *Thread, d time.Duration) bool {
	m.arrive(t, model.Arrive)
	return m.timed(t, model.Lock, d)
}

// TryLock takes the lock for writing if it is free, and reports whether it did.
// It fails only when the lock is held, or waited for.
func (m *RWMutex) TryLock(t *Thread) bool { return m.op(t, model.TryLock, 0, 0).OK }

// Unlock frees the lock from its writer. Without one it is misuse.
func (m *RWMutex) Unlock(t *Thread) { m.op(t, model.Unlock, 0, 0) }

// RLock waits until the lock may be read, and takes it for reading.
func (m *RWMutex) RLock(t *Thread) {
	m.arrive(t, model.RArrive)
	m.op(t, model.RLock, 0, 0)
}

// RLockTimeout is RLock for at most d of virtual time. It reports whether it
// took the lock. A d of less than one nanosecond counts as one.
func (m *RWMutex) RLockTimeout(t *Thread, d time.Duration) bool {
	m.arrive(t, model.RArrive)
	return m.timed(t, model.RLock, d)
}

// TryRLock takes the lock for reading if RLock would not wait, and reports
// whether it did.
func (m *RWMutex) TryRLock(t *Thread) bool { return m.op(t, model.TryRLock, 0, 0).OK }

// RUnlock takes back one RLock, whose-ever it was. Without one it is misuse.
func (m *RWMutex) RUnlock(t *Thread) { m.op(t, model.RUnlock, 0, 0) }

func (m *RWMutex) arrive(t *Thread, k model.Kind) {
	if m.arrives {
		m.op(t, k, 0, 0)
	}
}
