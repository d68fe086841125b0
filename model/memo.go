package model

// What it takes to run an execution without running its threads: they are known, and
// the objects that they make are put where they were made before.

// KeepObjects makes s never use an object again for another one with the same
// identity, so that Install can bring it back. It must come before the first step.
func (s *State) KeepObjects() { s.keep = true }

// Made is an object of a State, in the state in which it was made.
type Made struct {
	id ObjID
	o  object
}

// MadeSince returns what t has made, but for the first n objects.
func (s *State) MadeSince(t ThreadID, n int) []Made {
	th := &s.threads[t]
	if int(th.nobjs) == n {
		return nil
	}
	var made []Made
	for _, id := range th.creates[n:th.nobjs] {
		made = append(made, Made{id, s.objs[id]})
	}
	return made
}

// Install brings back objects that other ones may have taken the place of.
func (s *State) Install(made []Made) {
	for _, m := range made {
		s.objs[m.id] = m.o
	}
}

// Counts returns how many objects t has made, and how many children it has named.
func (s *State) Counts(t ThreadID) (objects, children int) {
	th := &s.threads[t]
	return int(th.nobjs), int(th.nkids)
}

// SetCounts makes t go on after so many objects and children. It makes room for t.
func (s *State) SetCounts(t ThreadID, objects, children int) {
	for len(s.threads) <= int(t) {
		s.threads = append(s.threads, thread{pend: &noOp})
	}
	th := &s.threads[t]
	th.nobjs, th.nkids = int32(objects), int32(children)
}

// Follow makes the threads of s go on after what they have made in o: there they have
// made again what they had made in s up to its latest step.
func (s *State) Follow(o *State) {
	for _, t := range s.live {
		s.threads[t].nobjs, s.threads[t].nkids = o.threads[t].nobjs, o.threads[t].nkids
	}
	s.made = append(s.made[:0], o.made...)
}

// BackTo takes steps back until there are n, if there are more.
func (s *State) BackTo(n int) {
	for i := len(s.log) - 1; i >= n; i-- {
		if e := &s.log[i]; !s.backShort(e, &s.threads[e.Thread]) {
			s.back(e)
		}
	}
}

// Back takes the latest step back, and before that what its threads have announced
// since, which nothing else may have come after.
func (s *State) Back() {
	if e := &s.log[len(s.log)-1]; !s.backShort(e, &s.threads[e.Thread]) {
		s.back(e)
	}
}

// back is Back of any step.
func (s *State) back(e *Event) {
	s.owe(e.Thread)
	if e.Joint {
		s.owe(e.Alt.Peer)
	}
	if e.Op.Kind == Spawn {
		s.owe(ThreadID(e.Op.Arg))
	}
	s.Undo()
}

// owe takes back that t has announced something, or ended.
func (s *State) owe(t ThreadID) {
	if s.threads[t].status == Ended {
		s.Unfinish(t)
	} else {
		s.Unannounce(t)
	}
}
