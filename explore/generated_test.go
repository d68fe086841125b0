package explore_test

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/model/modeltest"
	"github.com/interleave-go/interleave/sim"
)

// mustRun is Run without an error.
func mustRun(t *testing.T, p sim.Program, o explore.Options) *explore.Report {
	t.Helper()
	r, err := explore.Run(context.Background(), p, o)
	if err != nil {
		t.Fatalf("Run: %v", err)
	}
	return r
}

// asJSON returns the JSON form of a report.
func asJSON(t *testing.T, r *explore.Report) string {
	t.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// kindsOf returns the kinds of failure in a report, each once.
func kindsOf(r *explore.Report) []string {
	set := map[string]bool{}
	for _, f := range r.Failures {
		set[f.Kind.String()] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// countsOf returns how many executions had each outcome.
func countsOf(r *explore.Report) map[string]int {
	m := map[string]int{}
	for _, o := range r.Outcomes {
		m[o.Outcome] += o.Executions
	}
	return m
}

// TestTwoRunsAreEqual checks that a search is a function of program and
// options: every strategy gives the same report, byte for byte.
func TestTwoRunsAreEqual(t *testing.T) {
	eachProgram(t, 15, 200, func(t *testing.T, p modeltest.Program) {
		for _, strategy := range []string{"random", "pct:3", "round-robin", "dfs", "auto"} {
			o := explore.Options{Strategy: strategy, Seed: 42, All: true, Executions: 30}
			a, b := mustRun(t, bridge(p), o), mustRun(t, bridge(p), o)
			if d := cmp.Diff(asJSON(t, a), asJSON(t, b)); d != "" {
				t.Errorf("%s: two reports differ:\n%s", strategy, d)
			}
			if d := cmp.Diff(a.Text(100), b.Text(100)); d != "" {
				t.Errorf("%s: two texts differ:\n%s", strategy, d)
			}
		}
	})
}

// TestSeedsDiffer checks that the seed means something: sampled with another
// one, a program that may deadlock does so another number of times.
func TestSeedsDiffer(t *testing.T) {
	for _, strategy := range []string{"random", "pct:3"} {
		differ := 0
		for seed := range uint64(10) {
			a := mustRun(t, lockOrder, explore.Options{Strategy: strategy, Seed: seed, All: true, Executions: 100})
			b := mustRun(t, lockOrder, explore.Options{Strategy: strategy, Seed: seed + 1, All: true, Executions: 100})
			if len(countsOf(a)) != 2 {
				t.Errorf("%s: outcomes %v in 100 executions, want a deadlock and none", strategy, a.Outcomes)
			}
			if !maps.Equal(countsOf(a), countsOf(b)) {
				differ++
			}
		}
		if differ == 0 {
			t.Errorf("%s: ten pairs of seeds give equal outcomes", strategy)
		}
	}
}

// TestEnumerationOnTheModel compares dfs on the engine with the enumeration of
// the pure model: the same outcomes, each by the same number of interleavings.
func TestEnumerationOnTheModel(t *testing.T) {
	eachProgram(t, 70, 500, func(t *testing.T, p modeltest.Program) {
		want, n := map[string]int{}, 0
		enumerate(p, func(m *modeltest.Machine, _ int) { want[pureOutcome(m)]++; n++ })
		r := mustRun(t, bridge(p), explore.Options{Strategy: "dfs", All: true, Races: explore.RaceOff})
		if !r.Complete || r.Executions != n || r.Blocked != 0 {
			t.Errorf("dfs: complete %v, %d executions, %d blocked; the model has %d", r.Complete, r.Executions, r.Blocked, n)
		}
		if d := cmp.Diff(want, countsOf(r)); d != "" {
			t.Errorf("executions by outcome, - model, + dfs:\n%s", d)
		}
		if pass := r.Verdict == sim.Pass; pass != (len(r.Failures) == 0) {
			t.Errorf("verdict %v with failures %v", r.Verdict, kindsOf(r))
		}
	})
}

// TestSamplesAreInTheTree checks that whatever a strategy finds, dfs finds too:
// outcomes and kinds of failure. So dfs never passes a program that fails.
func TestSamplesAreInTheTree(t *testing.T) {
	eachProgram(t, 30, 500, func(t *testing.T, p modeltest.Program) {
		all := mustRun(t, bridge(p), explore.Options{Strategy: "dfs", All: true})
		known, found := countsOf(all), kindsOf(all)
		for _, strategy := range []string{"random", "pct:3", "round-robin", "auto"} {
			r := mustRun(t, bridge(p), explore.Options{Strategy: strategy, Seed: 7, All: true, Executions: 20})
			for _, o := range r.Outcomes {
				if known[o.Outcome] == 0 {
					t.Errorf("%s finds %q, dfs does not", strategy, o.Outcome)
				}
			}
			for _, k := range kindsOf(r) {
				if !slices.Contains(found, k) || all.Verdict != sim.Fail {
					t.Errorf("%s finds a failure of kind %s, dfs has verdict %v with %q", strategy, k, all.Verdict, found)
				}
			}
		}
	})
}

// TestFailuresReplay checks that the seed of every failure, sampled or an
// explicit schedule, makes the same execution again.
func TestFailuresReplay(t *testing.T) {
	eachProgram(t, 25, 300, func(t *testing.T, p modeltest.Program) {
		for _, strategy := range []string{"dfs", "random", "pct:3", "round-robin", "auto"} {
			o := explore.Options{Name: "generated", Strategy: strategy, All: true, Executions: 40}
			r := mustRun(t, bridge(p), o)
			for i := range r.Failures {
				replays(t, bridge(p), o, &r.Failures[i])
			}
		}
	})
}

// replays checks that a failure's seed shows it again.
func replays(t *testing.T, p sim.Program, o explore.Options, f *explore.Failure) {
	t.Helper()
	r, err := explore.Replay(p, f.Seed, o)
	if err != nil {
		t.Errorf("%s: %v", f.Message, err)
		return
	}
	if r.Verdict != sim.Fail || r.Executions != 1 || r.Steps != f.Steps || r.Outcomes[0].Outcome != f.Outcome {
		t.Errorf("%s: the replay has verdict %v and %d executions of %d steps with outcome %q; want %d steps and %q",
			f.Message, r.Verdict, r.Executions, r.Steps, r.Outcomes[0].Outcome, f.Steps, f.Outcome)
	}
	i := slices.IndexFunc(r.Failures, func(g explore.Failure) bool {
		return g.Kind == f.Kind && g.Message == f.Message && g.Explanation == f.Explanation
	})
	if i < 0 {
		t.Errorf("%s: the replay has other failures: %v", f.Message, r.Failures)
		return
	}
	got, want := r.Failures[i], *f
	got.Executions, want.Executions = 0, 0 // of the search
	want.Shrinking = nil
	if d := cmp.Diff(want, got, cmp.FilterPath(func(p cmp.Path) bool { return p.String() == "key" }, cmp.Ignore())); d != "" {
		t.Errorf("%s: - found, + replayed:\n%s", f.Message, d)
	}
}
