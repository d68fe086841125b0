package sim

import (
	"strconv"
	"time"

	"github.com/interleave-go/interleave/model"
)

// objectInfo is what the engine keeps of an object over executions.
type objectInfo struct {
	name   string
	handle handle
	with   model.Word // see madeWith
}

// handle is a typed handle, which knows how to print its values.
type handle interface {
	text(model.Word) string
}

// object is the part that all handles share.
type object struct {
	e      *Engine
	id     model.ObjID
	gen    uint64
	what   string
	opaque bool        // its values mean something in one execution only: see codec
	real   *realObject // nil: modeled
}

func (object) text(w model.Word) string { return strconv.FormatInt(w, 10) }

// register returns the handle for t's new object id: the one of an earlier
// execution where it has the same type. It panics when there are options left
// that this kind of object does not know.
func register[H any, P interface {
	*H
	handle
	base() *object
}](t *Thread, what, name string, id model.ObjID, opts []Option) P {
	t.acts()
	e := t.e
	for len(e.objects) <= int(id) {
		e.objects = append(e.objects, objectInfo{})
	}
	info := &e.objects[id]
	info.name = t.named(what, name)
	h, ok := info.handle.(P)
	if m := e.memo; m != nil {
		h, ok = known[P](m)
	}
	if !ok {
		e.kept.unlike = true
		h = P(new(H))
		info.handle = h
		if e.memo != nil {
			e.memo.fresh = append(e.memo.fresh, h)
		}
	}
	*h.base() = object{e: e, id: id, gen: e.gen, what: what}
	t.made.latest().handle = h
	refuseOptions(what, name, opts)
	return h
}

// refuseOptions panics when there are options left that a kind of object does not know.
func refuseOptions(what, name string, opts []Option) {
	if len(opts) > 0 {
		panic("interleave: " + what + " " + name + ": option " + opts[0].String() + " is not known to this kind of object")
	}
}

// known returns the handle that the body, which is being fed, has made here before.
func known[P handle](m *Memo) (h P, ok bool) {
	if m.feeding() && len(m.trail) > 0 {
		h, ok = m.trail[0].(P)
		m.trail = m.trail[1:]
	}
	return h, ok
}

func (o *object) base() *object { return o }

// check refuses objects of another execution or search, and those of none.
func (o *object) check(t *Thread) {
	if o.e != t.e || o.gen != t.e.gen && o.gen != realGen {
		o.refuse(t)
	}
}

// refuse ends t for using o, which is none of its execution's objects.
func (o *object) refuse(t *Thread) {
	if o.e == nil {
		t.fail(Misuse, "an object is used that its New function has not made; make each with sim.NewMutex, sim.NewChan and so on, inside the program")
	}
	t.fail(Misuse, "a "+o.what+" of another execution is used; make all objects inside the program, so that each execution has its own")
}

// op executes an operation of kind k on o.
func (o *object) op(t *Thread, k model.Kind, arg, arg2 model.Word) *model.Result {
	if o.e != t.e || o.gen != t.e.gen {
		return o.elsewhere(t, model.Op{Kind: k, Arg: arg, Arg2: arg2})
	}
	if !t.inTurn() {
		t.refuse()
	}
	e := t.e
	if e.memo != nil {
		r := e.memo.do(t, model.Op{Kind: k, Opaque: o.opaque, Obj: o.id, Arg: arg, Arg2: arg2})
		if r.Misuse != model.NoMisuse {
			t.misuse(r.Misuse, o.id)
		}
		return r
	}
	var n *Thread
	if e.kept.on {
		n = e.repeatPlain(t, k, o, arg, arg2)
	} else {
		n = e.announce(t, &model.Op{Kind: k, Opaque: o.opaque, Obj: o.id, Arg: arg, Arg2: arg2})
	}
	if n != t { // as in do, which is a frame more
		if t.coro.handOver(n) {
			t.coro.yield(struct{}{})
		}
		e.woken(t)
	}
	if t.dying {
		t.die()
	}
	if t.res.Misuse != model.NoMisuse {
		t.misuse(t.res.Misuse, o.id)
	}
	return &t.res
}

// timed executes an operation of kind k on o that may time out after d, and
// reports whether it was in time.
func (o *object) timed(t *Thread, k model.Kind, d time.Duration) bool {
	return !o.within(t, k, d).TimedOut
}

// within executes an operation of kind k on o that may time out after d. What can
// proceed does so; a d of less than one nanosecond counts as one, which passes when
// nobody else can move.
func (o *object) within(t *Thread, k model.Kind, d time.Duration) *model.Result {
	if o.e != t.e || o.gen != t.e.gen {
		return o.elsewhere(t, model.Op{Kind: k, Timeout: max(1, int64(d))})
	}
	r := t.e.do(t, model.Op{Kind: k, Obj: o.id, Timeout: max(1, int64(d))})
	if r.Misuse != model.NoMisuse {
		t.misuse(r.Misuse, o.id)
	}
	return r
}

// misuse ends t for a mistake with object id.
func (t *Thread) misuse(m model.Misuse, id model.ObjID) {
	msg := m.String()
	if id != model.NoObj {
		msg += " " + t.e.ObjectName(id)
	}
	t.fail(Misuse, msg)
}

// ThreadName, ObjectName and Value make Engine the model.Names of its programs.
func (e *Engine) ThreadName(t model.ThreadID) string { return e.st.ThreadName(t) }

// ObjectName returns the printed name of an object: see Thread.Name.
func (e *Engine) ObjectName(o model.ObjID) string {
	if int(o) < len(e.objects) {
		return e.objects[o].name
	}
	return "nil"
}

// Value prints what a word stands for in an object.
func (e *Engine) Value(o model.ObjID, w model.Word) string {
	if o != model.NoObj && int(o) < len(e.objects) {
		return e.objects[o].handle.text(w)
	}
	return strconv.FormatInt(w, 10)
}
