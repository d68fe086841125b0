package sim

import "github.com/interleave-go/interleave/model"

// Cond is a condition variable on a Mutex.
type Cond struct {
	object
	mu *Mutex
}

// NewCond makes a condition variable on mu. Making it is no step.
func NewCond(t *Thread, name string, mu *Mutex, opts ...Option) *Cond {
	t.creating()
	mu.check(t)
	c := register[Cond](t, "condition", name, t.e.st.NewCond(t.id, mu.id), opts)
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

// Signal wakes one waiter, any of them, if there is one.
func (c *Cond) Signal(t *Thread) { c.op(t, model.Signal, 0, 0) }

// Broadcast wakes all waiters.
func (c *Cond) Broadcast(t *Thread) { c.op(t, model.Broadcast, 0, 0) }
