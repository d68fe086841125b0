package sim

import (
	"time"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sim/real"
)

// acquire takes l, as op has it: within a time, if it is free, or in the end.
func acquire(t *Thread, l interface {
	Lock(me real.Owner)
	LockFor(me real.Owner, d time.Duration) bool
	TryLock(me real.Owner) bool
}, op *model.Op) (r model.Result) {
	switch me := t.real.me; {
	case op.Kind == model.TryLock:
		r.OK = l.TryLock(me)
	case op.Timeout > 0:
		r.TimedOut = !l.LockFor(me, realDuration(op.Timeout))
	default:
		l.Lock(me)
	}
	return r
}

// realMutex is a Mutex on real goroutines.
type realMutex struct{ real.Locker }

func newRealMutex(fifo bool) realMutex {
	if fifo {
		return realMutex{real.NewQueue(real.FIFO)}
	}
	return realMutex{&real.Mutex{}}
}

func (m realMutex) do(t *Thread, op *model.Op) (r model.Result) {
	switch op.Kind {
	case model.Arrive: // Lock does both
	case model.Lock, model.TryLock:
		r = acquire(t, m, op)
	case model.Unlock:
		if !m.Unlock() {
			r.Misuse = model.UnlockOfUnlocked
		}
	default:
		unreal(op)
	}
	return r
}

// realRMutex is an RMutex on real goroutines.
type realRMutex struct{ real.RMutex }

func (m *realRMutex) do(t *Thread, op *model.Op) (r model.Result) {
	switch op.Kind {
	case model.Lock, model.TryLock:
		r = acquire(t, m, op)
	case model.Unlock:
		if !m.Unlock(t.real.me) {
			r.Misuse = model.UnlockByOther
		}
	default:
		unreal(op)
	}
	return r
}

// realRWMutex is an RWMutex on real goroutines.
type realRWMutex struct{ real.RWLocker }

func newRealRWMutex(p model.RWPolicy) realRWMutex {
	switch p {
	case model.ReaderPreference:
		return realRWMutex{real.NewQueue(real.ReaderPreference)}
	case model.FIFOPolicy:
		return realRWMutex{real.NewQueue(real.FIFO)}
	}
	return realRWMutex{&real.RWMutex{}}
}

func (m realRWMutex) do(t *Thread, op *model.Op) (r model.Result) {
	me, d := t.real.me, realDuration(op.Timeout)
	switch op.Kind {
	case model.Arrive, model.RArrive: // Lock and RLock do both
	case model.Lock, model.TryLock:
		r = acquire(t, m, op)
	case model.RLock:
		if d > 0 {
			r.TimedOut = !m.RLockFor(me, d)
		} else {
			m.RLock(me)
		}
	case model.TryRLock:
		r.OK = m.TryRLock(me)
	case model.Unlock:
		if !m.Unlock() {
			r.Misuse = model.UnlockNotWriteLocked
		}
	case model.RUnlock:
		if !m.RUnlock() {
			r.Misuse = model.RUnlockNotReadLocked
		}
	default:
		unreal(op)
	}
	return r
}
