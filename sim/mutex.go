package sim

import "github.com/interleave-go/interleave/model"

// Mutex is a mutual exclusion lock. It is not reentrant: a thread that locks
// it twice waits for itself. As in Go, any thread may unlock it. Whoever waits
// may get it next, in no order.
type Mutex struct{ object }

// NewMutex makes a free mutex. Making it is no step.
func NewMutex(t *Thread, name string, opts ...Option) *Mutex {
	t.creating()
	return register[Mutex](t, "mutex", name, t.e.st.NewMutex(t.id), opts)
}

// Lock waits until the mutex is free and takes it.
func (m *Mutex) Lock(t *Thread) { m.op(t, model.Lock, 0, 0) }

// TryLock takes the mutex if it is free, and reports whether it did. It fails
// only when the mutex is held.
func (m *Mutex) TryLock(t *Thread) bool { return m.op(t, model.TryLock, 0, 0).OK }

// Unlock frees the mutex. Unlocking a free mutex is misuse.
func (m *Mutex) Unlock(t *Thread) { m.op(t, model.Unlock, 0, 0) }
