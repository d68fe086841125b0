package model

// rwmutex is a reader-writer lock: one writer, or any number of readers. As in
// Go it is tied to nobody: any thread may unlock it, for writing or reading.
//
// Who waits for whom is the policy. With ReaderPreference a reader waits for
// the writer who has the lock and for no other; each operation is one step. With
// the others a lock is two, since arrival is visible (rwarrival.go): Arrive or
// RArrive, always possible, and the grant.
type rwmutex struct {
	policy RWPolicy
	holder ThreadID // the writer that has it
	active int32    // read locks held
	held   []int32  // by ThreadID: read locks taken less those released
	debts  int32    // threads that have released more than they have taken

	lockers  queue // pending Lock: on while the lock is free; not FIFOPolicy
	rlockers queue // ReaderPreference: pending RLock: on while there is no writer

	queued   int32 // writers that have arrived and wait
	writers  line  // FIFOPolicy: these writers
	readers  line  // readers that have arrived and are not let in
	admitted int32 // readers let in whose RLock is still to come: these are woken
	arrivals int32 // writers that have ever arrived
}

// RWPolicy says who waits for whom at a reader-writer lock.
type RWPolicy uint8

const (
	// WriterPreference is Go's: a reader that arrives while a writer waits waits
	// too, until the next unlock by a writer lets all readers in that wait then.
	WriterPreference RWPolicy = iota
	// ReaderPreference lets readers in whenever no writer has the lock.
	ReaderPreference
	// FIFOPolicy lets all in by their arrival; readers with no writer between
	// them together.
	FIFOPolicy
)

// NewRWMutex makes t's next object: a free reader-writer lock. Unless p is
// ReaderPreference, announce Arrive before each Lock and RArrive before each
// RLock.
func (s *State) NewRWMutex(t ThreadID, p RWPolicy) ObjID {
	id, m := create[rwmutex](s, t)
	*m = rwmutex{
		policy: p, held: m.held[:0], lockers: m.lockers, rlockers: m.rlockers,
		writers: m.writers, readers: m.readers,
	}
	m.lockers.reset(true)
	m.rlockers.reset(true)
	m.writers.reset()
	m.readers.reset()
	return id
}

// RWState describes a reader-writer lock, for explanations. Who holds it for
// writing is its Holder.
type RWState struct {
	Policy  RWPolicy
	Readers int // read locks held
	Waiting int // writers that have arrived and wait; 0 with ReaderPreference
}

// RWMutex returns what a reader-writer lock holds.
func (s *State) RWMutex(id ObjID) (RWState, bool) {
	m, ok := s.objs[id].(*rwmutex)
	if !ok {
		return RWState{}, false
	}
	return RWState{m.policy, int(m.active), int(m.queued)}, true
}

// ReadLocks returns how many read locks t has taken less those it has released:
// negative when it has released others'.
func (s *State) ReadLocks(id ObjID, t ThreadID) int {
	if m, ok := s.objs[id].(*rwmutex); ok && int(t) < len(m.held) {
		return int(m.held[t])
	}
	return 0
}

func (m *rwmutex) owner() ThreadID { return m.holder }

func (m *rwmutex) reset() {}

func (m *rwmutex) arrive(s *State, t ThreadID, op *Op) {
	switch {
	case op.Kind == Lock && m.policy != FIFOPolicy:
		s.enqueue(&m.lockers, t)
	case op.Kind == RLock && m.policy == ReaderPreference:
		s.enqueue(&m.rlockers, t)
	default:
		s.setReady(t, m.can(s, t, op))
	}
}

func (m *rwmutex) leave(s *State, t ThreadID, op *Op) {
	switch {
	case op.Kind == Lock && m.policy != FIFOPolicy:
		s.dequeue(&m.lockers, t)
	case op.Kind == RLock && m.policy == ReaderPreference:
		s.dequeue(&m.rlockers, t)
	default:
		s.setReady(t, false)
	}
}

func (m *rwmutex) can(s *State, t ThreadID, op *Op) bool {
	switch op.Kind {
	case Lock:
		return m.free() && (m.policy != FIFOPolicy || m.writers.first() == t)
	case RLock:
		if m.policy == ReaderPreference {
			return m.holder == NoThread
		}
		return s.threads[t].woken
	}
	return true
}

// free reports whether nobody has the lock, or has been let in.
func (m *rwmutex) free() bool { return m.holder == NoThread && m.active == 0 && m.admitted == 0 }

// refresh brings enabledness up to date after any change. Readers that have
// arrived are told one by one when they are let in.
func (m *rwmutex) refresh(s *State) {
	if m.policy == FIFOPolicy {
		s.call(m.writers.first(), m.free())
	} else {
		s.turn(&m.lockers, m.free())
	}
	s.turn(&m.rlockers, m.holder == NoThread)
}

func (m *rwmutex) alts(_ *State, _ ThreadID, _ *Op, buf []Alt) []Alt { return append(buf, Alt{}) }

func (m *rwmutex) step(s *State, e *Event) {
	e.old = Word(m.holder)
	switch e.Op.Kind {
	case Arrive, RArrive:
		m.appear(s, e)
	case Lock:
		m.holder = e.Thread
		m.enter(s, e)
	case RLock:
		m.enter(s, e)
		m.read(e, +1)
	case TryLock, TryRLock:
		switch {
		case m.holder != NoThread:
			e.pos = rwHeld
		case e.Op.Kind == TryRLock && m.queued == 0:
			e.Res.OK = true
			m.read(e, +1)
		case e.Op.Kind == TryLock && m.queued == 0 && m.free():
			e.Res.OK = true
			m.holder = e.Thread
		}
	case RUnlock:
		if m.active == 0 {
			e.Res.Misuse = RUnlockNotReadLocked
			return
		}
		m.read(e, -1)
	case Unlock:
		if m.holder == NoThread {
			e.Res.Misuse = UnlockNotWriteLocked
			return
		}
		m.holder = NoThread
		if m.policy == WriterPreference && m.queued > 0 {
			e.pos = rwRelay
		}
		e.pos |= int32(m.admit(s)) << 1
	}
	m.refresh(s)
}

func (m *rwmutex) undo(s *State, e *Event) {
	switch e.Op.Kind {
	case Arrive, RArrive:
		m.disappear(s, e)
	case Lock:
		m.unenter(s, e)
		m.holder = NoThread
	case RLock:
		m.unread(e, +1)
		m.unenter(s, e)
	case TryRLock:
		if e.Res.OK {
			m.unread(e, +1)
		}
	case TryLock:
		m.holder = ThreadID(e.old)
	case RUnlock:
		if e.Res.Misuse == NoMisuse {
			m.unread(e, -1)
		}
	case Unlock:
		m.unadmit(s, int(e.pos>>1))
		m.holder = ThreadID(e.old)
	}
	m.refresh(s)
}

// read adds n to the read locks of the thread. As long as every thread
// releases only what it has taken, releases and locks commute.
func (m *rwmutex) read(e *Event, n int32) {
	for len(m.held) <= int(e.Thread) {
		m.held = append(m.held, 0)
	}
	h := &m.held[e.Thread]
	if *h < 0 || n < 0 && (*h == 0 || m.debts > 0) {
		e.pos = rwDebts
	}
	m.add(e.Thread, n)
}

func (m *rwmutex) unread(e *Event, n int32) { m.add(e.Thread, -n) }

func (m *rwmutex) add(t ThreadID, n int32) {
	h := &m.held[t]
	if *h < 0 {
		m.debts--
	}
	*h += n
	m.active += n
	if *h < 0 {
		m.debts++
	}
}

func (m *rwmutex) hash(s *State, b []byte) []byte {
	b = s.appendThread(append(b, 'r'), m.holder)
	for t, n := range m.held {
		if n != 0 {
			b = appendWord(s.appendThread(b, ThreadID(t)), Word(n))
		}
	}
	return m.hashLines(s, s.appendThread(b, NoThread))
}
