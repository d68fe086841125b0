package model

import "fmt"

// Step executes the pending operation of c.Thread by alternative c.Alt, which
// must be one that Alts returns. The thread is running afterwards, and so is
// the partner of a rendezvous; a spawned child is born running.
// The event returned is valid until the next Step.
func (s *State) Step(c Choice) *Event {
	th := &s.threads[c.Thread]
	if s.short(th) {
		return s.stepShort(c, th)
	}
	if th.status != Pending {
		panic(fmt.Sprintf("model: thread %d steps without a pending operation", c.Thread))
	}
	op := th.pend
	e := s.newEvent()
	s.begin(e, c, th)
	e.forget()
	switch {
	case op.Timeout > 0:
		s.waits = append(s.waits, th.wait)
		s.leave(c.Thread, op)
		th.wait.due = false
	case op.Kind == Join && op.Await == nil: // nobody named has anything to tell any more: see undoJoin
		s.setReady(c.Thread, false)
	default:
		s.unfile(c.Thread, th, op)
	}
	th.status = Running
	if c.Alt.Case < 0 {
		s.executeOther(e)
	} else {
		s.execute(e)
	}
	if s.adversarial {
		s.elapse(e)
	}
	if s.nparked > 0 {
		var buf [4]Access
		s.stir(s.Footprint(e, buf[:0]))
	}
	th.last = int32(len(s.log) - 1)
	if e.Joint {
		s.threads[c.Alt.Peer].last = th.last
	}
	return e
}

// execute makes e happen. The objects that most steps are of are called directly.
func (s *State) execute(e *Event) {
	if e.Op.Obj == NoObj {
		s.stepThreadOp(e)
		return
	}
	switch o := s.objs[e.Op.Obj].(type) {
	case *variable:
		o.step(s, e)
	case *atomic:
		o.step(s, e)
	case *mutex:
		o.step(s, e)
	default:
		o.step(s, e)
	}
}

// executeOther is execute where the operation may end by its time-out, or by a fault.
func (s *State) executeOther(e *Event) {
	switch {
	case e.Alt.Case == TimedOut:
		e.Res.TimedOut = true
		if o := s.obj(e.Op); o != nil {
			o.expire(s, e)
		}
	case e.Alt.Fault():
	default:
		s.execute(e)
	}
}

// Undo takes the latest Step back: everything announced or finished since
// must have been taken back before. The thread's operation, and that of the
// partner of a rendezvous, are pending again.
func (s *State) Undo() {
	s.unsettle()
	e := &s.log[len(s.log)-1]
	th, op := &s.threads[e.Thread], e.Op
	th.last = e.prev
	if e.Alt.Case < 0 {
		s.revokeOther(e)
	} else {
		s.revoke(e)
	}
	th.status, th.pend, th.node, th.sort = Pending, op, e.node, e.sort
	if s.adversarial {
		th.elapsed = s.spent[len(s.spent)-1]
		s.spent = s.spent[:len(s.spent)-1]
	}
	switch {
	case op.Timeout > 0:
		th.wait = s.waits[len(s.waits)-1]
		s.waits = s.waits[:len(s.waits)-1]
		s.file(e.Thread, th, op)
	case op.Kind == Join && op.Await == nil:
		s.undoJoin(e.Thread, th)
	default:
		s.file(e.Thread, th, op)
	}
	if s.nparked > 0 {
		var buf [4]Access
		s.stir(s.Footprint(e, buf[:0]))
	}
	s.ops.n = e.ops
	s.log = s.log[:len(s.log)-1]
	s.unsettle()
}

// revoke takes execute back.
func (s *State) revoke(e *Event) {
	if e.Op.Obj == NoObj {
		s.undoThreadOp(e)
		return
	}
	switch o := s.objs[e.Op.Obj].(type) {
	case *variable:
		o.undo(s, e)
	case *atomic:
		o.undo(s, e)
	case *mutex:
		o.undo(s, e)
	default:
		o.undo(s, e)
	}
}

// revokeOther takes executeOther back.
func (s *State) revokeOther(e *Event) {
	switch {
	case e.Alt.Case == TimedOut:
		if o := s.obj(e.Op); o != nil {
			o.unexpire(s, e)
		}
	case e.Alt.Fault():
	default:
		s.revoke(e)
	}
}
