package model

import (
	"fmt"
	"strings"
)

// Describe prints an object for people: its sort, as in "mutex", and its state,
// as in "held by a".
func (s *State) Describe(id ObjID, n Names) (sort, state string) {
	switch o := s.objs[id].(type) {
	case *variable:
		return "variable", n.Value(id, o.val)
	case *atomic:
		return "atomic", n.Value(id, o.val)
	case *mutex:
		return "mutex", heldBy(o.holder, n)
	case *fifoMutex:
		return "FIFO mutex", heldBy(o.holder, n) + inLine(o.line.all(), n)
	case *rmutex:
		state = heldBy(o.holder, n)
		if o.depth > 1 {
			state += fmt.Sprintf(" × %d", o.depth)
		}
		return "reentrant mutex", state
	case *rwmutex:
		state = heldBy(o.holder, n)
		if o.active > 0 {
			state = "read by " + s.readersOf(o, n)
		}
		if o.queued > 0 {
			state += fmt.Sprintf(", %d waiting to write", o.queued)
		}
		return "reader-writer mutex", state
	case *semaphore:
		return "semaphore", fmt.Sprintf("%d of %d free", o.permits(), o.initial) + inLine(o.waiters.all(), n)
	case *cond:
		if len(o.waiters) == 0 {
			return "condition", "nobody waits"
		}
		return "condition", "waiting: " + threadList(o.waiters, n)
	case *event:
		return "event", choose(o.on, "set", "not set")
	case *barrier:
		return "barrier", choose(o.now().fate == broken, "broken", fmt.Sprintf("%d of %d arrived", o.count, o.parties))
	case *waitGroup:
		return "wait group", fmt.Sprintf("counter %d", o.count)
	case *once:
		switch {
		case o.done:
			return "once", "done"
		case o.runner != NoThread:
			return "once", "running in " + n.ThreadName(o.runner)
		}
		return "once", "not begun"
	case *channel:
		return "channel", o.describe(id, n)
	}
	return "object", ""
}

func (c *channel) describe(id ObjID, n Names) string {
	state := "rendezvous"
	if c.capacity > 0 {
		var values []string
		for _, s := range c.buf {
			values = append(values, n.Value(id, s.val))
		}
		state = fmt.Sprintf("[%s] of %d", strings.Join(values, " "), c.capacity)
	}
	if c.closed {
		state += ", closed"
	}
	return state
}

func heldBy(holder ThreadID, n Names) string {
	if holder == NoThread {
		return "free"
	}
	return "held by " + n.ThreadName(holder)
}

func inLine(waiting []ThreadID, n Names) string {
	if len(waiting) == 0 {
		return ""
	}
	return ", in line: " + threadList(waiting, n)
}

func (s *State) readersOf(m *rwmutex, n Names) string {
	var readers []ThreadID
	for _, t := range s.live {
		if int(t) < len(m.held) && m.held[t] > 0 {
			readers = append(readers, t)
		}
	}
	return threadList(readers, n)
}

func threadList(ts []ThreadID, n Names) string {
	names := make([]string, len(ts))
	for i, t := range ts {
		names[i] = n.ThreadName(t)
	}
	return strings.Join(names, ", ")
}
