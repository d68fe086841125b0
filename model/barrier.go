package model

// barrier makes a number of threads, the parties, wait for each other.
// Waiting is two steps: Arrive, which is always possible, and BarrierLeave,
// once the generation in which the thread arrived is complete or broken. The
// arrival that completes a generation begins the next one, so that with more
// threads than parties somebody may arrive there before all have left.
//
// Arrivals of one generation commute, since it does not show who came last;
// BarrierIndex, the arrival that is told its index, commutes with none.
//
// Abort breaks the barrier, and so does a waiter whose time is up: whoever
// waits, and whoever comes before a reset, gets to know. Reset breaks the
// generation of those who wait, and begins a new one that is whole.
type barrier struct {
	parties int32
	gen     int32 // the generation that is being filled, from 1
	count   int32 // arrivals in it
	gens    []*generation
}

// generation is one use of a barrier, kept over executions for its memory.
type generation struct {
	fate    fate
	leavers queue // pending BarrierLeave: on when the fate is decided
}

type fate uint8

const (
	filling fate = iota
	complete
	broken
)

// NewBarrier makes t's next object: a barrier for so many parties, at least 1.
func (s *State) NewBarrier(t ThreadID, parties int) ObjID {
	id, b := create[barrier](s, t)
	b.parties, b.gen, b.count = int32(parties), 0, 0
	b.open()
	return id
}

// NoIndex is the result of an arrival at a broken barrier.
const NoIndex Word = -1

// BarrierState describes a barrier, for explanations.
type BarrierState struct {
	Parties, Arrived int // Arrived: in the generation that is being filled
	Broken           bool
}

// Barrier returns what is known of a barrier.
func (s *State) Barrier(id ObjID) (BarrierState, bool) {
	b, ok := s.objs[id].(*barrier)
	if !ok {
		return BarrierState{}, false
	}
	return BarrierState{int(b.parties), int(b.count), b.now().fate == broken}, true
}

// Generation returns the generation of a barrier in which t, which is pending
// in a BarrierLeave, arrived.
func (s *State) Generation(t ThreadID) int { return int(s.threads[t].ticket) }

func (b *barrier) reset() {}

// now returns the generation that is being filled.
func (b *barrier) now() *generation { return b.gens[b.gen-1] }

// of returns the generation in which t has arrived.
func (b *barrier) of(s *State, t ThreadID) *generation { return b.gens[s.threads[t].ticket-1] }

// open begins the next generation.
func (b *barrier) open() {
	b.gen++
	b.count = 0
	if int(b.gen) > len(b.gens) {
		b.gens = append(b.gens, &generation{})
	}
	g := b.now()
	g.fate = filling
	g.leavers.reset(false)
}

func (b *barrier) arrive(s *State, t ThreadID, op *Op) {
	if op.Kind == BarrierLeave {
		s.enqueue(&b.of(s, t).leavers, t)
	} else {
		s.setReady(t, true)
	}
}

func (b *barrier) leave(s *State, t ThreadID, op *Op) {
	if op.Kind == BarrierLeave {
		s.dequeue(&b.of(s, t).leavers, t)
	} else {
		s.setReady(t, false)
	}
}

func (b *barrier) alts(_ *State, _ ThreadID, _ *Op, buf []Alt) []Alt { return append(buf, Alt{}) }

func (b *barrier) can(s *State, t ThreadID, op *Op) bool {
	return op.Kind != BarrierLeave || b.of(s, t).fate != filling
}

// final: who may leave has not been kept waiting too long.
func (b *barrier) final(s *State, t ThreadID, op *Op) bool { return b.can(s, t, op) }

func (b *barrier) step(s *State, e *Event) {
	e.old, e.pos = Word(b.count), b.gen
	switch e.Op.Kind {
	case Arrive, BarrierIndex:
		if b.now().fate == broken {
			e.Res.Val = NoIndex
			return
		}
		s.threads[e.Thread].ticket = b.gen
		if e.Op.Kind == BarrierIndex {
			e.Res.Val = Word(b.parties - 1 - b.count)
		}
		e.Res.OK = true
		if b.count++; b.count == b.parties {
			b.decide(s, complete)
			b.open()
		}
	case BarrierLeave:
		e.pos = s.threads[e.Thread].ticket
		e.Res.OK = b.of(s, e.Thread).fate == complete
	case BarrierAbort:
		b.smash(s, e)
	case BarrierReset:
		if b.count > 0 {
			b.smash(s, e)
		}
		if b.now().fate == broken {
			b.open()
		}
	case BarrierBroken:
		e.Res.OK = b.now().fate == broken
	}
}

// decide ends the generation that is being filled.
func (b *barrier) decide(s *State, f fate) {
	g := b.now()
	g.fate = f
	s.turn(&g.leavers, true)
}

// smash breaks the generation that is being filled, unless it is broken. The
// event remembers that it was it.
func (b *barrier) smash(s *State, e *Event) {
	if b.now().fate != broken {
		b.decide(s, broken)
		e.decides = true
	}
}

func (b *barrier) undo(s *State, e *Event) {
	switch e.Op.Kind {
	case BarrierLeave:
		s.threads[e.Thread].ticket = e.pos
		return
	case BarrierBroken:
		return
	}
	tripped := e.Res.OK && b.gen != e.pos
	b.gen, b.count = e.pos, int32(e.old)
	if e.decides || tripped {
		b.undecide(s)
	}
}

func (b *barrier) undecide(s *State) {
	g := b.now()
	g.fate = filling
	s.turn(&g.leavers, false)
}

// expire: a waiter whose time is up breaks the barrier.
func (b *barrier) expire(s *State, e *Event) {
	e.old, e.pos = Word(b.count), b.gen
	b.smash(s, e)
}

func (b *barrier) unexpire(s *State, e *Event) {
	s.threads[e.Thread].ticket = e.pos
	b.undecide(s)
}

func (b *barrier) footprint(_ *State, e *Event, buf []Access) []Access {
	x := Access{Obj: e.Op.Obj, Part: e.pos}
	switch k := e.Op.Kind; {
	case k == BarrierAbort, k == BarrierReset, e.Res.TimedOut:
		x.Mode = Break
		if !e.decides {
			x.Part = 0
		}
	case k == BarrierBroken, k != BarrierLeave && !e.Res.OK:
		x.Mode, x.Part = Check, 0
	case k == Arrive:
		x.Mode, x.Left = Gather, b.parties-int32(e.old)
	case k == BarrierIndex:
		x.Mode = Rank
	default:
		x.Mode = Depart
	}
	return append(buf, x)
}

// sync orders the arrivals of a generation before its departures, or, when it
// was broken, who broke it.
func (b *barrier) sync(h *HB, e *Event, _ int) {
	slot := place{slotted, int32(e.Op.Obj), e.pos - 1}
	switch k := e.Op.Kind; {
	case e.decides:
		h.publish(e.Thread, slot)
	case k == BarrierLeave && !e.Res.TimedOut:
		h.hear(e.Thread, *h.at(slot))
	case (k == Arrive || k == BarrierIndex) && e.Res.OK:
		h.add(e.Thread, slot)
	}
}

func (b *barrier) hash(s *State, buf []byte) []byte {
	buf = appendWord(append(buf, 'b'), Word(b.gen))
	buf = appendWord(buf, Word(b.count))
	for _, g := range b.gens[:b.gen] {
		buf = append(buf, byte(g.fate))
	}
	return buf
}
