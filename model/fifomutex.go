package model

// fifoMutex is a fair mutex: not reentrant, not tied to its owner, and given
// in order of arrival. A Lock is two steps. Arrive, which is always possible,
// takes a place in the line; Lock, the grant, is possible for the first in the
// line while the mutex is free. A try succeeds when it is free and nobody has
// arrived. Who times out leaves the line. A waiter of a condition arrives when
// it is woken.
type fifoMutex struct {
	holder ThreadID
	line   line
}

// NewFIFOMutex makes t's next object: a free mutex that is given in order of
// arrival. Announce Arrive before each Lock.
func (s *State) NewFIFOMutex(t ThreadID) ObjID {
	id, m := create[fifoMutex](s, t)
	m.holder = NoThread
	m.line.reset()
	return id
}

func (m *fifoMutex) reset() {}

func (m *fifoMutex) arrive(s *State, t ThreadID, op *Op) { s.setReady(t, m.can(s, t, op)) }
func (m *fifoMutex) leave(s *State, t ThreadID, _ *Op)   { s.setReady(t, false) }

func (m *fifoMutex) can(_ *State, t ThreadID, op *Op) bool { return op.Kind != Lock || m.open(t) }

func (m *fifoMutex) alts(_ *State, _ ThreadID, _ *Op, buf []Alt) []Alt { return append(buf, Alt{}) }

func (m *fifoMutex) step(s *State, e *Event) {
	e.old = Word(m.holder)
	switch e.Op.Kind {
	case Arrive:
		m.line.join(e.Thread)
	case Lock:
		m.take(s, e.Thread)
	case TryLock:
		e.pos = int32(m.holder)
		if m.holder == NoThread && m.line.len() == 0 {
			e.Res.OK = true
			m.holder = e.Thread
		}
	case Unlock:
		if m.holder == NoThread {
			e.Res.Misuse = UnlockOfUnlocked
		} else {
			m.set(s, NoThread)
		}
	}
}

func (m *fifoMutex) undo(s *State, e *Event) {
	switch e.Op.Kind {
	case Arrive:
		m.line.unjoin()
	case Lock:
		m.untake(s, e.Thread)
	default:
		m.set(s, ThreadID(e.old))
	}
}

// expire lets the thread leave the line.
func (m *fifoMutex) expire(s *State, e *Event) {
	i := m.line.drop(e.Thread)
	e.pos = int32(i)
	m.call(s, m.holder == NoThread)
}

func (m *fifoMutex) unexpire(s *State, e *Event) {
	m.call(s, false)
	m.line.undrop(e.Thread, int(e.pos))
	m.call(s, m.holder == NoThread)
}

// call tells the first in the line whether it is its turn. Who is not pending
// is about to announce its Lock, or steps back from it.
func (m *fifoMutex) call(s *State, on bool) { s.call(m.line.first(), on) }

// call makes t ready or not, if it is pending.
func (s *State) call(t ThreadID, on bool) {
	if t != NoThread && s.threads[t].status == Pending {
		s.setReady(t, on)
	}
}

func (m *fifoMutex) owner() ThreadID { return m.holder }

func (m *fifoMutex) open(t ThreadID) bool { return m.holder == NoThread && m.line.first() == t }

func (m *fifoMutex) set(s *State, holder ThreadID) {
	m.holder = holder
	m.call(s, holder == NoThread)
}

func (m *fifoMutex) wake(s *State, w ThreadID) {
	m.line.join(w)
	s.call(w, m.open(w))
}

func (m *fifoMutex) unwake(s *State, w ThreadID) {
	s.call(w, false)
	m.line.drop(w)
}

func (m *fifoMutex) await(s *State, t ThreadID)   { s.setReady(t, m.open(t)) }
func (m *fifoMutex) unawait(s *State, t ThreadID) { s.setReady(t, false) }

func (m *fifoMutex) take(s *State, t ThreadID) {
	m.line.next()
	m.set(s, t)
}

func (m *fifoMutex) untake(s *State, t ThreadID) {
	m.line.unnext(t)
	m.set(s, NoThread)
}

func (m *fifoMutex) waking(mu ObjID, buf []Access) []Access {
	return append(buf, Access{Obj: mu, Mode: Line})
}

func (m *fifoMutex) footprint(_ *State, e *Event, buf []Access) []Access {
	o := e.Op.Obj
	switch e.Op.Kind {
	case Arrive:
		return append(buf, Access{Obj: o, Mode: Line})
	case Unlock: // misuse too: it saw the mutex free
		return append(buf, Access{Obj: o, Mode: Release})
	case TryLock:
		switch {
		case e.Res.OK:
			return append(buf, Access{Obj: o, Mode: Barge})
		case e.pos != 0: // held: whoever arrives makes no difference
			return append(buf, Access{Obj: o, Mode: Probe})
		}
		return append(buf, Access{Obj: o, Mode: Peek})
	}
	if e.Res.TimedOut {
		return append(buf, Access{Obj: o, Mode: Quit})
	}
	return append(buf, Access{Obj: o, Mode: Acquire})
}

// sync orders a lock after the unlocks before it. To arrive orders nothing.
func (m *fifoMutex) sync(h *HB, e *Event, _ int) {
	switch {
	case e.Op.Kind == Unlock:
		h.release(e, e.Op.Obj)
	case e.Op.Kind == Lock && !e.Res.TimedOut, e.Op.Kind == TryLock && e.Res.OK:
		h.acquire(e.Thread, e.Op.Obj)
	}
}

func (m *fifoMutex) hash(s *State, b []byte) []byte {
	b = s.appendThread(append(b, 'f'), m.holder)
	for _, t := range m.line.all() {
		b = s.appendThread(b, t)
	}
	return s.appendThread(b, NoThread)
}

// FairMutex reports whether id is a mutex that is given in order of arrival.
func (s *State) FairMutex(id ObjID) bool {
	_, ok := s.objs[id].(*fifoMutex)
	return ok
}
