package model

// AppendLasso appends to b what decides how an execution can go on, as far as
// the model knows it: the objects, who is where in its life, and what is pending.
// Of time it has only how long it is to each deadline. The variables of the
// threads are not in it.
func (s *State) AppendLasso(b []byte) []byte {
	for t := range s.threads {
		th := &s.threads[t]
		b = append(b, byte(th.status))
		if th.status == Unborn {
			continue
		}
		b = appendWord(b, Word(th.nobjs))
		for _, o := range th.creates[:th.nobjs] {
			b = s.objs[o].hash(s, b)
		}
		if th.woken {
			b = append(b, 'w')
		}
		if th.status != Pending {
			continue
		}
		b = append(b, byte(th.pend.Kind))
		b = appendWord(appendWord(appendWord(b, Word(th.pend.Obj)), th.pend.Arg), th.pend.Arg2)
		for _, cs := range th.pend.Cases {
			b = appendWord(appendWord(append(b, byte(cs.Kind)), Word(cs.Obj)), cs.Arg)
		}
		if at, ok := s.Deadline(ThreadID(t)); ok {
			b = appendWord(append(b, 'd'), at-s.now)
		}
	}
	return b
}

// Latest returns the number of t's latest event, -1 when it has made none.
func (s *State) Latest(t ThreadID) int { return int(s.threads[t].last) }
