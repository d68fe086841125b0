package model

// enabledSet keeps, incrementally, which threads may move. A thread whose
// operation waits for an object stands in one of that object's queues. A short
// queue turns its members ready one by one; a long one is a group that is
// switched on and off as a whole, so that an unlock with 20,000 waiters is one
// change.
type enabledSet struct {
	ready   []ThreadID
	groups  []*queue // groups that are on and not empty
	grouped int      // members of those groups
}

// groupSize is the length at which a queue becomes a group.
const groupSize = 16

// queue holds the threads whose pending operation is enabled under one common
// condition; on tells whether it holds now. Order has no meaning.
type queue struct {
	members []ThreadID
	on      bool
	group   bool
	gpos    int // position in enabledSet.groups while group && on
}

func (x *enabledSet) reset() {
	x.ready, x.groups, x.grouped = x.ready[:0], x.groups[:0], 0
}

func (q *queue) reset(on bool) { q.members, q.on, q.group = q.members[:0], on, false }

// NumEnabled returns how many threads may move.
func (s *State) NumEnabled() int { return len(s.enabled.ready) + s.enabled.grouped }

// EnabledAt returns the i-th thread that may move, 0 <= i < NumEnabled. The
// order is a function of the history of the execution, not canonical.
func (s *State) EnabledAt(i int) ThreadID {
	x := &s.enabled
	if i < len(x.ready) {
		return x.ready[i]
	}
	i -= len(x.ready)
	for _, q := range x.groups {
		if i < len(q.members) {
			return q.members[i]
		}
		i -= len(q.members)
	}
	panic("model: EnabledAt out of range")
}

// IsEnabled reports whether t may move.
func (s *State) IsEnabled(t ThreadID) bool {
	th := &s.threads[t]
	return th.status == Pending && (th.rpos >= 0 || th.queue != nil && th.queue.group && th.queue.on)
}

// setReady files t as enabled or disabled on its own account.
func (s *State) setReady(t ThreadID, on bool) {
	th := &s.threads[t]
	x := &s.enabled
	switch {
	case on == (th.rpos >= 0), !on && th.wait.ends(): // who is due stays enabled
	case on:
		th.rpos = int32(len(x.ready))
		x.ready = append(x.ready, t)
	default:
		s.dropReady(t)
	}
}

// rouse tells a thread that waits for its turn that it has come, or takes that
// back.
func (s *State) rouse(t ThreadID, on bool) {
	th := &s.threads[t]
	th.woken = on
	if th.status == Pending {
		s.setReady(t, on)
	}
}

// dropReady takes t out of the ready list, where it is.
func (s *State) dropReady(t ThreadID) {
	th := &s.threads[t]
	x := &s.enabled
	if th.rpos < 0 {
		return
	}
	last := len(x.ready) - 1
	moved := x.ready[last]
	x.ready[th.rpos] = moved
	s.threads[moved].rpos = th.rpos
	x.ready = x.ready[:last]
	th.rpos = -1
}

// enqueue puts t into q. Where it keeps its place in the ready list, see place.go, it
// may be ready already.
func (s *State) enqueue(q *queue, t ThreadID) {
	th := &s.threads[t]
	th.queue, th.qpos = q, int32(len(q.members))
	q.members = append(q.members, t)
	switch {
	case !q.group && q.on && len(q.members) <= groupSize:
		s.setReady(t, true)
		return
	case !q.group && len(q.members) > groupSize:
		if q.on {
			for _, m := range q.members {
				s.setReady(m, false)
			}
			s.openGroup(q)
		}
		q.group = true
	case q.group && q.on:
		s.enabled.grouped++
	}
	s.dropReady(t)
}

// dequeue takes t out of q, unless it has left it because it is due.
func (s *State) dequeue(q *queue, t ThreadID) {
	th := &s.threads[t]
	if th.queue == q {
		s.quit(q, th)
	}
	s.setReady(t, false)
}

// quit takes th out of q, and leaves it ready if it is so on its own account.
func (s *State) quit(q *queue, th *thread) {
	last := len(q.members) - 1
	moved := q.members[last]
	q.members[th.qpos] = moved
	s.threads[moved].qpos = th.qpos
	q.members = q.members[:last]
	th.queue = nil
	if !q.group {
		return
	}
	if q.on {
		s.enabled.grouped--
		if last == 0 {
			s.closeGroup(q)
		}
	}
	if last == 0 {
		q.group = false
	}
}

// turn switches a queue on or off.
func (s *State) turn(q *queue, on bool) {
	if q.on == on {
		return
	}
	q.on = on
	switch {
	case !q.group && on:
		ready := s.enabled.ready
		for _, m := range q.members {
			if th := &s.threads[m]; th.rpos < 0 {
				th.rpos = int32(len(ready))
				ready = append(ready, m)
			}
		}
		s.enabled.ready = ready
	case !q.group:
		for _, m := range q.members {
			if !s.threads[m].wait.ends() {
				s.dropReady(m)
			}
		}
	case on:
		s.openGroup(q)
	default:
		s.enabled.grouped -= len(q.members)
		s.closeGroup(q)
	}
}

func (s *State) openGroup(q *queue) {
	q.gpos = len(s.enabled.groups)
	s.enabled.groups = append(s.enabled.groups, q)
	s.enabled.grouped += len(q.members)
}

func (s *State) closeGroup(q *queue) {
	g := s.enabled.groups
	last := len(g) - 1
	g[q.gpos] = g[last]
	g[q.gpos].gpos = q.gpos
	s.enabled.groups = g[:last]
}
