package kit

import "github.com/interleave-go/interleave/sim"

// Coroutine is what the call of an async function returns: the body has not
// begun. It runs when, and where, the coroutine is awaited.
type Coroutine[T any] struct {
	body func(t *sim.Thread, co *Co) (T, error)
	yes  *sim.Var[bool]
}

// Async makes a coroutine of body. If nobody awaits it, [RunLoop] says so.
func Async[T any](t *sim.Thread, co *Co, name string, body func(t *sim.Thread, co *Co) (T, error)) *Coroutine[T] {
	c := &Coroutine[T]{body: body, yes: sim.NewVar(t, name+".awaited", false)}
	all := co.loop.coroutines.Load(t)
	co.loop.coroutines.Store(t, append(all[:len(all):len(all)], awaited{name, c.yes}))
	return c
}

// Await runs the body inside the calling task and returns its result. Awaiting
// twice panics.
func (c *Coroutine[T]) Await(t *sim.Thread, co *Co) (T, error) {
	if c.yes.Load(t) {
		panic("kit: a coroutine is awaited twice; make a task of it (Start) if several want its result")
	}
	c.yes.Store(t, true)
	return c.body(t, co)
}
