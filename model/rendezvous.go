package model

// A rendezvous is one step that advances two threads: the sender, or the
// receiver when it polls with a try-receive or a select with default, owns the
// step; the partner waits passively with its operation pending. Each pending
// partner, and each matching case of a partner's select, is an alternative.

// receiverAlts appends an alternative for every pending receiver on c but t.
func (c *channel) receiverAlts(s *State, t ThreadID, myCase int16, buf []Alt) []Alt {
	for _, r := range c.receivers.members {
		buf = append(buf, Alt{Case: myCase, Peer: r})
	}
	return c.pollerAlts(s, t, RecvCase, myCase, buf)
}

// senderAlts appends an alternative for every pending sender on c but t.
func (c *channel) senderAlts(s *State, t ThreadID, myCase int16, buf []Alt) []Alt {
	for _, r := range c.senders.members {
		buf = append(buf, Alt{Case: myCase, Peer: r})
	}
	return c.pollerAlts(s, t, SendCase, myCase, buf)
}

// pollerAlts appends an alternative for every case of kind k on c among the
// other threads' pending blocking selects.
func (c *channel) pollerAlts(s *State, t ThreadID, k CaseKind, myCase int16, buf []Alt) []Alt {
	for _, r := range c.selects {
		op := s.threads[r].pend
		if r == t || polls(op) {
			continue
		}
		for j, cs := range op.Cases {
			if cs.Kind == k && s.chanOf(cs.Obj) == c {
				buf = append(buf, Alt{Case: myCase, Peer: r, PeerCase: int16(j)})
			}
		}
	}
	return buf
}

// peer is what a rendezvous completed for its partner.
type peer struct {
	op   *Op
	wait waiting
	last int32 // the last event of the partner before this one
	node *Node
}

// meet completes the pending operation of the partner e.Alt.Peer together with
// the step e.
func (s *State) meet(e *Event, mine, peers Result) {
	e.Joint = true
	mine.Case, peers.Case = e.Alt.Case, e.Alt.PeerCase
	e.Res, e.PeerRes = mine, peers
	p := &s.threads[e.Alt.Peer]
	if p.pend.Kind == Select {
		e.PeerCases = p.pend.Cases
	}
	s.peers = append(s.peers, peer{p.pend, p.wait, p.last, p.node})
	s.unfile(e.Alt.Peer, p, p.pend)
	p.status, p.wait.due = Running, false
}

// unmeet makes the partner wait again.
func (s *State) unmeet(e *Event) {
	last := len(s.peers) - 1
	p := &s.threads[e.Alt.Peer]
	x := &s.peers[last]
	p.status, p.pend, p.wait, p.last, p.node, p.sort = Pending, x.op, x.wait, x.last, x.node, general
	s.peers = s.peers[:last]
	s.file(e.Alt.Peer, p, p.pend)
}

// Meetings returns how many rendezvous there have been in the execution.
func (s *State) Meetings() int { return len(s.peers) }

// PeerOp returns the operation that the i-th joint event of the trace
// completed for its partner.
func (s *State) PeerOp(i int) Op { return *s.peers[i].op }
