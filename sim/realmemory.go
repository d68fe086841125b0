package sim

import (
	"reflect"
	"sync/atomic"
)

// plainCell is the memory of a Var on real goroutines: nothing but memory, in cache
// lines of its own.
type plainCell[T any] struct {
	_ [64]byte
	v T
	_ [64]byte
}

func (x *Var[T]) loadReal(t *Thread) T {
	x.check(t)
	t.real.step()
	t.real.look(&x.object)
	return x.plain.v
}

func (x *Var[T]) storeReal(t *Thread, v T) {
	x.check(t)
	t.real.step()
	x.plain.v = v
}

// atomicCell is an Atomic on real goroutines. What fits a word is kept in one, in
// the form that the codec gives it, so that additions wrap as they should. Other
// values are boxed, which no operation shows.
type atomicCell[T comparable] struct {
	codec codec[T]
	_     [64]byte
	word  atomic.Int64
	box   atomic.Pointer[T]
	_     [64]byte
}

func newAtomicCell[T comparable](v T) *atomicCell[T] {
	c := &atomicCell[T]{}
	c.codec.reset()
	c.store(v)
	return c
}

func (c *atomicCell[T]) isBoxed() bool { return c.codec.kind == reflect.Invalid }

// boxed is apart from those who call it, so that what fits a word is not moved.
func boxed[T any](v T) *T { return &v }

func (c *atomicCell[T]) load() T {
	if c.isBoxed() {
		return *c.box.Load()
	}
	return c.codec.decode(c.word.Load())
}

func (c *atomicCell[T]) store(v T) {
	if c.isBoxed() {
		c.box.Store(boxed(v))
		return
	}
	c.word.Store(c.codec.encode(v))
}

func (c *atomicCell[T]) swap(v T) T {
	if c.isBoxed() {
		return *c.box.Swap(boxed(v))
	}
	return c.codec.decode(c.word.Swap(c.codec.encode(v)))
}

func (c *atomicCell[T]) compareAndSwap(old, v T) bool {
	if !c.isBoxed() {
		return c.word.CompareAndSwap(c.codec.encode(old), c.codec.encode(v))
	}
	for {
		p := c.box.Load()
		if !c.codec.same(*p, old) {
			return false
		}
		if c.box.CompareAndSwap(p, boxed(v)) {
			return true
		}
	}
}

// same reports whether two values are the same to a compare-and-swap; values that
// cannot be compared never are.
func (c *codec[T]) same(a, b T) bool {
	if c.equal == never || c.equal == byValue && !(canCompare(a) && canCompare(b)) {
		return false
	}
	return any(a) == any(b)
}

// realCell begins an operation and returns the cell.
func (x *Atomic[T]) realCell(t *Thread) *atomicCell[T] {
	x.check(t)
	t.real.step()
	return x.cell
}

func (x *Atomic[T]) loadReal(t *Thread) T {
	v := x.realCell(t).load()
	t.real.look(&x.object)
	return v
}

func (x *Atomic[T]) compareAndSwapReal(t *Thread, old, v T) bool {
	ok := x.realCell(t).compareAndSwap(old, v)
	if !ok {
		t.real.look(&x.object)
	}
	return ok
}
