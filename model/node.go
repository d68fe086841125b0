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
	ID    int32
	sort  opSort // of Op
	plain bool   // there is nothing to do when a thread comes here but to announce Op
	Op    Op     // what it does next; NoOp: it has ended. It is never changed
}

// Complete says that n is complete, which a thread of s has come to. It is plain if
// there is nothing to do when a thread comes there but to announce its operation, or
// to end.
func (s *State) Complete(n *Node, plain bool) {
	n.sort, n.plain = s.sortOf(&n.Op), plain
}

// Node returns where t is, or where its latest operation was, nil if it does not follow
// a tree.
func (s *State) Node(t ThreadID) *Node { return s.threads[t].node }

// Arrive brings t, which must be running, to node n: there it announces its operation,
// or ends.
func (s *State) Arrive(t ThreadID, n *Node) {
	th := &s.threads[t]
	th.node, th.sort = n, n.sort
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
	if n == nil || !s.short(th) {
		e = s.Step(c)
		if n == nil || e.Joint || e.Op.Kind == Spawn || e.Alt.Fault() {
			return e, false
		}
	} else {
		e = s.stepShort(c, th)
	}
	k := n.After(&e.Res)
	if k == nil || !k.plain {
		return e, false
	}
	switch k.sort {
	case always, onFree:
		th.status, th.pend, th.node, th.sort = Pending, &k.Op, k, k.sort
		s.ready(c.Thread, th)
	default:
		s.Arrive(c.Thread, k)
	}
	return e, true
}

// From returns where the thread was before the step.
func (e *Event) From() *Node { return e.node }
