package model

// How a pending operation becomes known to what it waits for. Most operations wait for
// nothing, and most threads go from one of these to the next. Where nobody asks for
// the order of the ready list - see Unordered - such a thread keeps its place there,
// forwards and backwards, also while it is running; nobody asks either who is ready
// before it has announced something or ended.

// Unordered says whether the order of EnabledAt may be another one than a function of
// the execution, and whether it is asked who is enabled only when every thread has
// announced something or ended. Steps are faster then. It must come before the first step.
func (s *State) Unordered(on bool) { s.loose = on }

// opSort is what it takes to announce an operation and to execute it.
type opSort uint8

const (
	general opSort = iota
	always         // it is possible whatever the state; it is of no object
	// The others are short: no time-out, fault or await has anything to do with them, nor
	// any other thread but for the object's sake.
	onLock // it is of an object, and waits for a lock and for nothing else
	onFree // it is of an object, and always possible
)

// sortOf returns the sort of o.
func (s *State) sortOf(o *Op) opSort {
	switch {
	case !s.loose || s.adversarial || o.Flaky || o.Mortal:
		return general
	case o.locks():
		return onLock
	case !o.always():
		return general
	case o.Obj != NoObj:
		return onFree
	}
	return always
}

// alwaysReady are the kinds of operations that are possible whatever the state, for
// every object. Their arrive and leave set the thread ready, or not, and no more.
const alwaysReady = 1<<Load | 1<<Store | 1<<AtomicLoad | 1<<AtomicStore | 1<<Swap | 1<<CAS | 1<<Add |
	1<<TryLock | 1<<TryRLock | 1<<Unlock | 1<<RUnlock | 1<<Wait | 1<<Signal | 1<<Broadcast |
	1<<Spawn | 1<<Yield | 1<<Choose | 1<<SemTry | 1<<SemRelease |
	1<<EventSet | 1<<EventClear | 1<<EventIsSet | 1<<GroupAdd | 1<<GroupDone | 1<<OnceEnd

// always reports whether o is possible whatever the state.
func (o *Op) always() bool {
	return uint64(alwaysReady)>>(o.Kind&63)&1 != 0 && o.Timeout == 0 && o.Await == nil
}

// locks reports whether o waits for a lock, and for nothing else.
func (o *Op) locks() bool { return o.Kind == Lock && o.Timeout == 0 && o.Await == nil }

// file makes op, now pending, known.
func (s *State) file(t ThreadID, th *thread, op *Op) {
	switch th.sort {
	case always, onFree:
		s.ready(t, th)
		return
	case onLock:
		if m, ok := s.objs[op.Obj].(*mutex); ok {
			s.enqueue(&m.lockers, t)
			return
		}
	}
	if th.rpos >= 0 { // it has kept its place
		s.dropReady(t)
	}
	s.arrive(t, op)
}

// ready gives t, whose operation is possible, a place in the ready list if it has none.
func (s *State) ready(t ThreadID, th *thread) {
	if th.rpos < 0 {
		th.rpos = int32(len(s.enabled.ready))
		s.enabled.ready = append(s.enabled.ready, t)
	}
}

// unfile takes that back.
func (s *State) unfile(t ThreadID, th *thread, op *Op) {
	switch th.sort {
	case always, onFree:
		return
	case onLock:
		if m, ok := s.objs[op.Obj].(*mutex); ok {
			s.quit(&m.lockers, th)
			return
		}
	}
	s.leave(t, op)
}

func (s *State) arrive(t ThreadID, op *Op) {
	if op.Await != nil {
		s.park(t, op.Await)
		return
	}
	if o := s.obj(op); o != nil {
		o.arrive(s, t, op)
	} else {
		s.arriveThreadOp(t, op)
	}
	if op.Timeout > 0 && !s.threads[t].wait.off {
		s.arm(t)
	}
}

func (s *State) leave(t ThreadID, op *Op) {
	if op.Await != nil {
		s.unpark(t, op.Await)
		return
	}
	if op.Timeout > 0 && !s.threads[t].wait.off {
		s.disarm(t)
	}
	if o := s.obj(op); o != nil {
		o.leave(s, t, op)
		return
	}
	s.leaveThreadOp(t, op)
}
