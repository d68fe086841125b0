package model

// semaphore is a count of permits. An acquire takes one and waits while there
// is none; a release adds one, whoever makes it. A bounded semaphore never has
// more permits than it began with: a release beyond that is misuse.
//
// In a FIFO semaphore permits go to waiters in the order of their arrival, which
// therefore is a step of its own: Arrive takes a permit that is free, or stands
// in line for the next release; the acquire that follows only collects it. A
// try succeeds if there is a permit that is promised to nobody. A waiter that
// times out passes on what it was promised.
//
// Acquires and releases are dependent, as if every release could be the one
// that an acquire needs (Dijkstra's P and V do not say which one it is);
// releases commute.
type semaphore struct {
	free    int // permits that nobody has, and nobody is promised
	initial int
	bounded bool
	fifo    bool

	takers   queue // pending acquires: on while there are free permits; not FIFO
	waiters  line  // FIFO: threads that have arrived and are promised nothing yet
	promised int   // FIFO: permits promised to threads that have not collected them: these are woken
}

// SemaphoreOptions tell semaphores apart.
type SemaphoreOptions struct {
	Bounded bool // more permits than at the beginning are misuse
	FIFO    bool // permits go to waiters in the order of their arrival
}

// NewSemaphore makes t's next object: a semaphore with so many permits.
func (s *State) NewSemaphore(t ThreadID, permits int, o SemaphoreOptions) ObjID {
	id, m := create[semaphore](s, t)
	m.free, m.initial, m.bounded, m.fifo = permits, permits, o.Bounded, o.FIFO
	m.takers.reset(permits > 0)
	m.waiters.reset()
	m.promised = 0
	return id
}

// SemState describes a semaphore, for explanations.
type SemState struct {
	Permits       int // that nobody has, promised ones included
	Initial       int
	Bounded, FIFO bool
	Waiting       []ThreadID // FIFO: who stands in line, the longest waiting first; valid until the next change
}

// Semaphore returns the state of a semaphore.
func (s *State) Semaphore(id ObjID) (SemState, bool) {
	m, ok := s.objs[id].(*semaphore)
	if !ok {
		return SemState{}, false
	}
	return SemState{m.permits(), m.initial, m.bounded, m.fifo, m.waiters.all()}, true
}

func (m *semaphore) permits() int { return m.free + m.promised }

func (m *semaphore) reset() {}

func (m *semaphore) arrive(s *State, t ThreadID, op *Op) {
	switch {
	case op.Kind != SemAcquire:
		s.setReady(t, true)
	case m.fifo:
		s.setReady(t, s.threads[t].woken)
	default:
		s.enqueue(&m.takers, t)
	}
}

func (m *semaphore) leave(s *State, t ThreadID, op *Op) {
	if op.Kind == SemAcquire && !m.fifo {
		s.dequeue(&m.takers, t)
	} else {
		s.setReady(t, false)
	}
}

func (m *semaphore) can(s *State, t ThreadID, _ *Op) bool {
	if m.fifo {
		return s.threads[t].woken
	}
	return m.free > 0
}

func (m *semaphore) alts(_ *State, _ ThreadID, _ *Op, buf []Alt) []Alt { return append(buf, Alt{}) }

func (m *semaphore) step(s *State, e *Event) {
	switch e.Op.Kind {
	case Arrive:
		if m.free > 0 {
			m.promise(s, e.Thread)
			e.old = 1
		} else {
			m.waiters.join(e.Thread)
		}
	case SemAcquire:
		e.Res.OK = true
		if m.fifo {
			s.threads[e.Thread].woken = false
			m.promised--
		} else {
			m.add(s, -1)
		}
	case SemTry:
		if e.Res.OK = m.free > 0; e.Res.OK {
			m.add(s, -1)
		}
	case SemRelease:
		if m.bounded && m.permits() >= m.initial {
			e.Res.Misuse = OverRelease
			return
		}
		m.give(s, e)
	}
}

func (m *semaphore) undo(s *State, e *Event) {
	switch e.Op.Kind {
	case Arrive:
		if e.old == 1 {
			m.unpromise(s, e.Thread)
		} else {
			m.waiters.unjoin()
		}
	case SemAcquire:
		if m.fifo {
			s.threads[e.Thread].woken = true
			m.promised++
		} else {
			m.add(s, +1)
		}
	case SemTry:
		if e.Res.OK {
			m.add(s, +1)
		}
	case SemRelease:
		if e.Res.Misuse == NoMisuse {
			m.ungive(s, e)
		}
	}
}

// add changes how many permits are free, and with it who may acquire.
func (m *semaphore) add(s *State, n int) {
	m.free += n
	s.turn(&m.takers, m.free > 0)
}

// promise gives t a free permit, to collect by its acquire.
func (m *semaphore) promise(s *State, t ThreadID) {
	m.free--
	m.promised++
	s.rouse(t, true)
}

func (m *semaphore) unpromise(s *State, t ThreadID) {
	s.rouse(t, false)
	m.promised--
	m.free++
}

// give adds a permit, which belongs to the first in line if there is one.
func (m *semaphore) give(s *State, e *Event) {
	m.add(s, +1)
	e.pos = 0
	if m.waiters.len() > 0 {
		t := m.waiters.next()
		e.pos = int32(t)
		m.promise(s, t)
	}
}

func (m *semaphore) ungive(s *State, e *Event) {
	if t := ThreadID(e.pos); t != NoThread {
		m.unpromise(s, t)
		m.waiters.unnext(t)
	}
	m.add(s, -1)
}

// expire: a waiter that gives up leaves the line, or its permit to the next.
func (m *semaphore) expire(s *State, e *Event) {
	switch th := &s.threads[e.Thread]; {
	case !m.fifo:
	case th.woken:
		e.old = 1
		th.woken = false
		m.promised--
		m.give(s, e)
	default:
		e.pos = int32(m.waiters.drop(e.Thread))
	}
}

func (m *semaphore) unexpire(s *State, e *Event) {
	switch {
	case !m.fifo:
	case e.old == 1:
		m.ungive(s, e)
		m.promised++
		s.threads[e.Thread].woken = true
	default:
		m.waiters.undrop(e.Thread, int(e.pos))
	}
}

func (m *semaphore) footprint(_ *State, e *Event, buf []Access) []Access {
	mode := Down
	switch {
	case e.Op.Kind == SemRelease && m.bounded: // misuse too: it saw that all permits are there
		mode = Return
	case e.Op.Kind == SemRelease:
		mode = Up
	case e.Res.TimedOut && m.fifo:
		mode = Forgo
	case e.Res.TimedOut, e.Op.Kind == SemTry && !e.Res.OK:
		mode = Short
	case e.Op.Kind == Arrive:
		mode = Queue
	case e.Op.Kind == SemAcquire && m.fifo:
		mode = Granted
	}
	return append(buf, Access{Obj: e.Op.Obj, Mode: mode})
}

// sync orders whoever has got a permit after all releases before that. They
// commute, so it cannot be told which one it was. A failed try is ordered after
// nothing.
func (m *semaphore) sync(h *HB, e *Event, _ int) {
	switch {
	case e.Op.Kind == SemRelease:
		h.release(e, e.Op.Obj)
	case e.Op.Kind == SemAcquire && !e.Res.TimedOut, e.Op.Kind == SemTry && e.Res.OK:
		h.acquire(e.Thread, e.Op.Obj)
	}
}

func (m *semaphore) hash(s *State, b []byte) []byte {
	b = appendWord(appendWord(append(b, 's'), Word(m.free)), Word(m.promised))
	for _, t := range m.waiters.all() {
		b = s.appendThread(b, t)
	}
	return append(b, ';')
}
