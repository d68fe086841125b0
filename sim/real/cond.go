package real

import (
	"sync"
	"time"
	"unsafe"
)

// Cond is a condition variable. Wait, WaitFor, Signal and Broadcast are as those of
// sync.Cond. The mutex has been found held by whoever waits.
type Cond interface {
	Wait(me Owner)
	// WaitFor frees the mutex and waits for at most d of virtual time. Relock must
	// follow, with what WaitFor has returned.
	WaitFor(me Owner, d time.Duration) Waited
	Relock(me Owner, w Waited)
	Signal()
	Broadcast()
}

// Waited is what has come of a wait with a time-out.
type Waited struct {
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
	return &StdCond{mu: mu, cond: sync.NewCond(relocker{mu})}
}

// relocker is the lock of a sync.Cond, which does not say who locks it again: Wait
// notes that afterwards, unless it has been unlocked meanwhile.
type relocker struct{ mu *Mutex }

func (l relocker) Lock()   { l.mu.Lock(somebody) }
func (l relocker) Unlock() { l.mu.Unlock() }

// somebody holds a mutex until it is noted who.
const somebody Owner = 1

// Wait is sync.Cond.Wait.
func (c *StdCond) Wait(me Owner) {
	c.cond.Wait()
	c.mu.holder.become(me)
	acquire(unsafe.Pointer(&c.mark))
}

// WaitFor waits beside the sync.Cond.
//
//go:norace
func (c *StdCond) WaitFor(me Owner, d time.Duration) Waited {
	c.guard.lock()
	w := c.timed.join(me)
	seen()
	c.mu.Unlock()
	unseen()
	c.guard.unlock()
	return Waited{awaits(&c.guard, &c.timed, w, d), w}
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
	woken := func() bool {
		g.lock()
		defer g.unlock()
		return w.woken
	}
	if poll(d, woken) {
		return true
	}
	g.lock()
	defer g.unlock()
	if !w.woken {
		l.drop(w)
	}
	return w.woken
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

// FairCond is a condition variable whose signals wake the longest waiting, or one on
// a fair mutex, in whose line whoever is woken takes its place by the signal.
type FairCond struct {
	mu    Locker
	queue *Queue // the mutex, if it is fair
	guard guard
	line  line
	mark  mark
}

// NewFairCond returns a condition variable on mu, a *Mutex or a *Queue.
func NewFairCond(mu Locker) *FairCond {
	q, _ := mu.(*Queue)
	return &FairCond{mu: mu, queue: q}
}

// Wait frees the mutex, waits for a signal, and takes the mutex again.
//
//go:norace
func (c *FairCond) Wait(me Owner) {
	c.Relock(me, Waited{true, c.begin(me)})
}

// WaitFor frees the mutex and waits for a signal for at most d of virtual time.
//
//go:norace
func (c *FairCond) WaitFor(me Owner, d time.Duration) Waited {
	w := c.begin(me)
	return Waited{awaits(&c.guard, &c.line, w, d), w}
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

//go:norace
func (c *FairCond) begin(me Owner) *waiter {
	c.guard.lock()
	w := c.line.join(me)
	seen()
	c.mu.Unlock()
	unseen()
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
