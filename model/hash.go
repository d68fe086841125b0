package model

import "encoding/binary"

// AppendHash appends a canonical description of all objects to b: the same for
// the same state of this State, however it was reached, and different for
// different ones. Of threads it holds only who has been woken; the rest is the
// caller's matter.
func (s *State) AppendHash(b []byte) []byte {
	for t := range s.threads { // not live, not made: their order is history
		th := &s.threads[t]
		if th.status == Unborn {
			continue
		}
		b = appendWord(b, Word(th.nobjs))
		for _, o := range th.creates[:th.nobjs] {
			b = s.objs[o].hash(s, b)
		}
		if th.status == Pending && th.pend.Kind == BarrierLeave {
			b = appendWord(append(b, 'g'), Word(th.ticket))
		}
		if at, ok := s.Deadline(ThreadID(t)); ok {
			b = appendWord(append(b, 'd'), at)
		}
		if th.woken {
			b = s.appendThread(append(b, 'w'), ThreadID(t))
		}
	}
	return appendWord(b, s.now)
}

func appendWord(b []byte, w Word) []byte { return binary.AppendVarint(b, w) }

func (s *State) appendThread(b []byte, t ThreadID) []byte {
	return binary.AppendVarint(b, int64(t))
}

func (s *State) appendThreads(b []byte, ts []ThreadID) []byte {
	b = appendWord(b, Word(len(ts)))
	for _, t := range ts {
		b = s.appendThread(b, t)
	}
	return b
}
