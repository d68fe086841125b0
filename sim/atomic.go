package sim

import "github.com/interleave-go/interleave/model"

// Atomic is an atomic cell, sequentially consistent as all of Go's are. A load
// is ordered after the store whose value it reads.
type Atomic[T comparable] struct {
	object
	codec codec[T]
	cell  *atomicCell[T] // on real goroutines
}

// NewAtomic makes an atomic cell that holds v. Making it is no step.
func NewAtomic[T comparable](t *Thread, name string, v T, opts ...Option) *Atomic[T] {
	t.enter()
	if x := remade[Atomic[T]](t, name, opts); x != nil {
		x.codec.reset()
		x.madeWith(x.codec.encode(v))
		return x
	}
	if t.real != nil {
		x := makeReal[Atomic[T]](t, "atomic", name, direct{}, opts)
		x.cell = newAtomicCell(v)
		return x
	}
	id := t.e.st.NewAtomic(t.id, 0)
	x := register[Atomic[T]](t, "atomic", name, id, opts)
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

// Load reads the cell.
func (x *Atomic[T]) Load(t *Thread) T {
	if x.real != nil {
		return x.loadReal(t)
	}
	return x.codec.decode(x.op(t, model.AtomicLoad, 0, 0).Val)
}

// Store writes the cell.
func (x *Atomic[T]) Store(t *Thread, v T) {
	if x.real != nil {
		x.realCell(t).store(v)
		return
	}
	t.enter()
	x.op(t, model.AtomicStore, x.codec.encode(v), 0)
}

// Swap writes the cell and returns what it held.
func (x *Atomic[T]) Swap(t *Thread, v T) T {
	if x.real != nil {
		return x.realCell(t).swap(v)
	}
	t.enter()
	return x.codec.decode(x.op(t, model.Swap, x.codec.encode(v), 0).Val)
}

// CompareAndSwap writes v if the cell holds old, and reports whether it did.
func (x *Atomic[T]) CompareAndSwap(t *Thread, old, v T) bool {
	if x.real != nil {
		return x.compareAndSwapReal(t, old, v)
	}
	t.enter()
	return x.op(t, model.CAS, x.codec.encode(old), x.codec.encode(v)).OK
}

// Integer is what Add can add to.
type Integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
}

// Add adds delta to the cell and returns the new value.
func Add[T Integer](t *Thread, x *Atomic[T], delta T) T {
	if x.real != nil {
		c := x.realCell(t)
		return c.codec.decode(c.word.Add(c.codec.encode(delta)))
	}
	return x.codec.decode(x.op(t, model.Add, x.codec.encode(delta), 0).Val)
}

func (x *Atomic[T]) text(w model.Word) string { return x.codec.text(w) }
