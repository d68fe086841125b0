package modeltest

import "github.com/interleave-go/interleave/model"

// within lets in time out, in one of three cases.
func (g *generator) within(in Instr) Instr {
	if g.oneIn(3) {
		in.Timeout = pick(g, model.Word(1), 2)
	}
	return in
}

// counting generates a use of the semaphore s: mostly balanced.
func (g *generator) counting(s int) Thread {
	acquire, release := g.within(on(model.SemAcquire, s)), on(model.SemRelease, s)
	in := g.inside()
	try := on(model.SemTry, s)
	if acquire.Timeout > 0 {
		try = acquire
	}
	section := append(append(Thread{on(model.SemAcquire, s)}, in...), release)
	guarded := append(append(Thread{jump(try, Failed, 0, len(in)+1)}, in...), release)
	return pick(g, section, section, guarded, guarded,
		Thread{acquire}, Thread{acquire}, Thread{release}, Thread{release}, Thread{try})
}

// signalling generates a use of the event e.
func (g *generator) signalling(e int) Thread {
	wait, set, look := g.within(on(model.EventWait, e)), on(model.EventSet, e), on(model.EventIsSet, e)
	in := g.inside()
	return pick(g, Thread{wait}, Thread{wait}, Thread{wait}, Thread{set}, Thread{set}, append(in, set), append(Thread{wait}, in...),
		Thread{on(model.EventClear, e)}, Thread{on(model.EventClear, e)}, Thread{on(model.EventClear, e)}, Thread{look}, Thread{jump(look, OK, 0, 1), set})
}

// grouping generates a use of the wait group wg.
func (g *generator) grouping(wg int) Thread {
	wait, done := g.within(on(model.GroupWait, wg)), on(model.GroupDone, wg)
	add := func(n model.Word) Instr { return with(model.GroupAdd, wg, Const(n)) }
	in := g.inside()
	return pick(g, Thread{wait}, Thread{wait}, Thread{wait}, Thread{done}, Thread{done}, append(in, done), append(Thread{wait}, in...),
		Thread{add(1)}, Thread{add(2)}, Thread{add(3)}, append(append(Thread{add(1)}, in...), done),
		Thread{add(pick(g, model.Word(0), -1, -2))})
}

// doing generates a Do of the once o, seldom one inside the other.
func (g *generator) doing(o int) Thread {
	in := g.inside()
	if g.oneIn(8) {
		in = Thread{on(model.OnceBegin, o)}
	}
	do := append(append(Thread{jump(on(model.OnceBegin, o), Failed, 0, len(in)+1)}, in...), on(model.OnceEnd, o))
	return append(do, g.inside()...)
}
