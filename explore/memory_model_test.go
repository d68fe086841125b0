package explore_test

import (
	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/model/modeltest"
)

// order is the happens-before relation of an execution, pair by pair.
type order struct {
	m      *modeltest.Machine
	before [][]bool // before[j][i]: event i happens before event j
}

// add makes i, and what happens before it, happen before j. Events are taken
// in in their order, so everything before i is known.
func (o *order) add(i, j int) {
	o.before[j][i] = true
	for k := range i {
		o.before[j][k] = o.before[j][k] || o.before[i][k]
	}
}

// racyVariables returns the variables with two accesses by different threads,
// at least one of them a store, of which neither happens before the other.
func racyVariables(m *modeltest.Machine) map[model.ObjID]bool {
	ev := m.State.Events()
	o := &order{m: m}
	for j := range ev {
		o.before = append(o.before, make([]bool, len(ev)))
		for i := range j {
			if o.synchronised(i, j) {
				o.add(i, j)
			}
		}
	}
	racy := map[model.ObjID]bool{}
	for j := range ev {
		for i := range j {
			a, b := &ev[i], &ev[j]
			plain := a.Op.Kind <= model.Store && b.Op.Kind <= model.Store
			if plain && a.Op.Obj == b.Op.Obj && a.Thread != b.Thread &&
				(a.Op.Kind == model.Store || b.Op.Kind == model.Store) && !o.before[j][i] {
				racy[a.Op.Obj] = true
			}
		}
	}
	return racy
}

// synchronised tells whether i is sequenced or synchronised before j, directly:
// the sentences of https://go.dev/ref/mem and of package sync, one by one.
func (o *order) synchronised(i, j int) bool {
	ev := o.m.State.Events()
	a, b := &ev[i], &ev[j]
	switch {
	case b.Advances(a.Thread), a.Joint && b.Advances(a.Alt.Peer): // one thread; a rendezvous belongs to two
		return true
	case a.Op.Kind == model.Spawn && b.Advances(model.ThreadID(a.Op.Arg)): // the go statement, before what it starts
		return true
	case b.Op.Kind == model.Join:
		for _, cs := range b.Op.Cases {
			if a.Advances(model.ThreadID(cs.Obj)) {
				return true
			}
		}
		return false
	case a.Res.Misuse != model.NoMisuse || b.Res.Misuse != model.NoMisuse:
		return false
	case a.Op.Kind == model.RUnlock && a.Op.Obj == takes(o.m, b): // a read unlock, before every later lock for writing
		return b.Op.Kind == model.Lock || b.Op.Kind == model.TryLock
	case frees(o.m, a) != model.NoObj && frees(o.m, a) == takes(o.m, b): // an unlock, before every later lock
		return true
	case b.Op.Kind == model.Relock && o.wakes(i, j), o.gathers(i, j):
		return true
	case observes(b.Op.Kind) && a.Op.Obj == b.Op.Obj: // an atomic write, before the operation that observes it
		return writes(a) && !anyEvent(ev[i+1:j], func(e *model.Event) bool { return e.Op.Obj == a.Op.Obj && writes(e) })
	}
	return o.passes(i, j) || o.counts(i, j)
}

// counts tells whether i is synchronised before j by a semaphore, an event, a
// wait group or a once.
func (o *order) counts(i, j int) bool {
	ev := o.m.State.Events()
	a, b := &ev[i], &ev[j]
	if a.Op.Obj == model.NoObj || a.Op.Obj != b.Op.Obj {
		return false
	}
	switch a.Op.Kind {
	case model.SemRelease: // before every later acquire
		return (b.Op.Kind == model.SemAcquire || b.Op.Kind == model.SemTry) && b.Res.OK
	case model.EventSet: // before whoever sees it set, unless it has been cleared since
		return (b.Op.Kind == model.EventWait || b.Op.Kind == model.EventIsSet) && b.Res.OK &&
			!anyEvent(ev[i+1:j], func(e *model.Event) bool { return e.Op.Obj == a.Op.Obj && e.Op.Kind == model.EventClear })
	case model.GroupDone, model.GroupAdd: // what counts down, before the return of a wait
		return b.Op.Kind == model.GroupWait && b.Res.OK && (a.Op.Kind == model.GroupDone || a.Op.Arg < 0)
	case model.OnceEnd: // the end of the function, before the return of every Do
		return b.Op.Kind == model.OnceBegin && !b.Res.OK
	}
	return false
}

// frees returns the mutex that e frees, and takes the one it takes.
func frees(m *modeltest.Machine, e *model.Event) model.ObjID {
	switch {
	case e.Op.Kind == model.Unlock:
		return e.Op.Obj
	case e.Op.Kind == model.Wait:
		return m.State.CondMutex(e.Op.Obj)
	}
	return model.NoObj
}

func takes(m *modeltest.Machine, e *model.Event) model.ObjID {
	switch {
	case e.Res.TimedOut:
	case e.Op.Kind == model.Lock, e.Op.Kind == model.TryLock && e.Res.OK:
		return e.Op.Obj
	case e.Op.Kind == model.RLock, e.Op.Kind == model.TryRLock && e.Res.OK:
		return e.Op.Obj
	case e.Op.Kind == model.Relock:
		return m.State.CondMutex(e.Op.Obj)
	}
	return model.NoObj
}

func observes(k model.Kind) bool {
	return k == model.AtomicLoad || k == model.Swap || k == model.CAS || k == model.Add
}

func writes(e *model.Event) bool {
	switch e.Op.Kind {
	case model.AtomicStore, model.Swap, model.Add:
		return true
	}
	return e.Op.Kind == model.CAS && e.Res.OK
}

// wakes tells whether the signal or broadcast i ended the wait that j, a
// Relock, completes.
func (o *order) wakes(i, j int) bool {
	ev := o.m.State.Events()
	a, b := &ev[i], &ev[j]
	if a.Op.Obj != b.Op.Obj || b.Res.TimedOut {
		return false
	}
	// From the wait to j the thread has no event; the first to wake it counts.
	began := i
	for began >= 0 && !ev[began].Advances(b.Thread) {
		began--
	}
	wakesIt := func(e *model.Event) bool {
		return e.Op.Obj == b.Op.Obj && (e.Op.Kind == model.Signal && e.Alt.Peer == b.Thread || e.Op.Kind == model.Broadcast)
	}
	return began >= 0 && ev[began].Op.Kind == model.Wait && ev[began].Alt.Case != model.SpuriousWake && wakesIt(a) && !anyEvent(ev[began:i], wakesIt) &&
		!anyEvent(ev[i+1:j], func(e *model.Event) bool { return e.Advances(b.Thread) })
}

func anyEvent(ev []model.Event, f func(*model.Event) bool) bool {
	for i := range ev {
		if f(&ev[i]) {
			return true
		}
	}
	return false
}

// passes tells whether i is synchronised before j by a channel with a buffer, or
// by its closing.
func (o *order) passes(i, j int) bool {
	chA, sideA := moves(o.m, i)
	chB, sideB := moves(o.m, j)
	if chA == model.NoObj || chA != chB {
		return false
	}
	ch, _ := o.m.State.Channel(chA)
	switch {
	case sideA == closes:
		return sideB == drained
	case ch.Cap == 0:
		return false // one event, which belongs to both threads
	case sideA == sends && sideB == receives:
		return o.number(i) == o.number(j)
	case sideA == receives && sideB == sends:
		return o.number(i)+ch.Cap == o.number(j)
	}
	return false
}

type side int

const (
	sends side = iota + 1
	receives
	drained // received nothing, since the channel was closed
	closes
)

// moves returns the channel that event i sends on, receives from or closes.
func moves(m *modeltest.Machine, i int) (model.ObjID, side) {
	e := &m.State.Events()[i]
	cs := model.Case{Obj: e.Op.Obj}
	switch e.Op.Kind {
	case model.Close:
		return e.Op.Obj, closes
	case model.Send:
		cs.Kind = model.SendCase
	case model.Recv:
		cs.Kind = model.RecvCase
	case model.Select, model.TrySend, model.TryRecv:
		cs = e.Op.Cases[e.Alt.Case]
	}
	switch {
	case e.Res.Misuse != model.NoMisuse:
	case cs.Kind == model.SendCase:
		return cs.Obj, sends
	case cs.Kind == model.RecvCase && e.Res.OK:
		return cs.Obj, receives
	case cs.Kind == model.RecvCase:
		return cs.Obj, drained
	}
	return model.NoObj, 0
}

// number returns how many sends, or receives, of its channel came before i.
func (o *order) number(i int) int {
	ch, way := moves(o.m, i)
	n := 0
	for k := range i {
		if c, w := moves(o.m, k); c == ch && w == way {
			n++
		}
	}
	return n
}
