package real

import "time"

// RMutex is a reentrant mutex: a Mutex with a depth, which belongs to the holder.
type RMutex struct {
	mu    Mutex
	depth int
}

// Lock takes the mutex once more if it is me's, and waits for it if not.
func (m *RMutex) Lock(me Owner) {
	if !m.again(me) {
		m.mu.Lock(me)
		m.depth = 1
	}
}

// TryLock fails when somebody else has the mutex, or for no reason: see
// Mutex.TryLock.
func (m *RMutex) TryLock(me Owner) bool {
	if m.again(me) {
		return true
	}
	if !m.mu.TryLock(me) {
		return false
	}
	m.depth = 1
	return true
}

// LockFor is Lock for at most d of virtual time.
func (m *RMutex) LockFor(me Owner, d time.Duration) bool {
	return poll(d, func() bool { return m.TryLock(me) })
}

// Unlock takes one Lock back. It reports false, and does nothing, when the mutex is
// not me's.
func (m *RMutex) Unlock(me Owner) bool {
	if !m.mu.HeldBy(me) {
		return false
	}
	if m.depth--; m.depth == 0 {
		m.mu.Unlock()
	}
	return true
}

// Free lets somebody go on who waits.
func (m *RMutex) Free() { m.mu.Free() }

func (m *RMutex) again(me Owner) bool {
	if !m.mu.HeldBy(me) {
		return false
	}
	m.depth++
	return true
}
