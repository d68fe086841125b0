package sim

import (
	"fmt"

	"github.com/interleave-go/interleave/model"
)

// Chan is a Go channel. With capacity 0 a send and a receive are one step, a
// rendezvous. A nil *Chan blocks for ever, as a nil channel does.
type Chan[T any] struct {
	object
	codec    codec[T]
	capacity int
	ch       chan T // on real goroutines
}

// NewChan makes an open channel of the given capacity. Making it is no step.
// It panics when capacity is negative.
func NewChan[T any](t *Thread, name string, capacity int, opts ...Option) *Chan[T] {
	if capacity < 0 {
		panic(fmt.Sprintf("interleave: NewChan %q: capacity %d is negative", name, capacity))
	}
	t.enter()
	if t.real != nil {
		ch := make(chan T, capacity)
		c := makeReal[Chan[T]](t, "channel", name, realChan[T]{ch: ch}, opts)
		c.capacity, c.ch = capacity, ch
		return c
	}
	c := register[Chan[T]](t, "channel", name, t.e.st.NewChannel(t.id, capacity), opts)
	c.madeWith(model.Word(capacity))
	c.codec.reset()
	c.opaque = c.codec.opaque
	if c.opaque {
		t.impure("keeps values that hold addresses or cannot be compared")
	}
	c.capacity = capacity
	return c
}

func (c *Chan[T]) text(w model.Word) string { return c.codec.text(w) }

func (c *Chan[T]) channel(t *Thread) model.ObjID {
	t.enter()
	if c == nil {
		return model.NoObj
	}
	c.check(t)
	return c.id
}

func (c *Chan[T]) handle() *object {
	if c == nil {
		return nil
	}
	return &c.object
}

func (c *Chan[T]) encode(v T) model.Word {
	if c == nil {
		return 0
	}
	return c.codec.encode(v)
}

func (c *Chan[T]) decode(w model.Word) T {
	if c == nil {
		var zero T
		return zero
	}
	return c.codec.decode(w)
}

// Send sends v, waiting until there is room or, with capacity 0, a receiver.
// Sending on a closed channel is misuse.
func (c *Chan[T]) Send(t *Thread, v T) {
	if t.real != nil {
		c.sendReal(t, v)
		return
	}
	id := c.channel(t)
	r := t.e.do(t, model.Op{Kind: model.Send, Opaque: c != nil && c.opaque, Obj: id, Arg: c.encode(v)})
	if r.Misuse != model.NoMisuse {
		t.misuse(r.Misuse, id)
	}
}

// Recv receives, waiting until there is something. It returns the zero value
// and false when the channel is closed and drained.
func (c *Chan[T]) Recv(t *Thread) (T, bool) {
	if t.real != nil {
		return c.recvReal(t)
	}
	r := t.e.do(t, model.Op{Kind: model.Recv, Obj: c.channel(t)})
	return c.received(r)
}

func (c *Chan[T]) received(r *model.Result) (v T, ok bool) {
	if !r.OK {
		return v, false
	}
	return c.decode(r.Val), true
}

// TrySend sends v if that is possible at once, and reports whether it did.
// With capacity 0 and a receiver waiting both happen: the receiver may not
// have arrived yet.
func (c *Chan[T]) TrySend(t *Thread, v T) bool {
	if t.real != nil {
		return c.trySendReal(t, v)
	}
	return c.try(t, model.TrySend, model.Case{Kind: model.SendCase, Opaque: c != nil && c.opaque, Obj: c.channel(t), Arg: c.encode(v)}).Case == 0
}

// TryRecv receives if that is possible at once. It returns false when nothing
// was received, be it that the channel is closed or that it is empty.
func (c *Chan[T]) TryRecv(t *Thread) (v T, ok bool) {
	if t.real != nil {
		return c.tryRecvReal(t)
	}
	return c.received(c.try(t, model.TryRecv, model.Case{Kind: model.RecvCase, Obj: c.channel(t)}))
}

func (c *Chan[T]) try(t *Thread, k model.Kind, cs model.Case) *model.Result {
	from := len(t.e.cases)
	t.e.cases = append(t.e.cases, cs, model.Case{Kind: model.DefaultCase})
	return t.selects(k, from, 0)
}

// Close closes the channel. Closing it twice, or closing nil, is misuse.
func (c *Chan[T]) Close(t *Thread) {
	if t.real != nil {
		c.closeReal(t)
		return
	}
	id := c.channel(t)
	if r := t.e.do(t, model.Op{Kind: model.Close, Obj: id}); r.Misuse != model.NoMisuse {
		t.misuse(r.Misuse, id)
	}
}

// Len returns how many elements are queued. It is a step: looking at readiness
// is something that other threads' operations do not commute with.
func (c *Chan[T]) Len(t *Thread) int {
	if t.real != nil {
		return c.lenReal(t)
	}
	return int(t.e.do(t, model.Op{Kind: model.Len, Obj: c.channel(t)}).Val)
}

// Cap returns the capacity, 0 for nil. It is no step.
func (c *Chan[T]) Cap() int {
	if c == nil {
		return 0
	}
	return c.capacity
}
