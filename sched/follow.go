package sched

import (
	"slices"

	"github.com/interleave-go/interleave/model"
)

// Follow makes the choices of an earlier execution again, and notices where the
// program does not do the same.
type Follow struct {
	events   []model.Event
	labels   []string // what each event did, printed; nil: of is asked
	of       *View    // of another engine, whose values mean nothing here: they are not compared
	at       int
	Diverged *Divergence // where the program did something else; nil: nowhere
}

// NewFollow returns a strategy that repeats the execution in v, on the same engine.
func NewFollow(v *View) *Follow {
	events := v.State.Events()
	f := &Follow{events: slices.Clone(events), labels: make([]string, len(events))}
	ops := make([]model.Op, len(events))
	for i := range f.events {
		e := &f.events[i]
		ops[i] = *e.Op
		ops[i].Cases = slices.Clone(e.Op.Cases)
		e.Op = &ops[i]
		f.labels[i] = labelOf(v, e)
	}
	return f
}

// FollowForeign returns a strategy that repeats the execution in v on another engine,
// while that of v stays as it is.
func FollowForeign(v *View) *Follow { return &Follow{events: v.State.Events(), of: v} }

func labelOf(v *View, e *model.Event) string {
	return v.State.ThreadName(e.Thread) + " " + model.Format(e.Op, v.Names)
}

// recorded prints what the i-th event did.
func (f *Follow) recorded(i int) string {
	if f.labels == nil {
		return labelOf(f.of, &f.events[i])
	}
	return f.labels[i]
}

func (f *Follow) String() string { return "follow" }

// Begin goes back to the first step.
func (f *Follow) Begin(uint64) { f.at, f.Diverged = 0, nil }

// Next repeats the next choice if it is offered with the same operation.
func (f *Follow) Next(v *View) model.Choice {
	if f.at == len(f.events) {
		f.Diverged = &Divergence{Step: f.at + 1, Now: text(v, v.RunsOn())}
		return model.Choice{}
	}
	e := &f.events[f.at]
	c := model.Choice{Thread: e.Thread, Alt: e.Alt}
	if v.State.Status(e.Thread) == model.Pending && f.same(v.Op(e.Thread), e.Op) && v.Offers(c) {
		f.at++
		return c
	}
	d := &Divergence{Step: f.at + 1, Recorded: f.recorded(f.at)}
	switch {
	case v.State.Status(e.Thread) != model.Pending:
		d.Now = text(v, v.RunsOn())
	case !f.same(v.Op(e.Thread), e.Op):
		d.Now = text(v, e.Thread)
	case !v.Enabled(e.Thread):
		d.Now = text(v, e.Thread) + " (blocked)"
	default:
		d.Now = text(v, e.Thread) + " (without that alternative)"
	}
	f.Diverged = d
	return model.Choice{}
}

// same reports whether two operations are equal as far as can be told.
func (f *Follow) same(now, then *model.Op) bool {
	return sameOp(now, then, f.of == nil)
}

// Valueless returns op without its values, which mean something in one engine only.
func Valueless(op *model.Op) *model.Op {
	o := *op
	if o.Kind != model.Spawn && o.Kind != model.Choose { // these are not values
		o.Opaque = true
	}
	o.Cases = append([]model.Case(nil), o.Cases...)
	for i := range o.Cases {
		o.Cases[i].Opaque = true
	}
	return &o
}

// End is told that the execution is over, and notices choices left over.
func (f *Follow) End() {
	if f.Diverged == nil && f.at < len(f.events) {
		f.Diverged = &Divergence{Step: f.at + 1, Recorded: f.recorded(f.at)}
	}
}

// Offers reports whether c may be chosen now.
func (v *View) Offers(c model.Choice) bool {
	return v.Enabled(c.Thread) && slices.Contains(v.Alts(c.Thread), c.Alt)
}

// text prints t's pending operation with its values.
func text(v *View, t model.ThreadID) string {
	return v.State.ThreadName(t) + " " + model.Format(v.Op(t), v.Names)
}

// SameOp reports whether two operations are equal, case by case. The values of
// opaque ones are left out.
func SameOp(a, b *model.Op) bool { return sameOp(a, b, true) }

// sameOp is SameOp, with values or without them. What Spawn and Choose have is none.
func sameOp(a, b *model.Op, values bool) bool {
	if a.Kind != b.Kind || a.Obj != b.Obj || a.Timeout != b.Timeout || len(a.Cases) != len(b.Cases) {
		return false
	}
	if a.Flaky != b.Flaky || a.Mortal != b.Mortal || !a.Await.Equal(b.Await) {
		return false
	}
	args := values || a.Kind == model.Spawn || a.Kind == model.Choose
	if args && !a.Opaque && !b.Opaque && (a.Arg != b.Arg || a.Arg2 != b.Arg2) {
		return false
	}
	for i := range a.Cases {
		x, y := a.Cases[i], b.Cases[i]
		if x.Kind != y.Kind || x.Obj != y.Obj || values && !x.Opaque && !y.Opaque && x.Arg != y.Arg {
			return false
		}
	}
	return true
}
