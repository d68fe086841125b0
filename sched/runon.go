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
	alts := v.Alts(t)
	best := alts[0]
	for _, a := range alts[1:] {
		if v.State.CompareAlts(a, best) < 0 {
			best = a
		}
	}
	return model.Choice{Thread: t, Alt: best}
}
