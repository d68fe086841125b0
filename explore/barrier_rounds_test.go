package explore_test

import (
	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/model/modeltest"
)

// gathers tells whether i is synchronised before j by a barrier: an arrival
// before every departure of its round, and who breaks a round before those who
// were in it.
func (o *order) gathers(i, j int) bool {
	ev := o.m.State.Events()
	a, b := &ev[i], &ev[j]
	if b.Op.Kind != model.BarrierLeave || b.Res.TimedOut || a.Op.Obj != b.Op.Obj {
		return false
	}
	arrival, breaker := rounds(o.m, b.Op.Obj)
	mine := -1
	for k := range j {
		if r, ok := arrival[k]; ok && ev[k].Thread == b.Thread {
			mine = r
		}
	}
	if k, broken := breaker[mine]; broken {
		return i == k
	}
	r, ok := arrival[i]
	return ok && r == mine
}

// rounds returns the round of each arrival at barrier o, and the event that
// broke each broken one.
func rounds(m *modeltest.Machine, o model.ObjID) (arrival, breaker map[int]int) {
	arrival, breaker = map[int]int{}, map[int]int{}
	b, _ := m.State.Barrier(o)
	round, came := 0, 0
	ev := m.State.Events()
	for i := range ev {
		e := &ev[i]
		_, broken := breaker[round]
		switch {
		case e.Op.Obj != o:
		case e.Op.Kind == model.BarrierLeave && e.Res.TimedOut, e.Op.Kind == model.BarrierAbort && !broken:
			breaker[round] = i
		case e.Op.Kind == model.BarrierReset && (broken || came > 0):
			if !broken {
				breaker[round] = i
			}
			round, came = round+1, 0
		case (e.Op.Kind == model.Arrive || e.Op.Kind == model.BarrierIndex) && !broken:
			arrival[i] = round
			if came++; came == b.Parties {
				round, came = round+1, 0
			}
		}
	}
	return arrival, breaker
}
