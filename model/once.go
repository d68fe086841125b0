package model

// once runs a function at most once. Do is two steps: the first OnceBegin
// succeeds, its thread runs the function and ends with OnceEnd; the others wait
// until then, and find it done. The thread that runs it waits for itself if it
// begins again, for ever. Whether the function returned or panicked makes no
// difference.
type once struct {
	patient
	runner   ThreadID // who runs it now
	done     bool
	starters queue // pending begins: on while nobody runs it
}

// NewOnce makes t's next object: a once that has not been done.
func (s *State) NewOnce(t ThreadID) ObjID {
	id, o := create[once](s, t)
	o.runner, o.done = NoThread, false
	o.starters.reset(true)
	return id
}

// OnceState returns who is running a once, NoThread for nobody, and whether it
// has been done.
func (s *State) OnceState(id ObjID) (runner ThreadID, done bool) {
	if o, ok := s.objs[id].(*once); ok {
		return o.runner, o.done
	}
	return NoThread, false
}

func (o *once) reset() {}

func (o *once) arrive(s *State, t ThreadID, op *Op) {
	if op.Kind == OnceBegin {
		s.enqueue(&o.starters, t)
	} else {
		s.setReady(t, true)
	}
}

func (o *once) leave(s *State, t ThreadID, op *Op) {
	if op.Kind == OnceBegin {
		s.dequeue(&o.starters, t)
	} else {
		s.setReady(t, false)
	}
}

func (o *once) alts(_ *State, _ ThreadID, _ *Op, buf []Alt) []Alt { return append(buf, Alt{}) }

func (o *once) step(s *State, e *Event) {
	e.old, e.pos = Word(o.runner), 0
	if o.done {
		e.pos = 1
	}
	switch {
	case e.Op.Kind == OnceEnd:
		o.set(s, NoThread, true)
	case !o.done:
		e.Res.OK = true
		o.set(s, e.Thread, false)
	}
}

func (o *once) undo(s *State, e *Event) { o.set(s, ThreadID(e.old), e.pos == 1) }

func (o *once) set(s *State, runner ThreadID, done bool) {
	o.runner, o.done = runner, done
	s.turn(&o.starters, runner == NoThread)
}

func (o *once) footprint(_ *State, e *Event, buf []Access) []Access {
	switch {
	case e.Op.Kind == OnceEnd:
		return append(buf, Access{Obj: e.Op.Obj, Mode: End})
	case e.Res.OK:
		return append(buf, Access{Obj: e.Op.Obj, Mode: Begin})
	}
	return append(buf, Access{Obj: e.Op.Obj, Mode: Skip})
}

// sync orders everybody who finds it done after its end.
func (o *once) sync(h *HB, e *Event, _ int) {
	switch {
	case e.Op.Kind == OnceEnd:
		h.release(e, e.Op.Obj)
	case !e.Res.OK:
		h.acquire(e.Thread, e.Op.Obj)
	}
}

func (o *once) hash(s *State, b []byte) []byte {
	b = s.appendThread(append(b, 'o'), o.runner)
	if o.done {
		return append(b, '!')
	}
	return append(b, ';')
}
