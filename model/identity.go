package model

// Ordinal returns t's position among the children of its parent, from 0: with
// Parent, its name that does not depend on the interleaving.
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
