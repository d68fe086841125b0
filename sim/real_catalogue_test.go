package sim_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/interleave-go/interleave/scenarios"
	"github.com/interleave-go/interleave/sim"
)

// TestRealCatalogue runs every scenario on real goroutines: each execution ends, or is
// recognised as hung, except where the catalogue says that it may go on for ever;
// failures are of kinds that the catalogue states, where time does not matter; and no
// goroutine is left behind. That outcomes are the model's is for crosscheck to say.
func TestRealCatalogue(t *testing.T) {
	if detector {
		t.Skip("scenarios have data races, which the detector would report")
	}
	const runs = 15
	timed := func(s *scenarios.Scenario) bool {
		src := s.Source()
		return strings.Contains(src, "Timeout(") || strings.Contains(src, "Sleep(") || strings.Contains(src, "After(")
	}
	leavesNothing(t, func() {
		r := sim.NewReal()
		hung := 0
		for _, s := range scenarios.All() {
			params, err := s.ParseParams(nil)
			if err != nil {
				t.Fatal(err)
			}
			p := s.Program(params)
			for i := range uint64(runs) {
				lim := sim.RealLimits{Perturb: i}
				endless := s.Endless || slices.Contains(s.Kinds, sim.Livelock)
				if endless {
					lim.Timeout = 20 * time.Millisecond
				}
				x := r.Run(p, lim)
				if x.Unended && !endless {
					t.Errorf("%s: an execution has no end", s.Name)
					break
				}
				if x.Hung {
					hung++
				}
				for _, f := range x.Failures {
					if !timed(s) && !slices.Contains(s.Kinds, f.Kind) {
						t.Errorf("%s: %s in %q; the catalogue states %v", s.Name, f.Kind, x.Outcome, s.Kinds)
					}
				}
				if n := r.Left(); n > 0 {
					t.Fatalf("%s: %d goroutines are left behind after %q", s.Name, n, x.Outcome)
				}
			}
		}
		if hung == 0 {
			t.Error("no execution of the whole catalogue hangs")
		}
	})
}
