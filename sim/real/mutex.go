package real

import (
	"sync"
	"sync/atomic"
	"time"
)

// Owner tells goroutines apart: any number that no two of them share. Zero is
// nobody.
type Owner = uintptr

// Locker is a mutex of whatever kind.
type Locker interface {
	Lock(me Owner)
	TryLock(me Owner) bool
	// LockFor is Lock for at most d of virtual time, and reports whether it locked.
	LockFor(me Owner, d time.Duration) bool
	// Unlock reports false, and does nothing, when the mutex is free.
	Unlock() bool
	// HeldBy reports whether me was the last to lock it, and nobody has unlocked it.
	HeldBy(me Owner) bool
	Free()
}

// Mutex is sync.Mutex that notes who holds it.
type Mutex struct {
	mu     sync.Mutex
	holder holder
}

// Lock is sync.Mutex.Lock.
func (m *Mutex) Lock(me Owner) {
	m.mu.Lock()
	m.holder.set(me)
}

// TryLock is sync.Mutex.TryLock, which may fail for no reason while others lock
// and unlock.
func (m *Mutex) TryLock(me Owner) bool {
	if !m.mu.TryLock() {
		return false
	}
	m.holder.set(me)
	return true
}

// LockFor tries until the time is up: a sync.Mutex knows no time-out.
func (m *Mutex) LockFor(me Owner, d time.Duration) bool {
	return poll(d, func() bool { return m.TryLock(me) })
}

// Unlock is sync.Mutex.Unlock, unless the mutex is free: then it reports false.
func (m *Mutex) Unlock() bool {
	if !m.holder.clear() {
		return false
	}
	m.mu.Unlock()
	return true
}

func (m *Mutex) unlockOf(me Owner) bool {
	if !m.holder.clearOf(me) {
		return false
	}
	m.mu.Unlock()
	return true
}

// HeldBy reports whether me was the last to lock m, and nobody has unlocked it.
func (m *Mutex) HeldBy(me Owner) bool { return m.holder.is(me) }

// Free lets somebody go on who waits: see package documentation.
func (m *Mutex) Free() { m.Unlock() }

// holder is the goroutine that holds something. The race detector does not see it.
type holder struct{ who atomic.Uintptr }

func (h *holder) set(me Owner) {
	unseen()
	h.who.Store(me)
	seen()
}

// clear takes the holder away, and reports whether there was one.
func (h *holder) clear() bool {
	unseen()
	defer seen()
	return h.who.Swap(0) != 0
}

// clearOf takes me away, and reports whether it was the holder.
func (h *holder) clearOf(me Owner) bool {
	unseen()
	defer seen()
	return h.who.CompareAndSwap(me, 0)
}

// become notes who somebody is.
func (h *holder) become(me Owner) {
	unseen()
	h.who.CompareAndSwap(somebody, me)
	seen()
}

func (h *holder) is(me Owner) bool {
	unseen()
	defer seen()
	return h.who.Load() == me
}
