package sim

import (
	"bytes"
	"slices"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
)

// How the cycle of a lasso is repeated and judged.

// begin notes the state to which each round must lead back.
func (x *lasso) begin(e *Engine) {
	e.lassos.state = e.st.AppendLasso(e.lassos.state[:0])
	x.moved, x.couldGo = map[model.ThreadID]int{}, map[model.ThreadID]int{}
	x.failed, x.gained, x.marked = map[model.ThreadID]bool{}, map[model.ThreadID]bool{}, map[model.ThreadID]bool{}
	for _, t := range e.st.Threads() {
		e.threads[t].marked = false
	}
	x.awaits, x.told = map[model.ThreadID][]*model.Await{}, map[model.ThreadID]int{}
	for i := range x.cycle {
		ev := &x.cycle[i]
		x.awaits[ev.Thread] = append(x.awaits[ev.Thread], ev.Op.Await)
	}
}

// await returns what the next operation of t awaits if the cycle repeats itself:
// what it did a round before. Nobody is pumped for that.
func (x *lasso) await(t model.ThreadID) *model.Await {
	all := x.awaits[t]
	if len(all) == 0 {
		return nil
	}
	x.told[t]++ // the first operation of the round had been announced before
	return all[x.told[t]%len(all)]
}

// round makes the next step of the cycle that is being repeated, and looks
// whether the one before it was as the first time.
func (e *Engine) round() (c model.Choice, ok bool) {
	x := e.lassos.pump
	if n := e.view.Step(); n > x.end {
		if !sameStep(&e.st.Events()[n-1], &x.cycle[(n-x.end-1)%len(x.cycle)]) {
			return e.unlasso(0)
		}
	}
	if x.made == len(x.cycle) {
		if l := &e.lassos; !bytes.Equal(e.st.AppendLasso(l.now[:0]), l.state) {
			return e.unlasso(0)
		}
		for _, t := range e.st.Threads() {
			x.marked[t] = e.threads[t].marked
		}
	}
	if x.made == x.most {
		return e.unlasso(x.judge(e))
	}
	ev := &x.cycle[x.made%len(x.cycle)]
	c = model.Choice{Thread: ev.Thread, Alt: ev.Alt}
	if e.st.Status(c.Thread) != model.Pending || !sched.SameOp(e.st.Pending(c.Thread), ev.Op) || !slices.Contains(e.view.Alts(c.Thread), c.Alt) {
		return e.unlasso(0)
	}
	if x.made < len(x.cycle) {
		x.look(e, ev)
	}
	x.made++
	return c, true
}

// unlasso ends the repeating with a verdict. The execution is begun anew, up to
// the end of the cycle.
func (e *Engine) unlasso(kind Kind) (model.Choice, bool) {
	x := e.lassos.pump
	x.kind = kind
	e.redo, e.keep = true, x.end
	e.lassos.pump = nil
	if kind != 0 {
		e.lassos.fresh = x
	} else { // only the verdict is kept
		*x = lasso{end: x.end, unfair: x.unfair}
	}
	return model.Choice{}, false
}

// confirmLasso gives each thread of a cycle that is about to be called a failure
// what it gets in a round once more, over and over, up to the limit of steps and
// beyond, without any step being made.
func (e *Engine) confirmLasso() {
	x := e.lassos.fresh
	e.lassos.fresh = nil
	for _, id := range e.st.Threads() {
		if x.moved[id] == 0 {
			continue
		}
		var round []look
		for i := range x.cycle {
			if ev := &x.cycle[i]; ev.Thread == id {
				round = append(round, look{op: *ev.Op, res: ev.Res})
			}
		}
		if len(round) < x.moved[id] {
			continue // a partner in a rendezvous: what it waits in is no event of its own
		}
		if !e.repeatsLong(e.threads[id], &verdict{}, round, true) {
			x.kind = 0
		}
		if e.x.End == Cancelled {
			return
		}
		if x.kind == 0 {
			break
		}
	}
	if x.kind == 0 {
		*x = lasso{end: x.end}
	}
	e.redo, e.keep = true, x.end
}

// look takes in a step of the first repetition, before it is made.
func (x *lasso) look(e *Engine, ev *model.Event) {
	for i := range e.view.Len() {
		x.couldGo[e.view.At(i)]++
	}
	for _, t := range []model.ThreadID{ev.Thread, ev.Alt.Peer} {
		if !ev.Advances(t) {
			continue
		}
		x.moved[t]++
		switch {
		case vain(ev):
			x.failed[t] = true
		case gains(ev.Op.Kind):
			x.gained[t] = true
		}
	}
}

// vain reports whether a step wanted something and did not get it.
func vain(ev *model.Event) bool {
	switch ev.Op.Kind {
	case model.TryLock, model.TryRLock, model.SemTry, model.CAS:
		return !ev.Res.OK
	case model.TrySend, model.TryRecv, model.Select:
		return ev.Op.Cases[ev.Alt.Case].Kind == model.DefaultCase || ev.Res.TimedOut
	case model.Sleep:
		return false
	}
	return ev.Res.TimedOut
}

// gains reports whether an operation that succeeds gets its thread something
// that it can wait for.
func gains(k model.Kind) bool {
	switch k {
	case model.Lock, model.TryLock, model.RLock, model.TryRLock, model.Relock, model.SemAcquire, model.SemTry,
		model.Send, model.Recv, model.TrySend, model.TryRecv, model.Select, model.BarrierLeave, model.GroupWait, model.EventWait:
		return true
	}
	return false
}

// progresses reports whether the cycle gets t anywhere: it says so itself, or it
// acquires something and fails at nothing.
func (x *lasso) progresses(t model.ThreadID) bool {
	return x.marked[t] || x.gained[t] && !x.failed[t]
}

// judge says what the cycle is, after it has repeated itself.
func (x *lasso) judge(e *Engine) Kind {
	if slices.ContainsFunc(x.cycle, func(ev model.Event) bool { return ev.Op.Kind == model.Choose && ev.Op.Arg > 1 }) {
		return 0 // the next draw may be another one
	}
	unfair := e.lim.Unfair
	progress := false
	for _, t := range e.st.Threads() {
		if e.st.Status(t) != model.Pending {
			continue
		}
		wants := x.couldGo[t] > 0 || locking(e.st.Pending(t).Kind)
		switch {
		case x.moved[t] > 0 && x.progresses(t):
			progress = true
		case x.moved[t] > 0 && x.failed[t], x.moved[t] == 0 && wants:
			x.starved = append(x.starved, t)
		}
		if x.moved[t] == 0 && x.couldGo[t] == len(x.cycle) && !unfair {
			x.unfair = true // it was only never let go on
			return 0
		}
	}
	switch slices.SortFunc(x.starved, e.st.ComparePaths); {
	case !progress && len(x.moved) > 0 && !(unfair && len(x.starved) > 0):
		return Livelock
	case len(x.starved) > 0:
		return Starvation
	}
	return 0
}

// locking reports whether an operation waits for what others have, and return.
func locking(k model.Kind) bool {
	return k == model.Lock || k == model.RLock || k == model.SemAcquire || k == model.Relock
}
