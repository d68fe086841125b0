package model

// Mode is how an event touches an object. Two events of different threads are
// dependent when they touch one object in conflicting modes, when one causes
// the other, or when one is the other's spawn or join.
type Mode uint8

const (
	Read     Mode = iota // memory: load, failed compare-and-swap
	Write                // memory: everything that may change it
	Acquire              // mutex: lock, successful try, relock
	Release              // mutex: unlock, wait
	Probe                // mutex: failed try: it saw the mutex held
	Enqueue              // condition: wait
	Notify               // condition: signal or broadcast that woke somebody
	Lost                 // condition: signal or broadcast that found no waiter
	Put                  // buffered channel: send
	Take                 // buffered channel: receive
	Look                 // channel: readiness was observed: len, tries, select, closed
	Meet                 // channel of capacity 0: rendezvous
	Shut                 // channel: close
	Down                 // semaphore: acquire, successful try
	Up                   // semaphore: release
	Return               // bounded semaphore: release
	Short                // semaphore: failed try, time-out: it saw no permit
	Queue                // FIFO semaphore: arrive
	Granted              // FIFO semaphore: acquire, whose order the arrivals have decided
	Forgo                // FIFO semaphore: a waiter's time-out
	Raise                // event: set
	Lower                // event: clear
	Observe              // event: wait, look, time-out
	Renew                // wait group: add to zero, and add of less than -1
	More                 // wait group: add to more than zero
	Less                 // wait group: done
	Below                // wait group: misuse: it saw zero
	Attend               // wait group: a wait begins
	Leave                // wait group: a wait ends, or times out
	Begin                // once: the first begin
	End                  // once: end
	Skip                 // once: a begin that found it done
	RAcquire             // reader-writer lock: rlock, successful tryrlock
	RRelease             // reader-writer lock: runlock by a reader
	RProbe               // reader-writer lock: failed tryrlock, time-out of an rlock
	Line                 // FIFO lock: arrive
	RLine                // FIFO reader-writer lock: arrival of a reader
	Claim                // writer-preferring lock: arrival of a writer
	Enter                // writer-preferring lock: arrival of a reader
	Relay                // writer-preferring lock: unlock while other writers wait
	Barge                // lock with arrivals: successful trylock
	RBarge               // reader-writer lock with arrivals: successful tryrlock
	Peek                 // lock with arrivals: trylock that failed though no holder was in the way
	RPeek                // reader-writer lock with arrivals: the same of a tryrlock
	Quit                 // lock with arrivals: a waiting lock times out
	RQuit                // lock with arrivals: a waiting rlock times out
	Withdraw             // condition: a waiter's time-out
	Gather               // barrier: arrive
	Rank                 // barrier: arrive with an index
	Depart               // barrier: leave
	Break                // barrier: abort, reset, a waiter's time-out
	Check                // barrier: it was seen broken or not
	numModes
)

// conflicting lists, for each mode, the modes that it does not commute with.
// It is symmetric. What is not listed is a claim of independence: both orders
// of two enabled events reach the same state with the same results, and
// neither enables nor disables the other. The oracle checks every one.
var conflicting = [numModes][]Mode{
	Read:     {Write},
	Write:    {Read, Write},
	Acquire:  {Acquire, Release, Probe, RAcquire, RRelease, RProbe, Relay, Peek, RPeek, Quit, RQuit},
	Release:  {Acquire, Release, Probe, RAcquire, RRelease, RProbe, Claim, Relay, Barge, RBarge, Peek, RPeek, Quit, RQuit},
	Probe:    {Acquire, Release, RAcquire, RRelease, Relay, Barge},
	RAcquire: {Acquire, Release, Probe, Relay, Quit},
	RRelease: {Acquire, Release, Probe, Barge, Peek, Quit},
	RProbe:   {Acquire, Release, Relay, Barge},
	Line:     {Line, RLine, Barge, RBarge, Peek, RPeek},
	RLine:    {Line, Barge, Peek},
	Claim:    {Release, Enter, Relay, Barge, RBarge, Peek, RPeek, Quit},
	Enter:    {Claim, Relay, Barge, Peek},
	Relay:    {Acquire, Release, Probe, RAcquire, RProbe, Claim, Enter, Relay, Peek, RPeek, Quit, RQuit},
	Barge:    {Release, Probe, RRelease, RProbe, Line, RLine, Claim, Enter, Barge, RBarge, Quit, RQuit},
	RBarge:   {Release, Line, Claim, Barge, Peek, Quit},
	Peek:     {Acquire, Release, RRelease, Line, RLine, Claim, Enter, Relay, RBarge, Quit, RQuit},
	RPeek:    {Acquire, Release, Line, Claim, Relay, Quit},
	Quit:     {Acquire, Release, RAcquire, RRelease, Claim, Relay, Barge, RBarge, Peek, RPeek, Quit, RQuit},
	RQuit:    {Acquire, Release, Relay, Barge, Peek, Quit},
	Enqueue:  {Notify, Lost},
	Notify:   {Enqueue, Notify, Lost, Withdraw},
	Lost:     {Enqueue, Notify, Withdraw},
	Withdraw: {Notify, Lost},
	Put:      {Put, Look, Shut},
	Take:     {Take, Look},
	Look:     {Put, Take, Meet, Shut},
	Meet:     {Look, Meet, Shut},
	Shut:     {Put, Look, Meet, Shut},
	Down:     {Down, Up, Return, Short, Queue, Forgo},
	Up:       {Down, Short, Granted, Forgo},
	Return:   {Down, Return, Short, Granted, Forgo},
	Short:    {Down, Up, Return, Queue, Forgo},
	Queue:    {Down, Short, Queue},
	Granted:  {Up, Return, Forgo},
	Forgo:    {Down, Up, Return, Short, Granted, Forgo},
	Raise:    {Lower, Observe},
	Lower:    {Raise, Observe},
	Observe:  {Raise, Lower},
	Renew:    {Renew, More, Less, Below, Attend, Leave},
	More:     {Renew, Less, Below},
	Less:     {Renew, More, Less, Below, Leave},
	Below:    {Renew, More, Less},
	Attend:   {Renew},
	Leave:    {Renew, Less},
	Begin:    {Begin, End, Skip},
	End:      {Begin, Skip},
	Skip:     {Begin, End},
	Gather:   {Gather, Rank, Depart, Break},
	Rank:     {Gather, Rank, Depart, Break},
	Depart:   {Gather, Rank, Break},
	Break:    {Gather, Rank, Depart, Break, Check},
	Check:    {Break},
}

// A set of modes is a word.
var _ [64 - numModes]struct{}

var conflictSet = func() (m [numModes]uint64) {
	for a, bs := range conflicting {
		for _, b := range bs {
			m[a] |= 1 << b
		}
	}
	return
}()

// Conflict reports whether events touching one object in modes a and b may be
// dependent; unless Parts and counts say otherwise, they are.
func Conflict(a, b Mode) bool { return conflictSet[a]&(1<<b) != 0 }

// Conflicts returns the set of modes that Conflict reports for m: bit b is set
// for mode b.
func (m Mode) Conflicts() uint64 { return conflictSet[m] }

// Access is one object touched by an event.
type Access struct {
	Obj  ObjID
	Mode Mode
	// Part is the generation of a barrier that the event belongs to, from 1.
	Part int32
	// Left is how many events like this one there was room for in its Part, this
	// one included: they commute for as long as there is room for both. 0: there
	// is no such bound.
	Left int32
}

// Conflicts reports whether two events that are both enabled, in a state where
// they would touch one object in the ways x and y, do not commute.
func (x Access) Conflicts(y Access) bool {
	if conflictSet[x.Mode]&(1<<y.Mode) == 0 {
		return false
	}
	if x.counts(y) {
		return x.Left == 1 || y.Left == 1
	}
	return x.partly(y)
}

// Precedes reports whether an event that touched an object in the way y must
// stay after one that touched it in the way x before. It differs from
// Conflicts in that who used up the room of a Part leaves no trace.
func (x Access) Precedes(y Access) bool {
	if conflictSet[x.Mode]&(1<<y.Mode) == 0 {
		return false
	}
	return x.partly(y) && !x.counts(y)
}

// partly reports whether x and y conflict if their modes do: the end of a
// generation concerns those who are in it.
func (x Access) partly(y Access) bool {
	return x.Part == y.Part || x.Mode != Depart && y.Mode != Depart
}

// counts reports whether x and y take from the same room.
func (x Access) counts(y Access) bool { return x.Left > 0 && y.Left > 0 && x.Part == y.Part }

// Crowds reports whether an event that touches an object in the way x takes
// room from one that touches it in the way y, when it comes to stand before it.
func (x Access) Crowds(y Access) bool { return x.Obj == y.Obj && x.counts(y) }

// Footprint appends what e touches to buf.
func (s *State) Footprint(e *Event, buf []Access) []Access {
	for i, cs := range e.PeerCases { // the partner's select goes away from all its channels
		if cs.Obj != NoObj && first(e.PeerCases, i) {
			buf = append(buf, Access{Obj: cs.Obj, Mode: Look})
		}
	}
	if e.Op.Await != nil {
		buf = s.looks(e.Op.Await, buf)
	}
	if e.Alt.Fault() {
		return buf
	}
	if o := s.obj(e.Op); o != nil {
		return o.footprint(s, e, buf)
	}
	switch e.Op.Kind {
	case Select, TrySend, TryRecv:
		return s.selectFootprint(e, buf)
	}
	return buf // threads are ordered by Dependent; nobody changes a nil channel
}

// Dependent reports whether a and b, events of this execution with a before
// b, are ordered by happens-before on their own account: they may not be
// swapped. The relation whose transitive closure orders an execution.
func (s *State) Dependent(ia, ib int) bool {
	a, b := &s.log[ia], &s.log[ib]
	if sameThread(a, b) || int(b.Cause) == ia || a.Now < b.Now {
		return true
	}
	if a.Op.Kind == Spawn && b.Advances(ThreadID(a.Op.Arg)) {
		return true
	}
	if b.Op.Kind == Join {
		for _, cs := range b.Op.Cases {
			if a.Advances(ThreadID(cs.Obj)) {
				return true
			}
		}
	}
	var bufA, bufB [4]Access
	fa, fb := s.Footprint(a, bufA[:0]), s.Footprint(b, bufB[:0])
	for _, x := range fa {
		for _, y := range fb {
			if x.Obj == y.Obj && x.Precedes(y) {
				return true
			}
		}
	}
	return false
}

func sameThread(a, b *Event) bool {
	return b.Advances(a.Thread) || a.Joint && b.Advances(a.Alt.Peer)
}

// Conflicting reports whether two events that are enabled in one state, where
// they would be a and b, touch an object in conflicting ways.
func (s *State) Conflicting(a, b *Event) bool {
	var bufA, bufB [4]Access
	fa, fb := s.Footprint(a, bufA[:0]), s.Footprint(b, bufB[:0])
	for _, x := range fa {
		for _, y := range fb {
			if x.Obj == y.Obj && x.Conflicts(y) {
				return true
			}
		}
	}
	return false
}
