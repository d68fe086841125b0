package model

import "fmt"

// Announce makes op the pending operation of t, which must be running.
func (s *State) Announce(t ThreadID, op Op) { s.AnnounceCopy(t, &op) }

// AnnounceCopy is Announce of a copy of op.
func (s *State) AnnounceCopy(t ThreadID, op *Op) {
	p := s.ops.push()
	p.set(op)
	th := &s.threads[t]
	th.sort = s.sortOf(p)
	s.stray(th)
	s.announce(t, th, p)
}

func (s *State) announce(t ThreadID, th *thread, op *Op) {
	if th.status != Running {
		panic(fmt.Sprintf("model: thread %d announces while %d", t, th.status))
	}
	th.status, th.pend = Pending, op
	if op.Timeout > 0 {
		th.wait = waiting{deadline: s.now + op.Timeout, due: s.adversarial}
	}
	s.file(t, th, op)
}

// Unannounce takes t's Announce back; it must be the latest change.
func (s *State) Unannounce(t ThreadID) {
	s.unsettle()
	th := &s.threads[t]
	s.unfile(t, th, th.pend)
	th.status, th.wait.due = Running, false
}

// Finish ends t, which must be running.
func (s *State) Finish(t ThreadID) {
	th := &s.threads[t]
	s.stray(th)
	s.finish(t, th)
}

func (s *State) finish(t ThreadID, th *thread) {
	th.status = Ended
	s.ended++
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
	s.ended--
	for _, j := range th.joiners {
		s.joined(j, +1)
	}
}

// opStack holds the operations that were announced by value, in order. The room of
// those announced since a step is used again once that is taken back.
type opStack struct {
	n      int32
	chunks [][]Op
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
