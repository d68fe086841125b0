package scenarios_test

import (
	"strings"
	"testing"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/scenarios"
	"github.com/interleave-go/interleave/sim"
)

// TestShrunk checks that what a plain search shows of a failure has no more
// preemptions than the failure needs: a bounded enumeration, which knows nothing
// of shrinking, finds no such failure with fewer.
func TestShrunk(t *testing.T) {
	for _, s := range scenarios.All() {
		if s.Verdict != sim.Fail || s.Endless { // what has no end is not shrunk
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			r, _ := search(t, s, nil, explore.Options{Strategy: s.Strategy, Steps: s.Steps, Time: s.Clock, Faults: s.Faults})
			f := &r.Failures[0]
			if f.Shrinking == nil || !f.Shrinking.Least {
				t.Errorf("%d preemptions and %d steps are not known to be the least: %+v", f.Preemptions, f.Steps, f.Shrinking)
			}
			if f.Preemptions == 0 {
				return
			}
			bound := f.Preemptions - 1
			if bound == 0 {
				bound = explore.NoPreemptions
			}
			below, _ := search(t, s, nil, explore.Options{Strategy: "dfs", Preemptions: bound, All: true, Steps: s.Steps, Time: s.Clock, Faults: s.Faults, Shrink: explore.NoShrink})
			for _, g := range below.Failures {
				if g.Kind == f.Kind && g.Message == f.Message && who(g) == who(*f) {
					t.Errorf("shrunk to %d preemptions, but %d are enough for %s", f.Preemptions, g.Preemptions, f.Message)
				}
			}
		})
	}
}

// who returns the thread that failed and the place, where the failure is one
// thread's: "a failed at bank.go:12".
func who(f explore.Failure) string {
	who, _, _ := strings.Cut(f.Explanation, ",")
	return who
}
