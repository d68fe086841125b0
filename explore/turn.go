package explore

import (
	"fmt"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
)

// turning follows a strategy up to a turn, takes that, and runs on.
type turning struct {
	sched.Strategy
	turn  *Turn
	runOn sched.RunOn
	err   error // why the turn cannot be taken
	taken bool
}

func (t *turning) Begin(number uint64) {
	t.err, t.taken = nil, false
	t.Strategy.Begin(number)
}

func (t *turning) Next(v *sched.View) model.Choice {
	switch {
	case v.Step() < t.turn.Step:
		return t.Strategy.Next(v)
	case v.Step() > t.turn.Step:
		return t.runOn.Next(v)
	}
	for i := range v.Len() {
		u := v.At(i)
		if v.State.ThreadName(u) != t.turn.Thread {
			continue
		}
		alts := sortedAlts(v.State, u)
		if t.turn.Alt < 0 || t.turn.Alt >= len(alts) {
			t.err = fmt.Errorf("%s has %s after step %d, numbered from 0; there is no number %d", t.turn.Thread, plural(len(alts), "alternative"), t.turn.Step, t.turn.Alt)
			return model.Choice{}
		}
		t.taken = true
		return model.Choice{Thread: u, Alt: alts[t.turn.Alt]}
	}
	t.err = fmt.Errorf("%s cannot go on after step %d", t.turn.Thread, t.turn.Step)
	return model.Choice{}
}

// missed reports why the turn was not taken, nil if it was. replay is what made
// the steps before it, if they were an explicit schedule.
func (t *turning) missed(replay *sched.Replay, steps int) error {
	switch {
	case t.err != nil || t.taken:
		return t.err
	case replay != nil && replay.Diverged != nil:
		return replay.Diverged
	}
	return fmt.Errorf("the execution has %s; there is no turn to take after step %d", plural(steps, "step"), t.turn.Step)
}
