package modeltest

import "github.com/interleave-go/interleave/model"

// arrives tells whether a lock of object o, for reading or not, is two steps.
func (o Object) arrives() bool {
	return o.Kind == FIFOMutex || o.Kind == RWMutex || o.Kind == FIFORWMutex
}

// policy returns whom a reader-writer lock prefers.
func (o Object) policy() model.RWPolicy {
	switch o.Kind {
	case ReaderRWMutex:
		return model.ReaderPreference
	case FIFORWMutex:
		return model.FIFOPolicy
	}
	return model.WriterPreference
}

// reentering generates critical sections one inside the other, mostly balanced.
func (g *generator) reentering(mu int) Thread {
	lock, unlock, in := g.within(on(model.Lock, mu)), on(model.Unlock, mu), g.inside()
	again := on(pick(g, model.Lock, model.TryLock), mu)
	section := append(append(Thread{on(model.Lock, mu)}, in...), unlock)
	nested := append(append(Thread{on(model.Lock, mu), again}, in...), unlock, unlock)
	try := append(append(Thread{jump(on(model.TryLock, mu), Failed, 0, len(in)+1)}, in...), unlock)
	if lock.Timeout > 0 {
		try[0] = jump(lock, Late, 0, len(in)+1)
	}
	return pick(g, section, section, nested, nested, try, try, Thread{lock}, Thread{again}, Thread{unlock})
}

// sharing generates a use of the reader-writer lock rw: mostly balanced.
func (g *generator) sharing(rw int) Thread {
	lock, unlock, try := on(model.Lock, rw), on(model.Unlock, rw), on(model.TryLock, rw)
	if !g.oneIn(3) {
		lock, unlock, try = on(model.RLock, rw), on(model.RUnlock, rw), on(model.TryRLock, rw)
	}
	in := g.inside()
	if g.sleepy && g.oneIn(2) {
		in = g.pause()
	}
	section := append(append(Thread{lock}, in...), unlock)
	guarded := append(append(Thread{jump(try, Failed, 0, len(in)+1)}, in...), unlock)
	timed := g.within(lock)
	if timed.Timeout > 0 {
		guarded[0] = jump(timed, Late, 0, len(in)+1)
	}
	return pick(g, section, section, section, section, guarded, guarded, Thread{try}, Thread{timed}, Thread{timed}, Thread{unlock})
}
