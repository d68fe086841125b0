package rapidx

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// Bounds of the schedules drawn. An execution may take longer than a schedule;
// then it runs on.
const (
	maxSwitches = 8
	maxThread   = 7
	maxAfter    = 20 // steps of the thread that is left
	maxPicks    = 12
	maxPick     = 7
)

// Explore's bounds for each of rapid's checks, where its options do not say how
// many: of the search, and of shrinking what it finds. While rapid shrinks the
// inputs, hundreds of failures are found and shrunk in turn.
const (
	ExploreExecutions = 1_000
	ExploreShrink     = 100
)

// A Schedule is what is drawn: where the scheduler without preemptions is left.
type Schedule struct {
	Switches []sched.Switch
	Picks    []int // which alternative the operations that have several take
}

// String prints a schedule in words.
func (s Schedule) String() string {
	var parts []string
	for _, w := range s.Switches {
		parts = append(parts, fmt.Sprintf("thread %d after %d of its steps gives way to other %d", w.Thread, w.After, w.To))
	}
	if len(s.Picks) > 0 {
		parts = append(parts, fmt.Sprintf("alternatives %v", s.Picks))
	}
	if len(parts) == 0 {
		return "no preemptions"
	}
	return strings.Join(parts, ", ")
}

// GoString is what rapid logs of a draw.
func (s Schedule) GoString() string { return s.String() }

// Strategy returns the strategy that follows the schedule.
func (s Schedule) Strategy() sched.Strategy {
	return &sched.Switches{List: s.Switches, Picks: s.Picks}
}

// Schedules generates schedules. The least is the execution without preemptions.
func Schedules() *rapid.Generator[Schedule] {
	w := rapid.Custom(func(t *rapid.T) sched.Switch {
		return sched.Switch{
			Thread: rapid.IntRange(0, maxThread).Draw(t, "thread"),
			After:  rapid.IntRange(1, maxAfter).Draw(t, "after"),
			To:     rapid.IntRange(0, maxPick).Draw(t, "to"),
		}
	})
	return rapid.Custom(func(t *rapid.T) Schedule {
		return Schedule{
			Switches: rapid.SliceOfN(w, 0, maxSwitches).Draw(t, "switches"),
			Picks:    rapid.SliceOfN(rapid.IntRange(0, maxPick), 0, maxPicks).Draw(t, "picks"),
		}
	})
}

// Check draws a schedule and makes that execution of p. It fails t, with the
// report in its log, if the execution fails. The first of opts, if any, says what
// explore.Options say; strategy and bounds mean nothing here, and rapid shrinks.
func Check(t *rapid.T, p sim.Program, opts ...explore.Options) *explore.Report {
	t.Helper()
	o := options(opts)
	o.Shrink = explore.NoShrink
	st := Schedules().Draw(t, "schedule").Strategy()
	r, err := explore.Once(t.Context(), p, st, o)
	return conclude(t, r, err)
}

// Explore searches the interleavings of p, for the inputs drawn before, as
// explore.Run does, and fails t if one fails. Rapid shrinks the inputs, and for
// each of them the execution shown is small.
func Explore(t *rapid.T, p sim.Program, opts ...explore.Options) *explore.Report {
	t.Helper()
	o := options(opts)
	if o.Executions == 0 {
		o.Executions = ExploreExecutions
	}
	if o.Shrink == 0 {
		o.Shrink = ExploreShrink
	}
	r, err := explore.Run(t.Context(), p, o)
	return conclude(t, r, err)
}

func options(opts []explore.Options) explore.Options {
	if len(opts) == 0 {
		return explore.Options{}
	}
	return opts[0]
}

// conclude passes the findings on. What rapid compares between two executions is
// the kind of failure alone: while it shrinks, values and traces vary.
func conclude(t *rapid.T, r *explore.Report, err error) *explore.Report {
	t.Helper()
	switch {
	case err != nil:
		t.Fatalf("interleave: %v", err)
	case r.Verdict == sim.Fail:
		t.Logf("\n%s", Report(r))
		t.Fatalf("interleave: %v", r.Failures[0].Kind)
	}
	return r
}

// Report returns the text of a report without the line to paste: rapid's own
// makes the inputs again, too.
func Report(r *explore.Report) string {
	text := r.Text(100)
	before, _, _ := strings.Cut(text, "\nTo see it again:\n")
	return before + "\n"
}
