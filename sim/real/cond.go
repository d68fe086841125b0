package real

import (
	"sync"
	"time"
	"unsafe"
)

// Cond is a condition variable. Wait, WaitFor, Signal and Broadcast are as those of
// sync.Cond.
type Cond interface {
	// Wait reports false, and does nothing, when me does not hold the mutex.
	Wait(me Owner) bool
	// WaitFor frees the mutex and waits for at most d of virtual time. Relock must
	// follow, with what WaitFor has returned, unless that is not Held.
	WaitFor(me Owner, d time.Duration) Waited
	Relock(me Owner, w Waited)
	Signal()
	Broadcast()
	Free()
}

// Waited is what has come of a wait with a time-out.
type Waited struct {
	Held  bool // the mutex was, by whoever waits
	Woken bool
	w     *waiter
}

// StdCond is sync.Cond. Since that knows no time-outs, those who wait with one stand
// in a line beside it, and are woken first.
//
// The race detector does not know that a signal comes before the end of the wait that
// it ends, as the documentation of sync.Cond has it: it is told that all signals do
// that came before.
type StdCond struct {
	mu    *Mutex
	cond  *sync.Cond
	guard guard
	timed line
	mark  mark
}

// NewStdCond returns a condition variable on mu.
func NewStdCond(mu *Mutex) *StdCond {
	c := &StdCond{mu: mu}
	c.cond = sync.NewCond(relocker{c})
	return c
}

// relocker is the lock of the sync.Cond. Of a Wait, Unlock is the second half of what
// begins under the guard, when the waiter stands in the line of the sync.Cond; and
// Lock does not know who locks again: Wait notes that afterwards, unless the mutex has
// been unlocked meanwhile.
type relocker struct{ c *StdCond }

func (l relocker) Lock() { l.c.mu.Lock(somebody) }

//go:norace
func (l relocker) Unlock() {
	l.c.guard.unlock()
	l.c.mu.mu.Unlock()
}

// somebody holds a mutex until it is noted who.
const somebody Owner = 1

// Wait is sync.Cond.Wait.
//
//go:norace
func (c *StdCond) Wait(me Owner) bool {
	c.guard.lock()
	if !c.mu.holder.clearOf(me) {
		c.guard.unlock()
		return false
	}
	c.cond.Wait()
	c.mu.holder.become(me)
	acquire(unsafe.Pointer(&c.mark))
	return true
}

// WaitFor waits beside the sync.Cond.
//
//go:norace
func (c *StdCond) WaitFor(me Owner, d time.Duration) Waited {
	c.guard.lock()
	if !c.mu.holder.clearOf(me) {
		c.guard.unlock()
		return Waited{}
	}
	w := c.timed.join(me)
	c.guard.unlock()
	c.mu.mu.Unlock()
	return Waited{true, awaits(&c.guard, &c.timed, w, d), w}
}

// Relock takes the mutex after WaitFor.
func (c *StdCond) Relock(me Owner, w Waited) {
	c.mu.Lock(me)
	if w.Woken {
		acquire(unsafe.Pointer(&c.mark))
	}
}

// awaits waits until w is woken, or d of virtual time is over: then w leaves the line.
//
//go:norace
func awaits(g *guard, l *line, w *waiter, d time.Duration) bool {
	if poll(d, func() bool { return w.isWoken(g) }) {
		return true
	}
	g.lock()
	woken := w.woken
	if !woken {
		l.drop(w)
	}
	g.unlock()
	return woken
}

// Signal is sync.Cond.Signal.
//
//go:norace
func (c *StdCond) Signal() {
	c.guard.lock()
	leave(&c.mark)
	w := c.timed.pop()
	if w != nil {
		w.wake()
	}
	c.guard.unlock()
	if w == nil {
		c.cond.Signal()
	}
}

// Broadcast is sync.Cond.Broadcast.
//
//go:norace
func (c *StdCond) Broadcast() {
	c.guard.lock()
	leave(&c.mark)
	for w := c.timed.pop(); w != nil; w = c.timed.pop() {
		w.wake()
	}
	c.guard.unlock()
	c.cond.Broadcast()
}

// Free lets somebody go on who waits, for a signal or for the mutex.
func (c *StdCond) Free() {
	c.Broadcast()
	c.mu.Free()
}

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
