package scenarios

import (
	"time"

	"github.com/interleave-go/interleave/sim"
)

// timing is about durations that are taken for an order.
var timing = []*Scenario{
	{
		Name:    "time/sleep-for-order",
		Summary: "a second must be enough for the other thread to be ready",
		Section: "Debugging and Testing Concurrent Applications",
		Story: `Main starts a thread that makes something ready, sleeps for a second, and uses
it. It always works - until the day on which the other thread is slower than
that: a machine under load, a pause of the garbage collector, a laptop that was
asleep.

With the clock that virtual time has by default this passes, for nobody is slow
there. It is searched with the adversarial clock (--time=adversarial), for
which durations promise nothing: a sleep ends at any moment. Then whatever
works only because a sleep is long enough fails.

The repair is to wait for what one waits for (-joined).`,
		Program:  plain(sleepForOrder),
		Funcs:    []string{"sleepForOrder"},
		Clock:    sim.Adversarial,
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Race, sim.Assertion},
		Outcomes: always("[assertion]", ""),
		Classes:  fixed(2), // the load before the store, and after it
		Repairs:  []string{"time/sleep-for-order-joined"},
	},
	{
		Name:    "time/sleep-for-order-joined",
		Summary: "wait for the thread, not for a time",
		Section: "Debugging and Testing Concurrent Applications",
		Story: `A join waits for exactly as long as it takes, and orders what comes after it
after all that the thread has done.`,
		Program:  plain(sleepForOrderJoined),
		Funcs:    []string{"sleepForOrderJoined"},
		Clock:    sim.Adversarial,
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(1),
	},
}

// sleepForOrder sleeps long enough.
func sleepForOrder(t *sim.Thread) {
	ready := sim.NewVar(t, "ready", false)
	worker := t.Go("worker", func(t *sim.Thread) { ready.Store(t, true) })
	t.Sleep(time.Second) // that must do
	t.Assert(ready.Load(t), "a second was not enough")
	t.Join(worker)
}

// sleepForOrderJoined waits for the worker.
func sleepForOrderJoined(t *sim.Thread) {
	ready := sim.NewVar(t, "ready", false)
	worker := t.Go("worker", func(t *sim.Thread) { ready.Store(t, true) })
	t.Join(worker)
	t.Assert(ready.Load(t), "it is not ready")
}
