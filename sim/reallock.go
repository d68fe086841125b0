package sim

import (
	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sim/real"
)

// realMutex is a Mutex on real goroutines.
type realMutex struct{ real.Locker }

func newRealMutex(fifo bool) realMutex {
	return realMutex{&real.Mutex{}}
}

func (m realMutex) do(t *Thread, op *model.Op) (r model.Result) {
	me := t.real.me
	switch op.Kind {
	case model.Lock:
		if op.Timeout > 0 {
			r.TimedOut = !m.LockFor(me, realDuration(op.Timeout))
		} else {
			m.Lock(me)
		}
	case model.TryLock:
		r.OK = m.TryLock(me)
	case model.Unlock:
		if !m.Unlock() {
			r.Misuse = model.UnlockOfUnlocked
		}
	}
	return r
}
