package model

// variable is plain memory: a cell that loads and stores without ordering
// anything. Conflicting accesses that nothing orders are a data race, which is
// for the race detector to say; the value read is always the latest written.
type variable struct {
	patient
	val Word
}

// NewVariable makes t's next object: a plain variable holding v.
func (s *State) NewVariable(t ThreadID, v Word) ObjID {
	id, o := create[variable](s, t)
	o.val = v
	return id
}

func (v *variable) reset() {}

func (v *variable) arrive(s *State, t ThreadID, _ *Op) { s.setReady(t, true) }
func (v *variable) leave(s *State, t ThreadID, _ *Op)  { s.setReady(t, false) }

func (v *variable) alts(_ *State, _ ThreadID, _ *Op, buf []Alt) []Alt { return append(buf, Alt{}) }

func (v *variable) step(_ *State, e *Event) {
	e.old = v.val
	switch e.Op.Kind {
	case Load:
		e.Res.Val = v.val
	case Store:
		v.val = e.Op.Arg
	}
}

func (v *variable) undo(_ *State, e *Event) { v.val = e.old }

func (v *variable) footprint(_ *State, e *Event, buf []Access) []Access {
	if e.Op.Kind == Load {
		return append(buf, Access{Obj: e.Op.Obj, Mode: Read})
	}
	return append(buf, Access{Obj: e.Op.Obj, Mode: Write})
}

// sync makes no edges: plain memory orders nothing.
func (v *variable) sync(*HB, *Event, int) {}

func (v *variable) hash(_ *State, b []byte) []byte { return appendWord(append(b, 'v'), v.val) }

// SetValue gives a variable or an atomic its first value.
func (s *State) SetValue(id ObjID, v Word) {
	switch o := s.objs[id].(type) {
	case *variable:
		o.val = v
	case *atomic:
		o.val = v
	}
}
