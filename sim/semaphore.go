package sim

import (
	"fmt"
	"time"

	"github.com/interleave-go/interleave/model"
)

// Semaphore is a count of permits. Any thread may release, whether it has
// acquired or not, and the count knows no upper bound. Whoever waits may get
// the next permit, in no order; with the option FIFO, in the order of arrival.
type Semaphore struct {
	object
	fifo bool
}

// BoundedSemaphore is a Semaphore that never has more permits than it began
// with: a release beyond that is misuse.
type BoundedSemaphore struct{ Semaphore }

// NewSemaphore makes a semaphore with so many permits, zero or more. Making it
// is no step.
func NewSemaphore(t *Thread, name string, permits int, opts ...Option) *Semaphore {
	opts, fifo := take(opts, FIFO)
	o := model.SemaphoreOptions{FIFO: fifo}
	id := t.newSemaphore(permits, o)
	if t.real != nil {
		return makeReal[Semaphore](t, "semaphore", name, newRealSemaphore(permits, o), opts)
	}
	s := register[Semaphore](t, "semaphore", name, id, opts)
	s.madeWith(flags(model.Word(permits), fifo))
	s.fifo = fifo
	return s
}

// NewBoundedSemaphore makes a semaphore with so many permits, zero or more, and
// never more than that.
func NewBoundedSemaphore(t *Thread, name string, permits int, opts ...Option) *BoundedSemaphore {
	opts, fifo := take(opts, FIFO)
	o := model.SemaphoreOptions{Bounded: true, FIFO: fifo}
	id := t.newSemaphore(permits, o)
	if t.real != nil {
		return makeReal[BoundedSemaphore](t, "semaphore", name, newRealSemaphore(permits, o), opts)
	}
	s := register[BoundedSemaphore](t, "semaphore", name, id, opts)
	s.madeWith(flags(model.Word(permits), fifo))
	s.fifo = fifo
	return s
}

func (t *Thread) newSemaphore(permits int, o model.SemaphoreOptions) model.ObjID {
	t.enter()
	if permits < 0 {
		panic(fmt.Sprintf("interleave: a semaphore with %d permits; zero is the least: acquires wait for a release then", permits))
	}
	if t.real != nil {
		return model.NoObj
	}
	return t.e.st.NewSemaphore(t.id, permits, o)
}

// Acquire waits until there is a permit and takes it.
func (s *Semaphore) Acquire(t *Thread) {
	s.arrive(t)
	s.op(t, model.SemAcquire, 0, 0)
}

// AcquireTimeout is Acquire for at most d of virtual time. It reports whether it
// took a permit.
func (s *Semaphore) AcquireTimeout(t *Thread, d time.Duration) bool {
	s.arrive(t)
	return s.timed(t, model.SemAcquire, d)
}

func (s *Semaphore) arrive(t *Thread) {
	if s.fifo {
		s.op(t, model.Arrive, 0, 0)
	}
}

// TryAcquire takes a permit if there is one - of a FIFO semaphore, one that is
// not promised to somebody who waits - and reports whether it did.
func (s *Semaphore) TryAcquire(t *Thread) bool { return s.op(t, model.SemTry, 0, 0).OK }

// Release adds a permit.
func (s *Semaphore) Release(t *Thread) { s.op(t, model.SemRelease, 0, 0) }
