package explore

import (
	"fmt"
	"strconv"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// Executions that go on for ever, as far as one needs to see them: up to the end
// of the first round of the cycle that repeats.

// shown returns how many steps of x a report shows.
func shown(x *sim.Execution) int {
	for _, f := range x.Failures {
		if f.Cycle > 0 {
			return f.Until
		}
	}
	return x.Steps()
}

// scheduleSeed returns the seed of an explicit schedule. Of an execution that
// goes on for ever it has the prefix and the cycle.
func (s *search) scheduleSeed(x *sim.Execution, rec *sched.Record) *sched.Seed {
	seed := &sched.Seed{Strategy: "schedule", Program: s.o.programHash(), Steps: s.o.Steps, Options: s.o.shape(), Schedule: rec.Schedule}
	for _, f := range x.Failures {
		if f.Cycle > 0 {
			seed.Schedule.Steps = seed.Schedule.Steps[:f.Until]
			seed.Options = append(seed.Options, "cycle="+strconv.Itoa(f.Cycle))
		}
	}
	return seed
}

// allEnded notes of a sampling search under a fair scheduler that every execution
// came to its end: of a program with executions of any length that is all that can
// be shown.
func (s *search) allEnded(st sched.Strategy) {
	fair := false
	switch st := st.(type) {
	case *sched.Fair:
		fair = true
	case *sched.Priority:
		fair = st.Aging > 0 || st.Inherit
	}
	if t := &s.all; fair && t.cut+t.endless+t.unfair == 0 && len(t.failed) == 0 && !t.halted {
		t.note("every execution came to its end, under a scheduler that is fair")
	}
}

// cycleOf reads how many of the last steps of a schedule repeat for ever.
func cycleOf(value string, sd *sched.Seed) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > len(sd.Schedule.Steps) {
		return 0, fmt.Errorf("a cycle of %q steps in a schedule of %d means nothing; search again for a new seed", value, len(sd.Schedule.Steps))
	}
	return n, nil
}

// maxRun is how many steps on end dpor lets a thread make that could go on, while
// others wait: in an execution without end everybody is to have turns, or it is
// none that counts.
const maxRun = 64

// runsLong reports whether the current thread has made the latest maxRun steps.
func runsLong(v *sched.View) bool {
	events := v.State.Events()
	n := len(events)
	if n < maxRun {
		return false
	}
	for i := n - 1; i >= n-maxRun; i-- {
		if !events[i].Advances(v.Current) {
			return false
		}
	}
	return true
}

// endless reports whether x was found to go on for ever.
func endless(x *sim.Execution) bool {
	for _, f := range x.Failures {
		if f.Cycle > 0 {
			return true
		}
	}
	return false
}
