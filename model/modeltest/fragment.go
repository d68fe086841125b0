package modeltest

import (
	"pgregory.net/rapid"

	"github.com/interleave-go/interleave/model"
)

// fragment generates a few instructions that belong together.
func (g *generator) fragment() Thread {
	if g.oneIn(16) {
		return pick(g, Thread{{Op: model.Yield}}, Thread{with(model.Choose, 0, Const(2))}, g.pause(), g.pause())
	}
	if g.sleepy && g.oneIn(5) {
		return g.pause()
	}
	i := rapid.IntRange(0, len(g.p.Objects)-1).Draw(g.t, "object")
	if g.dizzy && g.oneIn(3) {
		if spin := g.spin(i); spin != nil {
			return spin
		}
	}
	switch g.p.Objects[i].Kind {
	case Variable, Atomic:
		return g.memory(i)
	case Mutex, FIFOMutex:
		return g.locking(i)
	case RMutex:
		return g.reentering(i)
	case RWMutex, ReaderRWMutex, FIFORWMutex:
		return g.sharing(i)
	case Barrier:
		return g.gathering(i)
	case Cond, FIFOCond, SpuriousCond, StrictCond:
		return g.waiting(i, g.p.Objects[i].Arg)
	case Channel:
		return g.messaging(i)
	case Event:
		return g.signalling(i)
	case WaitGroup:
		return g.grouping(i)
	case Once:
		return g.doing(i)
	case Semaphore, BoundedSemaphore, FIFOSemaphore, FIFOBoundedSemaphore:
		return g.counting(i)
	}
	panic("modeltest: no fragment for this kind of object")
}

// memory generates an access to the variable or atomic cell v.
func (g *generator) memory(v int) Thread {
	load, store := model.Load, model.Store
	if g.p.Objects[v].Kind == Atomic {
		load, store = model.AtomicLoad, model.AtomicStore
	}
	set := with(store, v, Const(pick(g, model.Word(0), 1, 2)))
	plain := []Thread{{on(load, v)}, {set}, {on(load, v), with(store, v, Last(1))}, {with(store, v, Last(1))}}
	if load == model.Load {
		return pick(g, plain...)
	}
	cas := Instr{Op: model.CAS, Obj: v, Arg: Const(pick(g, model.Word(0), 1)), Arg2: Const(1)}
	retry := Instr{Op: model.CAS, Obj: v, Arg: Last(0), Arg2: Last(1)}
	return pick(g, append(plain,
		Thread{with(model.Add, v, Const(1))},
		Thread{with(model.Swap, v, Const(2))},
		Thread{with(model.Swap, v, Last(1))},
		Thread{cas},
		Thread{on(load, v), retry})...)
}

// inside generates what happens under a lock: nothing, or one access.
func (g *generator) inside() Thread {
	v := g.find(Variable, Atomic, Channel)
	if v < 0 || g.oneIn(2) {
		return nil
	}
	if g.p.Objects[v].Kind == Channel {
		return g.messaging(v)
	}
	return g.memory(v)
}

// locking generates a critical section, or half of one.
func (g *generator) locking(mu int) Thread {
	lock, unlock := on(model.Lock, mu), on(model.Unlock, mu)
	in := g.inside()
	section := append(append(Thread{lock}, in...), unlock)
	try := append(append(Thread{jump(on(model.TryLock, mu), Failed, 0, len(in)+1)}, in...), unlock)
	if late := g.within(lock); late.Timeout > 0 {
		try = append(append(Thread{jump(late, Late, 0, len(in)+1)}, in...), unlock)
		if g.oneIn(3) {
			try = append(append(try[:len(try)-1:len(try)-1], g.pause()...), unlock)
			try[0].Skip++
		}
	}
	return pick(g, section, section, section, try, try, Thread{on(model.TryLock, mu)}, Thread{lock}, Thread{unlock})
}

// waiting generates a use of the condition c on mu.
func (g *generator) waiting(c, mu int) Thread {
	lock, unlock := on(model.Lock, mu), on(model.Unlock, mu)
	wait := g.hasty(on(model.Wait, c))
	wake := on(pick(g, model.Signal, model.Broadcast), c)
	uses := []Thread{
		{lock, wait, unlock}, {lock, wait, unlock}, {lock, wait, unlock},
		{wake}, {wake}, {lock, wake, unlock}, {lock, wake, unlock}, {wait},
	}
	if g.sleepy {
		late := append(g.pause(), lock, wait, unlock)
		uses = append(uses, late, late, late, append(g.pause(), wake))
	}
	if v := g.find(Variable, Atomic); v >= 0 {
		load, store := model.Load, model.Store
		if g.p.Objects[v].Kind == Atomic {
			load, store = model.AtomicLoad, model.AtomicStore
		}
		loop := Thread{lock, jump(on(load, v), NotEqual, 0, 1), jump(on(model.Wait, c), Always, 0, -2), unlock}
		tell := Thread{lock, with(store, v, Const(1)), wake, unlock}
		uses = append(uses, loop, loop, tell, tell)
	}
	return pick(g, uses...)
}

// messaging generates an operation on the channel ch, seldom on nil.
func (g *generator) messaging(ch int) Thread {
	if g.oneIn(20) {
		ch = Nil
	}
	v := g.value()
	return pick(g,
		Thread{with(model.Send, ch, v)}, Thread{on(model.Recv, ch)},
		Thread{with(model.Send, ch, v)}, Thread{on(model.Recv, ch)},
		Thread{with(model.TrySend, ch, v)}, Thread{on(model.TryRecv, ch)},
		Thread{on(model.Close, ch)}, Thread{on(model.Len, ch)},
		Thread{g.selecting()}, Thread{g.selecting()}, Thread{g.selecting()})
}

func (g *generator) value() Value {
	return pick(g, Const(1), Const(2), Last(1))
}

// selecting generates a select over some channels.
func (g *generator) selecting() Instr {
	channels := []int{}
	for i, o := range g.p.Objects {
		if o.Kind == Channel {
			channels = append(channels, i, i)
		}
	}
	channels = append(channels, Nil)
	in := Instr{Op: model.Select}
	for range rapid.IntRange(1, 3).Draw(g.t, "cases") {
		cs := Case{Kind: pick(g, model.SendCase, model.RecvCase), Obj: pick(g, channels...)}
		if cs.Kind == model.SendCase {
			cs.Arg = g.value()
		}
		in.Cases = append(in.Cases, cs)
	}
	if g.oneIn(3) {
		at := rapid.IntRange(0, len(in.Cases)).Draw(g.t, "default")
		in.Cases = append(in.Cases[:at:at], append([]Case{{Kind: model.DefaultCase, Obj: Nil}}, in.Cases[at:]...)...)
	}
	return g.hurry(in)
}
