package kit

import (
	"errors"
	"time"

	"github.com/interleave-go/interleave/sim"
)

// ErrCancelled is the cause of a cancellation that named none.
var ErrCancelled = errors.New("cancelled")

// Token asks those who look at it to stop. Nothing stops them: a thread that
// never looks goes on. It is what a context is in Go, a cancellation token in
// C#, an event that means "stop" in Python.
type Token struct {
	once  *sim.Atomic[bool]
	cause *sim.Var[error]
	done  *sim.Chan[struct{}] // closed once cancelled
}

// NewToken makes a token that is not cancelled.
func NewToken(t *sim.Thread, name string) *Token {
	return &Token{
		once:  sim.NewAtomic(t, name+".once", false),
		cause: sim.NewVar[error](t, name+".cause", nil),
		done:  sim.NewChan[struct{}](t, name+".done", 0),
	}
}

// Cancel cancels the token, for a cause; nil stands for [ErrCancelled]. Only the
// first call has an effect, and it tells whether it was the first. That one is
// three steps.
func (c *Token) Cancel(t *sim.Thread, cause error) bool {
	if !c.once.CompareAndSwap(t, false, true) {
		return false
	}
	if cause == nil {
		cause = ErrCancelled
	}
	c.cause.Store(t, cause)
	c.done.Close(t)
	return true
}

// Done returns the channel that is closed when the token is cancelled, for
// [sim.Select].
func (c *Token) Done() *sim.Chan[struct{}] { return c.done }

// Err returns the cause if the token is cancelled, else nil.
func (c *Token) Err(t *sim.Thread) error {
	if sim.Select(t, c.done.RecvCase(nil, nil), sim.Default()) == 1 {
		return nil
	}
	return c.cause.Load(t)
}

// Sleep sleeps for d of virtual time. It returns earlier, with the cause, when
// the token is cancelled, and nil when it is not.
func (c *Token) Sleep(t *sim.Thread, d time.Duration) error {
	if sim.Select(t, c.done.RecvCase(nil, nil), sim.After(d)) == 1 {
		return nil
	}
	return c.cause.Load(t)
}

// Wait waits until the token is cancelled, and returns the cause.
func (c *Token) Wait(t *sim.Thread) error {
	c.done.Recv(t)
	return c.cause.Load(t)
}
