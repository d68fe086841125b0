package model

// Mode is how an event touches an object. Two events of different threads are
// dependent when they touch one object in conflicting modes, when one causes
// the other, or when one is the other's spawn or join.
type Mode uint8

const (
	Read    Mode = iota // memory: load, failed compare-and-swap
	Write               // memory: everything that may change it
	Acquire             // mutex: lock, successful try, relock
	Release             // mutex: unlock, wait
	Probe               // mutex: failed try: it saw the mutex held
	Enqueue             // condition: wait
	Notify              // condition: signal or broadcast that woke somebody
	Lost                // condition: signal or broadcast that found no waiter
	Put                 // buffered channel: send
	Take                // buffered channel: receive
	Look                // channel: readiness was observed: len, tries, select, closed
	Meet                // channel of capacity 0: rendezvous
	Shut                // channel: close
	numModes
)

// conflicting lists, for each mode, the modes that it does not commute with.
// It is symmetric. What is not listed is a claim of independence: both orders
// of two enabled events reach the same state with the same results, and
// neither enables nor disables the other. The oracle checks every one.
var conflicting = [numModes][]Mode{
	Read:    {Write},
	Write:   {Read, Write},
	Acquire: {Acquire, Release, Probe},
	Release: {Acquire, Release, Probe},
	Probe:   {Acquire, Release},
	Enqueue: {Notify, Lost},
	Notify:  {Enqueue, Notify, Lost},
	Lost:    {Enqueue, Notify},
	Put:     {Put, Look, Shut},
	Take:    {Take, Look},
	Look:    {Put, Take, Meet, Shut},
	Meet:    {Look, Meet, Shut},
	Shut:    {Put, Look, Meet, Shut},
}

var conflictSet = func() (m [numModes]uint32) {
	for a, bs := range conflicting {
		for _, b := range bs {
			m[a] |= 1 << b
		}
	}
	return
}()

// Conflict reports whether events touching one object in modes a and b are
// dependent.
func Conflict(a, b Mode) bool { return conflictSet[a]&(1<<b) != 0 }

// Access is one object touched by an event.
type Access struct {
	Obj  ObjID
	Mode Mode
}

// Footprint appends what e touches to buf.
func (s *State) Footprint(e *Event, buf []Access) []Access {
	for i, cs := range e.PeerCases { // the partner's select goes away from all its channels
		if cs.Obj != NoObj && first(e.PeerCases, i) {
			buf = append(buf, Access{cs.Obj, Look})
		}
	}
	if o := s.obj(&e.Op); o != nil {
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
	return s.Conflicting(a, b)
}

func sameThread(a, b *Event) bool {
	return b.Advances(a.Thread) || a.Joint && b.Advances(a.Alt.Peer)
}

// Conflicting reports whether two events touch an object in conflicting modes.
func (s *State) Conflicting(a, b *Event) bool {
	var bufA, bufB [4]Access
	fa, fb := s.Footprint(a, bufA[:0]), s.Footprint(b, bufB[:0])
	for _, x := range fa {
		for _, y := range fb {
			if x.Obj == y.Obj && Conflict(x.Mode, y.Mode) {
				return true
			}
		}
	}
	return false
}
