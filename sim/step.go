package sim

import "github.com/interleave-go/interleave/model"

// step executes a choice and returns the thread to go on with.
func (e *Engine) step(c model.Choice) *Thread {
	if e.keeping {
		e.kept.marks = append(e.kept.marks[:e.view.Step()], int32(len(e.cases)))
	}
	ev := e.st.Step(c)
	e.view.Current = c.Thread
	if ev.Op.Kind <= model.Store && !e.lim.NoRaces && !ev.Alt.Fault() {
		e.races.access(e, ev, len(e.st.Events())-1)
	}
	if e.lim.Places {
		e.notePlace(ev, e.threads[c.Thread])
	}
	return e.pass(ev)
}

// pass hands the results of a step to its threads, and returns the one to go on with.
func (e *Engine) pass(ev *model.Event) *Thread {
	t := e.threads[ev.Thread]
	t.res = ev.Res
	if e.lim.Awaits || t.cond != nil {
		e.remember(t, ev)
	}
	if ev.Alt.Fault() {
		t.meet(ev.Alt.Case)
	}
	switch {
	case ev.Op.Kind == model.Spawn:
		e.owed = append(e.owed, t)
		c := e.threads[ev.Op.Arg]
		c.history = mix(t.history, uint64(c.id))
		c.blind = t.blind
		t = c
	case ev.Joint:
		p := e.threads[ev.Alt.Peer]
		p.res = ev.PeerRes
		p.history = mix(mix(p.history, uint64(p.res.Val)), uint64(p.res.Case))
		p.acted()
		e.owed = append(e.owed, p)
	}
	e.running = t
	return t
}
