package model

// atomic is a sequentially consistent atomic cell, as in Go's memory model.
type atomic struct {
	patient
	val Word
}

// NewAtomic makes t's next object: an atomic cell holding v.
func (s *State) NewAtomic(t ThreadID, v Word) ObjID {
	id, o := create[atomic](s, t)
	o.val = v
	return id
}

func (a *atomic) reset() {}

func (a *atomic) arrive(s *State, t ThreadID, _ *Op) { s.setReady(t, true) }
func (a *atomic) leave(s *State, t ThreadID, _ *Op)  { s.setReady(t, false) }

func (a *atomic) alts(_ *State, _ ThreadID, _ *Op, buf []Alt) []Alt { return append(buf, Alt{}) }

func (a *atomic) step(_ *State, e *Event) {
	e.old = a.val
	switch e.Op.Kind {
	case AtomicLoad:
		e.Res.Val = a.val
	case AtomicStore:
		a.val = e.Op.Arg
	case Swap:
		e.Res.Val = a.val
		a.val = e.Op.Arg
	case Add:
		a.val += e.Op.Arg
		e.Res.Val = a.val
	case CAS:
		if a.val == e.Op.Arg {
			a.val = e.Op.Arg2
			e.Res.OK = true
		}
	}
}

func (a *atomic) undo(_ *State, e *Event) { a.val = e.old }

func (a *atomic) footprint(_ *State, e *Event, buf []Access) []Access {
	if e.Op.Kind == AtomicLoad || e.Op.Kind == CAS && !e.Res.OK {
		return append(buf, Access{Obj: e.Op.Obj, Mode: Read})
	}
	return append(buf, Access{Obj: e.Op.Obj, Mode: Write})
}

// sync orders a load after the store that it observes, as Go's memory model
// does. A store observes nothing.
func (a *atomic) sync(h *HB, e *Event, _ int) {
	if e.Op.Kind != AtomicStore {
		h.acquire(e.Thread, e.Op.Obj)
	}
	if e.Op.Kind != AtomicLoad && (e.Op.Kind != CAS || e.Res.OK) {
		h.publish(e.Thread, place{sort: released, id: int32(e.Op.Obj)})
	}
}

func (a *atomic) hash(_ *State, b []byte) []byte { return appendWord(append(b, 'a'), a.val) }
