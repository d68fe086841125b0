package scenarios

import "github.com/interleave-go/interleave/sim"

// messages is the part of the deadlock family about waiting for messages.
var messages = []*Scenario{
	{
		Name:    "deadlock/message-cycle",
		Summary: "a waits for b's message before it sends its own, and b for a's",
		Section: "Message Passing Model",
		Story: `Two threads exchange messages: each wants to hear from the other before it says
something itself. There is no lock and no shared memory, and nevertheless nobody
can move. "I hold what you want" is here "I have not sent yet what you wait
for": Coffman's conditions hold for messages as they do for locks.

Message passing takes away data races, not deadlocks. This one comes in every
interleaving, since it is part of the protocol. Two that both send first get
stuck just as well if the channels have no room, as neither gets to its receive;
pipes that are full show it in operating systems.

The repair is a protocol in which one side begins (-sends-first).`,
		Program:  plain(messageCycle),
		Funcs:    []string{"messageCycle"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: always("[deadlock: main join a b, a recv toA, b recv toB]"),
		Classes:  fixed(1),
		Repairs:  []string{"deadlock/message-cycle-sends-first"},
	},
	{
		Name:    "deadlock/message-cycle-sends-first",
		Summary: "a sends before it receives: the protocol has a beginning",
		Section: "Message Passing Model",
		Story: `Thread a speaks first, b answers. At each moment exactly one of the two has
something to say, and the other one listens.

A client that asks and a server that answers are such a protocol. So is any
order of who waits for whom that has no circle in it, as in deadlock/lock-order.`,
		Program:  plain(messageCycleSendsFirst),
		Funcs:    []string{"messageCycleSendsFirst"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(1),
	},
}

// messageCycle lets two threads receive from each other before they send.
func messageCycle(t *sim.Thread) {
	toA, toB := sim.NewChan[string](t, "toA", 0), sim.NewChan[string](t, "toB", 0)
	a := t.Go("a", func(t *sim.Thread) {
		toA.Recv(t)
		toB.Send(t, "hello, b")
	})
	b := t.Go("b", func(t *sim.Thread) {
		toB.Recv(t)
		toA.Send(t, "hello, a")
	})
	t.Join(a, b)
}

// messageCycleSendsFirst lets one of the two begin.
func messageCycleSendsFirst(t *sim.Thread) {
	toA, toB := sim.NewChan[string](t, "toA", 0), sim.NewChan[string](t, "toB", 0)
	a := t.Go("a", func(t *sim.Thread) {
		toB.Send(t, "hello, b")
		toA.Recv(t)
	})
	b := t.Go("b", func(t *sim.Thread) {
		toB.Recv(t)
		toA.Send(t, "hello, a")
	})
	t.Join(a, b)
}
