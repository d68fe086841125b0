package model

import "slices"

// HB keeps the happens-before clocks of an execution as Go's memory model
// defines them: what the race detector asks. They are weaker than the
// dependence relation, which also orders conflicting accesses.
type HB struct {
	s       *State
	threads []Clock // by ThreadID
	objs    []objClocks
	notes   []note // clocks kept for one event each, in order
	nnotes  int
}

// objClocks is what an object passes on.
type objClocks struct {
	c              Clock   // released by unlock, atomic store, close
	readers        Clock   // released by runlock
	slots          []Clock // of a buffered channel: the element, or the room for one
	sent, received int
}

// note is the clock of one event, such as a signal, for those that it enabled.
type note struct {
	event int32
	c     Clock
}

// NewHB returns the clocks of s.
func NewHB(s *State) *HB { return &HB{s: s} }

// Reset returns to the start of an execution. Memory is kept.
func (h *HB) Reset() {
	for i := range h.threads {
		h.threads[i].Clear()
	}
	for i := range h.objs {
		o := &h.objs[i]
		o.c.Clear()
		o.readers.Clear()
		for j := range o.slots {
			o.slots[j].Clear()
		}
		o.sent, o.received = 0, 0
	}
	h.nnotes = 0
	h.thread(Main).Tick(Main)
}

// Thread returns the clock of t. It is valid until the next Step.
func (h *HB) Thread(t ThreadID) *Clock { return h.thread(t) }

func (h *HB) thread(t ThreadID) *Clock {
	for len(h.threads) <= int(t) {
		h.threads = append(h.threads, Clock{})
	}
	return &h.threads[t]
}

func (h *HB) obj(o ObjID) *objClocks {
	for len(h.objs) <= int(o) {
		h.objs = append(h.objs, objClocks{})
	}
	return &h.objs[o]
}

// Step takes in event number at, the latest one.
func (h *HB) Step(e *Event, at int) {
	if e.Alt.Fault() {
		return
	}
	if o := h.s.obj(&e.Op); o != nil {
		o.sync(h, e, at)
		return
	}
	switch e.Op.Kind {
	case Select, TrySend, TryRecv:
		switch cs := e.Op.Cases[e.Alt.Case]; cs.Kind {
		case SendCase:
			h.send(e, cs.Obj)
		case RecvCase:
			h.recv(e, cs.Obj)
		}
	case Spawn:
		child := ThreadID(e.Op.Arg)
		h.thread(child)
		c := h.thread(e.Thread) // the slice may have moved
		h.thread(child).Assign(c)
		h.thread(child).Tick(child)
		c.Tick(e.Thread)
	case Join:
		c := h.thread(e.Thread)
		for _, cs := range e.Op.Cases {
			c.JoinThread(ThreadID(cs.Obj), h.thread(ThreadID(cs.Obj)))
		}
	}
}

// acquire orders t after everything released on o.
func (h *HB) acquire(t ThreadID, o ObjID) {
	h.thread(t).Join(&h.obj(o).c)
}

// release publishes the thread's clock on o, unless the operation was misuse.
func (h *HB) release(e *Event, o ObjID) {
	if e.Res.Misuse != NoMisuse {
		return
	}
	c := h.thread(e.Thread)
	h.obj(o).c.Join(c)
	c.Tick(e.Thread)
}

// acquireReaders orders t after everything that readers have released on o.
func (h *HB) acquireReaders(t ThreadID, o ObjID) {
	h.thread(t).Join(&h.obj(o).readers)
}

// releaseReader publishes the thread's clock on o for writers only.
func (h *HB) releaseReader(e *Event, o ObjID) {
	if e.Res.Misuse != NoMisuse {
		return
	}
	c := h.thread(e.Thread)
	h.obj(o).readers.Join(c)
	c.Tick(e.Thread)
}

func (h *HB) send(e *Event, o ObjID) {
	switch {
	case e.Res.Misuse != NoMisuse:
	case e.Joint:
		h.meet(e)
	default:
		oc := h.obj(o)
		h.through(e.Thread, oc, o, oc.sent)
		oc.sent++
	}
}

func (h *HB) recv(e *Event, o ObjID) {
	switch {
	case e.Joint:
		h.meet(e)
	case !e.Res.OK: // closed: ordered after the close
		h.thread(e.Thread).Join(&h.obj(o).c)
	default:
		oc := h.obj(o)
		h.through(e.Thread, oc, o, oc.received)
		oc.received++
	}
}

// through passes t through the slot of the k-th send or receive: the k-th send
// happens before the k-th receive, that before send number k + capacity.
func (h *HB) through(t ThreadID, oc *objClocks, o ObjID, k int) {
	ch, _ := h.s.Channel(o)
	for len(oc.slots) < ch.Cap {
		oc.slots = append(oc.slots, Clock{})
	}
	slot := &oc.slots[k%ch.Cap]
	c := h.thread(t)
	c.Join(slot)
	slot.Assign(c)
	c.Tick(t)
}

// meet orders both sides of a rendezvous after each other.
func (h *HB) meet(e *Event) {
	h.thread(e.Alt.Peer)
	a, b := h.thread(e.Thread), h.thread(e.Alt.Peer)
	a.Join(b)
	b.Assign(a)
	a.Tick(e.Thread)
	b.Tick(e.Alt.Peer)
}

// note keeps the clock of t for those that event number at enables.
func (h *HB) note(t ThreadID, at int) {
	if h.nnotes == len(h.notes) {
		h.notes = append(h.notes, note{})
	}
	n, c := &h.notes[h.nnotes], h.thread(t)
	n.event = int32(at)
	n.c.Assign(c)
	h.nnotes++
	c.Tick(t)
}

// noted orders t after event number at, which had kept its clock.
func (h *HB) noted(t ThreadID, at int32) {
	i, ok := slices.BinarySearchFunc(h.notes[:h.nnotes], at, func(n note, at int32) int { return int(n.event - at) })
	if ok {
		h.thread(t).Join(&h.notes[i].c)
	}
}
