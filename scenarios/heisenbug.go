package scenarios

import (
	"fmt"

	"github.com/interleave-go/interleave/sim"
)

// heisenbug is the family about failures that hide when one looks.
var heisenbug = []*Scenario{
	{
		Name:    "heisenbug/logging-hides-it",
		Summary: "each line of log makes the failure rarer, and none makes it go away",
		Section: "Debugging and Testing Concurrent Applications",
		Story: `Main reads what a thread has not written yet, if the thread is slow. To find
out, somebody adds a line of log in front of the read. The line takes time, the
thread is mostly done by then, and the failure is hardly seen any more: a
heisenbug.

Try it: with --strategy random --executions 1000 --all the failing executions
become fewer with every line: half of them with --param lines=0, one in nine
with lines=2, one in 170 with lines=6. With --strategy dpor the verdict is the
same for any number: the schedule in which it fails is still there, and the
search goes there.

The repair (-joined) is to wait for the thread.`,
		Params:   []Param{{Name: "lines", Help: "lines of log in front of the read", Default: 2, Min: 0, Max: 1000}},
		Program:  loggingHidesIt,
		Funcs:    []string{"loggingHidesIt"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: func(Params) []string { return []string{"", "[assertion]"} },
		Classes:  func(Params) int { return 2 },
		Repairs:  []string{"heisenbug/logging-hides-it-joined"},
	},
	{
		Name:    "heisenbug/logging-hides-it-joined",
		Summary: "main waits for the thread; the log changes nothing any more",
		Section: "Debugging and Testing Concurrent Applications",
		Story: `With the join in front of the read it does not matter how long the log takes.
That no failure was seen would not show it, in particular not with the log in
place; that there is one class of interleavings, and it passes, does.`,
		Params:   []Param{{Name: "lines", Help: "lines of log in front of the read", Default: 2, Min: 0, Max: 1000}},
		Program:  loggingHidesItJoined,
		Funcs:    []string{"loggingHidesItJoined"},
		Verdict:  sim.Pass,
		Outcomes: func(Params) []string { return []string{""} },
		Classes:  func(Params) int { return 1 },
	},
}

// loggingHidesIt logs some lines and reads what the thread should have written.
func loggingHidesIt(p Params) sim.Program {
	return func(t *sim.Thread) {
		ready := sim.NewAtomic(t, "ready", false)
		lines := sim.NewVar(t, "log", "")
		t.Go("worker", func(t *sim.Thread) { ready.Store(t, true) })
		for i := range p.Int("lines") {
			lines.Store(t, fmt.Sprintf("main: line %d", i+1))
		}
		t.Assert(ready.Load(t), "main was too fast")
	}
}

// loggingHidesItJoined waits for the thread.
func loggingHidesItJoined(p Params) sim.Program {
	return func(t *sim.Thread) {
		ready := sim.NewAtomic(t, "ready", false)
		lines := sim.NewVar(t, "log", "")
		worker := t.Go("worker", func(t *sim.Thread) { ready.Store(t, true) })
		for i := range p.Int("lines") {
			lines.Store(t, fmt.Sprintf("main: line %d", i+1))
		}
		t.Join(worker)
		t.Assert(ready.Load(t), "main was too fast")
	}
}
