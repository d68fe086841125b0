package sim

import "github.com/interleave-go/interleave/model"

// Var is plain memory shared between threads. Every access is a step. Two
// accesses of which one is a store, by different threads, that nothing orders
// are a data race.
type Var[T any] struct {
	object
	codec codec[T]
	plain *plainCell[T] // on real goroutines
}

// NewVar makes a plain variable that holds v. Making it is no step.
func NewVar[T any](t *Thread, name string, v T, opts ...Option) *Var[T] {
	t.enter()
	if x := remade[Var[T]](t, name, opts); x != nil {
		x.codec.reset()
		x.madeWith(x.codec.encode(v))
		return x
	}
	if t.real != nil {
		x := makeReal[Var[T]](t, "variable", name, direct{}, opts)
		x.plain = &plainCell[T]{v: v}
		return x
	}
	id := t.e.st.NewVariable(t.id, 0)
	x := register[Var[T]](t, "variable", name, id, opts)
	x.codec.reset()
	x.opaque = x.codec.opaque
	if x.opaque {
		t.impure("keeps values that hold addresses or cannot be compared")
	}
	w := x.codec.encode(v)
	x.madeWith(w)
	t.e.st.SetValue(id, w)
	return x
}

// Load reads the variable.
func (x *Var[T]) Load(t *Thread) T {
	if x.real != nil {
		return x.loadReal(t)
	}
	return x.codec.decode(x.op(t, model.Load, 0, 0).Val)
}

// Store writes the variable.
func (x *Var[T]) Store(t *Thread, v T) {
	if x.real != nil {
		x.storeReal(t, v)
		return
	}
	t.enter()
	x.op(t, model.Store, x.codec.encode(v), 0)
}

func (x *Var[T]) text(w model.Word) string { return x.codec.text(w) }
