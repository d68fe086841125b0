package model

// Event is one executed step. Events are the trace of an execution and, at
// the same time, the log by which a State steps backwards.
type Event struct {
	Thread ThreadID
	// Cause is the index of the earlier event that enabled this one by an
	// irreversible edge which the footprints do not show (the signal that woke
	// this waiter, the k-th send of the k-th receive), or -1.
	Cause int32
	Op    *Op // not to be changed; it stays as it is until the step is taken back
	Alt   Alt
	Res   Result
	Now   Word // the virtual time of the step; events of different times are ordered

	// What undo needs, each primitive in its own way.
	old     Word
	pos     int32
	decides bool // of a barrier: it broke the generation that was being filled

	sort opSort // of the operation
	// Joint reports a rendezvous: the step advanced Alt.Peer too, which got PeerRes.
	Joint bool
	prev  int32 // the last event of the thread before this one
	node  *Node // where the thread was
	ops   int32 // how many operations there were in State.ops

	PeerRes Result
	// PeerCases are the cases of the partner's select, nil when it was none.
	PeerCases []Case
}

// Advances reports whether the event was a step of t: its own, or its half of
// a rendezvous.
func (e *Event) Advances(t ThreadID) bool {
	return e.Thread == t || e.Joint && e.Alt.Peer == t
}

// newEvent makes room for the next event. What is in it is that of an event which was
// undone, or of an earlier execution.
func (s *State) newEvent() *Event {
	n := len(s.log)
	if n == cap(s.log) {
		s.growLog()
	}
	s.log = s.log[:n+1]
	return &s.log[n]
}

func (s *State) growLog() { s.log = append(s.log, Event{})[:len(s.log)] }

// begin makes e the event of choice c of thread th, without results. It writes field by
// field what it must, since this is done for every step; what the object's undo needs
// is for forget.
func (s *State) begin(e *Event, c Choice, th *thread) {
	e.Op, e.node, e.sort = th.pend, th.node, th.sort
	e.Thread, e.Alt, e.Now, e.Cause = c.Thread, c.Alt, s.now, -1
	e.Res, e.prev, e.ops = Result{}, th.last, s.ops.n
	if e.Joint {
		e.Joint, e.PeerRes, e.PeerCases = false, Result{}, nil
	}
}

// forget clears what undo needs.
func (e *Event) forget() { e.old, e.pos, e.decides = 0, 0, false }
