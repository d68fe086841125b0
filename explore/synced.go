package explore

import (
	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// Data races need not be looked for in an execution of which all that is ordered is
// ordered by the memory model, too: the order has every pair of accesses that could be
// one. So where the order of dpor comes from locks, permits, rendezvous and the starts
// and ends of threads alone, the search does without the clocks of the race detector; an
// execution in which it does not is made again, with them.

// execute makes an execution of e's, and looks for data races only where there may be
// some, from the first such execution on in all.
func (w *worker) execute(t *tally, e enumerator) (*sim.Execution, *sched.View) {
	lim := w.s.lim
	d, ok := e.(*dpor)
	without := ok && !w.races && !lim.NoRaces
	lim.NoRaces = lim.NoRaces || without
	w.start.enter(e)
	x, v := w.run(t, e, &lim)
	if !without || !d.racy(x, v) {
		return x, v
	}
	w.races = true
	w.start.leave(e)
	return w.run(t, e, &w.s.lim)
}

// racy reports whether the execution x, which counts, may have a data race. The order
// has all of those only that have come to their end.
func (d *dpor) racy(x *sim.Execution, v *sched.View) bool {
	switch x.End {
	case sim.Quiet:
		return d.diverged(v) == nil && !d.raceless(v)
	case sim.Endless, sim.Unfair, sim.CutSteps:
		return true
	}
	return false
}

// synced reports whether it is plain that the memory model, too, orders frame g, which
// touched an object like x, before frame i, which touches it like y.
func (d *dpor) synced(st *model.State, g, i int, x, y model.Access) bool {
	a, b := &d.frames[g].made, &d.frames[i].made
	if a.misused || b.misused || a.timedOut || b.timedOut {
		return false
	}
	switch y.Mode {
	case model.Acquire:
		return x.Mode == model.Release && st.PlainMutex(x.Obj)
	case model.Down:
		return x.Mode == model.Up || x.Mode == model.Return
	}
	return false
}

// woken reports whether the step was made possible by one that the memory model, too,
// orders before it: a signal.
func (f *dporFrame) woken() bool { return f.cur.op.Kind == model.Relock && !f.made.timedOut }

// raceless reports whether it is plain that the execution that has ended has no data
// race. It is false once it has been false.
func (d *dpor) raceless(v *sched.View) bool {
	d.arrange(v)
	return !d.order.stronger
}
