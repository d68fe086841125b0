package model

import "slices"

// cond is a condition variable on a mutex. Waiting is two steps: Wait releases
// the mutex and joins the waiters, Relock takes the mutex again once a signal
// has woken the thread. A signal may wake any waiter: each is an alternative.
// Signalling without the mutex is legal, as in Go.
//
// A Relock with a Timeout that times out before it is woken leaves the waiters;
// another Relock, which nobody needs to wake, takes the mutex. Once woken, a
// thread no longer times out: the signal has been spent on it.
//
// A spurious wake-up is an alternative of Wait: the thread does not join the
// waiters. That loses nothing, since whoever wakes by itself later, without
// having been signalled, might as well have done so at once - except that it
// does not sleep while time passes.
type cond struct {
	patient
	mu      ObjID
	o       CondOptions
	waiters []ThreadID // between Wait and the signal that wakes them, the longest waiting first
	roused  []ThreadID // who has had a spurious wake-up, in order
}

// CondOptions are how a condition variable differs from Go's.
type CondOptions struct {
	FIFO      bool // a signal wakes the longest waiting
	Spurious  bool // each thread may wake by itself, once an execution
	NeedsLock bool // to signal without the mutex is misuse
}

// SpuriousWake is the Case of the alternative by which a Wait does not join
// the waiters, so that the thread wakes by itself.
const SpuriousWake int16 = 1

// NewCond makes t's next object: a condition variable on the mutex mu.
func (s *State) NewCond(t ThreadID, mu ObjID, o CondOptions) ObjID {
	id, c := create[cond](s, t)
	c.mu, c.o = mu, o
	c.waiters, c.roused = c.waiters[:0], c.roused[:0]
	return id
}

// CondOptions returns what the condition variable id was made with.
func (s *State) CondOptions(id ObjID) CondOptions { return s.objs[id].(*cond).o }

// CondMutex returns the mutex of a condition variable.
func (s *State) CondMutex(id ObjID) ObjID { return s.objs[id].(*cond).mu }

// Waiters returns the threads that wait on a condition variable and have not
// been woken, the longest waiting first. It is valid until the next change.
func (s *State) Waiters(id ObjID) []ThreadID {
	if c, ok := s.objs[id].(*cond); ok {
		return c.waiters
	}
	return nil
}

func (c *cond) mutex(s *State) condLock { return s.objs[c.mu].(condLock) }

func (c *cond) reset() {}

func (c *cond) arrive(s *State, t ThreadID, op *Op) {
	switch {
	case op.Kind != Relock:
		s.setReady(t, true)
	case s.threads[t].woken:
		s.threads[t].wait.off = true
		c.mutex(s).await(s, t)
	}
}

func (c *cond) leave(s *State, t ThreadID, op *Op) {
	switch {
	case op.Kind != Relock:
		s.setReady(t, false)
	case s.threads[t].woken:
		c.mutex(s).unawait(s, t)
	}
}

func (c *cond) alts(s *State, t ThreadID, op *Op, buf []Alt) []Alt {
	switch {
	case op.Kind == Signal && len(c.waiters) > 0 && !c.forbids(s, t):
		n := len(c.waiters)
		if c.o.FIFO {
			n = 1
		}
		for _, w := range c.waiters[:n] {
			buf = append(buf, Alt{Peer: w})
		}
		return buf
	case op.Kind == Wait && c.rouses(s, t):
		buf = append(buf, Alt{Case: SpuriousWake})
	}
	return append(buf, Alt{})
}

// can: a Relock that times out has not been woken.
func (c *cond) can(s *State, t ThreadID, op *Op) bool {
	return op.Kind != Relock || s.threads[t].woken
}

// forbids reports whether a signal by t is misuse.
func (c *cond) forbids(s *State, t ThreadID) bool {
	return c.o.NeedsLock && c.mutex(s).owner() != t
}

// rouses reports whether t, which is about to wait, may wake by itself.
func (c *cond) rouses(s *State, t ThreadID) bool {
	return c.o.Spurious && c.mutex(s).owner() == t && !slices.Contains(c.roused, t)
}

func (c *cond) step(s *State, e *Event) {
	switch e.Op.Kind {
	case Wait:
		m := c.mutex(s)
		if m.owner() != e.Thread {
			e.Res.Misuse = WaitWithoutLock
			return
		}
		m.set(s, NoThread)
		if e.Alt.Case == SpuriousWake {
			c.roused = append(c.roused, e.Thread)
			c.byItself(s, e.Thread)
			return
		}
		c.waiters = append(c.waiters, e.Thread)
	case Relock:
		th := &s.threads[e.Thread]
		e.Cause = th.waker
		th.woken = false
		c.mutex(s).take(s, e.Thread)
	case Signal:
		if c.forbids(s, e.Thread) {
			e.Res.Misuse = SignalWithoutLock
		} else if w := e.Alt.Peer; w != NoThread {
			e.pos = c.drop(w)
			e.Res.Val = 1
			c.wake(s, w)
		}
	case Broadcast:
		if c.forbids(s, e.Thread) {
			e.Res.Misuse = SignalWithoutLock
			return
		}
		e.Res.Val = Word(len(c.waiters))
		for _, w := range c.waiters {
			c.wake(s, w)
		}
		c.waiters = c.waiters[:0]
	}
}

func (c *cond) undo(s *State, e *Event) {
	switch e.Op.Kind {
	case Wait:
		switch {
		case e.Res.Misuse != NoMisuse:
			return
		case e.Alt.Case == SpuriousWake:
			c.notByItself(s, e.Thread)
			c.roused = c.roused[:len(c.roused)-1]
		default:
			c.waiters = c.waiters[:len(c.waiters)-1]
		}
		c.mutex(s).set(s, e.Thread)
	case Relock:
		c.mutex(s).untake(s, e.Thread)
		th := &s.threads[e.Thread]
		th.woken, th.waker = true, e.Cause
	case Signal:
		if w := e.Alt.Peer; w != NoThread {
			c.sleepAgain(s, w)
			c.waiters = slices.Insert(c.waiters, int(e.pos), w)
		}
	case Broadcast:
		if e.Res.Misuse != NoMisuse {
			return // it has woken nobody: those who wait now do so all along
		}
		// The waiters were those whose waker is this event; they come back in
		// the order of their waits, which are their latest events.
		at := int32(len(s.log) - 1)
		for _, w := range s.live {
			th := &s.threads[w]
			if th.woken && th.waker == at && th.status == Pending && th.pend.Kind == Relock && th.pend.Obj == e.Op.Obj {
				c.waiters = append(c.waiters, w)
			}
		}
		slices.SortFunc(c.waiters, func(a, b ThreadID) int { return int(s.threads[a].last - s.threads[b].last) })
		for i := len(c.waiters) - 1; i >= 0; i-- {
			c.sleepAgain(s, c.waiters[i])
		}
	}
}

func (c *cond) footprint(s *State, e *Event, buf []Access) []Access {
	o := e.Op.Obj
	switch {
	case e.Res.Misuse != NoMisuse:
		return append(buf, Access{Obj: c.mu, Mode: Probe}) // it saw that it is not the holder
	case e.Op.Kind == Wait && e.Alt.Case == SpuriousWake:
		return c.mutex(s).waking(c.mu, append(buf, Access{Obj: c.mu, Mode: Release}))
	case e.Op.Kind == Wait:
		return append(buf, Access{Obj: c.mu, Mode: Release}, Access{Obj: o, Mode: Enqueue})
	case e.Res.TimedOut:
		return c.mutex(s).waking(c.mu, append(buf, Access{Obj: o, Mode: Withdraw}))
	case e.Op.Kind == Relock:
		return append(buf, Access{Obj: c.mu, Mode: Acquire})
	}
	if c.o.NeedsLock {
		buf = append(buf, Access{Obj: c.mu, Mode: Probe}) // it saw that it is the holder
	}
	if e.Res.Val > 0 {
		return c.mutex(s).waking(c.mu, append(buf, Access{Obj: o, Mode: Notify}))
	}
	return append(buf, Access{Obj: o, Mode: Lost})
}

// sync orders a waiter after the signal that woke it, and no other.
func (c *cond) sync(h *HB, e *Event, at int) {
	switch e.Op.Kind {
	case Wait:
		h.release(e, c.mu)
	case Relock:
		if e.Res.TimedOut {
			return
		}
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
	if !c.o.FIFO {
		slices.Sort(ws)
	}
	b = s.appendThreads(b, ws)
	ws = append(ws[:0], c.roused...)
	slices.Sort(ws)
	return s.appendThreads(b, ws)
}
