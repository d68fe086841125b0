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
	Take:    {Take, Look, Shut},
	Look:    {Put, Take, Meet, Shut},
	Meet:    {Look, Meet, Shut},
	Shut:    {Put, Take, Look, Meet, Shut},
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
	o := e.Op.Obj
	switch e.Op.Kind {
	case Load, AtomicLoad:
		return append(buf, Access{o, Read})
	case Store, AtomicStore, Swap, Add:
		return append(buf, Access{o, Write})
	case CAS:
		if e.Res.OK {
			return append(buf, Access{o, Write})
		}
		return append(buf, Access{o, Read})
	case Lock:
		return append(buf, Access{o, Acquire})
	case TryLock:
		if e.Res.OK {
			return append(buf, Access{o, Acquire})
		}
		return append(buf, Access{o, Probe})
	case Unlock:
		return append(buf, Access{o, Release}) // misuse too: it saw the mutex free
	case Wait:
		mu := s.CondMutex(o)
		if e.Res.Misuse != NoMisuse {
			return append(buf, Access{mu, Probe}) // it saw that it is not the holder
		}
		return append(buf, Access{mu, Release}, Access{o, Enqueue})
	case Relock:
		return append(buf, Access{s.CondMutex(o), Acquire})
	case Signal, Broadcast:
		if e.Res.Val > 0 {
			return append(buf, Access{o, Notify})
		}
		return append(buf, Access{o, Lost})
	case Send:
		return append(buf, Access{o, s.sendMode(o, e)})
	case Recv:
		return append(buf, Access{o, s.recvMode(o, e)})
	case Len, Close:
		switch {
		case o == NoObj: // a nil channel: nobody changes it
			return buf
		case e.Op.Kind == Len:
			return append(buf, Access{o, Look})
		}
		return append(buf, Access{o, Shut})
	case Select, TrySend, TryRecv:
		for i, cs := range e.Op.Cases {
			if cs.Obj == NoObj || cs.Kind == DefaultCase {
				continue
			}
			if first(e.Op.Cases, i) {
				buf = append(buf, Access{cs.Obj, Look})
			}
			if i != int(e.Alt.Case) {
				continue
			}
			if cs.Kind == SendCase {
				buf = append(buf, Access{cs.Obj, s.sendMode(cs.Obj, e)})
			} else {
				buf = append(buf, Access{cs.Obj, s.recvMode(cs.Obj, e)})
			}
		}
	}
	return buf
}

func (s *State) sendMode(o ObjID, e *Event) Mode {
	switch {
	case o == NoObj || e.Res.Misuse != NoMisuse:
		return Look // it saw the channel closed
	case e.Joint:
		return Meet
	}
	return Put
}

func (s *State) recvMode(o ObjID, e *Event) Mode {
	switch {
	case o == NoObj || !e.Res.OK:
		return Look // closed and drained
	case e.Joint:
		return Meet
	}
	return Take
}

// Dependent reports whether a and b, events of this execution with a before
// b, are ordered by happens-before on their own account: they may not be
// swapped. The relation whose transitive closure orders an execution.
func (s *State) Dependent(ia, ib int) bool {
	a, b := &s.log[ia], &s.log[ib]
	if sameThread(a, b) || int(b.Cause) == ia {
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
