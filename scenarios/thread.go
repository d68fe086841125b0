package scenarios

import (
	"errors"
	"time"

	"github.com/interleave-go/interleave/sim"
)

// thread is the family about the life of a thread: its errors, and its end.
var thread = []*Scenario{
	{
		Name:    "thread/exception-captured",
		Summary: "a thread keeps its error for the one who joins it",
		Section: "Techniques and Tools",
		Story: `The guide's example: a thread catches what goes wrong in it and keeps it, and
main looks at it after the join. The join orders the two, so a plain variable
will do. Main knows that there is no result, and why.`,
		Program:  plain(exceptionCaptured),
		Funcs:    []string{"exceptionCaptured", "load"},
		Verdict:  sim.Pass,
		Outcomes: always("error=no such file"),
		Classes:  fixed(1),
		Impure:   holdsAddresses,
	},
	{
		Name:    "thread/exception-lost",
		Summary: "a thread drops its error; main takes what was there before",
		Section: "Common Pitfalls",
		Story: `The thread meets an error, ends, and tells nobody. Main joins it, and reads the
result: what is there is what was there at the beginning, and looks like a
result.

A join says that a thread has ended, not that it has succeeded. The repair is to
keep the error where the result would be (thread/exception-captured); a future
does that by itself (pool/exception-in-task).`,
		Program:  plain(exceptionLost),
		Funcs:    []string{"exceptionLost", "load"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("[assertion]"),
		Classes:  fixed(1),
		Repairs:  []string{"thread/exception-captured"},
	},
	{
		Name:    "thread/stop-event",
		Summary: "a worker is told to stop by an event, and sleeps on that event",
		Section: "Events",
		Story: `The worker does something every 10 ms until it is told to stop. It does not
sleep, it waits for the event with a time-out: so it learns of the stop at once,
and not after the rest of its sleep. What it has counted is ordered before the
join.`,
		Program:  plain(stopEvent),
		Funcs:    []string{"stopEvent"},
		Verdict:  sim.Pass,
		Outcomes: always("beats=2 at=25ms"),
		Classes:  fixed(1),
		Impure:   looksAtClock,
	},
	{
		Name:    "thread/stop-flag-plain",
		Summary: "a plain variable tells the worker to stop: a data race",
		Section: "Events",
		Story: `The worker looks at a plain variable that main sets. Nothing orders the two: it
is a data race. A compiler may read the variable once and never again, as
nothing in the loop changes it, and then the worker never stops; that happens
with optimisation only, so not in the debugger.

It is late as well: the worker sleeps, and looks when it wakes.

The repair is thread/stop-event; an atomic would do for the race.`,
		Program:  plain(stopFlagPlain),
		Funcs:    []string{"stopFlagPlain"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Race},
		Outcomes: always("beats=3 at=30ms"),
		Classes:  fixed(1),
		Impure:   looksAtClock,
		Repairs:  []string{"thread/stop-event"},
	},
}

// load is what fails in the threads below.
func load() (int, error) { return 0, errors.New("no such file") }

// exceptionCaptured keeps the error for main.
func exceptionCaptured(t *sim.Thread) {
	result, failure := sim.NewVar(t, "result", 0), sim.NewVar[error](t, "failure", nil)
	loader := t.Go("loader", func(t *sim.Thread) {
		n, err := load()
		if err != nil {
			failure.Store(t, err)
			return
		}
		result.Store(t, n)
	})
	t.Join(loader)
	if err := failure.Load(t); err != nil {
		t.Observe("error", err)
		return
	}
	t.Observe("result", result.Load(t))
}

// exceptionLost drops it.
func exceptionLost(t *sim.Thread) {
	result, loaded := sim.NewVar(t, "result", 0), sim.NewVar(t, "loaded", false)
	loader := t.Go("loader", func(t *sim.Thread) {
		n, err := load()
		if err != nil {
			return // nobody learns of it
		}
		result.Store(t, n)
		loaded.Store(t, true)
	})
	t.Join(loader)
	t.Assert(loaded.Load(t), "main uses the result %d of a thread that has none", result.Load(t))
}

// stopEvent waits for the event between two beats.
func stopEvent(t *sim.Thread) {
	stop := sim.NewEvent(t, "stop")
	beats := sim.NewVar(t, "beats", 0)
	worker := t.Go("worker", func(t *sim.Thread) {
		for !stop.WaitTimeout(t, 10*time.Millisecond) {
			beats.Store(t, beats.Load(t)+1)
		}
	})
	t.Sleep(25 * time.Millisecond)
	stop.Set(t)
	t.Join(worker)
	t.Observe("beats", beats.Load(t))
	t.Observe("at", t.Now())
}

// stopFlagPlain looks at a variable between two beats.
func stopFlagPlain(t *sim.Thread) {
	stop := sim.NewVar(t, "stop", false)
	beats := sim.NewVar(t, "beats", 0)
	worker := t.Go("worker", func(t *sim.Thread) {
		for !stop.Load(t) {
			t.Sleep(10 * time.Millisecond)
			beats.Store(t, beats.Load(t)+1)
		}
	})
	t.Sleep(25 * time.Millisecond)
	stop.Store(t, true)
	t.Join(worker)
	t.Observe("beats", beats.Load(t))
	t.Observe("at", t.Now())
}
