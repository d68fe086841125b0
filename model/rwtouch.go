package model

// What a footprint needs to know beyond the result, in Event.pos.
const (
	rwHeld  = 1 // a try found that a writer has it
	rwRelay = 1 // an unlock left writers waiting; the other bits are how many readers it let in
	rwDebts = 2 // read locks had been, or are now, released by others than took them
)

// footprint is one mode for each kind of event, but that who pays back what
// others have released counts as an unlock, too.
func (m *rwmutex) footprint(_ *State, e *Event, buf []Access) []Access {
	touch := func(mode Mode) { buf = append(buf, Access{Obj: e.Op.Obj, Mode: mode}) }
	seen := m.policy != ReaderPreference && e.pos != rwHeld // a try saw who has arrived
	switch e.Op.Kind {
	case Arrive:
		touch(choose(m.policy == FIFOPolicy, Line, Claim))
	case RArrive:
		touch(choose(m.policy == FIFOPolicy, RLine, Enter))
	case Lock:
		late := choose(m.policy == ReaderPreference, Probe, Quit)
		touch(choose(e.Res.TimedOut, late, Acquire))
	case RLock:
		late := choose(m.policy == ReaderPreference, RProbe, RQuit)
		touch(choose(e.Res.TimedOut, late, RAcquire))
		if !e.Res.TimedOut && e.pos == rwDebts {
			touch(Release)
		}
	case TryLock:
		touch(choose(e.Res.OK, choose(seen, Barge, Acquire), choose(seen, Peek, Probe)))
	case TryRLock:
		touch(choose(e.Res.OK, choose(seen, RBarge, RAcquire), choose(seen, RPeek, RProbe)))
		if e.pos == rwDebts {
			touch(Release)
		}
	case RUnlock: // misuse, and the release of another's read lock, are visible
		touch(choose(e.Res.Misuse == NoMisuse && e.pos != rwDebts, RRelease, Release))
	case Unlock: // misuse too: it saw that there is no writer
		touch(choose(e.pos&rwRelay != 0, Relay, Release))
	}
	return buf
}

// sync orders a lock after all unlocks before it, and an rlock after those by
// writers. To arrive, to fail and to time out orders nothing.
func (m *rwmutex) sync(h *HB, e *Event, _ int) {
	try := e.Op.Kind == TryLock || e.Op.Kind == TryRLock
	if e.Res.TimedOut || try && !e.Res.OK {
		return
	}
	switch o := e.Op.Obj; e.Op.Kind {
	case Lock, TryLock:
		h.acquire(e.Thread, o)
		h.acquireReaders(e.Thread, o)
	case RLock, TryRLock:
		h.acquire(e.Thread, o)
	case Unlock:
		h.release(e, o)
	case RUnlock:
		h.releaseReader(e, o)
	}
}
