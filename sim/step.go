package sim

import "github.com/interleave-go/interleave/model"

// step executes a choice and returns the thread to go on with.
func (e *Engine) step(c model.Choice) *Thread {
	ev := e.st.Step(c)
	e.view.Current = c.Thread
	if ev.Op.Kind <= model.Store && !e.lim.NoRaces && !ev.Alt.Fault() {
		e.races.access(e, ev, len(e.st.Events())-1)
	}
	if e.lim.Places {
		e.notePlace(ev, e.threads[c.Thread])
	}
	t := e.threads[c.Thread]
	e.take(t, ev)
	if e.keeping {
		e.note(t, ev)
	}
	return e.pass(t, ev)
}

// take gives t the result of its step ev.
func (e *Engine) take(t *Thread, ev *model.Event) {
	t.res = ev.Res
	if e.lim.Awaits || t.cond != nil {
		e.remember(t, ev)
	}
	if ev.Alt.Fault() {
		t.meet(ev.Alt.Case)
	}
}

// pass hands the results of ev, a step of t, to other threads, and returns the one to
// go on with.
func (e *Engine) pass(t *Thread, ev *model.Event) *Thread {
	switch {
	case ev.Op.Kind == model.Spawn:
		c := e.threads[ev.Op.Arg]
		e.spawned(t, c)
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

// spawned lets child begin, whom t has started.
func (e *Engine) spawned(t, child *Thread) {
	e.owed = append(e.owed, t)
	child.history = mix(t.history, uint64(child.id))
	child.blind = t.blind
}
