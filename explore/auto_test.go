package explore_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// crowdOf is n threads that make two steps each. If all of them have made the
// first before anybody makes the second, the defective one fails.
func crowdOf(n int, defective bool) sim.Program {
	return func(t *sim.Thread) {
		first, second := sim.NewAtomic(t, "first", 0), sim.NewAtomic(t, "second", 0)
		for i := range n {
			t.Go(fmt.Sprint("t", i), func(t *sim.Thread) {
				sim.Add(t, first, 1)
				if sim.Add(t, second, 1) == 1 && first.Load(t) == n && defective {
					t.Fail("all at once")
				}
			})
		}
	}
}

// auto covers what it can be expected to cover, and says what it did.
func TestAutoCovers(t *testing.T) {
	r := mustRun(t, crowdOf(3, false), explore.Options{})
	if r.Verdict != sim.Pass || !r.Complete || r.Strategy != "auto: 100 sampled, then dpor" || len(r.Notes) > 0 {
		t.Errorf("%v, complete %t, %s, notes %q", r.Verdict, r.Complete, r.Strategy, r.Notes)
	}
	if r.Sampling == nil || r.Sampling.Executions != 100 || r.Sampling.Failing != 0 {
		t.Errorf("sampled: %+v", r.Sampling)
	}
}

// What is too large to be covered is left soon, or not begun, and sampled. Whatever
// the budget, it is kept.
func TestAutoLeaves(t *testing.T) {
	const (
		why   = "since it cannot be expected to end within its budget of "
		never = "no exhaustive search was made: by the sampled executions there are at least some "
	)
	for _, c := range []struct {
		threads, executions int
		strategy, note      string
	}{
		{40, 3000, "auto", never + "10,000 classes (Chao), and its budget is 2,800 executions"},
		{40, 800, "auto: 100 sampled, 16 by dpor, then sampled", why + "700"},
		{6, 1000, "auto: 100 sampled, 256 by dpor, then sampled", why + "900"},
		{40, 110, "auto: 100 sampled, 2 by dpor, then sampled", why + "10"},
		{40, 100, "auto", ""},
		{40, 50, "auto", ""},
	} {
		r := mustRun(t, crowdOf(c.threads, false), explore.Options{Executions: c.executions})
		if r.Verdict != sim.Unknown || r.Executions != c.executions || !slices.Equal(r.Limits, []string{"executions"}) {
			t.Errorf("%+v: %v after %d executions, limits %q", c, r.Verdict, r.Executions, r.Limits)
		}
		if r.Strategy != c.strategy || !strings.Contains(strings.Join(r.Notes, "\n"), c.note) {
			t.Errorf("%+v: %s, notes %q", c, r.Strategy, r.Notes)
		}
	}
	if testing.Short() {
		return
	}
	r := mustRun(t, crowdOf(25, false), explore.Options{})
	if want := 6400 + explore.DefaultExecutions; r.Executions != want || !slices.Equal(r.Limits, []string{"executions"}) {
		t.Errorf("without a limit: %d executions, limits %q, notes %q; want %d", r.Executions, r.Limits, r.Notes, want)
	}
}

// Long searches take greybox in, and keep their limit all the same.
func TestAutoGoesOnForLong(t *testing.T) {
	if testing.Short() {
		t.Skip("12,000 executions, which the race detector makes slow")
	}
	o := explore.Options{Strategy: "auto", Executions: 12_000, Steps: 100}
	p := crowdOf(12, false)
	r := mustRun(t, p, o)
	if r.Verdict != sim.Unknown || r.Executions != o.Executions {
		t.Errorf("%v after %d executions", r.Verdict, r.Executions)
	}
	if diff := cmp.Diff(asJSON(t, r), asJSON(t, mustRun(t, p, o))); diff != "" {
		t.Errorf("two searches differ:\n%s", diff)
	}
}

// A defect that a random walk does not meet is found by auto, and its seed
// makes that execution again.
func TestAutoFinds(t *testing.T) {
	p := crowdOf(20, true)
	o := explore.Options{Name: "crowd", Executions: 2000}
	o.Strategy = "random"
	if r := mustRun(t, p, o); r.Verdict != sim.Unknown {
		t.Errorf("random: %v; the program is too easy", r.Verdict)
	}
	o.Strategy = "auto"
	r := mustRun(t, p, o)
	if r.Verdict != sim.Fail {
		t.Fatalf("auto: %v", r.Verdict)
	}
	if r.Sampling.Failing != r.Executions {
		t.Errorf("failing execution %d of %d", r.Sampling.Failing, r.Executions)
	}
	again, err := explore.Replay(p, r.Failures[0].Seed, o)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r.Failures[0].Trace, again.Failures[0].Trace); diff != "" {
		t.Errorf("the seed makes another execution:\n%s", diff)
	}
	if diff := cmp.Diff(asJSON(t, r), asJSON(t, mustRun(t, p, o))); diff != "" {
		t.Errorf("two searches differ:\n%s", diff)
	}
}

// Where the exhaustive search runs into the step limit at once, sampling goes on.
func TestAutoGoesOnAfterCuts(t *testing.T) {
	p := func(t *sim.Thread) {
		ready, looks := sim.NewAtomic(t, "ready", false), sim.NewAtomic(t, "looks", 0)
		t.Go("a", func(t *sim.Thread) {
			for !ready.Load(t) { // what counts never comes back to where it was
				looks.Store(t, looks.Load(t)+1)
			}
		})
		t.Go("b", func(t *sim.Thread) { ready.Store(t, true) })
	}
	r := mustRun(t, p, explore.Options{Steps: 200, Executions: 1000})
	if r.Verdict != sim.Unknown || r.Executions != 1000 || r.Sampling.Executions < 900 || r.Sampling.Executions == 1000 {
		t.Errorf("%v after %d executions, %d of them sampled; limits %q, notes %q", r.Verdict, r.Executions, r.Sampling.Executions, r.Limits, r.Notes)
	}
	if !slices.Contains(r.Limits, "steps") || !slices.Contains(r.Limits, "executions") {
		t.Errorf("limits %q", r.Limits)
	}
}

// With a bound on preemptions the exhaustive part is the bounded enumeration.
func TestAutoWithinABound(t *testing.T) {
	r := mustRun(t, crowdOf(3, false), explore.Options{Preemptions: 1})
	if !r.Complete || r.Strategy != "auto: 100 sampled, then dfs" {
		t.Errorf("complete %t, %s", r.Complete, r.Strategy)
	}
}
