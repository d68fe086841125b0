package model

import "slices"

// HB keeps the happens-before clocks of an execution as Go's memory model
// defines them: what the race detector asks. They are weaker than the
// dependence relation, which also orders conflicting accesses.
//
// The edges are between stamps (stamp.go): a thread publishes its clock, which costs
// nothing, and who hears of it makes a new vector if there is something new in it.
type HB struct {
	s       *State
	vecs    vectors
	threads []threadClock // by ThreadID
	objs    []objClocks
	notes   []note // clocks kept for one event each, in order
	log     hbLog
	done    int // events taken in
}

// objClocks is what an object passes on.
type objClocks struct {
	c              stamp   // released by unlock, atomic store, close
	readers        stamp   // released by runlock
	slots          []stamp // of a buffered channel: the element, or the room for one
	sent, received int
}

// note is the clock of one event, such as a signal, for those that it enabled.
type note struct {
	event int32
	stamp stamp
}

// NewHB returns the clocks of s.
func NewHB(s *State) *HB {
	h := &HB{s: s}
	h.Reset()
	return h
}

// Reset returns to the start of an execution. Memory is kept.
func (h *HB) Reset() {
	for i := range h.threads {
		h.threads[i] = threadClock{stamp: stamp{t: ThreadID(i)}}
	}
	for i := range h.objs {
		o := &h.objs[i]
		clear(o.slots)
		*o = objClocks{slots: o.slots[:0]}
	}
	h.vecs.counts, h.notes = h.vecs.counts[:0], h.notes[:0]
	h.log.reset()
	h.done = 0
	h.thread(Main).count = 1
}

// Count returns how much t has heard of u up to the last CatchUp: the count that u had when it published
// what t has heard of last. Of itself t knows its present count, which every
// publication ends.
func (h *HB) Count(t, u ThreadID) uint32 { return h.get(&h.thread(t).stamp, u) }

func (h *HB) thread(t ThreadID) *threadClock {
	if int(t) >= len(h.threads) {
		h.grow(int(t), 0)
	}
	return &h.threads[t]
}

func (h *HB) obj(o ObjID) *objClocks {
	if int(o) >= len(h.objs) {
		h.grow(0, int(o))
	}
	return &h.objs[o]
}

// grow makes room for thread t and object o.
func (h *HB) grow(t, o int) {
	for len(h.threads) <= t {
		h.threads = append(h.threads, threadClock{stamp: stamp{t: ThreadID(len(h.threads))}})
	}
	for len(h.objs) <= o {
		h.objs = append(h.objs, objClocks{})
	}
}

// CatchUp takes in the events of the execution that it has not taken in yet. Clocks
// are asked for by few events, such as accesses of plain memory, and until then need
// not be known.
func (h *HB) CatchUp() {
	log := h.s.log
	if !h.log.on && len(h.vecs.counts) > h.log.room {
		h.compact()
	}
	for i := h.done; i < len(log); i++ {
		if e := &log[i]; e.Op.Kind > Store { // plain memory orders nothing
			if h.log.on {
				h.begin(i)
			}
			h.step(e, i)
		}
	}
	h.done = len(log)
}

// step takes in event number at.
func (h *HB) step(e *Event, at int) {
	if e.Alt.Fault() {
		return
	}
	if o := h.s.obj(e.Op); o != nil {
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
		h.bear(e.Thread, ThreadID(e.Op.Arg))
	case Join:
		h.joinThreads(e.Thread, e.Op.Cases)
	}
}

// bear orders the child after everything that its parent has done so far.
func (h *HB) bear(parent, child ThreadID) {
	c := h.thread(child)
	h.keep(place{sort: ofThread, id: int32(child)})
	p := h.thread(parent)
	*c = threadClock{stamp: stamp{v: h.all(&p.stamp), t: child, count: 1}, since: epoch{parent, p.count}}
	h.tick(parent)
}

// joinThreads orders t after threads that have ended. Where t knows all that one of
// them has published, and that has heard of nothing since, only its count is new.
func (h *HB) joinThreads(t ThreadID, ended []Case) {
	c := h.thread(t)
	h.keep(place{sort: ofThread, id: int32(t)})
	for _, cs := range ended {
		o := h.thread(ThreadID(cs.Obj))
		c = h.thread(t) // the slice may have moved
		switch {
		case h.covers(c, &o.stamp):
			continue
		case h.knows(&c.stamp, o):
			c.v = h.vecs.with(c.v, o.t, o.count)
		default:
			c.v = h.joined(c.v, o.stamp)
		}
		c.learn(epoch{o.t, o.count})
	}
}

// acquire orders t after everything released on o.
func (h *HB) acquire(t ThreadID, o ObjID) { h.hear(t, h.obj(o).c) }

// release publishes the thread's clock on o, unless the operation was misuse.
func (h *HB) release(e *Event, o ObjID) {
	if e.Res.Misuse == NoMisuse {
		h.add(e.Thread, place{sort: released, id: int32(o)})
	}
}

// acquireReaders orders t after everything that readers have released on o.
func (h *HB) acquireReaders(t ThreadID, o ObjID) { h.hear(t, h.obj(o).readers) }

// releaseReader publishes the thread's clock on o for writers only.
func (h *HB) releaseReader(e *Event, o ObjID) {
	if e.Res.Misuse == NoMisuse {
		h.add(e.Thread, place{sort: readers, id: int32(o)})
	}
}

func (h *HB) send(e *Event, o ObjID) {
	switch {
	case e.Res.Misuse != NoMisuse:
	case e.Joint:
		h.meet(e)
	default:
		oc := h.obj(o)
		h.through(e.Thread, o, oc.sent)
		oc.sent++
		h.keep(place{sort: sends, id: int32(o)})
	}
}

func (h *HB) recv(e *Event, o ObjID) {
	switch {
	case e.Joint:
		h.meet(e)
	case !e.Res.OK: // closed: ordered after the close
		h.acquire(e.Thread, o)
	default:
		oc := h.obj(o)
		h.through(e.Thread, o, oc.received)
		oc.received++
		h.keep(place{sort: receives, id: int32(o)})
	}
}

// through passes t through the slot of the k-th send or receive: the k-th send
// happens before the k-th receive, that before send number k + capacity.
func (h *HB) through(t ThreadID, o ObjID, k int) {
	ch, _ := h.s.Channel(o)
	slot := place{slotted, int32(o), int32(k % ch.Cap)}
	h.hear(t, *h.at(slot))
	h.publish(t, slot)
}

// meet orders both sides of a rendezvous after each other.
func (h *HB) meet(e *Event) {
	a, b := e.Thread, e.Alt.Peer
	h.thread(max(a, b)) // the slice stays where it is
	h.hear(a, h.thread(b).stamp)
	h.hear(b, h.thread(a).stamp)
	h.tick(a)
	h.tick(b)
}

// note keeps the clock of t for those that event number at enables.
func (h *HB) note(t ThreadID, at int) {
	h.notes = append(h.notes, note{int32(at), h.thread(t).stamp})
	h.tick(t)
}

// noted orders t after event number at, which had kept its clock.
func (h *HB) noted(t ThreadID, at int32) {
	i, ok := slices.BinarySearchFunc(h.notes, at, func(n note, at int32) int { return int(n.event - at) })
	if ok {
		h.hear(t, h.notes[i].stamp)
	}
}
