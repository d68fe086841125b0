package real

import (
	"time"
	"unsafe"
)

// FairCond is a condition variable whose signals wake the longest waiting, or one on
// a fair mutex, in whose line whoever is woken takes its place by the signal.
type FairCond struct {
	mu    condLocker
	queue *Queue // the mutex, if it is fair
	guard guard
	line  line
	mark  mark
}

// condLocker is a mutex that a condition variable can be on.
type condLocker interface {
	Locker
	unlockOf(me Owner) bool // Unlock if me holds the mutex
}

// NewFairCond returns a condition variable on mu, a *Mutex or a *Queue.
func NewFairCond(mu Locker) *FairCond {
	q, _ := mu.(*Queue)
	return &FairCond{mu: mu.(condLocker), queue: q}
}

// Wait frees the mutex, waits for a signal, and takes the mutex again.
//
//go:norace
func (c *FairCond) Wait(me Owner) bool {
	w := c.begin(me)
	if w != nil {
		c.Relock(me, Waited{true, true, w})
	}
	return w != nil
}

// WaitFor frees the mutex and waits for a signal for at most d of virtual time.
//
//go:norace
func (c *FairCond) WaitFor(me Owner, d time.Duration) Waited {
	w := c.begin(me)
	if w == nil {
		return Waited{}
	}
	return Waited{true, awaits(&c.guard, &c.line, w, d), w}
}

// Relock takes the mutex after a wait. Whoever has been woken stands in the line of a
// fair one already.
func (c *FairCond) Relock(me Owner, w Waited) {
	if !w.Woken {
		c.mu.Lock(me)
		return
	}
	w.w.wait()
	if c.queue != nil {
		c.queue.ordered(false)
	} else {
		c.mu.Lock(me)
	}
	acquire(unsafe.Pointer(&c.mark))
}

// begin frees the mutex and joins the line, in one step to all who signal. It returns
// nil when me does not hold the mutex.
//
//go:norace
func (c *FairCond) begin(me Owner) (w *waiter) {
	c.guard.lock()
	seen()
	held := c.mu.unlockOf(me)
	unseen()
	if held {
		w = c.line.join(me)
	}
	c.guard.unlock()
	return w
}

// Signal wakes the longest waiting.
//
//go:norace
func (c *FairCond) Signal() {
	c.guard.lock()
	leave(&c.mark)
	if w := c.line.pop(); w != nil {
		c.wake(w)
	}
	c.guard.unlock()
}

// Broadcast wakes all, in order.
//
//go:norace
func (c *FairCond) Broadcast() {
	c.guard.lock()
	leave(&c.mark)
	for w := c.line.pop(); w != nil; w = c.line.pop() {
		c.wake(w)
	}
	c.guard.unlock()
}

//go:norace
func (c *FairCond) wake(w *waiter) {
	if c.queue == nil {
		w.wake()
		return
	}
	w.woken = true
	c.queue.stand(w)
}

// Free lets somebody go on who waits, for a signal or for the mutex.
func (c *FairCond) Free() {
	c.Broadcast()
	c.mu.Free()
}
