package model

// Operations on threads, and those that no single object owns.

func (s *State) arriveThreadOp(t ThreadID, op *Op) {
	switch op.Kind {
	case Select, TrySend, TryRecv:
		s.arriveSelect(t, op)
	case Join:
		th := &s.threads[t]
		th.joinLeft = 0
		for _, cs := range op.Cases {
			target := &s.threads[cs.Obj]
			target.joiners = append(target.joiners, t)
			if target.status != Ended {
				th.joinLeft++
			}
		}
		s.setReady(t, th.joinLeft == 0)
	case Send, Recv, Sleep: // on a nil channel: never; asleep: until it is due
	default:
		s.setReady(t, true)
	}
}

func (s *State) leaveThreadOp(t ThreadID, op *Op) {
	switch op.Kind {
	case Select, TrySend, TryRecv:
		s.leaveSelect(t, op)
	case Join:
		for _, cs := range op.Cases {
			target := &s.threads[cs.Obj]
			for i, j := range target.joiners {
				if j == t {
					target.joiners = append(target.joiners[:i], target.joiners[i+1:]...)
					break
				}
			}
		}
		s.setReady(t, false)
	default:
		s.setReady(t, false)
	}
}

// undoJoin makes t, whose Join has proceeded, wait again where it could proceed. Its
// targets had ended, and tell nobody anything until that is taken back, so that the step
// has left t among their joiners.
func (s *State) undoJoin(t ThreadID, th *thread) {
	th.joinLeft = 0
	if th.rpos < 0 {
		s.setReady(t, true)
	}
}

// joined tells j that a thread it waits for has ended (-1), or has not (+1).
func (s *State) joined(j ThreadID, delta int32) {
	th := &s.threads[j]
	th.joinLeft += delta
	s.setReady(j, th.joinLeft == 0)
}

func (s *State) altsThreadOp(t ThreadID, op *Op, buf []Alt) []Alt {
	switch op.Kind {
	case Select, TrySend, TryRecv:
		return s.selectAlts(t, op, buf)
	case Choose:
		for i := range op.Arg {
			buf = append(buf, Alt{Case: int16(i)})
		}
		return buf
	}
	return append(buf, Alt{})
}

func (s *State) stepThreadOp(e *Event) {
	switch e.Op.Kind {
	case Select, TrySend, TryRecv:
		s.stepSelect(e)
	case Spawn:
		s.bear(ThreadID(e.Op.Arg))
	case Choose:
		e.Res.Val = Word(e.Alt.Case)
	case Close:
		e.Res.Misuse = CloseOfNil
	}
}

func (s *State) undoThreadOp(e *Event) {
	switch e.Op.Kind {
	case Select, TrySend, TryRecv:
		s.undoSelect(e)
	case Spawn:
		child := ThreadID(e.Op.Arg)
		s.threads[child].status = Unborn
		s.dropReady(child)
		s.live = s.live[:len(s.live)-1]
	}
}
