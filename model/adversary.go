package model

// The adversarial clock: durations promise nothing. An operation with a Timeout
// may time out from the moment it is announced, whatever else is possible, and
// no virtual time passes for everybody at once. It is what real hardware is held
// against, where any thread may be slow (cf. "asynchronous" in Lynch,
// Distributed Algorithms, 1996, ch. 8).
//
// What a thread can tell of time then is what it has waited through, itself or
// before it by whoever spawned it or was joined: State.Elapsed. That is the
// least time consistent with its past, it never goes back, and it is the same in
// all equivalent executions.

// SetAdversarial chooses the clock: adversarial, or the quiescent one of Settle,
// which is the default. It holds over Reset and must not be changed in the middle
// of an execution.
func (s *State) SetAdversarial(on bool) { s.adversarial = on }

// Adversarial reports whether durations promise nothing.
func (s *State) Adversarial() bool { return s.adversarial }

// Elapsed returns the virtual time as t sees it, in nanoseconds from the start.
func (s *State) Elapsed(t ThreadID) Word { return s.now + s.threads[t].elapsed }

// Late reports whether t may move, but only by timing out.
func (s *State) Late(t ThreadID) bool { return s.threads[t].wait.due && s.late(t) }

func (s *State) late(t ThreadID) bool {
	th := &s.threads[t]
	return th.status == Pending && th.wait.ends() && !s.can(t, s.obj(th.pend))
}

// elapse moves the time of the thread that made e on.
func (s *State) elapse(e *Event) {
	th := &s.threads[e.Thread]
	s.spent = append(s.spent, th.elapsed)
	switch {
	case e.Res.TimedOut && e.Op.Kind == Select:
		th.elapsed += e.Op.Cases[e.Alt.Case].Arg
	case e.Res.TimedOut:
		th.elapsed += e.Op.Timeout
	case e.Op.Kind == Spawn:
		s.threads[e.Op.Arg].elapsed = th.elapsed
	case e.Op.Kind == Join:
		for _, cs := range e.Op.Cases {
			th.elapsed = max(th.elapsed, s.threads[cs.Obj].elapsed)
		}
	}
}
