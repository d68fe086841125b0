package sched

import "github.com/interleave-go/interleave/model"

// news tells a strategy what has changed since it last decided: whose pending
// operation is another one. So it need not look at all threads at each step.
type news struct {
	steps   int // events taken in
	threads int // threads taken in
}

// each calls f with every thread that is new, for which made is nil, and then
// with every thread that has made a step since the last call, and what that was.
// A thread may have ended since. The one that spawns another one comes after
// it: then it announces what comes after the spawn.
func (n *news) each(v *View, f func(t model.ThreadID, made *model.Event)) {
	for threads := v.State.Threads(); n.threads < len(threads); n.threads++ {
		f(threads[n.threads], nil)
	}
	for events := v.State.Events(); n.steps < len(events); n.steps++ {
		e := &events[n.steps]
		f(e.Thread, e)
		if e.Joint {
			f(e.Alt.Peer, e)
		}
	}
}
