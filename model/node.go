package model

import "slices"

// A thread that is a function from its history of results to its next operation can be
// kept as a tree: its nodes are histories, and what is known of a thread is followed
// from node to node as fast as its steps are made.

// Node is a thread after some history. What each step looks at comes first, up to the
// operation's values: one cache line.
type Node struct {
	Res  Result // of the operation before, which led here
	kids *Node  // those that come after it, by result
	next *Node  // the next kid of the node before
	// ID is the caller's, to find more by.
	ID int32
	// Plain: there is nothing to do when a thread comes here but to announce Op. It is
	// said once the node is otherwise complete.
	Plain bool
	sort  nodeSort
	Op    Op // what it does next; NoOp: it has ended. It is never changed
}

// Add makes k, whose result is set, come after n.
func (n *Node) Add(k *Node) { k.next, n.kids = n.kids, k }

// nodeSort is what a Plain node is to those that step over it.
type nodeSort uint8

const (
	other   nodeSort = iota
	steady           // Op is always possible, and is one of an object
	steady0          // Op is always possible
	locks            // Op waits for a lock, and for nothing else
	ends             // the thread has ended
)

// Settle completes n, of which everything else is set.
func (n *Node) Settle(plain bool) {
	n.Plain = plain
	switch {
	case !plain:
	case n.Op.Kind == NoOp:
		n.sort = ends
	case n.Op.locks():
		n.sort = locks
	case n.Op.always() && n.Op.Obj != NoObj:
		n.sort = steady
	case n.Op.always():
		n.sort = steady0
	}
}

// After returns the node that comes after n with result r, nil if there is none.
func (n *Node) After(r Result) *Node {
	k := n.kids
	for k != nil && k.Res != r {
		k = k.next
	}
	return k
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
// advances one thread, to a node that is known and Plain. It reports whether that is so.
func (s *State) StepOn(c Choice) (e *Event, arrived bool) {
	th := &s.threads[c.Thread]
	n := th.node
	if n == nil || n.sort != steady && n.sort != locks || th.status != Pending || c.Alt.Case < 0 || s.adversarial || s.nparked > 0 {
		e = s.Step(c)
		if e.Joint || e.Op.Kind == Spawn {
			return e, false
		}
	} else {
		e = s.newEvent()
		e.begin(c, th, s.now)
		e.ops = s.ops.n
		th.status, th.last = Running, int32(len(s.log)-1)
		switch o := s.objs[n.Op.Obj].(type) {
		case *variable:
			o.step(s, e)
		case *atomic:
			o.step(s, e)
		case *mutex:
			if n.sort == locks {
				s.quit(&o.lockers, th)
			}
			o.step(s, e)
		default:
			if n.sort == locks {
				s.leave(c.Thread, &n.Op)
			}
			o.step(s, e)
		}
	}
	k := e.node.After(e.Res)
	switch {
	case k == nil || !k.Plain:
		return e, false
	case k.sort == steady || k.sort == steady0:
		th.status, th.pend, th.node = Pending, &k.Op, k
		s.ready(c.Thread, th)
	default:
		s.Arrive(c.Thread, k)
	}
	return e, true
}

// backOn is Back of a step that StepOn may have made, after which thread th has gone
// on to another node. It reports whether it was one, and is taken back.
func (s *State) backOn(e *Event, th *thread) bool {
	n, k := e.node, th.node
	if n == nil || n.sort != steady && n.sort != locks || k == nil || e.Alt.Case < 0 || s.adversarial || s.nparked > 0 || len(s.ticks) > 0 {
		return false
	}
	switch k.sort {
	case steady, steady0:
	case locks:
		s.unfile(e.Thread, th, &k.Op)
	case ends:
		s.Unfinish(e.Thread)
	default:
		return false
	}
	th.status = Running
	switch o := s.objs[n.Op.Obj].(type) {
	case *variable:
		o.undo(s, e)
	case *atomic:
		o.undo(s, e)
	default:
		o.undo(s, e)
	}
	th.status, th.pend, th.node, th.last = Pending, &n.Op, n, e.prev
	if n.sort == steady {
		s.ready(e.Thread, th)
	} else {
		s.file(e.Thread, th, &n.Op)
	}
	s.ops.n = e.ops
	s.log = s.log[:len(s.log)-1]
	return true
}

// From returns where the thread was before the step.
func (e *Event) From() *Node { return e.node }
