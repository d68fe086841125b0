package model

// Identities hands out the numbers of threads and objects to several states, so
// that the same thread, by parent and ordinal, and the same object, by creator
// and ordinal, have the same number in all of them. The methods may be called
// by several goroutines at a time.
type Identities interface {
	// Thread returns the number of parent's child with that ordinal; at least 2.
	Thread(parent ThreadID, ordinal int32) ThreadID
	// Object returns the number of what creator makes with that ordinal; at least 1.
	Object(creator ThreadID, ordinal int32) ObjID
}

// Share makes s take its numbers from ids. It must come before the first thread
// and the first object.
func (s *State) Share(ids Identities) { s.ids = ids }

// NewThread returns the identity of parent's next child, named name; "" keeps
// the name that this child had in an earlier execution. The child is born when
// the Spawn operation with that identity is executed.
func (s *State) NewThread(parent ThreadID, name string) ThreadID {
	p := &s.threads[parent]
	n := p.nkids
	p.nkids++
	if int(n) < len(p.kids) {
		c := p.kids[n]
		if name != "" {
			s.threads[c].name = name
		}
		return c
	}
	c := ThreadID(len(s.threads))
	if s.ids != nil {
		c = s.ids.Thread(parent, n)
	}
	p.kids = append(p.kids, c)
	for len(s.threads) <= int(c) {
		s.threads = append(s.threads, thread{pend: &noOp})
	}
	s.threads[c] = thread{pend: &noOp, parent: parent, ordinal: n, name: name}
	return c
}

// Rename gives t another printed name.
func (s *State) Rename(t ThreadID, name string) { s.threads[t].name = name }

// nextObj returns the identity of t's next creation, and whether it is new.
func (s *State) nextObj(t ThreadID) (ObjID, bool) {
	th := &s.threads[t]
	n := th.nobjs
	th.nobjs++
	if int(n) < len(th.creates) {
		o := th.creates[n]
		s.made = append(s.made, o)
		return o, false
	}
	o := ObjID(len(s.objs))
	if s.ids != nil {
		o = s.ids.Object(t, n)
	}
	th.creates = append(th.creates, o)
	for len(s.objs) <= int(o) {
		s.objs = append(s.objs, nil)
	}
	s.made = append(s.made, o)
	return o, true
}

// NameAgain is NewThread where it names c, which has been named there before. It reports
// whether it does; if not, it changes nothing.
func (s *State) NameAgain(parent, c ThreadID) bool {
	p := &s.threads[parent]
	if int(p.nkids) >= len(p.kids) || p.kids[p.nkids] != c {
		return false
	}
	p.nkids++
	return true
}

// MakeAgain makes t's next object what it has been before. It reports false where there
// has been none.
func (s *State) MakeAgain(t ThreadID) bool {
	th := &s.threads[t]
	if int(th.nobjs) >= len(th.creates) {
		return false
	}
	s.made = append(s.made, th.creates[th.nobjs])
	th.nobjs++
	return true
}

// Ordinal returns which of its parent's children t is, from 0.
func (s *State) Ordinal(t ThreadID) int { return int(s.threads[t].ordinal) }

// Child returns the thread that is the n-th child of parent, from 0, in this
// execution or an earlier one; NoThread where there has been none.
func (s *State) Child(parent ThreadID, n int) ThreadID {
	if kids := s.threads[parent].kids; n < len(kids) {
		return kids[n]
	}
	return NoThread
}

// Creation returns the object that is t's n-th creation, from 0, in this
// execution or an earlier one; NoObj where there has been none.
func (s *State) Creation(t ThreadID, n int) ObjID {
	if made := s.threads[t].creates; n < len(made) {
		return made[n]
	}
	return NoObj
}

// Creator returns the thread that made o and the position among its creations,
// from 0. It looks at every thread; o must be an object of this State.
func (s *State) Creator(o ObjID) (ThreadID, int) {
	for t := range s.threads {
		for n, made := range s.threads[t].creates {
			if made == o {
				return ThreadID(t), n
			}
		}
	}
	return NoThread, 0
}
