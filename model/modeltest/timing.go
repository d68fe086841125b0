package modeltest

import (
	"slices"

	"github.com/interleave-go/interleave/model"
)

// pause generates what lets time pass: mostly one unit, so that deadlines meet.
func (g *generator) pause() Thread {
	return Thread{{Op: model.Sleep, Timeout: pick(g, model.Word(1), 1, 2, 3)}}
}

// hasty lets in time out: mostly, where threads sleep often.
func (g *generator) hasty(in Instr) Instr {
	if g.sleepy && !g.oneIn(4) {
		in.Timeout = pick(g, model.Word(1), 2)
		return in
	}
	return g.within(in)
}

// hurry gives a select one or two cases that time out.
func (g *generator) hurry(in Instr) Instr {
	if slices.ContainsFunc(in.Cases, func(cs Case) bool { return cs.Kind == model.DefaultCase }) || !g.oneIn(3) {
		return in
	}
	for range pick(g, 1, 1, 2) {
		d := pick(g, model.Word(1), 2)
		in.Cases = append(in.Cases, Case{Kind: model.AfterCase, Obj: Nil, Arg: Const(d)})
		if in.Timeout == 0 || d < in.Timeout {
			in.Timeout = d
		}
	}
	return in
}

// naiveLate returns the alternatives by which the pending operation of t, whose
// deadline has been reached, may time out.
func naiveLate(s *model.State, t model.ThreadID, op *model.Op) []model.Alt {
	late := []model.Alt{{Case: model.TimedOut}}
	switch op.Kind {
	case model.Relock:
		if !slices.Contains(s.Waiters(op.Obj), t) {
			return nil // a signal has come before
		}
	case model.BarrierLeave:
		if naiveLeave(s, t, op.Obj) {
			return nil
		}
	case model.Select:
		late = nil
		for i, cs := range op.Cases {
			if cs.Kind == model.AfterCase && (cs.Arg == op.Timeout || s.Adversarial()) {
				late = append(late, model.Alt{Case: int16(i)})
			}
		}
	}
	return late
}

// sleepers: n threads sleep equally long and then lock; with stagger, each a
// little longer than the one before.
func sleepers(n int, stagger bool) Program {
	return spawnAll(cells(Mutex, 1, 0), each(n, func(i int) Thread {
		d := model.Word(1)
		if stagger {
			d += model.Word(i)
		}
		return Thread{{Op: model.Sleep, Timeout: d}, on(model.Lock, 0), on(model.Unlock, 0)}
	})...)
}

// justInTime: one thread waits for a lock, or on a condition, until the very
// moment in which the other lets go, or signals.
func justInTime(cond bool) Program {
	if cond {
		return spawnAll([]Object{{Mutex, 0}, {Cond, 0}},
			Thread{on(model.Lock, 0), {Op: model.Wait, Obj: 1, Timeout: 1}, on(model.Unlock, 0)},
			Thread{{Op: model.Sleep, Timeout: 1}, on(model.Signal, 1)})
	}
	return spawnAll(cells(Mutex, 1, 0),
		Thread{{Op: model.Sleep, Timeout: 1}, {Op: model.Lock, Obj: 0, Timeout: 1}},
		Thread{on(model.Lock, 0), {Op: model.Sleep, Timeout: 2}, on(model.Unlock, 0)})
}
