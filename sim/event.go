package sim

import (
	"time"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sim/real"
)

// Event is a flag that threads wait for. Once set it lets everybody pass, until
// somebody clears it.
type Event struct{ object }

// NewEvent makes an event that is not set. Making it is no step.
func NewEvent(t *Thread, name string, opts ...Option) *Event {
	t.enter()
	if t.real != nil {
		return makeReal[Event](t, "event", name, realEvent{real.NewEvent()}, opts)
	}
	return register[Event](t, "event", name, t.e.st.NewEvent(t.id), opts)
}

// Set lets everybody pass who waits or will wait. Setting it again changes
// nothing.
func (e *Event) Set(t *Thread) { e.op(t, model.EventSet, 0, 0) }

// Clear takes Set back. A thread that was waiting, and has not gone on since
// the Set, goes on waiting.
func (e *Event) Clear(t *Thread) { e.op(t, model.EventClear, 0, 0) }

// IsSet reports whether the event is set.
func (e *Event) IsSet(t *Thread) bool { return e.op(t, model.EventIsSet, 0, 0).OK }

// Wait waits until the event is set.
func (e *Event) Wait(t *Thread) { e.op(t, model.EventWait, 0, 0) }

// WaitTimeout is Wait for at most d of virtual time. It reports whether it saw
// the event set.
func (e *Event) WaitTimeout(t *Thread, d time.Duration) bool {
	return e.timed(t, model.EventWait, d)
}
