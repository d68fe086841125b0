package model

// Virtual time stands still while anybody can move. When nobody can, Settle
// lets it pass to the earliest deadline among the pending operations with a
// Timeout: those that are due may end by their time-out from then on, or still
// proceed if that becomes possible first. Ties are choices like any others.

// waiting is the time-out of a pending operation.
type waiting struct {
	deadline Word
	due      bool // the deadline has been reached
	off      bool // the operation no longer times out: see untime
}

// ends reports whether the operation may end by its time-out now.
func (w *waiting) ends() bool { return w.due && !w.off }

// tick is one passing of time, for going back.
type tick struct {
	events int // how many there had been
	from   Word
}

// Now returns the virtual time, in nanoseconds from the start; it is always 0
// with the adversarial clock, see [State.Elapsed].
func (s *State) Now() Word { return s.now }

// Deadline returns the virtual time from which on t's pending operation may
// time out, and whether there is one.
func (s *State) Deadline(t ThreadID) (at Word, ok bool) {
	th := &s.threads[t]
	return th.wait.deadline, th.status == Pending && th.pend.Timeout > 0 && !th.wait.off
}

// Settle lets time pass if nobody can move and somebody waits for a deadline.
// It reports whether anybody can move then. Undo and its like take the passing
// of time back by themselves.
func (s *State) Settle() bool {
	if s.NumEnabled() > 0 {
		return true
	}
	if len(s.timed) == 0 {
		return false
	}
	next := s.threads[s.timed[0]].wait.deadline
	for _, t := range s.timed {
		next = min(next, s.threads[t].wait.deadline)
	}
	s.ticks = append(s.ticks, tick{len(s.log), s.now})
	s.now = next
	for _, t := range s.timed {
		if w := &s.threads[t].wait; w.deadline == next {
			w.due = true
			s.overdue(t)
		}
	}
	return true
}

// Ticked reports whether time has passed since the latest step.
func (s *State) Ticked() bool {
	n := len(s.ticks) - 1
	return n >= 0 && s.ticks[n].events == len(s.log)
}

// unsettle takes back what Settle did since the latest event.
func (s *State) unsettle() {
	if !s.Ticked() {
		return
	}
	now, n := s.now, len(s.ticks)-1
	s.now = s.ticks[n].from
	s.ticks = s.ticks[:n]
	for i := len(s.timed) - 1; i >= 0; i-- {
		t := s.timed[i]
		if th := &s.threads[t]; th.wait.deadline == now {
			s.leave(t, th.pend)
			th.wait.due = false
			s.arrive(t, th.pend)
		}
	}
}

// arm files t among those that wait for a deadline.
func (s *State) arm(t ThreadID) {
	th := &s.threads[t]
	th.tpos = int32(len(s.timed))
	s.timed = append(s.timed, t)
	if th.wait.due {
		s.overdue(t)
	}
}

func (s *State) disarm(t ThreadID) {
	th := &s.threads[t]
	last := len(s.timed) - 1
	moved := s.timed[last]
	s.timed[th.tpos] = moved
	s.threads[moved].tpos = th.tpos
	s.timed = s.timed[:last]
	if th.wait.due {
		s.dropReady(t)
	}
}

// untime tells the pending operation of t that it no longer times out, since
// what it waits for has come, even though it does not yet proceed. retime takes
// that back.
func (s *State) untime(t ThreadID) {
	th := &s.threads[t]
	if th.status == Pending && th.pend.Timeout > 0 && !th.wait.off {
		s.disarm(t)
		th.wait.off = true
	}
}

func (s *State) retime(t ThreadID) {
	th := &s.threads[t]
	if th.status == Pending && th.pend.Timeout > 0 && th.wait.off {
		th.wait.off = false
		s.arm(t)
	}
}

// overdue makes t, which is due, ready on its own account: it leaves the queue
// that it shares with others.
func (s *State) overdue(t ThreadID) {
	if q := s.threads[t].queue; q != nil {
		s.dequeue(q, t)
	}
	s.setReady(t, true)
}

// can reports whether the pending operation of t, on object o or on none, may
// proceed apart from its time-out.
func (s *State) can(t ThreadID, o object) bool {
	th := &s.threads[t]
	if o != nil {
		return o.can(s, t, th.pend)
	}
	switch th.pend.Kind {
	case Select:
		return s.anyCase(t)
	case Sleep:
		return false
	}
	return true
}

// final is implemented by objects some of whose operations, once they may
// proceed, no longer time out.
type final interface {
	final(s *State, t ThreadID, op *Op) bool
}

func (s *State) final(t ThreadID, o object) bool {
	f, ok := o.(final)
	return ok && f.final(s, t, s.threads[t].pend)
}

// timeoutAlts appends the alternatives by which op may time out: of a select,
// its earliest after cases, or all where durations promise nothing.
func (s *State) timeoutAlts(op *Op, buf []Alt) []Alt {
	if op.Kind != Select {
		return append(buf, Alt{Case: TimedOut})
	}
	for i, cs := range op.Cases {
		if cs.Kind == AfterCase && (cs.Arg == op.Timeout || s.adversarial) {
			buf = append(buf, Alt{Case: int16(i)})
		}
	}
	return buf
}

// patient is part of the objects whose operations never time out.
type patient struct{}

func (patient) can(*State, ThreadID, *Op) bool { return true }
func (patient) expire(*State, *Event)          {}
func (patient) unexpire(*State, *Event)        {}
