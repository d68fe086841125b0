package sim

import (
	"time"

	"github.com/interleave-go/interleave/model"
)

// Cond is a condition variable on a Mutex.
type Cond struct {
	object
	mu *Mutex
}

// NewCond makes a condition variable on mu. Making it is no step. Options:
//
//   - [FIFO]: a signal wakes the longest waiting, not any.
//   - [SpuriousWakeups]: each thread may wake by itself from one of its waits in
//     an execution. That it does, and that it does not, are both explored; it
//     wakes as if it had been signalled at once, so that with [Cond.WaitTimeout]
//     no time passes before.
//   - [SignalNeedsLock]: to signal or broadcast without holding mu is misuse.
func NewCond(t *Thread, name string, mu *Mutex, opts ...Option) *Cond {
	t.enter()
	mu.check(t)
	var o model.CondOptions
	opts, o.FIFO = take(opts, FIFO)
	opts, o.Spurious = take(opts, SpuriousWakeups)
	opts, o.NeedsLock = take(opts, SignalNeedsLock)
	if t.real != nil {
		c := makeReal[Cond](t, "condition", name, newRealCond(mu, o), opts)
		c.mu = mu
		return c
	}
	c := register[Cond](t, "condition", name, t.e.st.NewCond(t.id, mu.id, t.e.lim.Faults.awake(o)), opts)
	c.madeWith(flags(model.Word(mu.id), o.FIFO, o.Spurious, o.NeedsLock))
	c.mu = mu
	return c
}

// Wait frees the mutex and waits, in one step, until a signal wakes this
// thread; then it takes the mutex again, in a second step. Waiting without
// holding the mutex is misuse. What the caller waits for may have changed
// again by the time that Wait returns: call it in a loop.
func (c *Cond) Wait(t *Thread) {
	c.op(t, model.Wait, 0, 0)
	c.op(t, model.Relock, 0, 0)
}

// WaitTimeout is Wait that gives up when no signal has come after d, counted
// from when the thread began to wait. It reports whether the thread was woken;
// either way it has taken the mutex again, however long that took. A d of less
// than one nanosecond counts as one.
func (c *Cond) WaitTimeout(t *Thread, d time.Duration) bool {
	c.op(t, model.Wait, 0, 0)
	if c.timed(t, model.Relock, d) {
		return true
	}
	c.op(t, model.Relock, 0, 0)
	return false
}

// Signal wakes one waiter, any of them, if there is one.
func (c *Cond) Signal(t *Thread) { c.op(t, model.Signal, 0, 0) }

// Broadcast wakes all waiters.
func (c *Cond) Broadcast(t *Thread) { c.op(t, model.Broadcast, 0, 0) }
