package explore

import (
	"slices"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
)

// branch is one step as sleep sets and wakeup trees know it: a choice, and what it
// touches. It is never changed.
type branch struct {
	thread  model.ThreadID
	alt     model.Alt
	joint   bool // it advances alt.Peer, too
	counted bool // what it touches depends on how many others of its sort came before
	foot    []model.Access
	op      model.Op
	seen    *sched.View // of the engine that made the step, whose words its values are
	own     [2]model.Access
}

// branches makes branches, many at a time.
type branches struct{ free []branch }

// of returns the step of ev, which touches foot; both are copied.
func (bs *branches) of(ev *model.Event, foot []model.Access, v *sched.View) *branch {
	if len(bs.free) == 0 {
		bs.free = make([]branch, 32)
	}
	b := &bs.free[0]
	bs.free = bs.free[1:]
	b.thread, b.alt, b.joint, b.op, b.seen = ev.Thread, ev.Alt, ev.Joint, ev.Op, v
	if !v.Kept {
		b.op.Cases = slices.Clone(b.op.Cases)
	}
	b.foot = append(b.own[:0], foot...)
	for i := range b.foot {
		b.counted = b.counted || b.foot[i].Left > 0
	}
	return b
}

// choice returns the identity of the step.
func (b *branch) choice() model.Choice { return model.Choice{Thread: b.thread, Alt: b.alt} }

// advances reports whether the step is one of t: its own, or its half of a
// rendezvous.
func (b *branch) advances(t model.ThreadID) bool { return b.thread == t || b.joint && b.alt.Peer == t }

// dependent reports whether two steps that are both enabled do not commute.
func (b *branch) dependent(c *branch) bool {
	if c.advances(b.thread) || b.joint && c.advances(b.alt.Peer) {
		return true
	}
	for i := range b.foot {
		for j := range c.foot {
			if b.foot[i].Obj == c.foot[j].Obj && b.foot[i].Conflicts(c.foot[j]) {
				return true
			}
		}
	}
	return false
}

// differs says where the program is about to do something else than the step, in
// step number at, from 0. What the values of another engine stand for is not known.
func (b *branch) differs(v *sched.View, at int) *sched.Divergence {
	if b.seen == v {
		return divergence(v, at, b.choice(), &b.op)
	}
	return divergence(v, at, b.choice(), sched.Valueless(&b.op))
}

// crowded returns b as it is with a before it: of what there is room for once in
// every so often, a takes some.
func (b *branch) crowded(a *branch) *branch {
	if !b.counted || !a.counted {
		return b
	}
	for j, y := range b.foot {
		if slices.ContainsFunc(a.foot, func(x model.Access) bool { return x.Crowds(y) }) {
			c := *b
			c.foot = slices.Clone(b.foot)
			c.foot[j].Left--
			return &c
		}
	}
	return b
}
