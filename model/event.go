package model

// event is a flag that threads wait for: Wait may proceed while it is set. It
// stays set until somebody clears it (manual reset). A wait, a look and a
// time-out observe the flag; sets commute with sets, and so do clears with
// clears.
type event struct {
	on      bool
	waiters queue // pending waits: on while the flag is
}

// NewEvent makes t's next object: an event that is not set.
func (s *State) NewEvent(t ThreadID) ObjID {
	id, v := create[event](s, t)
	v.on = false
	v.waiters.reset(false)
	return id
}

// EventIsOn reports whether an event is set.
func (s *State) EventIsOn(id ObjID) bool {
	v, ok := s.objs[id].(*event)
	return ok && v.on
}

func (v *event) reset() {}

func (v *event) arrive(s *State, t ThreadID, op *Op) {
	if op.Kind == EventWait {
		s.enqueue(&v.waiters, t)
	} else {
		s.setReady(t, true)
	}
}

func (v *event) leave(s *State, t ThreadID, op *Op) {
	if op.Kind == EventWait {
		s.dequeue(&v.waiters, t)
	} else {
		s.setReady(t, false)
	}
}

func (v *event) can(*State, ThreadID, *Op) bool { return v.on }

// expire: a wait that times out has changed nothing.
func (v *event) expire(*State, *Event)   {}
func (v *event) unexpire(*State, *Event) {}

func (v *event) alts(_ *State, _ ThreadID, _ *Op, buf []Alt) []Alt { return append(buf, Alt{}) }

func (v *event) step(s *State, e *Event) {
	e.old = 0
	if v.on {
		e.old = 1
	}
	switch e.Op.Kind {
	case EventSet:
		v.turn(s, true)
	case EventClear:
		v.turn(s, false)
	case EventIsSet, EventWait:
		e.Res.OK = v.on
	}
}

func (v *event) undo(s *State, e *Event) { v.turn(s, e.old == 1) }

func (v *event) turn(s *State, on bool) {
	v.on = on
	s.turn(&v.waiters, on)
}

func (v *event) footprint(_ *State, e *Event, buf []Access) []Access {
	switch e.Op.Kind {
	case EventSet:
		return append(buf, Access{Obj: e.Op.Obj, Mode: Raise})
	case EventClear:
		return append(buf, Access{Obj: e.Op.Obj, Mode: Lower})
	}
	return append(buf, Access{Obj: e.Op.Obj, Mode: Observe})
}

// sync orders whoever sees the event set after all sets since it was last
// clear: they commute, so none of them is the one that counts. Clearing orders
// nothing.
func (v *event) sync(h *HB, e *Event, _ int) {
	switch {
	case e.Op.Kind == EventSet:
		h.release(e, e.Op.Obj)
	case e.Op.Kind == EventClear:
		h.clear(place{sort: released, id: int32(e.Op.Obj)})
	case e.Res.OK:
		h.acquire(e.Thread, e.Op.Obj)
	}
}

func (v *event) hash(_ *State, b []byte) []byte {
	if v.on {
		return append(b, "e!"...)
	}
	return append(b, "e;"...)
}
