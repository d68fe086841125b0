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
	*h.base() = object{e: t.e, gen: realGen, what: what, realObject: realObject{t.named(what, name), impl}}
	refuseOptions(what, name, opts)
	return h
}

// elsewhere executes an operation on an object that is not the modeled engine's: it
// is real, or of another execution.
func (o *object) elsewhere(t *Thread, op model.Op) *model.Result {
	o.check(t)
	th := t.real
	th.begin(realWait{op: op, obj: o})
	t.res = o.impl.do(t, &op)
	th.end()
	if t.res.TimedOut {
		th.elapsed += realDuration(op.Timeout)
	}
	if t.res.Misuse != model.NoMisuse {
		t.fail(Misuse, t.res.Misuse.String()+" "+o.name)
	}
	return &t.res
}

// title prints the name of an object that may be a nil channel.
func (o *object) title() string {
	if o == nil {
		return "nil"
	}
	return o.name
}
