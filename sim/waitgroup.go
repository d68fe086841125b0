package sim

import (
	"time"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sim/real"
)

// WaitGroup counts what is still to be done, for those who wait until nothing
// is. As in Go, it is misuse to take the counter below zero, and to add to a
// counter of zero while a Wait has begun and not returned: then the Add might
// as well have come too late for it.
type WaitGroup struct{ object }

// NewWaitGroup makes a wait group whose counter is zero. Making it is no step.
func NewWaitGroup(t *Thread, name string, opts ...Option) *WaitGroup {
	t.enter()
	if t.real != nil {
		return makeReal[WaitGroup](t, "wait group", name, realGroup{&real.WaitGroup{}}, opts)
	}
	return register[WaitGroup](t, "wait group", name, t.e.st.NewWaitGroup(t.id), opts)
}

// Add adds n, which may be negative, to the counter.
func (g *WaitGroup) Add(t *Thread, n int) { g.op(t, model.GroupAdd, model.Word(n), 0) }

// Done takes one off the counter.
func (g *WaitGroup) Done(t *Thread) { g.op(t, model.GroupDone, 0, 0) }

// Wait waits until the counter is zero. It is two steps: it begins, and it
// returns.
func (g *WaitGroup) Wait(t *Thread) {
	g.op(t, model.Arrive, 0, 0)
	g.op(t, model.GroupWait, 0, 0)
}

// WaitTimeout is Wait for at most d of virtual time. It reports whether the
// counter was zero.
func (g *WaitGroup) WaitTimeout(t *Thread, d time.Duration) bool {
	g.op(t, model.Arrive, 0, 0)
	return g.timed(t, model.GroupWait, d)
}
