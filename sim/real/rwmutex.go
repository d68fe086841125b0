package real

import (
	"sync"
	"sync/atomic"
	"time"
)

// RWLocker is a reader-writer lock of whatever policy.
type RWLocker interface {
	Locker
	RLock(me Owner)
	TryRLock(me Owner) bool
	RLockFor(me Owner, d time.Duration) bool
	RUnlock() bool
}

// RWMutex is sync.RWMutex that notes who holds it. A try for writing may fail for no
// reason while others lock and unlock.
type RWMutex struct {
	rw      sync.RWMutex
	holder  holder
	readers atomic.Int32
}

// Lock is sync.RWMutex.Lock.
func (m *RWMutex) Lock(me Owner) {
	m.rw.Lock()
	m.holder.set(me)
}

// TryLock is sync.RWMutex.TryLock.
func (m *RWMutex) TryLock(me Owner) bool {
	if !m.rw.TryLock() {
		return false
	}
	m.holder.set(me)
	return true
}

// LockFor tries until the time is up; meanwhile it keeps no reader waiting.
func (m *RWMutex) LockFor(me Owner, d time.Duration) bool {
	return poll(d, func() bool { return m.TryLock(me) })
}

// Unlock is sync.RWMutex.Unlock, unless there is no writer: then it reports false.
func (m *RWMutex) Unlock() bool {
	if !m.holder.clear() {
		return false
	}
	m.rw.Unlock()
	return true
}

// HeldBy reports whether me has locked m for writing.
func (m *RWMutex) HeldBy(me Owner) bool { return m.holder.is(me) }

// RLock is sync.RWMutex.RLock.
func (m *RWMutex) RLock(Owner) {
	m.rw.RLock()
	m.reads(+1)
}

// TryRLock is sync.RWMutex.TryRLock.
func (m *RWMutex) TryRLock(Owner) bool {
	if !m.rw.TryRLock() {
		return false
	}
	m.reads(+1)
	return true
}

// RLockFor is LockFor for a reader.
func (m *RWMutex) RLockFor(me Owner, d time.Duration) bool {
	return poll(d, func() bool { return m.TryRLock(me) })
}

// RUnlock is sync.RWMutex.RUnlock, unless there is no reader: then it reports false.
func (m *RWMutex) RUnlock() bool {
	if !m.reads(-1) {
		return false
	}
	m.rw.RUnlock()
	return true
}

// Free lets somebody go on who waits.
func (m *RWMutex) Free() {
	if !m.Unlock() {
		m.RUnlock()
	}
}

// reads counts readers, unseen by the race detector. It reports false when there
// would be less than none.
func (m *RWMutex) reads(n int32) bool {
	unseen()
	defer seen()
	for {
		old := m.readers.Load()
		if old+n < 0 {
			return false
		}
		if m.readers.CompareAndSwap(old, old+n) {
			return true
		}
	}
}
