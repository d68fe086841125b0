package model

// Select, try-send and try-receive are operations on several channels, or on
// one with a way out. Every ready case is an alternative. Default is one when
// no case is ready - and also when all that is ready is a rendezvous with a
// pending partner, who on real hardware may not have arrived yet.
//
// Operations on a nil channel are here too, since no object owns them.

// wayOut returns the default case of op, -1 when it has none and so may wait.
func wayOut(op *Op) int {
	for i, cs := range op.Cases {
		if cs.Kind == DefaultCase {
			return i
		}
	}
	return -1
}

// polls reports whether op has a way out, so that it never waits and never is
// a passive partner.
func polls(op *Op) bool { return wayOut(op) >= 0 }

func (s *State) chanOf(id ObjID) *channel {
	if id == NoObj {
		return nil
	}
	return s.objs[id].(*channel)
}

// arriveSelect files t with every channel of its cases, once each.
func (s *State) arriveSelect(t ThreadID, op *Op) {
	for i, cs := range op.Cases {
		c := s.chanOf(cs.Obj)
		if c == nil || cs.Kind == DefaultCase {
			continue
		}
		if first(op.Cases, i) {
			c.selects = append(c.selects, t)
		}
		if cs.Kind == RecvCase && !polls(op) {
			c.polls++
		}
	}
	s.setReady(t, s.selectEnabled(t))
	s.refreshCases(op)
}

func (s *State) leaveSelect(t ThreadID, op *Op) {
	s.setReady(t, false)
	for i, cs := range op.Cases {
		c := s.chanOf(cs.Obj)
		if c == nil || cs.Kind == DefaultCase {
			continue
		}
		if first(op.Cases, i) {
			for j, x := range c.selects {
				if x == t {
					last := len(c.selects) - 1
					c.selects[j] = c.selects[last]
					c.selects = c.selects[:last]
					break
				}
			}
		}
		if cs.Kind == RecvCase && !polls(op) {
			c.polls--
		}
	}
	s.refreshCases(op)
}

// refreshCases tells the partners on rendezvous channels that t came or went.
func (s *State) refreshCases(op *Op) {
	for _, cs := range op.Cases {
		if c := s.chanOf(cs.Obj); c != nil && cs.Kind != DefaultCase && c.capacity == 0 {
			c.refresh(s)
		}
	}
}

// first reports whether case i is the first that names its channel.
func first(cases []Case, i int) bool {
	for _, cs := range cases[:i] {
		if cs.Obj == cases[i].Obj && cs.Kind != DefaultCase {
			return false
		}
	}
	return true
}

func (s *State) selectEnabled(t ThreadID) bool {
	return polls(s.threads[t].pend) || s.anyCase(t)
}

// anyCase reports whether a case on a channel may proceed.
func (s *State) anyCase(t ThreadID) bool {
	op := s.threads[t].pend
	var buf [4]Alt
	for i := range op.Cases {
		if len(s.caseAlts(t, op, i, buf[:0])) > 0 {
			return true
		}
	}
	return false
}

// caseAlts appends the alternatives of case i that may proceed now.
func (s *State) caseAlts(t ThreadID, op *Op, i int, buf []Alt) []Alt {
	cs := op.Cases[i]
	c := s.chanOf(cs.Obj)
	if c == nil || cs.Kind == DefaultCase {
		return buf
	}
	me := Alt{Case: int16(i)}
	switch {
	case c.closed:
		return append(buf, me) // a receive gets what is left, then zeros; a send is misuse
	case cs.Kind == SendCase && c.capacity == 0:
		return c.receiverAlts(s, t, me.Case, buf)
	case cs.Kind == SendCase:
		if len(c.buf) < c.capacity {
			buf = append(buf, me)
		}
	case c.capacity == 0:
		if polls(op) { // a blocking receive is passive
			return c.senderAlts(s, t, me.Case, buf)
		}
	case len(c.buf) > 0:
		buf = append(buf, me)
	}
	return buf
}

func (s *State) selectAlts(t ThreadID, op *Op, buf []Alt) []Alt {
	from := len(buf)
	for i := range op.Cases {
		buf = s.caseAlts(t, op, i, buf)
	}
	way := wayOut(op)
	if way < 0 {
		return buf
	}
	for _, a := range buf[from:] {
		if a.Peer == NoThread {
			return buf // ready without a partner: default is out of question
		}
	}
	return append(buf, Alt{Case: int16(way)})
}

func (s *State) stepSelect(e *Event) {
	cs := e.Op.Cases[e.Alt.Case]
	e.Res.Case = e.Alt.Case
	switch cs.Kind {
	case AfterCase:
		e.Res.TimedOut = true
		return
	case DefaultCase:
		return
	}
	c := s.chanOf(cs.Obj)
	switch {
	case cs.Kind == SendCase:
		c.send(s, e, cs.Arg)
	case c.capacity == 0 && !c.closed:
		s.meet(e, Result{Val: s.sentBy(e.Alt), OK: true}, Result{OK: true})
	default:
		c.recv(s, e)
	}
	c.refresh(s)
}

// sentBy returns the value that the partner of alternative a sends.
func (s *State) sentBy(a Alt) Word {
	op := s.threads[a.Peer].pend
	if op.Kind == Send {
		return op.Arg
	}
	return op.Cases[a.PeerCase].Arg
}

func (s *State) undoSelect(e *Event) {
	cs := e.Op.Cases[e.Alt.Case]
	if cs.Kind == DefaultCase || cs.Kind == AfterCase {
		return
	}
	c := s.chanOf(cs.Obj)
	switch {
	case e.Joint:
		s.unmeet(e)
	case cs.Kind == SendCase:
		c.unsend(s, e)
	default:
		c.unrecv(e)
	}
	c.refresh(s)
}

// selectFootprint: a select looks at all its channels, and acts on one.
func (s *State) selectFootprint(e *Event, buf []Access) []Access {
	for i, cs := range e.Op.Cases {
		if s.chanOf(cs.Obj) == nil {
			continue
		}
		if first(e.Op.Cases, i) {
			buf = append(buf, Access{Obj: cs.Obj, Mode: Look})
		}
		switch {
		case i != int(e.Alt.Case):
		case cs.Kind == SendCase:
			buf = append(buf, Access{Obj: cs.Obj, Mode: sendMode(e)})
		default:
			buf = append(buf, Access{Obj: cs.Obj, Mode: recvMode(e)})
		}
	}
	return buf
}
