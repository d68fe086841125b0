package model

import "slices"

// cond is a condition variable on a mutex. Waiting is two steps: Wait releases
// the mutex and joins the waiters, Relock takes the mutex again once a signal
// has woken the thread. A signal may wake any waiter: each is an alternative.
// Signalling without the mutex is legal, as in Go.
type cond struct {
	patient
	mu      ObjID
	waiters []ThreadID // between Wait and the signal that wakes them; order has no meaning
}

// NewCond makes t's next object: a condition variable on the mutex mu.
func (s *State) NewCond(t ThreadID, mu ObjID) ObjID {
	id, c := create[cond](s, t)
	c.mu = mu
	c.waiters = c.waiters[:0]
	return id
}

// CondMutex returns the mutex of a condition variable.
func (s *State) CondMutex(id ObjID) ObjID { return s.objs[id].(*cond).mu }

// Waiters returns the threads that wait on a condition variable and have not
// been woken. It is valid until the next change.
func (s *State) Waiters(id ObjID) []ThreadID {
	if c, ok := s.objs[id].(*cond); ok {
		return c.waiters
	}
	return nil
}

func (c *cond) mutex(s *State) *mutex { return s.objs[c.mu].(*mutex) }

func (c *cond) reset() {}

func (c *cond) arrive(s *State, t ThreadID, op *Op) {
	switch {
	case op.Kind != Relock:
		s.setReady(t, true)
	case s.threads[t].woken:
		s.enqueue(&c.mutex(s).lockers, t)
	}
}

func (c *cond) leave(s *State, t ThreadID, op *Op) {
	switch {
	case op.Kind != Relock:
		s.setReady(t, false)
	case s.threads[t].woken:
		s.dequeue(&c.mutex(s).lockers, t)
	}
}

func (c *cond) alts(_ *State, _ ThreadID, op *Op, buf []Alt) []Alt {
	if op.Kind == Signal && len(c.waiters) > 0 {
		for _, w := range c.waiters {
			buf = append(buf, Alt{Peer: w})
		}
		return buf
	}
	return append(buf, Alt{})
}

func (c *cond) step(s *State, e *Event) {
	switch e.Op.Kind {
	case Wait:
		m := c.mutex(s)
		if m.holder != e.Thread {
			e.Res.Misuse = WaitWithoutLock
			return
		}
		m.set(s, NoThread)
		c.waiters = append(c.waiters, e.Thread)
	case Relock:
		th := &s.threads[e.Thread]
		e.Cause = th.waker
		th.woken = false
		c.mutex(s).set(s, e.Thread)
	case Signal:
		if w := e.Alt.Peer; w != NoThread {
			i := slices.Index(c.waiters, w)
			c.waiters = slices.Delete(c.waiters, i, i+1)
			e.pos = int32(i)
			e.Res.Val = 1
			c.wake(s, w)
		}
	case Broadcast:
		e.Res.Val = Word(len(c.waiters))
		for _, w := range c.waiters {
			c.wake(s, w)
		}
		c.waiters = c.waiters[:0]
	}
}

// wake lets w compete for the mutex; the running event is the cause.
func (c *cond) wake(s *State, w ThreadID) {
	th := &s.threads[w]
	th.woken, th.waker = true, int32(len(s.log)-1)
	if th.status == Pending {
		s.enqueue(&c.mutex(s).lockers, w)
	}
}

func (c *cond) sleepAgain(s *State, w ThreadID) {
	th := &s.threads[w]
	if th.status == Pending {
		s.dequeue(&c.mutex(s).lockers, w)
	}
	th.woken = false
}

func (c *cond) undo(s *State, e *Event) {
	switch e.Op.Kind {
	case Wait:
		if e.Res.Misuse == NoMisuse {
			i := slices.Index(c.waiters, e.Thread) // not the last one, after a broadcast was undone
			c.waiters = slices.Delete(c.waiters, i, i+1)
			c.mutex(s).set(s, e.Thread)
		}
	case Relock:
		c.mutex(s).set(s, NoThread)
		th := &s.threads[e.Thread]
		th.woken, th.waker = true, e.Cause
	case Signal:
		if w := e.Alt.Peer; w != NoThread {
			c.sleepAgain(s, w)
			c.waiters = slices.Insert(c.waiters, int(e.pos), w)
		}
	case Broadcast:
		// The waiters are those whose waker is this event.
		at := int32(len(s.log) - 1)
		for _, w := range s.live {
			th := &s.threads[w]
			if th.woken && th.waker == at && th.status == Pending && th.pend.Obj == e.Op.Obj {
				c.sleepAgain(s, w)
				c.waiters = append(c.waiters, w)
			}
		}
	}
}

func (c *cond) footprint(_ *State, e *Event, buf []Access) []Access {
	switch e.Op.Kind {
	case Wait:
		if e.Res.Misuse != NoMisuse {
			return append(buf, Access{c.mu, Probe}) // it saw that it is not the holder
		}
		return append(buf, Access{c.mu, Release}, Access{e.Op.Obj, Enqueue})
	case Relock:
		return append(buf, Access{c.mu, Acquire})
	}
	if e.Res.Val > 0 {
		return append(buf, Access{e.Op.Obj, Notify})
	}
	return append(buf, Access{e.Op.Obj, Lost})
}

// sync orders a waiter after the signal that woke it, and no other.
func (c *cond) sync(h *HB, e *Event, at int) {
	switch e.Op.Kind {
	case Wait:
		h.release(e, c.mu)
	case Relock:
		h.noted(e.Thread, e.Cause)
		h.acquire(e.Thread, c.mu)
	default:
		if e.Res.Val > 0 {
			h.note(e.Thread, at)
		}
	}
}

func (c *cond) hash(s *State, b []byte) []byte {
	b = append(b, 'c')
	ws := slices.Clone(c.waiters)
	slices.SortFunc(ws, s.ComparePaths)
	for _, w := range ws {
		b = s.appendThread(b, w)
	}
	return append(b, ';')
}
