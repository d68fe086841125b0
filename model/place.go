package model

// How a pending operation becomes known to what it waits for. Most operations wait for
// nothing, and most threads go from one of these to the next. Where nobody asks for
// the order of the ready list - with KeepObjects, see memo.go - such a thread keeps its
// place there, forwards and backwards, also while it is running; nobody asks either who
// is ready before it has announced something or ended.

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
	if s.keep {
		switch {
		case op.always():
			s.ready(t, th)
			return
		case op.locks():
			if m, ok := s.objs[op.Obj].(*mutex); ok {
				s.enqueue(&m.lockers, t)
				return
			}
		}
		if th.rpos >= 0 {
			s.dropReady(t)
		}
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
	if s.keep {
		switch {
		case op.always():
			return
		case op.locks():
			if m, ok := s.objs[op.Obj].(*mutex); ok {
				s.quit(&m.lockers, th)
				return
			}
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
