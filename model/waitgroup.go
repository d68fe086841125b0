package model

// waitGroup counts what is still to be done. Wait is two steps: Arrive, which
// is always enabled, says that a wait begins; GroupWait ends it, when the counter
// is zero.
//
// Misuse is what the documentation of Go's sync.WaitGroup forbids: to take the
// counter below zero, and to add to a counter of zero while a Wait has begun
// and not returned ("calls with a positive delta that occur when the counter is
// zero must happen before a Wait", "new Add calls must happen after all previous
// Wait calls have returned"). Go itself panics only when it notices, either in
// Add ("Add called concurrently with Wait") or in Wait ("WaitGroup is reused
// before previous Wait has returned"); here it is always the Add that fails.
//
// Dones commute while there is something left for each of them to take away,
// so that any number of workers is one class: see Access.Left.
type waitGroup struct {
	count   Word
	waiting int   // waits that have begun and not ended
	waiters queue // pending GroupWaits: on while the counter is zero
}

// NewWaitGroup makes t's next object: a wait group whose counter is zero.
func (s *State) NewWaitGroup(t ThreadID) ObjID {
	id, g := create[waitGroup](s, t)
	g.count, g.waiting = 0, 0
	g.waiters.reset(true)
	return id
}

// GroupCount returns the counter of a wait group.
func (s *State) GroupCount(id ObjID) Word {
	if g, ok := s.objs[id].(*waitGroup); ok {
		return g.count
	}
	return 0
}

func (g *waitGroup) reset() {}

func (g *waitGroup) arrive(s *State, t ThreadID, op *Op) {
	if op.Kind == GroupWait {
		s.enqueue(&g.waiters, t)
	} else {
		s.setReady(t, true)
	}
}

func (g *waitGroup) leave(s *State, t ThreadID, op *Op) {
	if op.Kind == GroupWait {
		s.dequeue(&g.waiters, t)
	} else {
		s.setReady(t, false)
	}
}

func (g *waitGroup) can(*State, ThreadID, *Op) bool { return g.count == 0 }

// expire: a wait that times out ends as well.
func (g *waitGroup) expire(*State, *Event)   { g.waiting-- }
func (g *waitGroup) unexpire(*State, *Event) { g.waiting++ }

func (g *waitGroup) alts(_ *State, _ ThreadID, _ *Op, buf []Alt) []Alt { return append(buf, Alt{}) }

// delta returns by how much an operation changes the counter.
func delta(op *Op) Word {
	switch op.Kind {
	case GroupAdd:
		return op.Arg
	case GroupDone:
		return -1
	}
	return 0
}

func (g *waitGroup) step(s *State, e *Event) {
	e.old = g.count
	switch e.Op.Kind {
	case Arrive:
		g.waiting++
	case GroupWait:
		g.waiting--
		e.Res.OK = true
	default:
		n := delta(e.Op)
		switch {
		case g.count+n < 0:
			e.Res.Misuse = NegativeGroup
		case g.count == 0 && n > 0 && g.waiting > 0:
			e.Res.Misuse = AddWhileWaiting
		default:
			g.set(s, g.count+n)
		}
	}
}

func (g *waitGroup) undo(s *State, e *Event) {
	switch e.Op.Kind {
	case Arrive:
		g.waiting--
	case GroupWait:
		g.waiting++
	}
	g.set(s, e.old)
}

func (g *waitGroup) set(s *State, count Word) {
	g.count = count
	s.turn(&g.waiters, count == 0)
}

func (g *waitGroup) footprint(_ *State, e *Event, buf []Access) []Access {
	a := Access{Obj: e.Op.Obj, Mode: Renew}
	switch n := delta(e.Op); {
	case e.Op.Kind == Arrive:
		a.Mode = Attend
	case e.Op.Kind == GroupWait: // or its time-out, which saw that the counter was not zero
		a.Mode = Leave
	case n == -1 && e.Res.Misuse != NoMisuse:
		a.Mode = Below
	case n == -1:
		a.Mode, a.Left = Less, int32(min(e.old, 1<<30))
	case n >= 0 && e.old > 0:
		a.Mode = More
	}
	return append(buf, a)
}

// sync orders the end of a wait after everything that has counted down before.
func (g *waitGroup) sync(h *HB, e *Event, _ int) {
	switch {
	case delta(e.Op) < 0:
		h.release(e, e.Op.Obj)
	case e.Op.Kind == GroupWait && !e.Res.TimedOut:
		h.acquire(e.Thread, e.Op.Obj)
	}
}

func (g *waitGroup) hash(_ *State, b []byte) []byte {
	return appendWord(appendWord(append(b, 'g'), g.count), Word(g.waiting))
}
