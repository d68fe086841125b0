package sim

import "github.com/interleave-go/interleave/model"

// note is what is kept of a step, beside its event, for when it stays as it is.
type note struct {
	history uint64 // of its thread, afterwards
	look    bool   // it has looked in vain
	known   bool   // nothing else has come of it for the thread itself
	plain   bool   // its operation is nothing more than kind, object and arguments, and its results are for its thread only
}

// note takes down what the latest step, ev, has made of its thread t.
func (e *Engine) note(t *Thread, ev *model.Event) {
	op := ev.Op
	n := note{history: t.history, known: t.cond == nil && !ev.Alt.Fault()}
	if l := len(t.looks); l > 0 {
		n.look = int(t.looks[l-1].at) == e.view.Step()-1
	}
	n.plain = n.known && op.Kind != model.Spawn && !ev.Joint && op.Timeout == 0 && op.Cases == nil && op.Await == nil &&
		!op.Opaque && !op.Flaky && !op.Mortal
	e.kept.notes = append(e.kept.notes[:e.view.Step()-1], n)
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
