package scenarios

import "github.com/interleave-go/interleave/sim"

// barrierMisses is the part of the barrier family about a party that does not
// come.
var barrierMisses = []*Scenario{
	{
		Name:    "barrier/missing-party",
		Summary: "the barrier waits for main as well, and main does not come",
		Section: "Barriers",
		Story: `The barrier is made for three parties: two workers and main, which might take
part in it. But main only joins the workers. Both arrive, the barrier is one
short, and nobody will ever come: the workers wait for main, and main for the
workers.

It needs no luck; it is a wrong number. The same happens when a party ends
early, with an error, and tells nobody (barrier/abort-breaks-broken).

The repair is to count those who really call Wait (-counted).`,
		Program:  plain(missingParty),
		Funcs:    []string{"missingParty"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: always("[deadlock: main join a b, a arrive meet, b arrive meet]"),
		Classes:  fixed(1),
		Repairs:  []string{"barrier/missing-party-counted"},
	},
	{
		Name:    "barrier/missing-party-counted",
		Summary: "the barrier is made for those who really come to it",
		Section: "Barriers",
		Story: `Two workers wait at the barrier, and it is made for two. Main does not take
part, and joins them at the end. Where the number of threads is a variable, make
the barrier from the same variable.`,
		Program:  plain(missingPartyCounted),
		Funcs:    []string{"missingPartyCounted"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(1),
	},
	{
		Name:    "barrier/abort-breaks",
		Summary: "a party that cannot go on breaks the barrier, and nobody waits for it",
		Section: "Barriers",
		Story: `Thread b finds that it cannot do its part. It aborts the barrier before it
leaves: a's wait returns an error, whether a waits already or comes later.
Nobody waits for somebody who will not come.

Whether b fails is chosen, so the search takes both ways: either both pass, or a
learns that there is nothing to wait for.`,
		Program:  plain(abortBreaks),
		Funcs:    []string{"abortBreaks"},
		Verdict:  sim.Pass,
		Outcomes: always("a/met=false", "a/met=true"),
		// b does not fail; or it does, and a arrives before or after the abort.
		Classes: fixed(3),
	},
	{
		Name:    "barrier/abort-breaks-broken",
		Summary: "a party returns early and tells nobody: the other one waits for ever",
		Section: "Barriers",
		Story: `Thread b finds that it cannot do its part, and returns. Its wait stands further
down, and the error path does not come by there. Thread a waits for it for ever.

It is deadlock/forgotten-release once more: an error path that leaves out what
the others rely on. The repair is to abort the barrier on that path, or to give
the wait a time-out.`,
		Program:  plain(abortBreaksBroken),
		Funcs:    []string{"abortBreaksBroken"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: always("[deadlock: main join a b, a arrive meet]", "a/met=true"),
		Classes:  fixed(2),
		Repairs:  []string{"barrier/abort-breaks"},
	},
}

// missingParty makes a barrier for one party more than there are.
func missingParty(t *sim.Thread) {
	meet := sim.NewBarrier(t, "meet", 3) // a, b and main
	work := func(t *sim.Thread) { meet.Wait(t) }
	a, b := t.Go("a", work), t.Go("b", work)
	t.Join(a, b)
}

// missingPartyCounted makes a barrier for as many parties as there are.
func missingPartyCounted(t *sim.Thread) {
	meet := sim.NewBarrier(t, "meet", 2) // a and b
	work := func(t *sim.Thread) { meet.Wait(t) }
	a, b := t.Go("a", work), t.Go("b", work)
	t.Join(a, b)
}

// abortBreaks breaks the barrier when b cannot go on.
func abortBreaks(t *sim.Thread) {
	meet := sim.NewBarrier(t, "meet", 2)
	a := t.Go("a", func(t *sim.Thread) {
		err := meet.Wait(t)
		t.Observe("met", err == nil)
	})
	b := t.Go("b", func(t *sim.Thread) {
		if fails := t.Choose(2) == 1; fails {
			meet.Abort(t)
			return
		}
		meet.Wait(t)
	})
	t.Join(a, b)
}

// abortBreaksBroken returns without a word when b cannot go on.
func abortBreaksBroken(t *sim.Thread) {
	meet := sim.NewBarrier(t, "meet", 2)
	a := t.Go("a", func(t *sim.Thread) {
		err := meet.Wait(t)
		t.Observe("met", err == nil)
	})
	b := t.Go("b", func(t *sim.Thread) {
		if fails := t.Choose(2) == 1; fails {
			return // a waits for it
		}
		meet.Wait(t)
	})
	t.Join(a, b)
}
