package model

// Steps that are short, and how they are taken back: see opSort. Each is what Step,
// and what Back does, without what has nothing to do with it.

// short reports whether the next step of th is one.
func (s *State) short(th *thread) bool {
	return th.sort >= onLock && th.status == Pending && s.nparked == 0
}

// stepShort is Step where it is short.
func (s *State) stepShort(c Choice, th *thread) *Event {
	e := s.newEvent()
	s.begin(e, c, th)
	th.status, th.last = Running, int32(len(s.log)-1)
	// The objects that most steps are of say themselves what they were before.
	o := s.objs[e.Op.Obj]
	if v, ok := o.(*variable); ok {
		v.step(s, e)
	} else if a, ok := o.(*atomic); ok {
		a.step(s, e)
	} else if m, ok := o.(*mutex); ok {
		if th.sort == onLock {
			s.quit(&m.lockers, th)
		}
		m.step(s, e)
	} else {
		e.forget()
		if th.sort == onLock {
			s.leave(c.Thread, e.Op)
		}
		o.step(s, e)
	}
	return e
}

// backShort is Back of a step that stepShort has made, of thread th, and of what th has
// announced since, which is not to need more. It reports whether it was one, and is
// taken back.
func (s *State) backShort(e *Event, th *thread) bool {
	if e.sort < onLock || s.nparked > 0 || len(s.ticks) > 0 {
		return false
	}
	switch {
	case th.status == Ended:
		s.Unfinish(e.Thread)
	case th.sort == onLock:
		s.unfile(e.Thread, th, th.pend)
	case th.sort == general:
		return false
	}
	th.status = Running
	o := s.objs[e.Op.Obj]
	if v, ok := o.(*variable); ok {
		v.undo(s, e)
	} else if a, ok := o.(*atomic); ok {
		a.undo(s, e)
	} else {
		o.undo(s, e)
	}
	th.status, th.pend, th.node, th.sort, th.last = Pending, e.Op, e.node, e.sort, e.prev
	if e.sort == onFree {
		s.ready(e.Thread, th)
	} else {
		s.file(e.Thread, th, e.Op)
	}
	s.ops.n = e.ops
	s.log = s.log[:len(s.log)-1]
	return true
}
