package scenarios_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/scenarios"
	"github.com/interleave-go/interleave/sim"
)

// Every sampling strategy finds the failures of the small programs, and the
// seed makes the same execution again.
func TestSamplingFindsAndReplays(t *testing.T) {
	for _, s := range scenarios.All() {
		if s.Family() != "sctbench" || len(s.Kinds) == 0 || s.Verdict != sim.Fail {
			continue
		}
		p, err := s.ParseParams(nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, strategy := range []string{"random", "pct:3", "ipct", "pos", "urw", "surw", "random-delay:4", "auto"} {
			if s.Name == "sctbench/work-stealing-lock-free" && strategy == "random" {
				continue // once in 30,000 executions
			}
			r, _ := search(t, s, nil, explore.Options{Strategy: strategy, Seed: 3})
			if r.Verdict != sim.Fail {
				t.Errorf("%s, %s: %v after %d executions", s.Name, strategy, r.Verdict, r.Executions)
				continue
			}
			f := r.Failures[0]
			again, err := explore.Replay(s.Program(p), f.Seed, explore.Options{Name: s.Name, Params: p.KV()})
			if err != nil {
				t.Errorf("%s, %s: %v", s.Name, strategy, err)
				continue
			}
			if len(again.Failures) == 0 {
				t.Errorf("%s, %s: the seed %s makes an execution that does not fail", s.Name, strategy, f.Seed)
				continue
			}
			if diff := cmp.Diff(f.Trace, again.Failures[0].Trace); diff != "" {
				t.Errorf("%s, %s: the seed makes another execution:\n%s", s.Name, strategy, diff)
			}
			if again.Failures[0].Seed != f.Seed {
				t.Errorf("%s, %s: seed %s is printed as %s", s.Name, strategy, f.Seed, again.Failures[0].Seed)
			}
		}
	}
}

// What must be found within so many executions, and what must not: the deep
// defects show which strategy is which.
func TestSamplingOfDeepDefects(t *testing.T) {
	for _, c := range []struct {
		name       string
		params     string
		strategy   string
		executions int
		found      bool
	}{
		{"sctbench/reorder", "setters=10 checkers=10", "random", 10_000, false},
		{"sctbench/reorder", "setters=10 checkers=10", "random-delay:2", 2_000, false},
		{"sctbench/reorder", "setters=10 checkers=10", "surw", 50, true},
		{"sctbench/reorder", "setters=10 checkers=10", "urw", 100, true},
		{"sctbench/reorder", "setters=10 checkers=10", "auto", 100, true},
		{"sctbench/reorder", "setters=25 checkers=25", "pos", 1_000, false},
		{"sctbench/reorder", "setters=25 checkers=25", "surw", 50, true},
		{"sctbench/reorder", "setters=99", "surw", 2_000, true},
		{"sctbench/twostage", "writers=25 readers=25", "random", 1_000, false},
		{"sctbench/twostage", "writers=25 readers=25", "auto", 200, true},
		{"sctbench/twostage", "writers=99", "surw", 3_000, true},
		{"sctbench/quicksort", "", "auto", 200, true},
	} {
		if testing.Short() && c.executions >= 2_000 {
			continue
		}
		r, _ := search(t, find(t, c.name), strings.Fields(c.params), explore.Options{Strategy: c.strategy, Seed: 1, Executions: c.executions})
		if found := r.Verdict == sim.Fail; found != c.found {
			t.Errorf("%s %s, %s: found %t after %d executions, want %t", c.name, c.params, c.strategy, found, r.Executions, c.found)
		}
		t.Logf("%s %s, %s: %d executions, %v", c.name, c.params, c.strategy, r.Executions, r.Elapsed)
	}
}
