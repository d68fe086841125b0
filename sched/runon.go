package sched

import "github.com/interleave-go/interleave/model"

// RunOn is the scheduler without preemptions: the current thread goes on as
// long as it can, then the first enabled one by spawn path; of several
// alternatives the first in canonical order.
type RunOn struct{}

func (*RunOn) String() string { return "run-on" }

// Begin has nothing to do.
func (*RunOn) Begin(uint64) {}

// Next returns the current thread, if it can go on.
func (*RunOn) Next(v *View) model.Choice {
	t := v.RunsOn()
	return model.Choice{Thread: t, Alt: v.FirstAlt(t)}
}

// FirstAlt returns the first enabled alternative of t in canonical order.
func (v *View) FirstAlt(t model.ThreadID) model.Alt {
	alts := v.Alts(t)
	first := alts[0]
	for _, a := range alts[1:] {
		if v.State.CompareAlts(a, first) < 0 {
			first = a
		}
	}
	return first
}
