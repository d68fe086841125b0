package model

// mutex is a mutual exclusion lock: not reentrant, not fair, and like Go's
// not tied to its owner: any thread may unlock it.
//
// Relock, the second half of a condition's Wait, queues here too.
type mutex struct {
	holder  ThreadID // NoThread when free
	lockers queue    // pending Lock, and Relock of woken waiters: on while free
}

// NewMutex makes t's next object: a free mutex.
func (s *State) NewMutex(t ThreadID) ObjID {
	id, m := create[mutex](s, t)
	m.holder = NoThread
	m.lockers.reset(true)
	return id
}

func (m *mutex) reset() {}

func (m *mutex) arrive(s *State, t ThreadID, op *Op) {
	if op.Kind == Lock {
		s.enqueue(&m.lockers, t)
	} else {
		s.setReady(t, true)
	}
}

func (m *mutex) leave(s *State, t ThreadID, op *Op) {
	if op.Kind == Lock {
		s.dequeue(&m.lockers, t)
	} else {
		s.setReady(t, false)
	}
}

func (m *mutex) can(_ *State, _ ThreadID, _ *Op) bool { return m.holder == NoThread }

// expire: a Lock that times out has changed nothing.
func (m *mutex) expire(*State, *Event)   {}
func (m *mutex) unexpire(*State, *Event) {}

func (m *mutex) alts(_ *State, _ ThreadID, _ *Op, buf []Alt) []Alt { return append(buf, Alt{}) }

func (m *mutex) step(s *State, e *Event) {
	e.old = Word(m.holder)
	switch e.Op.Kind {
	case Lock:
		m.set(s, e.Thread)
	case TryLock:
		if m.holder == NoThread {
			e.Res.OK = true
			m.set(s, e.Thread)
		}
	case Unlock:
		if m.holder == NoThread {
			e.Res.Misuse = UnlockOfUnlocked
		} else {
			m.set(s, NoThread)
		}
	}
}

func (m *mutex) undo(s *State, e *Event) { m.set(s, ThreadID(e.old)) }

// set changes the holder and with it who may lock.
func (m *mutex) set(s *State, holder ThreadID) {
	m.holder = holder
	s.turn(&m.lockers, holder == NoThread)
}

// Holder returns the thread that locked a mutex of any kind last, or a
// reader-writer lock for writing, and has not unlocked it; NoThread when there
// is none.
func (s *State) Holder(id ObjID) ThreadID {
	if m, ok := s.objs[id].(interface{ owner() ThreadID }); ok {
		return m.owner()
	}
	return NoThread
}

// PlainMutex reports whether id is a mutex that goes to anybody who waits, so
// that a lock is possible whenever another one is.
func (s *State) PlainMutex(id ObjID) bool {
	_, ok := s.objs[id].(*mutex)
	return ok
}

func (m *mutex) footprint(_ *State, e *Event, buf []Access) []Access {
	switch {
	case e.Op.Kind == Unlock: // misuse too: it saw the mutex free
		return append(buf, Access{Obj: e.Op.Obj, Mode: Release})
	case e.Op.Kind == TryLock && !e.Res.OK, e.Res.TimedOut:
		return append(buf, Access{Obj: e.Op.Obj, Mode: Probe})
	}
	return append(buf, Access{Obj: e.Op.Obj, Mode: Acquire})
}

// sync orders a lock after the unlocks before it. A failed try is ordered
// after nothing.
func (m *mutex) sync(h *HB, e *Event, _ int) {
	switch {
	case e.Op.Kind == Unlock:
		h.release(e, e.Op.Obj)
	case e.Op.Kind == Lock && !e.Res.TimedOut, e.Op.Kind == TryLock && e.Res.OK:
		h.acquire(e.Thread, e.Op.Obj)
	}
}

func (m *mutex) hash(s *State, b []byte) []byte { return s.appendThread(append(b, 'm'), m.holder) }
