package sim

import (
	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sim/real"
)

// realSemaphore is a Semaphore on real goroutines.
type realSemaphore struct{ real.Semaphore }

func newRealSemaphore(permits int, o model.SemaphoreOptions) realSemaphore {
	if o.FIFO {
		return realSemaphore{real.NewFairPermits(permits, o.Bounded)}
	}
	return realSemaphore{real.NewPermits(permits, o.Bounded)}
}

func (s realSemaphore) do(_ *Thread, op *model.Op) (r model.Result) {
	switch op.Kind {
	case model.Arrive: // Acquire does both
	case model.SemAcquire:
		if op.Timeout > 0 {
			r.TimedOut = !s.AcquireFor(realDuration(op.Timeout))
		} else {
			s.Acquire()
		}
	case model.SemTry:
		r.OK = s.TryAcquire()
	case model.SemRelease:
		if !s.Release() {
			r.Misuse = model.OverRelease
		}
	default:
		unreal(op)
	}
	return r
}

// realCond is a Cond on real goroutines.
type realCond struct {
	real.Cond
	mu        real.Locker
	needsLock bool
}

func newRealCond(mu *Mutex, o model.CondOptions) *realCond {
	c := &realCond{mu: mu.real.impl.(realMutex).Locker, needsLock: o.NeedsLock}
	if std, ok := c.mu.(*real.Mutex); ok && !o.FIFO {
		c.Cond = real.NewStdCond(std)
	} else {
		c.Cond = real.NewFairCond(c.mu)
	}
	return c
}

// do makes nothing of Wait: what it is followed by says whether there is a time-out,
// and does both.
func (c *realCond) do(t *Thread, op *model.Op) (r model.Result) {
	th := t.real
	switch op.Kind {
	case model.Wait:
	case model.Relock:
		switch {
		case th.late: // the time-out was the Relock before
			th.late = false
			c.Relock(th.me, real.Waited{})
		case op.Timeout == 0:
			if !c.Wait(th.me) {
				r.Misuse = model.WaitWithoutLock
			}
		default:
			switch w := c.WaitFor(th.me, realDuration(op.Timeout)); {
			case !w.Held:
				r.Misuse = model.WaitWithoutLock
			case w.Woken:
				th.be(realWaits)
				c.Relock(th.me, w)
			default:
				r.TimedOut, th.late = true, true
			}
		}
	case model.Signal, model.Broadcast:
		switch {
		case c.needsLock && !c.mu.HeldBy(th.me):
			r.Misuse = model.SignalWithoutLock
		case op.Kind == model.Signal:
			c.Signal()
		default:
			c.Broadcast()
		}
	default:
		unreal(op)
	}
	return r
}

// realEvent is an Event on real goroutines.
type realEvent struct{ *real.Event }

func (e realEvent) do(_ *Thread, op *model.Op) (r model.Result) {
	switch op.Kind {
	case model.EventSet:
		e.Set()
	case model.EventClear:
		e.Clear()
	case model.EventIsSet:
		r.OK = e.IsSet()
	case model.EventWait:
		if op.Timeout > 0 {
			r.TimedOut = !e.WaitFor(realDuration(op.Timeout))
		} else {
			e.Wait()
		}
	default:
		unreal(op)
	}
	return r
}

// realBarrier is a Barrier on real goroutines.
type realBarrier struct{ *real.Barrier }

func (b realBarrier) do(t *Thread, op *model.Op) (r model.Result) {
	switch op.Kind {
	case model.Arrive, model.BarrierIndex:
		g, missing := b.Arrive()
		t.real.gen, r.OK, r.Val = g, g != nil, model.Word(missing)
		if g == nil {
			r.Val = model.NoIndex
		}
	case model.BarrierLeave:
		if op.Timeout > 0 {
			r.OK, r.TimedOut = t.real.gen.LeaveFor(realDuration(op.Timeout))
		} else {
			r.OK = t.real.gen.Leave()
		}
	case model.BarrierReset:
		b.Reset()
	case model.BarrierAbort:
		b.Abort()
	case model.BarrierBroken:
		r.OK = b.Broken()
	default:
		unreal(op)
	}
	return r
}

// realGroup is a WaitGroup on real goroutines.
type realGroup struct{ *real.WaitGroup }

func (g realGroup) do(_ *Thread, op *model.Op) (r model.Result) {
	n := -1
	switch op.Kind {
	case model.Arrive:
		g.Begin()
		return r
	case model.GroupWait:
		if op.Timeout > 0 {
			r.TimedOut = !g.WaitFor(realDuration(op.Timeout))
		} else {
			g.Wait()
		}
		return r
	case model.GroupAdd:
		n = int(op.Arg)
	case model.GroupDone:
	default:
		unreal(op)
	}
	switch g.Add(n) {
	case real.Negative:
		r.Misuse = model.NegativeGroup
	case real.Reused:
		r.Misuse = model.AddWhileWaiting
	}
	return r
}

// doReal is Do on real goroutines, where o is a sync.Once.
func (o *Once) doReal(t *Thread, f func()) {
	o.check(t)
	th := t.real
	th.begin(realWait{op: model.Op{Kind: model.OnceBegin}, obj: &o.object})
	done := o.once.Do(th.me, func() {
		th.end()
		f()
	})
	if !done { // it waits for itself, but so that it can be let go
		<-th.x.never
	}
	th.end()
}
