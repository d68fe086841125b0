package model

// State is the whole state of one execution: threads with their pending
// operations, objects, and the events so far. It changes only through
// Announce, Finish and Step, and backwards through Undo, Unannounce and
// Unfinish, or what stands for several of them (node.go, memo.go); it knows no
// clock, goroutine or randomness.
//
// A State is reused: Reset takes it back to the start of an execution and
// keeps the identities of threads and objects, and all memory.
type State struct {
	// What every step looks at comes first.
	threads []thread // by ThreadID; 0 is unused
	objs    []object // by ObjID; 0 is unused
	log     []Event
	enabled enabledSet
	now     Word
	nparked int
	ticks   []tick
	ops     opStack

	keep        bool // see KeepObjects
	loose       bool // see Unordered
	strayed     bool // see Astray
	adversarial bool // see adversary.go

	live   []ThreadID
	ended  int // how many of live have ended
	made   []ObjID
	peers  []peer       // what joint events completed for their partners, for Undo
	waits  []waiting    // the time-outs of operations with one that were executed, for Undo
	spent  []Word       // with the adversarial clock: what the thread of each event had waited through
	timed  []ThreadID   // pending operations with a Timeout
	parked [][]ThreadID // by ObjID: who is parked at it, see await.go; nparked in all
	ids    Identities   // nil: its own
}

type thread struct {
	pend   *Op // the pending operation, or else the one before; never nil
	status Status
	sort   opSort // of the pending operation, or of the one before
	woken  bool   // a waiter of a condition that has been signalled
	last   int32  // index of the thread's last event, -1
	node   *Node  // where it is: see node.go

	// Enabledness.
	rpos  int32 // position in the ready list, -1; a running thread may keep it: see place.go
	qpos  int32
	queue *queue
	wait  waiting // of a pending operation with a Timeout; no other one is due

	parent   ThreadID
	ordinal  int32
	name     string
	kids     []ThreadID // by ordinal, kept over executions
	creates  []ObjID    // by ordinal, kept over executions
	nkids    int32
	nobjs    int32
	seq      int32      // position in this execution's spawn order
	joinLeft int32      // threads that the pending Join still waits for
	joiners  []ThreadID // threads whose pending Join names this one
	elapsed  Word       // with the adversarial clock: what it has waited through
	tpos     int32      // position in State.timed
	waker    int32      // the event that woke it
	after    int32      // reader-writer locks: how many writers had arrived before it
	ticket   int32      // the generation of a barrier in which it arrived last
}

// Status is where a thread is in its life.
type Status uint8

const (
	Unborn  Status = iota // not spawned in this execution
	Running               // between two of its operations: owes an Announce or a Finish
	Pending               // has announced its next operation
	Ended
)

// object is a modeled object: a pure state machine, one file each.
type object interface {
	// arrive is told that t has announced op; it files t in a queue or sets
	// it ready. leave takes that back.
	arrive(s *State, t ThreadID, op *Op)
	leave(s *State, t ThreadID, op *Op)
	// alts appends the alternatives of t's pending op that are enabled now.
	alts(s *State, t ThreadID, op *Op, buf []Alt) []Alt
	// step executes e.Op, fills in the results of e, and remembers in e what
	// undo needs. The thread has left already.
	step(s *State, e *Event)
	// undo takes the latest step back. The thread arrives again afterwards.
	undo(s *State, e *Event)
	reset()
	// can reports whether t's operation, which the object has been told of, may
	// proceed now; alts, step and time-outs rest on it.
	can(s *State, t ThreadID, op *Op) bool
	// expire is told that e is the time-out of its operation, which so ends
	// without having proceeded; unexpire takes that back.
	expire(s *State, e *Event)
	unexpire(s *State, e *Event)
	// footprint appends what e touches; it depends on e alone, results included.
	footprint(s *State, e *Event, buf []Access) []Access
	// sync makes the happens-before edges of e, event number at.
	sync(h *HB, e *Event, at int)
	// hash appends a canonical description of the object's state.
	hash(s *State, b []byte) []byte
}

// NewState returns a state with the main thread, running.
func NewState() *State {
	s := &State{threads: make([]thread, 2, 8), objs: make([]object, 1, 8)}
	s.threads[Main] = thread{pend: &noOp, name: "main"}
	s.Reset()
	return s
}

// Reset returns to the start of an execution: only main exists, and runs.
func (s *State) Reset() {
	for _, t := range s.live {
		th := &s.threads[t]
		th.status = Unborn
		th.joiners = th.joiners[:0]
		th.woken = false
	}
	for _, o := range s.made {
		s.objs[o].reset()
	}
	s.ended = 0
	s.live, s.made, s.log, s.peers = s.live[:0], s.made[:0], s.log[:0], s.peers[:0]
	s.waits, s.spent, s.ops.n = s.waits[:0], s.spent[:0], 0
	for i := range s.parked {
		s.parked[i] = s.parked[i][:0]
	}
	s.nparked = 0
	s.now, s.timed, s.ticks = 0, s.timed[:0], s.ticks[:0]
	s.enabled.reset()
	s.bear(Main)
}

func (s *State) bear(t ThreadID) {
	th := &s.threads[t]
	th.status, th.rpos, th.queue, th.last = Running, -1, nil, -1
	th.wait, th.elapsed = waiting{}, 0
	th.nkids, th.nobjs = 0, 0 // here, not in Reset: who was un-born by Undo is not live then
	th.seq = int32(len(s.live))
	s.live = append(s.live, t)
}

// create gives t a new object of type T, reusing the one of an earlier
// execution when it has the same type.
func create[T any, P interface {
	*T
	object
}](s *State, t ThreadID) (ObjID, P) {
	o, fresh := s.nextObj(t)
	if !fresh && !s.keep {
		if p, ok := s.objs[o].(P); ok {
			return o, p
		}
	}
	p := P(new(T))
	s.objs[o] = p
	return o, p
}

// obj returns the state machine that gives op its meaning, nil for the
// operations on threads and for those on channels without a single owner.
func (s *State) obj(op *Op) object {
	if op.Obj == NoObj {
		return nil
	}
	return s.objs[op.Obj]
}

// Alts appends the alternatives by which t's pending operation may be
// executed now to buf: none when it is disabled, one for most operations. The
// order is a function of the history, not canonical.
func (s *State) Alts(t ThreadID, buf []Alt) []Alt {
	th := &s.threads[t]
	if !s.IsEnabled(t) {
		return buf
	}
	o := s.obj(th.pend)
	switch {
	case th.wait.ends() && !s.can(t, o):
	case o != nil:
		buf = o.alts(s, t, th.pend, buf)
	default:
		buf = s.altsThreadOp(t, th.pend, buf)
	}
	if th.pend.Flaky || th.pend.Mortal {
		buf = faultAlts(th.pend, buf)
	}
	if th.wait.ends() && !s.final(t, o) {
		buf = s.timeoutAlts(th.pend, buf)
	}
	return buf
}

// Events returns the trace so far. It is valid until the next change.
func (s *State) Events() []Event { return s.log }

// Threads returns the threads of this execution in the order of their birth.
func (s *State) Threads() []ThreadID { return s.live }

// MaxThread returns the greatest identity that a thread has had in any execution.
func (s *State) MaxThread() int { return len(s.threads) - 1 }

// AllEnded reports whether no thread of this execution has anything left to do.
func (s *State) AllEnded() bool { return s.ended == len(s.live) }

// Objects returns the objects of this execution in the order of their making.
func (s *State) Objects() []ObjID { return s.made }

// Status returns where t is in its life.
func (s *State) Status(t ThreadID) Status { return s.threads[t].status }

// Pending returns t's pending operation. It is not to be changed, and stays as it is
// until what announced it is taken back.
func (s *State) Pending(t ThreadID) *Op { return s.threads[t].pend }

// ThreadName returns the name given to t.
func (s *State) ThreadName(t ThreadID) string { return s.threads[t].name }

// Parent returns the thread that spawns t, NoThread for main.
func (s *State) Parent(t ThreadID) ThreadID { return s.threads[t].parent }

// Seq returns t's position in the spawn order of this execution; main has 0.
func (s *State) Seq(t ThreadID) int { return int(s.threads[t].seq) }

// ComparePaths orders threads by spawn path: a parent before its children,
// children by ordinal. It does not depend on the interleaving.
func (s *State) ComparePaths(a, b ThreadID) int {
	if a == b {
		return 0
	}
	da, db := s.depth(a), s.depth(b)
	x, y := a, b
	for ; da > db; da-- {
		x = s.threads[x].parent
	}
	for ; db > da; db-- {
		y = s.threads[y].parent
	}
	if x == y { // one is an ancestor of the other
		if x == a {
			return -1
		}
		return 1
	}
	for s.threads[x].parent != s.threads[y].parent {
		x, y = s.threads[x].parent, s.threads[y].parent
	}
	return int(s.threads[x].ordinal) - int(s.threads[y].ordinal)
}

func (s *State) depth(t ThreadID) int {
	d := 0
	for t = s.threads[t].parent; t != NoThread; t = s.threads[t].parent {
		d++
	}
	return d
}

// CompareAlts orders alternatives canonically: by case - a time-out last -,
// partner, partner's case.
func (s *State) CompareAlts(a, b Alt) int {
	if a.Case != b.Case {
		return int(uint16(a.Case)) - int(uint16(b.Case))
	}
	if a.Peer != b.Peer {
		if a.Peer == NoThread || b.Peer == NoThread {
			return int(a.Peer) - int(b.Peer)
		}
		return s.ComparePaths(a.Peer, b.Peer)
	}
	return int(a.PeerCase) - int(b.PeerCase)
}

// Last returns the kind and object of t's latest event, without
// synchronisation: it is for describing a body that does not come back.
//
//go:norace
func (s *State) Last(t ThreadID) (Kind, ObjID) {
	if i := s.threads[t].last; i >= 0 && int(i) < len(s.log) {
		return s.log[i].Op.Kind, s.log[i].Op.Obj
	}
	return NoOp, NoObj
}
