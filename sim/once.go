package sim

import (
	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sim/real"
)

// Once runs one function, once.
type Once struct {
	object
	once *real.Once // on real goroutines
}

// NewOnce makes a once that has not been done. Making it is no step.
func NewOnce(t *Thread, name string, opts ...Option) *Once {
	t.enter()
	if t.real != nil {
		o := makeReal[Once](t, "once", name, direct{}, opts)
		o.once = &real.Once{}
		return o
	}
	return register[Once](t, "once", name, t.e.st.NewOnce(t.id), opts)
}

// Do calls f if it is the first Do of o. The others return when f has ended, no
// matter how: a panic in f counts as done. A Do of o inside f waits for itself,
// for ever. The first Do is two steps, before f and after it; the others are
// one.
func (o *Once) Do(t *Thread, f func()) {
	if o.real != nil {
		o.doReal(t, f)
		return
	}
	if !o.op(t, model.OnceBegin, 0, 0).OK {
		return
	}
	defer o.op(t, model.OnceEnd, 0, 0)
	f()
}
