package scenarios

import (
	"slices"

	"github.com/interleave-go/interleave/sim"
)

// event is the family about flags that threads wait for.
var event = slices.Concat(eventSets, eventMisses)

// eventSets is the part of the event family about events that come in time.
var eventSets = []*Scenario{
	{
		Name:    "event/set",
		Summary: "one thread sets an event, and all who wait for it go on",
		Section: "Events",
		Story: `An event is a flag that one can wait for. Two threads wait for the news; a third
one writes it and sets the event. Both go on, and both read what was written:
setting the event happens before every wait that it ends.

One call reaches all of them, those who wait already and those who come later,
since the flag stays set. That makes it the tool for what happens once:
initialised, data ready, please stop.`,
		Program:  plain(eventSet),
		Funcs:    []string{"eventSet"},
		Verdict:  sim.Pass,
		Outcomes: always("a/got=42 b/got=42"),
		Classes:  fixed(1),
	},
	{
		Name:    "event/set-broken",
		Summary: "the event is set before the data is written",
		Section: "Events",
		Story: `The setter announces the news and writes them afterwards. Whoever waited goes on
and reads what may not be there: a data race, and sometimes a 0.

The order that an event gives is between what comes before the set and what
comes after the wait. What comes after the set is not covered. The repair is to
set the event last.`,
		Program:  plain(eventSetBroken),
		Funcs:    []string{"eventSetBroken"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Race},
		Outcomes: always("a/got=0 b/got=0", "a/got=0 b/got=42", "a/got=42 b/got=0", "a/got=42 b/got=42"),
		// Each of the two waiters reads before or after the write.
		Classes: fixed(4),
		Repairs: []string{"event/set"},
	},
	{
		Name:    "event/already-set",
		Summary: "the event has been set before anybody waits: the wait is no wait",
		Section: "Events",
		Story: `Main sets the event before it starts the waiter. An event remembers: the wait
finds the flag set and returns at once. It does not matter who comes first, and
so there is nothing for an unlucky interleaving to break.

A condition variable has no such memory (-broken).`,
		Program:  plain(alreadySet),
		Funcs:    []string{"alreadySet"},
		Verdict:  sim.Pass,
		Outcomes: always("waiter/got=42"),
		Classes:  fixed(1),
	},
	{
		Name:    "event/already-set-broken",
		Summary: "a bare condition variable in place of the event forgets the signal",
		Section: "Events",
		Story: `The same program with a condition variable in place of the event. The signal is
given when nobody waits, and is gone. The waiter comes, waits, and will never be
woken: a deadlock in every interleaving.

A condition variable says that something may have changed, not that it has. It
needs a variable beside it that remembers, looked at before waiting. An event is
that pair, ready made: a flag, a lock and a condition.`,
		Program:  plain(alreadySetBroken),
		Funcs:    []string{"alreadySetBroken"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: always("[deadlock: main join waiter, waiter wait c]"),
		Classes:  fixed(1),
		Repairs:  []string{"event/already-set"},
	},
}

// eventSet writes the news and sets the event.
func eventSet(t *sim.Thread) {
	ready := sim.NewEvent(t, "ready")
	news := sim.NewVar(t, "news", 0)
	wait := func(t *sim.Thread) {
		ready.Wait(t)
		t.Observe("got", news.Load(t))
	}
	a, b := t.Go("a", wait), t.Go("b", wait)
	setter := t.Go("setter", func(t *sim.Thread) {
		news.Store(t, 42)
		ready.Set(t)
	})
	t.Join(a, b, setter)
}

// eventSetBroken sets the event and writes the news.
func eventSetBroken(t *sim.Thread) {
	ready := sim.NewEvent(t, "ready")
	news := sim.NewVar(t, "news", 0)
	wait := func(t *sim.Thread) {
		ready.Wait(t)
		t.Observe("got", news.Load(t))
	}
	a, b := t.Go("a", wait), t.Go("b", wait)
	setter := t.Go("setter", func(t *sim.Thread) {
		ready.Set(t)
		news.Store(t, 42)
	})
	t.Join(a, b, setter)
}

// alreadySet sets the event before it starts the waiter.
func alreadySet(t *sim.Thread) {
	ready := sim.NewEvent(t, "ready")
	news := sim.NewVar(t, "news", 42)
	ready.Set(t)
	waiter := t.Go("waiter", func(t *sim.Thread) {
		ready.Wait(t)
		t.Observe("got", news.Load(t))
	})
	t.Join(waiter)
}

// alreadySetBroken signals a condition before it starts the waiter.
func alreadySetBroken(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	c := sim.NewCond(t, "c", mu)
	news := sim.NewVar(t, "news", 42)
	mu.Lock(t)
	c.Signal(t) // nobody waits, and nothing remembers it
	mu.Unlock(t)
	waiter := t.Go("waiter", func(t *sim.Thread) {
		mu.Lock(t)
		c.Wait(t)
		mu.Unlock(t)
		t.Observe("got", news.Load(t))
	})
	t.Join(waiter)
}
