package sim

import (
	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
)

// An execution of a search begins like the one before. Its bodies must run again from
// the start, whatever they are, but not the model: its state steps back to where the
// executions part, and up to there each thread is given the results that are in the
// trace, in the order of the trace. It must announce, and make, what it did there; if not,
// the program is no function of its choices, and the execution is begun anew, step by
// step, to say where.
//
// What rests on more than results and operations - the clock, faults, awaits and lassos
// that have been recognised, values that mean something in one execution only - is
// always executed in full.

// A Keeper is a strategy whose executions, all of one program, begin like those before.
type Keeper interface {
	sched.Strategy
	// Keep returns how many steps of the execution before, which was shown in v,
	// stay as they are. It is called after Begin; the next call of Next is for the
	// step after them. Without it, or after another Begin, that is the first step.
	Keep(v *sched.View) int
}

// kept is what an engine knows of the steps that stay.
type kept struct {
	on     bool // the bodies go through them
	unlike bool // and have made something else
	broken bool // or do something else: the execution is begun anew
	steps  int  // how many there are
	at     int  // how many have been gone through
	joint  int  // and how many of these were rendezvous
	events []model.Event
	state  *model.State
	cases  []model.Case // of the operations announced meanwhile, or else before
	notes  []note       // by step

	by    Keeper // whose execution the latest one was; nil: nobody can go on from it
	lim   Limits
	never bool // the program does something that cannot be gone through like this
}

// keeps reports whether s, the strategy of the next execution, goes on from those
// before, and prepares the engine for it.
func (e *Engine) keeps(s sched.Strategy) bool {
	_, ok := s.(Keeper)
	ok = ok && e.ids != nil && !e.lim.Places && !e.lim.Thorough && e.lim.Cycle == 0 && e.lim.Faults == Faults{}
	e.keeping = ok
	e.hb.KeepSteps(ok)
	return ok
}

// goOn goes back to where the next execution of s leaves the latest one. It reports
// false where it must be made from the start.
func (e *Engine) goOn(p Program, s sched.Strategy, number uint64) bool {
	k := &e.kept
	ks, ok := s.(Keeper)
	if !ok || k.by != ks || k.lim != e.lim || k.never || len(e.verdicts) > 0 || len(e.lassos.known) > 0 {
		return false
	}
	k.steps = ks.Keep(&e.view)
	if k.steps == 0 || k.steps > len(e.st.Events()) || k.steps >= lookAll || k.steps >= len(k.notes) {
		ks.Begin(number)
		return false
	}
	for len(e.st.Events()) > k.steps {
		e.st.Back()
	}
	k.events = e.st.Events()
	e.hb.Back(k.steps)
	e.races.back(k.steps)
	n := len(e.x.Failures)
	for n > 0 && e.x.Failures[n-1].At > k.steps {
		n--
	}
	e.prepare(e.x.Failures[:n])
	if k.state == nil {
		k.state = model.NewState()
		k.state.Share(e.ids)
	}
	k.state.Reset()
	k.state.SetCounts(model.Main, 0, 0)
	e.cases, k.cases = k.cases[:0], e.cases[:k.notes[k.steps].cases]
	k.on, k.unlike, k.at, k.joint = true, false, 0, 0
	e.st = k.state
	e.startMain(p)
	return true
}

// repeatKept gives the next thread its result. It returns nil when the program does
// something else.
func (e *Engine) repeatKept() *Thread {
	k, st := &e.kept, e.view.State
	if s := e.signal.Load(); s&askAnswer != 0 {
		e.answer(s)
	}
	if k.unlike {
		k.broken = true
		return nil
	}
	if k.at == k.steps {
		if !e.goLive() {
			k.broken = true
			return nil
		}
		return e.advance()
	}
	n, ev := &k.notes[k.at], &k.events[k.at]
	t := e.threads[ev.Thread]
	same := n.plain && t.announcesPlain(ev.Op) || t.announces(ev.Op)
	if ev.Joint {
		op := st.PeerOp(k.joint)
		same = same && e.threads[ev.Alt.Peer].announces(&op)
		k.joint++
	}
	if !same {
		k.broken = true
		return nil
	}
	if ev.Op.Kind == model.Spawn {
		k.state.SetCounts(model.ThreadID(ev.Op.Arg), 0, 0)
	}
	if n.known && t.cond == nil {
		t.res = ev.Res
		t.recall(n, k.at)
	} else {
		e.take(t, ev)
	}
	k.at++
	return e.pass(t, ev)
}

// announcesPlain is announces of a plain operation.
func (t *Thread) announcesPlain(op *model.Op) bool {
	x := &t.said
	return x.Kind == op.Kind && x.Obj == op.Obj && x.Arg == op.Arg && x.Arg2 == op.Arg2 && x.Timeout == 0 && x.Await == nil && x.Cases == nil
}

func (t *Thread) announces(op *model.Op) bool { return sched.SameOp(&t.said, op) }

// goLive goes on from the steps that stay, if all threads are where they were.
func (e *Engine) goLive() bool {
	k, st := &e.kept, e.view.State
	for _, id := range st.Threads() {
		t := e.threads[id]
		if st.Status(id) == model.Ended {
			if t.coro != nil {
				return false
			}
		} else if t.coro == nil || !t.announces(st.Pending(id)) {
			return false
		}
	}
	st.Follow(k.state)
	e.live()
	e.view.Current = st.Events()[k.steps-1].Thread
	if e.lim.Lassos {
		for n := firstAnchor; n <= k.steps; n *= 2 {
			e.lassos.anchor = n
		}
	}
	return true
}

// last returns kind and object of the latest step of t that has been gone through,
// without synchronisation: see Engine.glimpse.
//
//go:norace
func (k *kept) last(t model.ThreadID) (model.Kind, model.ObjID) {
	for i := min(k.at, len(k.events)) - 1; i >= 0; i-- {
		if ev := &k.events[i]; ev.Thread == t {
			return ev.Op.Kind, ev.Op.Obj
		}
	}
	return model.NoOp, model.NoObj
}

// live ends the going through of steps that stay.
func (e *Engine) live() {
	k := &e.kept
	e.st, k.on = e.view.State, false
	e.cases, k.cases = k.cases, e.cases
}

// anew begins the execution from the start that could not be gone on with.
func (e *Engine) anew(p Program, number uint64) {
	e.kept.broken = false
	e.live()
	e.unwind()
	e.finish()
	e.strat.Begin(number)
	e.start(p)
}
