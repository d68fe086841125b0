package scenarios

import (
	"github.com/interleave-go/interleave/sim"
)

// order is the family about assumptions on the order of threads.
var order = []*Scenario{
	{
		Name:    "order/started-first-runs-first",
		Summary: "the thread that was started first is expected to be first",
		Section: "Common Pitfalls",
		Story: `Main starts the writer, and then the reader; the reader takes it that the writer
has been at work by then. Starting a thread only says that it may run. On an
idle machine the first one nearly always is first, and in a test that is enough.

There is no data race here, as the variable is atomic: what is wrong is the
assumption. The repair (-joined) is to wait for what one needs.`,
		Program:  plain(startedFirst),
		Funcs:    []string{"startedFirst"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("[assertion]", ""),
		Classes:  fixed(2),
		Repairs:  []string{"order/started-first-runs-first-joined"},
	},
	{
		Name:    "order/started-first-runs-first-joined",
		Summary: "the reader is started when the writer has been joined",
		Section: "Common Pitfalls",
		Story: `Main joins the writer before it starts the reader. Now the order is a part of
the program, and there is one class of interleavings. If the two are to run side
by side, an event that the writer sets does it as well.`,
		Program:  plain(startedFirstJoined),
		Funcs:    []string{"startedFirstJoined"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(1),
	},
}

// startedFirst reads in the second thread what the first one writes.
func startedFirst(t *sim.Thread) {
	config := sim.NewAtomic(t, "config", 0)
	t.Go("writer", func(t *sim.Thread) { config.Store(t, 7) })
	t.Go("reader", func(t *sim.Thread) {
		t.Assert(config.Load(t) == 7, "the thread that was started second has come first")
	})
}

// startedFirstJoined waits for the first one.
func startedFirstJoined(t *sim.Thread) {
	config := sim.NewAtomic(t, "config", 0)
	t.Join(t.Go("writer", func(t *sim.Thread) { config.Store(t, 7) }))
	t.Go("reader", func(t *sim.Thread) {
		t.Assert(config.Load(t) == 7, "the thread that was started second has come first")
	})
}
