package real

import (
	"math"
	"time"
	"unsafe"
)

// Semaphore is a count of permits.
type Semaphore interface {
	Acquire()
	TryAcquire() bool
	AcquireFor(d time.Duration) bool
	// Release reports false, and does nothing, when there would be too many permits.
	Release() bool
	Free()
}

// Permits is the channel that Go programs have for a semaphore: what is in it are
// the permits. They take no memory. Whoever waits gets them in the order of arrival,
// since that is how Go's channels are made.
type Permits struct {
	free    chan struct{}
	bounded bool
	mark    mark
}

// NewPermits returns a semaphore with so many permits; a bounded one never has more.
func NewPermits(n int, bounded bool) *Permits {
	capacity := math.MaxInt32
	if bounded {
		capacity = n
	}
	s := &Permits{free: make(chan struct{}, max(n, capacity)), bounded: bounded}
	for range n {
		s.free <- struct{}{}
	}
	return s
}

// Acquire takes a permit, waiting for it if there is none.
func (s *Permits) Acquire() {
	unseen()
	<-s.free
	seen()
	acquire(unsafe.Pointer(&s.mark))
}

// TryAcquire takes a permit if there is one.
func (s *Permits) TryAcquire() bool {
	unseen()
	ok := false
	select {
	case <-s.free:
		ok = true
	default:
	}
	seen()
	if ok {
		acquire(unsafe.Pointer(&s.mark))
	}
	return ok
}

// AcquireFor tries until d of virtual time is over.
func (s *Permits) AcquireFor(d time.Duration) bool { return poll(d, s.TryAcquire) }

// Release adds a permit, unless the semaphore is bounded and full: then it reports
// false.
func (s *Permits) Release() bool {
	if cap(s.free) == 0 {
		return false // a send would be a meeting with whoever waits
	}
	releaseMerge(unsafe.Pointer(&s.mark))
	unseen()
	defer seen()
	select {
	case s.free <- struct{}{}:
		return true
	default:
		return false
	}
}

// Free lets somebody go on who waits.
func (s *Permits) Free() {
	select {
	case s.free <- struct{}{}:
	default:
	}
}

// FairPermits is a semaphore whose permits go to those who wait in the order of
// their arrival: whoever tries gets none that is promised.
type FairPermits struct {
	guard   guard
	free    int
	most    int
	waiters line
	mark    mark
}

// NewFairPermits returns a semaphore with so many permits; a bounded one never has
// more.
func NewFairPermits(n int, bounded bool) *FairPermits {
	s := &FairPermits{free: n, most: math.MaxInt}
	if bounded {
		s.most = n
	}
	return s
}

// Acquire takes a permit when it is the goroutine's turn.
//
//go:norace
func (s *FairPermits) Acquire() {
	s.guard.lock()
	var w *waiter
	if s.free > 0 {
		s.free--
	} else {
		w = s.waiters.join(0)
	}
	s.guard.unlock()
	if w != nil {
		w.wait()
	}
	acquire(unsafe.Pointer(&s.mark))
}

// TryAcquire takes a permit if there is one that nobody is promised.
//
//go:norace
func (s *FairPermits) TryAcquire() bool {
	s.guard.lock()
	ok := s.free > 0
	if ok {
		s.free--
	}
	s.guard.unlock()
	if ok {
		acquire(unsafe.Pointer(&s.mark))
	}
	return ok
}

// AcquireFor tries until d of virtual time is over: see Queue.LockFor.
func (s *FairPermits) AcquireFor(d time.Duration) bool { return poll(d, s.TryAcquire) }

// Release gives a permit to the first who waits, or adds it, unless the semaphore is
// bounded and full: then it reports false.
//
//go:norace
func (s *FairPermits) Release() bool {
	s.guard.lock()
	ok := s.free < s.most
	if ok {
		leave(&s.mark)
		if w := s.waiters.pop(); w != nil {
			w.grant()
		} else {
			s.free++
		}
	}
	s.guard.unlock()
	return ok
}

// Free lets somebody go on who waits.
//
//go:norace
func (s *FairPermits) Free() {
	s.guard.lock()
	if w := s.waiters.pop(); w != nil {
		w.grant()
	}
	s.guard.unlock()
}
