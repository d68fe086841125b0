package sim

import "github.com/interleave-go/interleave/model"

// note is what is kept of a step, beside its event, for when it stays as it is.
type note struct {
	history uint64 // of its thread, afterwards
	cases   int32  // so many there were of the operations announced before it
	look    bool   // it has looked in vain
	known   bool   // nothing else has come of it for the thread itself
	plain   bool   // its operation is nothing more than kind, object and arguments, and its results are for its thread only
}

// note takes down what the latest step, ev, has made of its thread t.
func (e *Engine) note(t *Thread, ev *model.Event) {
	op := ev.Op
	at, notes := e.view.Step()-1, e.kept.notes
	if at == cap(notes) {
		notes = append(notes[:at], note{})
	}
	notes = notes[:at+1]
	e.kept.notes = notes
	n := &notes[at] // written in place: this is done for every step
	n.history, n.cases, n.look = t.history, int32(len(e.cases)), false
	if l := len(t.looks); l > 0 {
		n.look = int(t.looks[l-1].at) == at
	}
	n.known = t.cond == nil && !ev.Alt.Fault()
	n.plain = n.known && op.Kind != model.Spawn && !ev.Joint && op.Timeout == 0 && op.Cases == nil && op.Await == nil &&
		!op.Opaque && !op.Flaky && !op.Mortal
}

// recall makes of t what the step at position i, which stays, has made of it before.
func (t *Thread) recall(n *note, i int) {
	if n.look {
		t.glanced(glance{int32(i), t.history})
	} else {
		t.looks = t.looks[:0]
	}
	t.history = n.history
}
