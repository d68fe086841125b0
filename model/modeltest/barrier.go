package modeltest

import "github.com/interleave-go/interleave/model"

// gathering is a barrier as a list of who has come, one step after the other.
type gathering struct {
	parties int
	round   *round
	in      map[model.ThreadID]*round // where each thread arrived last
}

// round is one generation: who has arrived, and how it ended.
type round struct {
	came         int
	full, broken bool
}

func newGathering(parties int) *gathering {
	return &gathering{parties: parties, round: &round{}, in: map[model.ThreadID]*round{}}
}

// step returns the result that e should have.
func (g *gathering) step(e *model.Event) (res model.Result) {
	if e.Alt.Case == model.TimedOut {
		g.round.broken = true
		return model.Result{TimedOut: true}
	}
	switch e.Op.Kind {
	case model.Arrive, model.BarrierIndex:
		if g.round.broken {
			return model.Result{Val: model.NoIndex}
		}
		g.in[e.Thread] = g.round
		g.round.came++
		if e.Op.Kind == model.BarrierIndex {
			res.Val = model.Word(g.parties - g.round.came)
		}
		res.OK = true
		if g.round.came == g.parties {
			g.round.full = true
			g.round = &round{}
		}
	case model.BarrierLeave:
		res.OK = g.in[e.Thread].full
	case model.BarrierAbort:
		g.round.broken = true
	case model.BarrierReset:
		if g.round.came > 0 || g.round.broken {
			g.round.broken = true
			g.round = &round{}
		}
	case model.BarrierBroken:
		res.OK = g.round.broken
	}
	return res
}

// naiveLeave reports whether t, which has arrived at the barrier o, may leave.
func naiveLeave(s *model.State, t model.ThreadID, o model.ObjID) bool {
	b, _ := s.Barrier(o)
	g := newGathering(b.Parties)
	for i := range s.Events() {
		if e := &s.Events()[i]; e.Op.Obj == o {
			g.step(e)
		}
	}
	return g.in[t].full || g.in[t].broken
}

// gathering generates a use of the barrier b.
func (g *generator) gathering(b int) Thread {
	wait := g.hasty(on(pick(g, model.BarrierLeave, model.BarrierIndex), b))
	plain := on(model.BarrierLeave, b)
	in := g.inside()
	return pick(g, Thread{plain}, Thread{plain}, Thread{plain}, Thread{wait}, Thread{wait}, Thread{wait},
		append(append(Thread{}, in...), plain), append(Thread{plain}, in...), Thread{jump(wait, Failed, 0, 1), plain},
		Thread{on(model.BarrierReset, b)}, Thread{on(model.BarrierAbort, b)},
		Thread{jump(on(model.BarrierBroken, b), Failed, 0, 1), on(model.BarrierReset, b)})
}

// neighbours: n threads store in their own cells, wait for each other, and load
// their neighbour's.
func neighbours(n int) Program {
	objects := append(cells(Variable, n, 0), Object{Barrier, n})
	return spawnAll(objects, each(n, func(i int) Thread {
		return Thread{with(model.Store, i, Const(1)), on(model.BarrierLeave, n), on(model.Load, (i+1)%n)}
	})...)
}

// gatherers: n threads wait so often at a barrier for so many parties.
func gatherers(n, times, parties int, wait model.Kind) Program {
	return spawnAll([]Object{{Barrier, parties}}, each(n, func(int) Thread { return repeat(times, on(wait, 0)) })...)
}
