package sim

import (
	"time"

	"github.com/interleave-go/interleave/model"
)

// Mutex is a mutual exclusion lock. It is not reentrant: a thread that locks
// it twice waits for itself. As in Go, any thread may unlock it. Whoever waits
// may get it next, in no order; with the option FIFO, in the order of arrival.
type Mutex struct {
	object
	fifo bool
}

// NewMutex makes a free mutex. Making it is no step. Options:
//
//   - [FIFO]: it goes to those who wait in the order of their arrival. To arrive
//     is a step of its own then. A waiter of a [Cond] arrives when it is woken.
func NewMutex(t *Thread, name string, opts ...Option) *Mutex {
	t.enter()
	if m := remade[Mutex](t, name, opts); m != nil {
		return m
	}
	opts, fifo := take(opts, FIFO)
	if t.real != nil {
		return makeReal[Mutex](t, "mutex", name, newRealMutex(fifo), opts)
	}
	var id model.ObjID
	if fifo {
		id = t.e.st.NewFIFOMutex(t.id)
	} else {
		id = t.e.st.NewMutex(t.id)
	}
	m := register[Mutex](t, "mutex", name, id, opts)
	m.madeWith(flags(0, fifo))
	if m.fifo = fifo; fifo {
		t.made.latest().handle = nil // it is no other one's
	}
	return m
}

// Lock waits until the mutex is free, with FIFO until it is its turn, and takes
// it.
func (m *Mutex) Lock(t *Thread) {
	m.arrive(t)
	m.op(t, model.Lock, 0, 0)
}

// LockTimeout is Lock for at most d of virtual time. It reports whether it took
// the mutex. A d of less than one nanosecond counts as one.
func (m *Mutex) LockTimeout(t *Thread, d time.Duration) bool {
	m.arrive(t)
	return m.timed(t, model.Lock, d)
}

// TryLock takes the mutex if it is free - and, with FIFO, nobody waits - and
// reports whether it did. It fails for no other reason.
func (m *Mutex) TryLock(t *Thread) bool { return m.op(t, model.TryLock, 0, 0).OK }

// Unlock frees the mutex. Unlocking a free mutex is misuse.
func (m *Mutex) Unlock(t *Thread) { m.op(t, model.Unlock, 0, 0) }

func (m *Mutex) arrive(t *Thread) {
	if m.fifo {
		m.op(t, model.Arrive, 0, 0)
	}
}
