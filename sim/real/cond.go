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
