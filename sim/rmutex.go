package sim

import (
	"time"

	"github.com/interleave-go/interleave/model"
)

// RMutex is a reentrant mutual exclusion lock: the thread that has it may lock
// it again, and must unlock it as often. No other thread may unlock it. Whoever
// waits may get it next, in no order.
type RMutex struct{ object }

// NewRMutex makes a free reentrant mutex. Making it is no step.
func NewRMutex(t *Thread, name string, opts ...Option) *RMutex {
	t.enter()
	if t.real != nil {
		return makeReal[RMutex](t, "reentrant mutex", name, &realRMutex{}, opts)
	}
	return register[RMutex](t, "reentrant mutex", name, t.e.st.NewRMutex(t.id), opts)
}

// Lock waits until the mutex is free or the thread's own, and takes it once
// more.
func (m *RMutex) Lock(t *Thread) { m.op(t, model.Lock, 0, 0) }

// LockTimeout is Lock for at most d of virtual time. It reports whether it took
// the mutex. A d of less than one nanosecond counts as one.
func (m *RMutex) LockTimeout(t *Thread, d time.Duration) bool { return m.timed(t, model.Lock, d) }

// TryLock takes the mutex if it is free or the thread's own, and reports
// whether it did. It fails only when another thread has it.
func (m *RMutex) TryLock(t *Thread) bool { return m.op(t, model.TryLock, 0, 0).OK }

// Unlock takes one Lock back; the last one frees the mutex. Unlocking without
// having the mutex is misuse.
func (m *RMutex) Unlock(t *Thread) { m.op(t, model.Unlock, 0, 0) }
