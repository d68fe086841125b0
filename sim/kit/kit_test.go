package kit_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// allows searches p completely, with and without reduction, and compares the set
// of its outcomes. An outcome names the failures of an execution, so a program
// whose outcomes name none passes.
func allows(t *testing.T, p sim.Program, want ...string) {
	t.Helper()
	slices.Sort(want)
	compare(t, p, "dpor", want)
	compare(t, p, "dfs", want)
}

// reduced is allows for programs that are too large for the plain search.
func reduced(t *testing.T, p sim.Program, want ...string) {
	t.Helper()
	slices.Sort(want)
	compare(t, p, "dpor", want)
}

func compare(t *testing.T, p sim.Program, strategy string, want []string) {
	t.Helper()
	r, err := explore.Run(context.Background(), p, explore.Options{Name: t.Name(), Strategy: strategy, All: true})
	if err != nil {
		t.Fatal(err)
	}
	if !r.Complete {
		t.Errorf("%s: the search is not complete: %v", strategy, r.Limits)
	}
	var got []string
	for _, o := range r.Outcomes {
		got = append(got, o.Outcome)
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: outcomes (-want +got):\n%s", strategy, diff)
	}
	for _, f := range r.Failures {
		if f.Kind == sim.Race || f.Kind == sim.Nondeterminism {
			t.Errorf("%s: %v: %s", strategy, f.Kind, f.Message)
		}
	}
	t.Logf("%s: %d executions", strategy, r.Executions)
}

// text is an error's message, or "ok".
func text(err error) string {
	if err == nil {
		return "ok"
	}
	return err.Error()
}
