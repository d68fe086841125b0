package model

import "fmt"

// Announce makes op the pending operation of t, which must be running.
func (s *State) Announce(t ThreadID, op Op) {
	p := s.ops.push()
	p.set(&op)
	s.Arrive(t, p, 0)
}

// Arrive makes what op points to the pending operation of t, which must be running;
// or it ends t, where that is NoOp. It is not copied, and must never be changed. With
// it the caller may say at which node of its own t is now; Node tells that again, also
// after a step back.
func (s *State) Arrive(t ThreadID, op *Op, node int32) {
	th := &s.threads[t]
	if th.status != Running {
		panic(fmt.Sprintf("model: thread %d announces while %d", t, th.status))
	}
	th.node = node
	if op.Kind == NoOp {
		s.Finish(t)
		return
	}
	th.status, th.pend = Pending, op
	if op.Timeout > 0 {
		th.wait = waiting{deadline: s.now + op.Timeout, due: s.adversarial}
	}
	s.file(t, th, op)
}

// Node returns where t is, as Arrive was told.
func (s *State) Node(t ThreadID) int32 { return s.threads[t].node }

// Unannounce takes t's Announce back; it must be the latest change.
func (s *State) Unannounce(t ThreadID) {
	s.unsettle()
	th := &s.threads[t]
	s.unfile(t, th.pend)
	th.status, th.wait.due = Running, false
}

// Finish ends t, which must be running.
func (s *State) Finish(t ThreadID) {
	th := &s.threads[t]
	th.status = Ended
	if th.rpos >= 0 {
		s.dropReady(t)
	}
	for _, j := range th.joiners {
		s.joined(j, -1)
	}
}

// Unfinish takes t's Finish back; it must be the latest change.
func (s *State) Unfinish(t ThreadID) {
	s.unsettle()
	th := &s.threads[t]
	th.status = Running
	for _, j := range th.joiners {
		s.joined(j, +1)
	}
}

// opStack holds the operations that were announced by value, in order. The room of
// those announced since a step is used again once that is taken back.
type opStack struct {
	chunks [][]Op
	n      int32
}

const opChunk = 256

func (x *opStack) push() *Op {
	if int(x.n) == len(x.chunks)*opChunk {
		x.chunks = append(x.chunks, make([]Op, opChunk))
	}
	p := &x.chunks[x.n/opChunk][x.n%opChunk]
	x.n++
	return p
}

// noOp is what threads have pending that have not announced anything yet.
var noOp Op
