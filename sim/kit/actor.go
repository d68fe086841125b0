package kit

import (
	"errors"
	"fmt"
	"time"

	"github.com/interleave-go/interleave/sim"
)

// ErrActorDied is what a call returns whose actor panicked while it dealt with
// the message.
var ErrActorDied = errors.New("the actor died before it answered")

// DefaultMailbox is how many messages wait in a mailbox at most, where nothing
// else is said.
const DefaultMailbox = 16

// Actor is a state that one thread alone touches, and a mailbox through which
// the others reach it. Messages are dealt with one after the other, in the order
// in which they came. M is the type of messages, R that of answers.
//
// The mailbox belongs to the actor, not to the thread that serves it: when that
// one dies and another takes over (see [Supervise]), messages that waited are
// still there. The one that was being dealt with is lost, and so is the state.
type Actor[M, R any] struct {
	name    string
	mailbox *sim.Chan[letter[M, R]]
	serve   func(t *sim.Thread, stop *Token) error
}

type letter[M, R any] struct {
	message M
	reply   *sim.Chan[R] // nil: nobody waits for an answer
}

func (l letter[M, R]) String() string { return fmt.Sprint(l.message) }

// NewActor makes an actor that nobody serves yet: see Start and Child. A mailbox
// of zero or less stands for DefaultMailbox. The first state is what init
// returns, and handle turns a state and a message into the next state and an
// answer.
func NewActor[S, M, R any](t *sim.Thread, name string, mailbox int, init func() S, handle func(t *sim.Thread, state S, message M) (S, R)) *Actor[M, R] {
	if mailbox <= 0 {
		mailbox = DefaultMailbox
	}
	a := &Actor[M, R]{name: name, mailbox: sim.NewChan[letter[M, R]](t, name+".mailbox", mailbox)}
	a.serve = func(t *sim.Thread, stop *Token) error {
		state := init()
		for {
			l, err := a.next(t, stop)
			if err != nil || l == nil {
				return err
			}
			answer, err := attempt(t, name, *l, func() (r R) {
				state, r = handle(t, state, l.message)
				return r
			})
			if err != nil {
				return err
			}
			if l.reply != nil {
				l.reply.Send(t, answer)
			}
		}
	}
	return a
}

// next returns the next message: nil when the mailbox is closed, an error when
// the actor is to stop.
func (a *Actor[M, R]) next(t *sim.Thread, stop *Token) (*letter[M, R], error) {
	var l letter[M, R]
	var ok bool
	if stop == nil {
		l, ok = a.mailbox.Recv(t)
	} else if sim.Select(t, a.mailbox.RecvCase(&l, &ok), stop.done.RecvCase(nil, nil)) == 1 {
		return nil, stop.cause.Load(t)
	}
	if !ok {
		return nil, nil
	}
	return &l, nil
}

// attempt deals with one message; whoever waits for the answer is told when
// there will be none.
func attempt[M, R any](t *sim.Thread, name string, l letter[M, R], handle func() R) (answer R, err error) {
	answered := false
	defer func() {
		if !answered && l.reply != nil {
			l.reply.Close(t)
		}
	}()
	err = guard(name, func() error {
		answer = handle()
		answered = true
		return nil
	})
	return answer, err
}

// Start starts a thread that serves the actor until it is stopped. When handle
// panics the actor is dead: messages wait in its mailbox for ever.
func (a *Actor[M, R]) Start(t *sim.Thread) *sim.Thread {
	return t.Go(a.name, func(t *sim.Thread) { a.serve(t, nil) })
}

// Child is the actor as something that a supervisor starts.
func (a *Actor[M, R]) Child() Child { return Child{Name: a.name, Run: a.serve} }

// Cast sends a message and does not wait for an answer. It waits while the
// mailbox is full.
func (a *Actor[M, R]) Cast(t *sim.Thread, message M) {
	a.mailbox.Send(t, letter[M, R]{message: message})
}

// Call sends a message and waits for the answer; [ErrActorDied] says that there
// will be none. An actor that calls itself, or two that call each other, wait
// for ever.
func (a *Actor[M, R]) Call(t *sim.Thread, message M) (R, error) {
	reply := a.ask(t, message)
	answer, ok := reply.Recv(t)
	if !ok {
		return answer, ErrActorDied
	}
	return answer, nil
}

// CallTimeout is Call that waits for the answer for at most d of virtual time,
// and then returns [ErrTimeout]. The message may still be dealt with.
func (a *Actor[M, R]) CallTimeout(t *sim.Thread, message M, d time.Duration) (answer R, err error) {
	reply := a.ask(t, message)
	var ok bool
	switch i := sim.Select(t, reply.RecvCase(&answer, &ok), sim.After(d)); {
	case i == 1:
		return answer, ErrTimeout
	case !ok:
		return answer, ErrActorDied
	}
	return answer, nil
}

// ask sends a message with a channel for the answer, which has room for it: the
// actor never waits for whoever asked.
func (a *Actor[M, R]) ask(t *sim.Thread, message M) *sim.Chan[R] {
	reply := sim.NewChan[R](t, a.name+".reply", 1)
	a.mailbox.Send(t, letter[M, R]{message, reply})
	return reply
}

// Stop closes the mailbox: the actor ends when it has dealt with what is in it.
// To send it anything more is misuse.
func (a *Actor[M, R]) Stop(t *sim.Thread) { a.mailbox.Close(t) }
