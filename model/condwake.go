package model

import "slices"

// The ways in which a waiter of a condition is woken: by a signal, by itself, or
// because its time is up. All end in competing for the mutex.

// drop takes w out of the waiters, and returns where it stood.
func (c *cond) drop(w ThreadID) int32 {
	i := slices.Index(c.waiters, w)
	c.waiters = slices.Delete(c.waiters, i, i+1)
	return int32(i)
}

// wake lets w compete for the mutex; the running event is the cause.
func (c *cond) wake(s *State, w ThreadID) {
	s.untime(w)
	th := &s.threads[w]
	th.woken, th.waker = true, int32(len(s.log)-1)
	c.mutex(s).wake(s, w)
}

func (c *cond) sleepAgain(s *State, w ThreadID) {
	c.mutex(s).unwake(s, w)
	s.threads[w].woken = false
	s.retime(w)
}

// byItself lets t, whose step this is, compete for the mutex by its next Relock.
func (c *cond) byItself(s *State, t ThreadID) {
	th := &s.threads[t]
	th.woken, th.waker = true, -1
	c.mutex(s).wake(s, t)
}

func (c *cond) notByItself(s *State, t ThreadID) {
	c.mutex(s).unwake(s, t)
	s.threads[t].woken = false
}

// expire: a waiter whose time is up leaves, and competes for the mutex.
func (c *cond) expire(s *State, e *Event) {
	e.pos = c.drop(e.Thread)
	c.byItself(s, e.Thread)
}

func (c *cond) unexpire(s *State, e *Event) {
	c.notByItself(s, e.Thread)
	c.waiters = slices.Insert(c.waiters, int(e.pos), e.Thread)
}
