package model

import "encoding/binary"

// AppendHash appends a canonical description of all objects to b: equal for
// equal states, however they were reached. Threads are the caller's matter.
func (s *State) AppendHash(b []byte) []byte {
	for _, o := range s.made {
		b = s.objs[o].hash(s, b)
	}
	for _, t := range s.live {
		if th := &s.threads[t]; th.woken {
			b = s.appendThread(append(b, 'w'), t)
		}
	}
	return b
}

func appendWord(b []byte, w Word) []byte { return binary.AppendVarint(b, w) }

func (s *State) appendThread(b []byte, t ThreadID) []byte {
	return binary.AppendVarint(b, int64(t))
}
