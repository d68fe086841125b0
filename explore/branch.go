package explore

import (
	"slices"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
)

// branch is one step as sleep sets and wakeup trees know it: a choice, and what it
// touches. It is never changed.
type branch struct {
	thread model.ThreadID
	// Where plain is set, what the step touches is obj at most, in a way that conflicts
	// with the modes in against and with nothing else, and nobody but thread advances.
	obj     model.ObjID
	against uint64
	mode    model.Mode
	plain   bool
	key     int32 // obj of a plain step, negative of others: where both are plain and differ in it, they are independent
	// simple: what the step touches is one object, of memory or as a lock or unlock
	// does, and there is nothing else to what it waits for.
	simple bool

	joint   bool // it advances alt.Peer, too
	counted bool // what it touches depends on how many others of its sort came before
	fixed   bool // what it touches is plain from the operation, whenever it is made
	// Where modes is not 0, the operation is always possible, in one way, and touches obj
	// in one of these modes.
	modes  uint64
	opaque bool // its values are words of one execution
	alt    model.Alt
	foot   []model.Access
	op     model.Op
	seen   *sched.View // of the engine that made the step, whose words its values are
	own    [2]model.Access
	hash   uint64
}

// newBranch returns the step of ev, which touches foot; both are copied.
func newBranch(ev *model.Event, foot []model.Access, v *sched.View) *branch {
	b := &branch{thread: ev.Thread, alt: ev.Alt, joint: ev.Joint, op: *ev.Op, seen: v}
	if !v.Kept {
		b.op.Cases = slices.Clone(b.op.Cases)
	}
	b.foot = append(b.own[:0], foot...)
	b.opaque = ev.Op.Opaque || slices.ContainsFunc(ev.Op.Cases, func(c model.Case) bool { return c.Opaque })
	b.touching()
	switch k := ev.Op.Kind; {
	case ev.Op.Await != nil:
		return b
	case k == model.Lock || k == model.Relock:
		b.fixed = b.plain && b.mode == model.Acquire && v.State.PlainMutex(b.obj)
		return b
	case uint64(accesses)>>(k&63)&1 != 0:
		b.fixed = true
		return b
	case !oneWay(ev.Op):
		return b
	}
	switch ev.Op.Kind {
	case model.Unlock:
		b.fixed = v.State.PlainMutex(b.obj)
	case model.SemRelease, model.EventSet, model.EventClear, model.EventIsSet:
		b.fixed = true
	case model.CAS:
		b.modes = 1<<model.Read | 1<<model.Write
	case model.TryLock:
		if v.State.PlainMutex(b.obj) {
			b.modes = 1<<model.Acquire | 1<<model.Probe
		}
	case model.SemTry:
		b.modes = 1<<model.Down | 1<<model.Short
	}
	return b
}

// commutes tells of b made at another time whether it is independent of s, a step of
// another thread, where that is known.
func (b *branch) commutes(s *branch) (independent, known bool) {
	if b.fixed {
		return !s.dependent(b), true
	}
	if !s.touches(b.obj) {
		return true, true
	}
	return false, s.plain && b.modes&^s.against == 0
}

// takes reports whether the step takes the mutex o, which goes to anybody who waits.
func (b *branch) takes(o model.ObjID) bool { return b.fixed && b.mode == model.Acquire && b.obj == o }

// touches reports whether the step touches o.
func (b *branch) touches(o model.ObjID) bool {
	if b.plain {
		return b.obj == o
	}
	return slices.ContainsFunc(b.foot, func(a model.Access) bool { return a.Obj == o })
}

// accesses are the kinds of operations that access memory, always in the same way.
const accesses = 1<<model.Load | 1<<model.Store | 1<<model.AtomicLoad | 1<<model.AtomicStore | 1<<model.Swap | 1<<model.Add

// oneWayKinds are the kinds of operations that have one alternative: see oneWay.
const oneWayKinds = accesses | 1<<model.Lock | 1<<model.TryLock | 1<<model.Unlock | 1<<model.Spawn | 1<<model.Join | 1<<model.CAS |
	1<<model.SemTry | 1<<model.SemRelease | 1<<model.EventSet | 1<<model.EventClear | 1<<model.EventIsSet

// oneWay reports whether it is plain that an operation, when it is enabled, has one
// alternative: most operations do, and the model need not be asked.
func oneWay(op *model.Op) bool {
	return uint64(oneWayKinds)>>(op.Kind&63)&1 != 0 && op.Timeout == 0 && !op.Flaky && !op.Mortal && op.Await == nil
}

// touching works out what follows from what b touches.
func (b *branch) touching() *branch {
	b.key = -1
	b.counted = slices.ContainsFunc(b.foot, func(a model.Access) bool { return a.Left > 0 })
	switch len(b.foot) {
	case 0:
		b.plain = !b.joint
	case 1:
		a := b.foot[0]
		b.plain = !b.joint && a.Part == 0 && a.Left == 0
		b.obj, b.mode, b.against = a.Obj, a.Mode, a.Mode.Conflicts()
		b.simple = b.plain && a.Mode <= model.Release && b.op.Await == nil && b.op.Timeout == 0
	}
	if b.plain {
		b.key = int32(b.obj)
	}
	return b
}

// choice returns the identity of the step.
func (b *branch) choice() model.Choice { return model.Choice{Thread: b.thread, Alt: b.alt} }

// is reports whether b and c are the same choice.
func (b *branch) is(c *branch) bool { return b == c || b.thread == c.thread && b.alt == c.alt }

// advances reports whether the step is one of t: its own, or its half of a
// rendezvous.
func (b *branch) advances(t model.ThreadID) bool { return b.thread == t || b.joint && b.alt.Peer == t }

// dependent reports whether two steps that are both enabled do not commute.
func (b *branch) dependent(c *branch) bool {
	if b.key|c.key >= 0 {
		return b.thread == c.thread || b.key == c.key && b.against>>(c.mode&63)&1 != 0
	}
	return b.clashes(c)
}

// clashes is dependent for steps of any sort.
func (b *branch) clashes(c *branch) bool {
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

// offered returns how many alternatives the operation has now, 0 where the program is
// about to do something else than the step. What is kept of a pure program's threads
// never is something else.
func (b *branch) offered(v *sched.View) int {
	if !v.Enabled(b.thread) || (!v.Kept || b.seen != v) && b.differs(v, 0) != nil {
		return 0
	}
	if oneWay(v.Op(b.thread)) && b.alt == (model.Alt{}) {
		return 1
	}
	alts := v.Alts(b.thread)
	if !slices.Contains(alts, b.alt) {
		return 0
	}
	return len(alts)
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
