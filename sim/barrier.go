package sim

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sim/real"
)

// ErrBroken is what those get who wait at a barrier that is broken, or breaks
// while they wait.
var ErrBroken = errors.New("barrier is broken")

// Barrier makes a number of threads, its parties, wait for each other: nobody
// passes before all of them have come. Then it is ready for the next ones.
//
// A barrier breaks when a waiter's time is up, or by Abort: all who wait, and
// all who come later, get ErrBroken, until Reset makes it whole again.
type Barrier struct {
	object
	parties int
}

// NewBarrier makes a barrier for the given number of parties. Making it is no
// step. It panics when there is less than one party.
func NewBarrier(t *Thread, name string, parties int, opts ...Option) *Barrier {
	if parties < 1 || parties > math.MaxInt32 {
		panic(fmt.Sprintf("interleave: NewBarrier %q: %d parties; want at least one", name, parties))
	}
	t.enter()
	var b *Barrier
	if t.real != nil {
		b = makeReal[Barrier](t, "barrier", name, realBarrier{real.NewBarrier(parties)}, opts)
	} else {
		b = register[Barrier](t, "barrier", name, t.e.st.NewBarrier(t.id, parties), opts)
		b.madeWith(model.Word(parties))
	}
	b.parties = parties
	return b
}

// Parties returns how many threads pass the barrier at a time. It is no step.
func (b *Barrier) Parties() int { return b.parties }

// Wait waits until all parties have come, and returns nil; or ErrBroken, when
// the barrier is broken. It is two steps: to arrive, and to leave.
func (b *Barrier) Wait(t *Thread) error {
	if b.op(t, model.Arrive, 0, 0).Val == model.NoIndex {
		return ErrBroken
	}
	return passed(b.op(t, model.BarrierLeave, 0, 0))
}

// WaitIndex is Wait that also tells in which order the threads came: the first
// gets the number of parties less one, the last 0. Where nobody needs the
// index, Wait is cheaper to explore, since it does not show who came first.
func (b *Barrier) WaitIndex(t *Thread) (int, error) {
	index := int(b.op(t, model.BarrierIndex, 0, 0).Val)
	if index == int(model.NoIndex) {
		return index, ErrBroken
	}
	return index, passed(b.op(t, model.BarrierLeave, 0, 0))
}

// WaitTimeout is Wait that breaks the barrier when not all parties have come
// after d, counted from the thread's arrival. A d of less than one nanosecond
// counts as one.
func (b *Barrier) WaitTimeout(t *Thread, d time.Duration) error {
	if b.op(t, model.Arrive, 0, 0).Val == model.NoIndex {
		return ErrBroken
	}
	return passed(b.within(t, model.BarrierLeave, d))
}

func passed(r *model.Result) error {
	if r.OK {
		return nil
	}
	return ErrBroken
}

// Abort breaks the barrier.
func (b *Barrier) Abort(t *Thread) { b.op(t, model.BarrierAbort, 0, 0) }

// Reset makes the barrier as it was when it was new. Those who wait get
// ErrBroken.
func (b *Barrier) Reset(t *Thread) { b.op(t, model.BarrierReset, 0, 0) }

// Broken reports whether the barrier is broken. It is a step.
func (b *Barrier) Broken(t *Thread) bool { return b.op(t, model.BarrierBroken, 0, 0).OK }
