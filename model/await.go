package model

import "slices"

// An await is a loop that waits by looking: it reads, does not like what it
// sees, and reads again. Explored as it stands it has infinitely many executions
// that differ only in how often it looked in vain. So the operation with which a
// round begins again carries an Await, what the last round saw, and is enabled
// only while one of the looks would now find something else: the thread is parked
// in between. That loses nothing but rounds that repeat the one before, provided
// that the thread would do just that - for ever. Who announces an Await promises
// it.
//
// The idea is that of awaits in Kokologiannakis, Ren, Vafeiadis, "Dynamic partial
// order reductions for spinloops", FMCAD'21. We differ in that the loop goes on
// to read step by step, as it is written: conditions over several cells are not
// made atomic. And what parks a thread is the values it saw, not the writes: a
// write that leaves everything as it was, or a change that is taken back, wakes
// nobody.

// Await is what a thread saw in the round that it is about to begin again. It is
// never changed once an Op refers to it.
type Await struct {
	Seen []Seen
}

// Seen is one look at an object: by what operation, and what it found.
type Seen struct {
	Kind   Kind // Load, AtomicLoad, Swap, CAS, TryLock, SemTry, EventIsSet, Len, TrySend, TryRecv
	Opaque bool // Arg stands for a value in one execution only
	Obj    ObjID
	Arg    Word // the value found; CAS: the value that was not found; of tries, nothing
}

// Objects returns what the round looked at, each once, in the order of the looks.
func (a *Await) Objects() []ObjID {
	var objs []ObjID
	for i := range a.Seen {
		if o := a.Seen[i].Obj; !slices.Contains(objs, o) {
			objs = append(objs, o)
		}
	}
	return objs
}

// Equal reports whether two awaits wait for the same; of opaque values that is
// not asked.
func (a *Await) Equal(b *Await) bool {
	if a == b || a == nil || b == nil {
		return a == b
	}
	return slices.EqualFunc(a.Seen, b.Seen, func(x, y Seen) bool {
		if x.Opaque && y.Opaque {
			x.Arg, y.Arg = 0, 0
		}
		return x == y
	})
}

// glanced is implemented by objects that an await can look at.
type glanced interface {
	// differs reports whether a look would now find something else.
	differs(x *Seen) bool
	// glance is the mode in which an await touches the object.
	glance() Mode
}

// Looked appends what e looked at in vain to buf. It reports false when e
// changed something, or is no look that an await may repeat: what takes time, is
// chosen, or meets another thread.
func (s *State) Looked(e *Event, buf []Seen) ([]Seen, bool) {
	if e.Alt.Fault() {
		return buf, false
	}
	x := Seen{Kind: e.Op.Kind, Opaque: e.Op.Opaque, Obj: e.Op.Obj}
	switch e.Op.Kind {
	case Yield:
		return buf, true
	case Load, AtomicLoad:
		x.Arg = e.Res.Val
	case Swap:
		if x.Arg = e.Op.Arg; e.Res.Val != x.Arg {
			return buf, false
		}
	case CAS:
		if x.Arg = e.Op.Arg; e.Res.OK {
			return buf, false
		}
	case TryLock, SemTry:
		if e.Res.OK {
			return buf, false
		}
	case EventIsSet:
		if e.Res.OK {
			x.Arg = 1
		}
	case Len:
		x.Arg = e.Res.Val
	case TrySend, TryRecv, Select:
		return s.polledInVain(e, buf)
	default:
		return buf, false
	}
	if !s.glanced(x.Obj) {
		return buf, false
	}
	return append(buf, x), true
}

// polledInVain is Looked of what has a default case: it took that, and looks at
// buffered channels only, since partners come and go without a step.
func (s *State) polledInVain(e *Event, buf []Seen) ([]Seen, bool) {
	if e.Op.Cases[e.Alt.Case].Kind != DefaultCase {
		return buf, false
	}
	from := len(buf)
	for _, cs := range e.Op.Cases {
		x := Seen{Kind: TrySend, Obj: cs.Obj}
		switch {
		case cs.Kind == DefaultCase || cs.Obj == NoObj:
			continue
		case !s.glanced(cs.Obj):
			return buf[:from], false
		case cs.Kind == RecvCase:
			x.Kind = TryRecv
		}
		buf = append(buf, x)
	}
	return buf, true
}

func (s *State) glanced(o ObjID) bool {
	if o == NoObj {
		return false
	}
	if c, ok := s.objs[o].(*channel); ok {
		return c.capacity > 0
	}
	_, ok := s.objs[o].(glanced)
	return ok
}

// parked files t, whose pending operation begins a round again.
func (s *State) park(t ThreadID, a *Await) {
	for i := range a.Seen {
		o := a.Seen[i].Obj
		for len(s.parked) <= int(o) {
			s.parked = append(s.parked, nil)
		}
		s.parked[o] = append(s.parked[o], t)
		s.nparked++
	}
	s.setReady(t, s.stale(a))
}

func (s *State) unpark(t ThreadID, a *Await) {
	s.setReady(t, false)
	for i := range a.Seen {
		p := &s.parked[a.Seen[i].Obj]
		n := slices.Index(*p, t)
		*p = slices.Delete(*p, n, n+1)
		s.nparked--
	}
}

// stale reports whether something looks different from what a round saw.
func (s *State) stale(a *Await) bool {
	for i := range a.Seen {
		if x := &a.Seen[i]; s.objs[x.Obj].(glanced).differs(x) {
			return true
		}
	}
	return false
}

// stir lets those look again who are parked at what an event has touched.
func (s *State) stir(touched []Access) {
	for _, a := range touched {
		if int(a.Obj) >= len(s.parked) {
			continue
		}
		for _, t := range s.parked[a.Obj] {
			s.setReady(t, s.stale(s.threads[t].pend.Await))
		}
	}
}

// looks appends what an await touches to a footprint.
func (s *State) looks(a *Await, buf []Access) []Access {
	for i := range a.Seen {
		o := a.Seen[i].Obj
		buf = append(buf, Access{Obj: o, Mode: s.objs[o].(glanced).glance()})
	}
	return buf
}

func (v *variable) glance() Mode         { return Read }
func (v *variable) differs(x *Seen) bool { return v.val != x.Arg }

func (a *atomic) glance() Mode { return Read }
func (a *atomic) differs(x *Seen) bool {
	if x.Kind == CAS {
		return a.val == x.Arg
	}
	return a.val != x.Arg
}

func (m *mutex) glance() Mode       { return Probe }
func (m *mutex) differs(*Seen) bool { return m.holder == NoThread }

func (v *event) glance() Mode         { return Observe }
func (v *event) differs(x *Seen) bool { return v.on != (x.Arg == 1) }

func (m *semaphore) glance() Mode       { return Short }
func (m *semaphore) differs(*Seen) bool { return m.free > 0 }

func (c *channel) glance() Mode { return Look }
func (c *channel) differs(x *Seen) bool {
	switch x.Kind {
	case TrySend:
		return c.closed || len(c.buf) < c.capacity
	case TryRecv:
		return c.closed || len(c.buf) > 0
	}
	return len(c.buf) != int(x.Arg)
}
