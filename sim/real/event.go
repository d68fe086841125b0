package real

import (
	"time"
	"unsafe"
)

// Event is a flag that goroutines wait for: a channel that is closed when the flag
// is set, and another one after it has been cleared.
type Event struct {
	guard guard
	now   *flag
}

type flag struct {
	on   bool
	set  chan struct{}
	mark mark
}

// NewEvent returns an event that is not set.
func NewEvent() *Event { return &Event{now: &flag{set: make(chan struct{})}} }

// Set sets the flag.
//
//go:norace
func (e *Event) Set() {
	e.guard.lock()
	leave(&e.now.mark)
	if !e.now.on {
		e.now.on = true
		close(e.now.set)
	}
	e.guard.unlock()
}

// Clear takes Set back. Whoever has waited through a Set goes on all the same.
//
//go:norace
func (e *Event) Clear() {
	e.guard.lock()
	if e.now.on {
		e.now = &flag{set: make(chan struct{})}
	}
	e.guard.unlock()
}

// IsSet reports whether the flag is set.
//
//go:norace
func (e *Event) IsSet() bool {
	e.guard.lock()
	f := e.now
	on := f.on
	e.guard.unlock()
	if on {
		acquire(unsafe.Pointer(&f.mark))
	}
	return on
}

// Wait waits until the flag is set.
//
//go:norace
func (e *Event) Wait() {
	e.guard.lock()
	f := e.now
	e.guard.unlock()
	unseen()
	<-f.set
	seen()
	acquire(unsafe.Pointer(&f.mark))
}

// WaitFor looks until d of virtual time is over.
func (e *Event) WaitFor(d time.Duration) bool { return poll(d, e.IsSet) }

// Free lets everybody go on who waits.
func (e *Event) Free() { e.Set() }
