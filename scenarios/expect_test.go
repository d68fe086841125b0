package scenarios_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/scenarios"
	"github.com/interleave-go/interleave/sim"
)

// interleavings is how many executions the plain complete search of the
// default sizes makes. They count interleavings of all steps, those of main
// included: a thread may run to its end before main starts the next one.
var interleavings = map[string]int{
	"race/lost-update":              10, // before b starts, a has made 0, 1, 2 of its 2 steps: 6+3+1
	"race/lost-update-mutex":        6,
	"race/lost-update-atomic":       3, // a b, b a, and a before b starts
	"race/lost-update-channel":      30,
	"race/check-then-act":           10, // the second load decides on the act, which changes no count
	"race/check-then-act-mutex":     6,
	"deadlock/lock-order":           14, // 6 of the threads alone; the closed form of the optimal search is 3
	"deadlock/lock-order-ordered":   6,
	"deadlock/philosophers":         1335, // 168 of the threads alone
	"deadlock/philosophers-ordered": 1590, // 142 of the threads alone
	"cond/bounded-buffer":           46,
	"cond/bounded-buffer-broken":    14041,
	"cond/if-for-while":             264,
	"cond/if-for-while-while":       264,
	"cond/lost-wakeup":              20,
	"cond/lost-wakeup-locked":       5,
	"csp/worker-pool":               396,
	"csp/worker-pool-broken":        16,
	"csp/leaked-sender":             2, // which of the two is received
	"csp/leaked-sender-buffered":    6,
}

// search runs a scenario by its name.
func search(t *testing.T, s *scenarios.Scenario, kv []string, o explore.Options) (*explore.Report, scenarios.Params) {
	t.Helper()
	p, err := s.ParseParams(kv)
	if err != nil {
		t.Fatal(err)
	}
	o.Name, o.Params = s.Name, p.KV()
	r, err := explore.Run(context.Background(), s.Program(p), o)
	if err != nil {
		t.Fatal(err)
	}
	return r, p
}

func outcomes(r *explore.Report) []string {
	var got []string
	for _, o := range r.Outcomes {
		got = append(got, o.Outcome)
	}
	slices.Sort(got)
	return got
}

func kinds(r *explore.Report) []sim.Kind {
	var got []sim.Kind
	for _, f := range r.Failures {
		got = append(got, f.Kind)
	}
	slices.Sort(got)
	return slices.Compact(got)
}

// The plain complete search of every scenario finds what the scenario says,
// no more and no less.
func TestExpectations(t *testing.T) {
	for _, s := range scenarios.All() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			r, p := search(t, s, nil, explore.Options{Strategy: "dfs", All: true, Steps: s.Steps})
			if r.Verdict != s.Verdict || !r.Complete {
				t.Errorf("verdict %v, complete %t; want %v of a complete search", r.Verdict, r.Complete, s.Verdict)
			}
			if diff := cmp.Diff(s.Kinds, kinds(r)); diff != "" {
				t.Errorf("kinds (-want +got):\n%s", diff)
			}
			if s.Outcomes == nil || s.Outcomes(p) == nil {
				t.Error("the outcomes of the default sizes are not stated")
			} else if diff := cmp.Diff(s.Outcomes(p), outcomes(r)); diff != "" {
				t.Errorf("outcomes (-want +got):\n%s", diff)
			}
			if want := interleavings[s.Name]; r.Executions != want {
				t.Errorf("%d executions, want %d", r.Executions, want)
			}
			t.Logf("%d executions, %d steps, %v", r.Executions, r.Steps, r.Elapsed)
		})
	}
}

// What a plain `interleave explore` does comes to the same verdict.
func TestDefaultSearch(t *testing.T) {
	for _, s := range scenarios.All() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			r, _ := search(t, s, nil, explore.Options{Strategy: s.Strategy, Steps: s.Steps})
			if r.Verdict != s.Verdict {
				t.Errorf("verdict %v, want %v", r.Verdict, s.Verdict)
			}
			for _, k := range kinds(r) {
				if !slices.Contains(s.Kinds, k) {
					t.Errorf("found %v, want one of %v", k, s.Kinds)
				}
			}
		})
	}
}

// The outcomes are exact for other sizes too.
func TestSizes(t *testing.T) {
	for _, tc := range []struct {
		name string
		kv   []string
	}{
		{"race/lost-update", []string{"increments=2"}},
		{"race/lost-update", []string{"increments=3"}},
		{"race/lost-update", []string{"threads=3"}},
		{"race/lost-update-mutex", []string{"threads=3"}},
		{"race/lost-update-atomic", []string{"threads=3", "increments=2"}},
		{"race/lost-update-channel", []string{"increments=2"}},
		{"race/check-then-act", []string{"withdrawals=3"}},
		{"race/check-then-act-mutex", []string{"withdrawals=3"}},
		{"deadlock/philosophers", []string{"n=2"}},
		{"deadlock/philosophers-ordered", []string{"n=2"}},
		{"cond/bounded-buffer", []string{"producers=2", "items=1"}},
		{"cond/bounded-buffer", []string{"items=3", "slots=2"}},
		{"cond/bounded-buffer", []string{"consumers=2", "items=1"}},
		{"csp/worker-pool", []string{"workers=1", "jobs=3"}},
		{"csp/worker-pool", []string{"workers=3", "jobs=1"}},
		{"csp/worker-pool-broken", []string{"workers=3"}},
		{"csp/leaked-sender", []string{"senders=4"}},
		{"csp/leaked-sender-buffered", []string{"senders=3"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := find(t, tc.name)
			r, p := search(t, s, tc.kv, explore.Options{Strategy: "dfs", All: true})
			if r.Verdict != s.Verdict || !r.Complete {
				t.Errorf("%v: verdict %v, complete %t; want %v of a complete search", tc.kv, r.Verdict, r.Complete, s.Verdict)
			}
			if diff := cmp.Diff(s.Outcomes(p), outcomes(r)); diff != "" {
				t.Errorf("%v: outcomes (-want +got):\n%s", tc.kv, diff)
			}
		})
	}
}

// One slot hides the defect of the broken buffer, as its story says; two
// producers show its other half.
func TestBrokenBuffer(t *testing.T) {
	if testing.Short() {
		t.Skip("48,000 executions, which the race detector makes slow")
	}
	s := find(t, "cond/bounded-buffer-broken")
	if r, _ := search(t, s, []string{"slots=1"}, explore.Options{Strategy: "dfs", All: true}); r.Verdict != sim.Pass {
		t.Errorf("slots=1: verdict %v, want pass", r.Verdict)
	}
	r, _ := search(t, s, []string{"producers=2", "consumers=1"}, explore.Options{Strategy: "dfs", All: true})
	if diff := cmp.Diff([]sim.Kind{sim.Deadlock}, kinds(r)); diff != "" {
		t.Errorf("producers=2: kinds (-want +got):\n%s", diff)
	}
}
