package model

// rmutex is a reentrant mutex: its owner may lock it again, and must unlock it
// as often. Only the owner may unlock it. The result of a lock and of an unlock
// is the depth afterwards. To enter again and to leave an inner level touch
// nothing: nobody else can tell, so they are independent of everybody.
type rmutex struct {
	holder  ThreadID
	depth   int32 // 0 when free
	lockers queue // pending Lock of threads other than the owner: on while free
}

// NewRMutex makes t's next object: a free reentrant mutex.
func (s *State) NewRMutex(t ThreadID) ObjID {
	id, m := create[rmutex](s, t)
	m.holder, m.depth = NoThread, 0
	m.lockers.reset(true)
	return id
}

// Depth returns how often the owner of a reentrant mutex has locked it.
func (s *State) Depth(id ObjID) int {
	if m, ok := s.objs[id].(*rmutex); ok {
		return int(m.depth)
	}
	return 0
}

func (m *rmutex) reset() {}

// A thread does not become or stop being the owner while its Lock is pending,
// so leave finds it where arrive has put it.
func (m *rmutex) arrive(s *State, t ThreadID, op *Op) {
	if op.Kind == Lock && m.holder != t {
		s.enqueue(&m.lockers, t)
	} else {
		s.setReady(t, true)
	}
}

func (m *rmutex) leave(s *State, t ThreadID, op *Op) {
	if op.Kind == Lock && m.holder != t {
		s.dequeue(&m.lockers, t)
	} else {
		s.setReady(t, false)
	}
}

func (m *rmutex) can(_ *State, t ThreadID, _ *Op) bool {
	return m.holder == NoThread || m.holder == t
}

// expire: a Lock that times out has changed nothing.
func (m *rmutex) expire(*State, *Event)   {}
func (m *rmutex) unexpire(*State, *Event) {}

func (m *rmutex) alts(_ *State, _ ThreadID, _ *Op, buf []Alt) []Alt { return append(buf, Alt{}) }

func (m *rmutex) step(s *State, e *Event) {
	e.old, e.pos = Word(m.holder), m.depth
	switch mine := m.holder == e.Thread; {
	case e.Op.Kind == Unlock && !mine:
		e.Res.Misuse = UnlockByOther
		return
	case e.Op.Kind == Unlock:
		m.set(s, m.holder, m.depth-1)
	case mine || m.holder == NoThread:
		e.Res.OK = e.Op.Kind == TryLock
		m.set(s, e.Thread, m.depth+1)
	default: // a failed try
		return
	}
	e.Res.Val = Word(m.depth)
}

func (m *rmutex) undo(s *State, e *Event) { m.set(s, ThreadID(e.old), e.pos) }

// set changes owner and depth, and with them who may lock.
func (m *rmutex) set(s *State, holder ThreadID, depth int32) {
	if depth == 0 {
		holder = NoThread
	}
	m.holder, m.depth = holder, depth
	s.turn(&m.lockers, depth == 0)
}

func (m *rmutex) owner() ThreadID { return m.holder }

// outer reports whether a lock was the outermost one, or an unlock the last.
func outer(e *Event) bool { return e.Res.Val == Word(choose(e.Op.Kind == Unlock, 0, 1)) }

func (m *rmutex) footprint(_ *State, e *Event, buf []Access) []Access {
	switch {
	case e.Res.Misuse != NoMisuse: // that it is not the owner is its own doing
		return buf
	case e.Op.Kind == TryLock && !e.Res.OK, e.Res.TimedOut:
		return append(buf, Access{Obj: e.Op.Obj, Mode: Probe})
	case !outer(e):
		return buf
	case e.Op.Kind == Unlock:
		return append(buf, Access{Obj: e.Op.Obj, Mode: Release})
	}
	return append(buf, Access{Obj: e.Op.Obj, Mode: Acquire})
}

// sync orders an outermost lock after the last unlocks before it.
func (m *rmutex) sync(h *HB, e *Event, _ int) {
	switch {
	case !outer(e) || e.Res.TimedOut || e.Op.Kind == TryLock && !e.Res.OK:
	case e.Op.Kind == Unlock:
		h.release(e, e.Op.Obj)
	default:
		h.acquire(e.Thread, e.Op.Obj)
	}
}

func (m *rmutex) hash(s *State, b []byte) []byte {
	return appendWord(s.appendThread(append(b, 'e'), m.holder), Word(m.depth))
}
