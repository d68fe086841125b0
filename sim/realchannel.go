package sim

import (
	"reflect"
	"time"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sim/real"
)

// On real goroutines a Chan is a Go channel, and a nil *Chan a nil one.

// through begins an operation on c, which may be nil, and returns the channel.
func (c *Chan[T]) through(t *Thread, k model.Kind) chan T {
	var ch chan T
	t.enter()
	w := realWait{op: model.Op{Kind: k}}
	if c != nil {
		c.check(t)
		ch, w.obj = c.ch, &c.object
	}
	t.real.begin(w)
	return ch
}

// misused ends t for a mistake with c.
func (c *Chan[T]) misused(t *Thread, m model.Misuse) {
	t.fail(Misuse, m.String()+" "+c.handle().title())
}

func (c *Chan[T]) sendReal(t *Thread, v T) {
	open := real.Send(c.through(t, model.Send), v)
	if t.real.end(); !open {
		c.misused(t, model.SendOnClosed)
	}
}

func (c *Chan[T]) recvReal(t *Thread) (T, bool) {
	v, ok := <-c.through(t, model.Recv)
	t.real.end()
	return v, ok
}

func (c *Chan[T]) trySendReal(t *Thread, v T) bool {
	sent, open := real.TrySend(c.through(t, model.TrySend), v)
	if t.real.end(); !open {
		c.misused(t, model.SendOnClosed)
	}
	return sent
}

func (c *Chan[T]) tryRecvReal(t *Thread) (v T, ok bool) {
	select {
	case v, ok = <-c.through(t, model.TryRecv):
	default:
	}
	t.real.end()
	return v, ok
}

func (c *Chan[T]) closeReal(t *Thread) {
	ch := c.through(t, model.Close)
	open := ch != nil && real.Close(ch)
	switch t.real.end(); {
	case ch == nil:
		c.misused(t, model.CloseOfNil)
	case !open:
		c.misused(t, model.CloseOfClosed)
	}
}

func (c *Chan[T]) lenReal(t *Thread) int {
	n := len(c.through(t, model.Len))
	t.real.end()
	return n
}

// goChannel returns the channel for a select.
func (c *Chan[T]) goChannel(t *Thread) reflect.Value {
	if c == nil {
		return reflect.Value{}
	}
	c.check(t)
	return reflect.ValueOf(c.ch)
}

func (c *Chan[T]) fillReal(into any, ok *bool, v reflect.Value, open bool) {
	if p := into.(*T); p != nil {
		*p = v.Interface().(T)
	}
	if ok != nil {
		*ok = open
	}
}

// selectReal is Select on real goroutines: Go's own.
func selectReal(t *Thread, cases []Case, timeout time.Duration) int {
	t.real.begin(realWait{op: model.Op{Kind: model.Select, Timeout: model.Word(timeout)}, cases: cases})
	list := make([]reflect.SelectCase, len(cases))
	closed := "closed channel"
	for i, cs := range cases {
		switch cs.kind {
		case model.SendCase:
			list[i] = reflect.SelectCase{Dir: reflect.SelectSend, Chan: cs.ch.goChannel(t), Send: cs.value}
			closed = cs.ch.handle().title()
		case model.RecvCase:
			list[i] = reflect.SelectCase{Dir: reflect.SelectRecv, Chan: cs.ch.goChannel(t)}
		case model.DefaultCase:
			list[i] = reflect.SelectCase{Dir: reflect.SelectDefault}
		case model.AfterCase:
			list[i] = reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(real.After(time.Duration(cs.word)))}
		}
	}
	chosen, v, ok, open := real.Select(list)
	if t.real.end(); !open {
		t.fail(Misuse, model.SendOnClosed.String()+" "+closed)
	}
	switch cs := cases[chosen]; cs.kind {
	case model.RecvCase:
		cs.ch.fillReal(cs.into, cs.ok, v, ok)
	case model.AfterCase:
		t.real.elapsed += time.Duration(cs.word)
	}
	return chosen
}
