package sim

import (
	"reflect"
	"slices"
	"time"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sim/real"
)

// On real goroutines a Chan is a Go channel.

type realChan[T any] struct {
	ch chan T
	direct
}

// Free takes what others wait to send, and then closes the channel for those who wait
// to receive.
func (c realChan[T]) Free() {
	real.Drain(c.ch)
	real.Close(c.ch)
}

// through begins an operation on c, and returns the channel. On a nil one it waits
// for ever, as Go does, but so that it can be let go; what it cannot do anyhow is left
// to a nil channel.
func (c *Chan[T]) through(t *Thread, k model.Kind) chan T {
	t.enter()
	if c != nil {
		c.check(t)
		t.real.begin(realWait{op: model.Op{Kind: k}, obj: &c.object})
		return c.ch
	}
	t.real.begin(realWait{op: model.Op{Kind: k}})
	if k == model.Send || k == model.Recv {
		<-t.real.x.never
		t.real.end()
	}
	return nil
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
	c.polled(t, sent)
	return sent
}

func (c *Chan[T]) tryRecvReal(t *Thread) (v T, ok bool) {
	select {
	case v, ok = <-c.through(t, model.TryRecv):
	default:
		c.polled(t, false)
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
	c.polled(t, false)
	return n
}

// polled notes a look at a buffered channel that took nothing from it and put nothing
// into it.
func (c *Chan[T]) polled(t *Thread, took bool) {
	if !took && c != nil && c.capacity > 0 {
		t.real.look(&c.object)
	}
}

// goChannel returns the channel for a select.
func (c *Chan[T]) goChannel(t *Thread) reflect.Value {
	if c == nil {
		return reflect.Value{}
	}
	c.check(t)
	return reflect.ValueOf(c.ch)
}

// sendCaseReal is apart from SendCase, since v is kept in memory of its own.
func (c *Chan[T]) sendCaseReal(v T) Case {
	return Case{kind: model.SendCase, ch: c, value: reflect.ValueOf(&v).Elem()}
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
	kept := slices.Clone(cases) // or modeled threads would allocate theirs
	list := make([]reflect.SelectCase, len(cases))
	closed, never := "closed channel", true
	for i, cs := range cases {
		switch cs.kind {
		case model.SendCase:
			list[i] = reflect.SelectCase{Dir: reflect.SelectSend, Chan: cs.ch.goChannel(t), Send: cs.value}
			closed = cs.ch.handle().title()
			never = never && cs.ch.handle() == nil
		case model.RecvCase:
			list[i] = reflect.SelectCase{Dir: reflect.SelectRecv, Chan: cs.ch.goChannel(t)}
			never = never && cs.ch.handle() == nil
		case model.DefaultCase:
			list[i] = reflect.SelectCase{Dir: reflect.SelectDefault}
			never = false
		case model.AfterCase:
			list[i] = reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(real.After(time.Duration(cs.word)))}
			never = false
		}
	}
	if never { // so that it can be let go
		list = append(list, reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(t.real.x.never)})
	}
	t.real.begin(realWait{op: model.Op{Kind: model.Select, Timeout: model.Word(timeout)}, cases: kept})
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
