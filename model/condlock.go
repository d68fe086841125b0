package model

// condLock is what a condition variable needs of its mutex: to free it in Wait,
// and to let those who are woken compete for it until their Relock takes it.
type condLock interface {
	object
	owner() ThreadID
	// set changes the holder.
	set(s *State, holder ThreadID)
	// wake lets w, a waiter until now, compete for the mutex, and unwake takes
	// that back.
	wake(s *State, w ThreadID)
	unwake(s *State, w ThreadID)
	// await files the pending Relock of a thread that has been woken, and
	// unawait takes that back.
	await(s *State, t ThreadID)
	unawait(s *State, t ThreadID)
	// take executes the Relock of t, and untake takes that back.
	take(s *State, t ThreadID)
	untake(s *State, t ThreadID)
	// open reports whether t, which has been woken, may take the mutex now.
	open(t ThreadID) bool
	// waking appends what it touches to be woken for mutex mu.
	waking(mu ObjID, buf []Access) []Access
}

func (m *mutex) owner() ThreadID { return m.holder }

func (m *mutex) wake(s *State, w ThreadID) {
	if s.threads[w].status == Pending {
		s.enqueue(&m.lockers, w)
	}
}

func (m *mutex) unwake(s *State, w ThreadID) {
	if s.threads[w].status == Pending {
		s.dequeue(&m.lockers, w)
	}
}

func (m *mutex) await(s *State, t ThreadID)   { s.enqueue(&m.lockers, t) }
func (m *mutex) unawait(s *State, t ThreadID) { s.dequeue(&m.lockers, t) }
func (m *mutex) take(s *State, t ThreadID)    { m.set(s, t) }
func (m *mutex) untake(s *State, _ ThreadID)  { m.set(s, NoThread) }

func (m *mutex) open(ThreadID) bool { return m.holder == NoThread }

// waking is nothing: who competes has no place yet.
func (m *mutex) waking(_ ObjID, buf []Access) []Access { return buf }
