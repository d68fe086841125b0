package sim

import "github.com/interleave-go/interleave/model"

// realObject is what an object has on real goroutines.
type realObject struct {
	name string
	impl realImpl
}

// realImpl makes operations real. It is called by the goroutine of t, at any time
// and by several at once.
type realImpl interface {
	do(t *Thread, op *model.Op) model.Result
	// Free lets somebody go on who waits, when the execution is over.
	Free()
}

// realGen is the generation of objects on real goroutines. That of their engine is
// another one, so that the check that every operation makes finds them, too.
const realGen = ^uint64(0)

// makeReal makes the handle of t's next object.
func makeReal[H any, P interface {
	*H
	handle
	base() *object
}](t *Thread, what, name string, impl realImpl, opts []Option) P {
	h := P(new(H))
	*h.base() = object{e: t.e, gen: realGen, what: what, real: &realObject{t.named(what, name), impl}}
	refuseOptions(what, name, opts)
	return h
}

// elsewhere executes an operation on an object that is not the modeled engine's: it
// is real, or of another execution.
func (o *object) elsewhere(t *Thread, op model.Op) *model.Result {
	o.check(t)
	th := t.real
	th.begin(realWait{op: op, obj: o})
	th.op = op
	t.res = o.real.impl.do(t, &th.op)
	th.end()
	if inVain(op.Kind, &t.res) {
		th.look(o)
	}
	if t.res.TimedOut {
		th.elapsed += realDuration(op.Timeout)
	}
	if t.res.Misuse != model.NoMisuse {
		t.fail(Misuse, t.res.Misuse.String()+" "+o.real.name)
	}
	return &t.res
}

// title prints the name of an object that may be a nil channel.
func (o *object) title() string {
	if o == nil {
		return "nil"
	}
	return o.real.name
}

// direct is what objects have on real goroutines whose handles know what to do
// themselves.
type direct struct{}

func (direct) do(_ *Thread, op *model.Op) (r model.Result) {
	unreal(op)
	return r
}

func (direct) Free() {}

// unreal is reached when an operation has been added and has not been made real.
func unreal(op *model.Op) {
	panic("interleave: " + op.Kind.String() + " is not known to real goroutines")
}
