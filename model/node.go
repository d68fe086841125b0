package model

import "slices"

// A thread that is a function from its history of results to its next operation can be
// kept as a tree: its nodes are histories, and what is known of a thread is followed
// from node to node as fast as its steps are made.

// Node is a thread after some history. What each step looks at comes first, up to the
// operation's values: one cache line.
type Node struct {
	Res  Result     // of the operation before, which led here
	kid  *Node      // the first of those that come after it
	kids *nodeTable // all of them, where there are several
	// ID is the caller's, to find more by.
	ID   int32
	sort nodeSort
	Op   Op // what it does next; NoOp: it has ended. It is never changed
}

// nodeSort is how a node is gone to and from.
type nodeSort uint8

const (
	special nodeSort = iota // there is more to do when a thread comes here than to announce Op
	general
	ends   // the thread has ended
	always // Op is always possible
	onLock // Op is one of an object, and waits for a lock and for nothing else
	onFree // Op is one of an object, and always possible
)

// Complete says that n is complete, which a thread of s has come to. It is plain if
// there is nothing to do when a thread comes there but to announce its operation, or
// to end.
func (s *State) Complete(n *Node, plain bool) {
	op := &n.Op
	switch {
	case !plain:
		n.sort = special
	case op.Kind == NoOp:
		n.sort = ends
	case s.adversarial || op.Flaky || op.Mortal:
		n.sort = general
	case op.locks():
		n.sort = onLock
	case op.always() && op.Obj != NoObj:
		n.sort = onFree
	case op.always():
		n.sort = always
	default:
		n.sort = general
	}
}

// Node returns where t is, or where its latest operation was, nil if it does not follow
// a tree.
func (s *State) Node(t ThreadID) *Node { return s.threads[t].node }

// Arrive brings t, which must be running, to node n: there it announces its operation,
// or ends.
func (s *State) Arrive(t ThreadID, n *Node) {
	th := &s.threads[t]
	th.node = n
	if n.Op.Kind == NoOp {
		s.finish(t, th)
	} else {
		s.announce(t, th, &n.Op)
	}
}

// stray forgets where th is, which goes on by itself.
func (s *State) stray(th *thread) {
	if th.node != nil {
		th.node, s.strayed = nil, true
	}
}

// Astray reports whether it is not known of all threads where they are now and where
// they were before their steps, since some have gone on by Announce and Finish.
func (s *State) Astray() bool {
	if !s.strayed {
		return false
	}
	s.strayed = false
	return slices.ContainsFunc(s.log, func(e Event) bool { return e.node == nil }) ||
		slices.ContainsFunc(s.live, func(t ThreadID) bool { return s.threads[t].node == nil })
}

// StepOn is Step, and then Arrive where that is all there is to do: on a step that
// advances one thread and is no fault, to a node that is known and plain. It reports
// whether that is so.
func (s *State) StepOn(c Choice) (e *Event, arrived bool) {
	th := &s.threads[c.Thread]
	n := th.node
	if n == nil || n.sort < onLock || th.status != Pending || s.nparked > 0 {
		e = s.Step(c)
		if n == nil || e.Joint || e.Op.Kind == Spawn || e.Alt.Fault() {
			return e, false
		}
	} else {
		e = s.stepShort(c, th, n)
	}
	k := n.After(&e.Res)
	if k == nil {
		return e, false
	}
	switch k.sort {
	case special:
		return e, false
	case always, onFree:
		th.status, th.pend, th.node = Pending, &k.Op, k
		s.ready(c.Thread, th)
	default:
		s.Arrive(c.Thread, k)
	}
	return e, true
}

// stepShort is Step of a thread at a node from which it is short: no time-out, fault or
// await has anything to do with it, nor any other thread but for the object's sake.
func (s *State) stepShort(c Choice, th *thread, n *Node) *Event {
	e := s.newEvent()
	s.begin(e, c, th)
	th.status, th.last = Running, int32(len(s.log)-1)
	// The objects that most steps are of say themselves what they were before.
	o := s.objs[n.Op.Obj]
	if v, ok := o.(*variable); ok {
		v.step(s, e)
	} else if a, ok := o.(*atomic); ok {
		a.step(s, e)
	} else if m, ok := o.(*mutex); ok {
		if n.sort == onLock {
			s.quit(&m.lockers, th)
		}
		m.step(s, e)
	} else {
		e.forget()
		if n.sort == onLock {
			s.leave(c.Thread, &n.Op)
		}
		o.step(s, e)
	}
	return e
}

// backShort is Back of a step that stepShort has made, after which thread th has gone on
// to another node, so that nothing has been announced by value. It reports whether it
// was one, and is taken back.
func (s *State) backShort(e *Event, th *thread) bool {
	n, k := e.node, th.node
	if n == nil || n.sort < onLock || k == nil || s.nparked > 0 || len(s.ticks) > 0 {
		return false
	}
	switch k.sort {
	case always, onFree:
	case onLock:
		s.unfile(e.Thread, th, &k.Op)
	case ends:
		s.Unfinish(e.Thread)
	default:
		return false
	}
	th.status = Running
	o := s.objs[n.Op.Obj]
	if v, ok := o.(*variable); ok {
		v.undo(s, e)
	} else if a, ok := o.(*atomic); ok {
		a.undo(s, e)
	} else {
		o.undo(s, e)
	}
	th.status, th.pend, th.node, th.last = Pending, &n.Op, n, e.prev
	if n.sort == onFree {
		s.ready(e.Thread, th)
	} else {
		s.file(e.Thread, th, &n.Op)
	}
	s.log = s.log[:len(s.log)-1]
	return true
}

// From returns where the thread was before the step.
func (e *Event) From() *Node { return e.node }
