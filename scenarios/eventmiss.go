package scenarios

import (
	"time"

	"github.com/interleave-go/interleave/sim"
)

// eventMisses is the part of the event family about events that are missed.
var eventMisses = []*Scenario{
	{
		Name:    "event/wait-times-out",
		Summary: "the event comes too late: the wait ends by itself and says so",
		Section: "Events",
		Story: `The waiter waits for one second, the setter needs three. Time here is virtual:
it passes only when nobody can move, and then it passes at once. So the wait
ends after one second, in every interleaving, and returns false.

The waiter looks at what was returned and does without the data. The setter sets
the event later, for nobody. A wait with a time-out has two results, and a
program that uses one must have an answer to both.`,
		Program:  plain(waitTimesOut),
		Funcs:    []string{"waitTimesOut"},
		Verdict:  sim.Pass,
		Outcomes: always("waiter/got=nothing"),
		Classes:  fixed(1),
	},
	{
		Name:    "event/wait-times-out-broken",
		Summary: "nobody looks whether the wait ended by the event or by the time-out",
		Section: "Events",
		Story: `The waiter ignores what the wait returns and reads the data. It has waited, and
so it seems that they must be there. They are not: the time-out ended the wait,
and nothing orders the read with the setter's write. That is a data race.

On a fast day the setter takes less than a second and nobody notices. That the
slow one comes first here, in every interleaving, is the work of virtual time.`,
		Program:  plain(waitTimesOutBroken),
		Funcs:    []string{"waitTimesOutBroken"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Race},
		Outcomes: always("waiter/got=0"),
		Classes:  fixed(1),
		Repairs:  []string{"event/wait-times-out"},
	},
	{
		Name:    "event/clear-too-early",
		Summary: "the event is set and cleared at once; a waiter has not seen it",
		Section: "Events",
		Story: `The setter sets the event to wake who waits, and clears it at once to be ready
for the next time. A waiter that has not come by yet, or has been woken and not
run, finds the flag clear again. It waits for ever.

An event is a state, not a pulse: whoever looks while it is set sees it, and
nobody can say how soon a thread will look. Python's own event lets a waiter
that slept go on even so, and the same program loses only the late ones.

The repair is to clear only after all who had to see it have said so
(-acknowledged), or not to clear at all and take a new event for the next time.`,
		Program:  plain(clearTooEarly),
		Funcs:    []string{"clearTooEarly"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: always("", "[deadlock: main join waiter setter, waiter await ready]"),
		// The waiter passes before or after the clear.
		Classes: fixed(2),
		Repairs: []string{"event/clear-too-early-acknowledged"},
	},
	{
		Name:    "event/clear-too-early-acknowledged",
		Summary: "the setter clears the event after the waiter has said that it saw it",
		Section: "Events",
		Story: `A second event goes the other way: the waiter sets it when it has come past the
first one, and the setter waits for it before it clears. Between the set and the
clear there is now one moment for sure at which the waiter has looked.

With several waiters each needs to answer, and a counter takes the place of the
second event: a WaitGroup, or a barrier.`,
		Program:  plain(clearTooEarlyAcknowledged),
		Funcs:    []string{"clearTooEarlyAcknowledged"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(1),
	},
}

// waitTimesOut does without the news when they take too long.
func waitTimesOut(t *sim.Thread) {
	ready := sim.NewEvent(t, "ready")
	news := sim.NewVar(t, "news", 0)
	waiter := t.Go("waiter", func(t *sim.Thread) {
		if !ready.WaitTimeout(t, time.Second) {
			t.Observe("got", "nothing")
			return
		}
		t.Observe("got", news.Load(t))
	})
	setter := t.Go("setter", func(t *sim.Thread) {
		t.Sleep(3 * time.Second)
		news.Store(t, 42)
		ready.Set(t)
	})
	t.Join(waiter, setter)
}

// waitTimesOutBroken takes the end of the wait for the event.
func waitTimesOutBroken(t *sim.Thread) {
	ready := sim.NewEvent(t, "ready")
	news := sim.NewVar(t, "news", 0)
	waiter := t.Go("waiter", func(t *sim.Thread) {
		ready.WaitTimeout(t, time.Second) // it may have been the time-out
		t.Observe("got", news.Load(t))
	})
	setter := t.Go("setter", func(t *sim.Thread) {
		t.Sleep(3 * time.Second)
		news.Store(t, 42)
		ready.Set(t)
	})
	t.Join(waiter, setter)
}

// clearTooEarly sets the event and clears it at once.
func clearTooEarly(t *sim.Thread) {
	ready := sim.NewEvent(t, "ready")
	waiter := t.Go("waiter", func(t *sim.Thread) { ready.Wait(t) })
	setter := t.Go("setter", func(t *sim.Thread) {
		ready.Set(t)
		ready.Clear(t)
	})
	t.Join(waiter, setter)
}

// clearTooEarlyAcknowledged clears the event when the waiter has seen it.
func clearTooEarlyAcknowledged(t *sim.Thread) {
	ready, seen := sim.NewEvent(t, "ready"), sim.NewEvent(t, "seen")
	waiter := t.Go("waiter", func(t *sim.Thread) {
		ready.Wait(t)
		seen.Set(t)
	})
	setter := t.Go("setter", func(t *sim.Thread) {
		ready.Set(t)
		seen.Wait(t)
		ready.Clear(t)
	})
	t.Join(waiter, setter)
}
