package scenarios

import (
	"fmt"

	"github.com/interleave-go/interleave/sim"
	"github.com/interleave-go/interleave/sim/kit"
)

// actor is the family about actors and their supervisors.
var actor = []*Scenario{
	{
		Name:    "actor/counter",
		Summary: "an actor owns the counter; clients ask it to add, and it adds",
		Section: "Language-Specific Concurrency Features",
		Story: `The counter belongs to an actor. Nobody else can touch it: clients send
messages, "add 1", and the actor deals with one after the other. No lock is
needed, and no update is lost.

A call waits for the answer, a cast does not. Main calls for the value after the
clients' calls have been answered, so it sees them all.`,
		Params: []Param{
			{Name: "clients", Help: "threads that ask the actor to add one", Default: 2, Min: 1, Max: 20},
		},
		Program:  actorCounter,
		Funcs:    []string{"actorCounter", "newCounter"},
		Verdict:  sim.Pass,
		Outcomes: func(p Params) []string { return []string{fmt.Sprintf("n=%d", p.Int("clients"))} },
		Classes:  func(p Params) int { return factorial(p.Int("clients")) },
		Impure:   holdsAddresses,
	},
	{
		Name:    "actor/counter-broken",
		Summary: "clients get the value and set it plus one: two messages, one lost",
		Section: "Language-Specific Concurrency Features",
		Story: `Here the actor knows only "get" and "set". Each client asks for the value, adds
one, and sends the new value. Between the two messages another client may have
got the same value: an update is lost, as with a plain variable.

Each message is atomic, two are not. There is no data race to be found, since
nothing is shared. The repair is a message for what is meant: "add".`,
		Params: []Param{
			{Name: "clients", Help: "threads that get the value and set it plus one", Default: 2, Min: 2, Max: 20},
		},
		Program:  actorCounterBroken,
		Funcs:    []string{"actorCounterBroken", "newCounter"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: func(p Params) []string { return upTo(p.Int("clients"), 1, "n=%d") },
		Classes:  func(p Params) int { return shuffles(p.Int("clients"), 2) },
		Impure:   holdsAddresses,
		Repairs:  []string{"actor/counter"},
	},
	{
		Name:    "actor/supervisor-restart",
		Summary: "an actor dies of a message; its supervisor starts it again",
		Section: "Language-Specific Concurrency Features",
		Story: `"Let it crash": the actor does not try to survive a message that it cannot deal
with. It dies, and with it a state that may be broken. The supervisor sees that
and starts it again with a fresh state; the messages that waited in the mailbox
are dealt with by the new one.

The message that killed it is lost, and whoever had called with it gets an
error. The counter begins again at zero: what must survive belongs elsewhere.`,
		Program:  plain(supervisorRestart),
		Funcs:    []string{"supervisorRestart", "newCounter"},
		Verdict:  sim.Pass,
		Outcomes: always("first=the actor died before it answered n=1"),
		Classes:  fixed(1),
		Impure:   holdsAddresses,
	},
	{
		Name:    "actor/supervisor-restart-broken",
		Summary: "nobody supervises the actor: it dies, and the next caller waits",
		Section: "Language-Specific Concurrency Features",
		Story: `The same actor without a supervisor. It dies of the bad message; the next one
goes into a mailbox that nobody reads, and its caller waits for ever.

That the mailbox takes messages says nothing about whether somebody is there.
The repair is a supervisor; a time-out on the call helps the caller, not the
actor.`,
		Program:  plain(supervisorRestartBroken),
		Funcs:    []string{"supervisorRestartBroken", "newCounter"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: always("first=the actor died before it answered [deadlock: main recv counter.reply#2]"),
		Classes:  fixed(1),
		Impure:   holdsAddresses,
		Repairs:  []string{"actor/supervisor-restart"},
	},
	{
		Name:    "actor/call-cycle",
		Summary: "two actors call each other, and each waits for the other's answer",
		Section: "Language-Specific Concurrency Features",
		Story: `The order desk calls the store to reserve a thing; to do so the store calls the
order desk for the address. The desk deals with one message at a time, and is
busy with waiting for the store. Neither will answer: a deadlock without any
lock, as in deadlock/message-cycle, hidden in two functions that each look
right.

It comes in every interleaving. Between actors of different authors it is found
late. The repair (-cast) is to call in one direction only.`,
		Program:  plain(callCycle),
		Funcs:    []string{"callCycle"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: always("[deadlock: main recv desk.reply, desk recv desk/store.reply, store recv store/desk.reply]"),
		Classes:  fixed(1),
		Impure:   holdsAddresses,
		Repairs:  []string{"actor/call-cycle-cast"},
	},
	{
		Name:    "actor/call-cycle-cast",
		Summary: "the desk sends what the store needs, and the store need not ask",
		Section: "Language-Specific Concurrency Features",
		Story: `The desk sends the address along with the order, as a cast: it does not wait.
The store has all that it needs and asks nobody. Calls go one way, from main to
the desk, and there is no circle to wait in.`,
		Program:  plain(callCycleCast),
		Funcs:    []string{"callCycleCast"},
		Verdict:  sim.Pass,
		Outcomes: always("main=ordered sent=1"),
		Classes:  fixed(1),
		Impure:   holdsAddresses,
	},
}

// newCounter makes an actor that knows "get", "add 1", "set n", and dies of
// anything else. It answers with the value.
func newCounter(t *sim.Thread) *kit.Actor[string, int] {
	zero := func() int { return 0 }
	return kit.NewActor(t, "counter", 0, zero, func(_ *sim.Thread, n int, message string) (int, int) {
		var v int
		switch {
		case message == "get":
		case message == "add 1":
			n++
		case scan(message, "set %d", &v):
			n = v
		default:
			panic("what is " + message + "?")
		}
		return n, n
	})
}

// scan reports whether text is of the given form, and reads its number.
func scan(text, form string, v *int) bool {
	n, err := fmt.Sscanf(text, form, v)
	return n == 1 && err == nil
}

// actorCounter lets each client ask the actor to add one.
func actorCounter(p Params) sim.Program {
	return func(t *sim.Thread) {
		counter := newCounter(t)
		counter.Start(t)
		var clients []*sim.Thread
		for i := range p.Int("clients") {
			clients = append(clients, t.Go(letter(i), func(t *sim.Thread) { counter.Call(t, "add 1") }))
		}
		t.Join(clients...)
		n, _ := counter.Call(t, "get")
		counter.Stop(t)
		t.Observe("n", n)
	}
}

// actorCounterBroken lets each client get the value and set it plus one.
func actorCounterBroken(p Params) sim.Program {
	return func(t *sim.Thread) {
		counter := newCounter(t)
		counter.Start(t)
		var clients []*sim.Thread
		for i := range p.Int("clients") {
			clients = append(clients, t.Go(letter(i), func(t *sim.Thread) {
				n, _ := counter.Call(t, "get")
				counter.Call(t, fmt.Sprintf("set %d", n+1)) // others may have got the same n
			}))
		}
		t.Join(clients...)
		n, _ := counter.Call(t, "get")
		counter.Stop(t)
		t.Observe("n", n)
		t.Assert(n == p.Int("clients"), "lost update: n = %d", n)
	}
}

// supervisorRestart sends a message that kills the actor, and then another one.
func supervisorRestart(t *sim.Thread) {
	counter := newCounter(t)
	supervisor := t.Go("supervisor", func(t *sim.Thread) {
		kit.Supervise(t, "supervisor", kit.SupervisorOptions{MaxRestarts: 1}, counter.Child())
	})
	_, err := counter.Call(t, "divide by 0")
	t.Observe("first", err)
	n, _ := counter.Call(t, "add 1")
	t.Observe("n", n)
	counter.Stop(t)
	t.Join(supervisor)
}

// supervisorRestartBroken does the same with an actor on its own.
func supervisorRestartBroken(t *sim.Thread) {
	counter := newCounter(t)
	counter.Start(t)
	_, err := counter.Call(t, "divide by 0")
	t.Observe("first", err)
	n, _ := counter.Call(t, "add 1")
	t.Observe("n", n)
	counter.Stop(t)
}

// callCycle lets two actors call each other.
func callCycle(t *sim.Thread) {
	none := func() int { return 0 }
	var desk, store *kit.Actor[string, string]
	desk = kit.NewActor(t, "desk", 0, none, func(t *sim.Thread, n int, message string) (int, string) {
		if message == "address?" {
			return n, "12 Main Street"
		}
		store.Call(t, "reserve")
		return n + 1, "ordered"
	})
	store = kit.NewActor(t, "store", 0, none, func(t *sim.Thread, n int, _ string) (int, string) {
		address, _ := desk.Call(t, "address?") // the desk waits for us
		return n + 1, address
	})
	desk.Start(t)
	store.Start(t)
	desk.Call(t, "order")
}

// callCycleCast lets one of them send all that the other needs.
func callCycleCast(t *sim.Thread) {
	none := func() int { return 0 }
	sent := sim.NewVar(t, "sent", 0)
	store := kit.NewActor(t, "store", 0, none, func(t *sim.Thread, n int, _ string) (int, string) {
		sent.Store(t, n+1)
		return n + 1, ""
	})
	desk := kit.NewActor(t, "desk", 0, none, func(t *sim.Thread, n int, _ string) (int, string) {
		store.Cast(t, "send to 12 Main Street")
		return n + 1, "ordered"
	})
	deskThread, storeThread := desk.Start(t), store.Start(t)
	answer, _ := desk.Call(t, "order")
	t.Observe("main", answer)
	desk.Stop(t)
	t.Join(deskThread)
	store.Stop(t)
	t.Join(storeThread)
	t.Observe("sent", sent.Load(t))
}
