package model

import "slices"

// Arrival at a reader-writer lock. With WriterPreference, as in Go, a reader
// that arrives while a writer has the lock or waits for it waits until a writer
// unlocks; that unlock lets in all readers who wait, before any other writer.
// With FIFOPolicy an unlock lets in the readers that arrived before the first
// writer who waits. A reader that finds no writer is let in at once. Who has
// been let in has the lock but for the step that says so: writers wait for it,
// and tries fail. A try succeeds when nobody would have had to wait.
//
// (In Go a second writer waits for the first one's unlock before it makes
// readers wait. That is the execution in which it arrives here after them.)

// appear executes an Arrive or RArrive.
func (m *rwmutex) appear(s *State, e *Event) {
	th := &s.threads[e.Thread]
	e.old, th.after = Word(th.after), m.arrivals
	switch {
	case e.Op.Kind == Arrive:
		m.queued++
		m.arrivals++
		if m.policy == FIFOPolicy {
			m.writers.join(e.Thread)
		}
	case m.holder == NoThread && m.queued == 0:
		th.woken = true
		m.admitted++
		e.pos = 1
	default:
		m.readers.join(e.Thread)
	}
}

func (m *rwmutex) disappear(s *State, e *Event) {
	th := &s.threads[e.Thread]
	th.after = int32(e.old)
	switch {
	case e.Op.Kind == Arrive:
		m.queued--
		m.arrivals--
		if m.policy == FIFOPolicy {
			m.writers.unjoin()
		}
	case e.pos == 1:
		th.woken = false
		m.admitted--
	default:
		m.readers.unjoin()
	}
}

// enter executes the second half of a Lock or RLock.
func (m *rwmutex) enter(s *State, e *Event) {
	switch {
	case m.policy == ReaderPreference:
	case e.Op.Kind == RLock:
		s.threads[e.Thread].woken = false
		m.admitted--
	default:
		m.queued--
		if m.policy == FIFOPolicy {
			m.writers.next()
		}
	}
}

func (m *rwmutex) unenter(s *State, e *Event) {
	switch {
	case m.policy == ReaderPreference:
	case e.Op.Kind == RLock:
		s.threads[e.Thread].woken = true
		m.admitted++
	default:
		m.queued++
		if m.policy == FIFOPolicy {
			m.writers.unnext(e.Thread)
		}
	}
}

// admit lets in the readers whose turn it is, now that there is no writer, and
// returns how many.
func (m *rwmutex) admit(s *State) (n int) {
	for ; m.readers.len() > 0; n++ {
		r, w := m.readers.first(), m.writers.first()
		if w != NoThread && s.threads[r].after > s.threads[w].after {
			break
		}
		m.readers.next()
		s.threads[r].woken = true
		m.admitted++
		s.call(r, true)
	}
	return n
}

func (m *rwmutex) unadmit(s *State, n int) {
	for range n {
		m.readers.head--
		r := m.readers.first()
		s.threads[r].woken = false
		m.admitted--
		s.call(r, false)
	}
}

// expire lets the thread leave. When that leaves readers without a writer to
// wait for, they are let in.
func (m *rwmutex) expire(s *State, e *Event) {
	th := &s.threads[e.Thread]
	switch {
	case m.policy == ReaderPreference:
		return
	case e.Op.Kind == RLock && th.woken:
		th.woken = false
		m.admitted--
		e.pos = -1
	case e.Op.Kind == RLock:
		e.pos = int32(m.readers.drop(e.Thread))
	default:
		m.queued--
		if m.policy == FIFOPolicy {
			e.pos = int32(m.writers.drop(e.Thread))
		}
		if m.holder == NoThread && (m.policy == FIFOPolicy || m.queued == 0) {
			e.old = Word(m.admit(s))
		}
	}
	m.refresh(s)
}

func (m *rwmutex) unexpire(s *State, e *Event) {
	th := &s.threads[e.Thread]
	switch {
	case m.policy == ReaderPreference:
		return
	case e.Op.Kind == RLock && e.pos < 0:
		th.woken = true
		m.admitted++
	case e.Op.Kind == RLock:
		m.readers.undrop(e.Thread, int(e.pos))
	default:
		m.unadmit(s, int(e.old))
		m.queued++
		if m.policy == FIFOPolicy {
			s.call(m.writers.first(), false)
			m.writers.undrop(e.Thread, int(e.pos))
		}
	}
	m.refresh(s)
}

// hashLines appends who stands where: with FIFOPolicy the writers in order,
// and before each the readers that are not let in and come before it, in no
// order. Who waits is in the threads' pending operations.
func (m *rwmutex) hashLines(s *State, b []byte) []byte {
	if m.policy != FIFOPolicy {
		return b
	}
	rs := m.readers.all()
	upTo := func(after int32) {
		n := 0
		for n < len(rs) && s.threads[rs[n]].after <= after {
			n++
		}
		batch := slices.Clone(rs[:n])
		rs = rs[n:]
		slices.Sort(batch)
		for _, r := range batch {
			b = s.appendThread(b, r)
		}
		b = s.appendThread(b, NoThread)
	}
	for _, w := range m.writers.all() {
		upTo(s.threads[w].after)
		b = s.appendThread(b, w)
	}
	upTo(m.arrivals)
	return b
}
