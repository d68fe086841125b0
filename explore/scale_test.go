package explore_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// crowd is a program of n threads that count under a lock.
func crowd(n int, last func(t *sim.Thread, mu *sim.Mutex)) sim.Program {
	return func(t *sim.Thread) {
		mu, sum := sim.NewMutex(t, "mu"), sim.NewVar(t, "sum", 0)
		all := make([]*sim.Thread, n)
		for i := range all {
			all[i] = t.Go("", func(t *sim.Thread) {
				mu.Lock(t)
				sum.Store(t, sum.Load(t)+1)
				mu.Unlock(t)
			})
		}
		if last != nil {
			last(t, mu)
		}
		t.Join(all...)
		t.Assert(sum.Load(t) == n, "sum %d", sum.Load(t))
	}
}

func manyThreads() int {
	if testing.Short() || raceDetector {
		return 1000
	}
	return 10_000
}

// TestManyThreads runs executions of ten thousand threads.
func TestManyThreads(t *testing.T) {
	n := manyThreads()
	r := mustRun(t, crowd(n, nil), explore.Options{Strategy: "random", Executions: 3})
	if len(r.Failures) > 0 || r.Executions != 3 || r.Steps != 3*(5*n+3) {
		t.Errorf("%d executions of %d steps in all, failures %v; want none in 3 of %d steps", r.Executions, r.Steps, kindsOf(r), 5*n+3)
	}
}

// TestManyThreadsFail blocks all of five thousand threads, and checks that
// telling of it takes no longer, and not too many words.
func TestManyThreadsFail(t *testing.T) {
	n := manyThreads() / 2
	p := crowd(n, func(t *sim.Thread, mu *sim.Mutex) { mu.Lock(t) })
	r := mustRun(t, p, explore.Options{Strategy: "pct:2", Executions: 3})
	if len(r.Failures) != 1 || r.Failures[0].Kind != sim.Deadlock {
		t.Fatalf("failures %v, want a deadlock", kindsOf(r))
	}
	text := r.Text(100)
	if lines := strings.Count(text, "\n"); lines > 200 || len(text) > 20_000 {
		t.Errorf("the text has %d lines and %d bytes", lines, len(text))
	}
	replays(t, p, explore.Options{}, &r.Failures[0])
}

// TestSmallest runs programs with next to nothing in them, by every strategy.
func TestSmallest(t *testing.T) {
	for name, p := range map[string]sim.Program{
		"an empty body": func(*sim.Thread) {},
		"no threads":    func(t *sim.Thread) { n := sim.NewVar(t, "n", 1); n.Load(t) },
		"empty threads": func(t *sim.Thread) { t.Join(t.Go("a", func(*sim.Thread) {}), t.Go("b", func(*sim.Thread) {})) },
	} {
		for _, strategy := range []string{"dfs", "dpor", "auto", "random", "pct:3", "round-robin"} {
			r := mustRun(t, p, explore.Options{Strategy: strategy, Executions: 200})
			exhaustive := strategy == "dfs" || strategy == "dpor" || strategy == "auto"
			if exhaustive && (r.Verdict != sim.Pass || !r.Complete) || !exhaustive && r.Verdict != sim.Unknown || len(r.Outcomes) != 1 {
				t.Errorf("%s, %s: verdict %v, complete %v, outcomes %v", name, strategy, r.Verdict, r.Complete, r.Outcomes)
			}
			if text := r.Text(0); !strings.HasPrefix(text, "program   "+r.Verdict.String()+"\n") {
				t.Errorf("%s, %s: the text is\n%s", name, strategy, text)
			}
		}
	}
}

// TestManyThreadsExhaustively searches programs of more threads than whose clocks are
// rows: some are independent of all, and a few that fight for a mutex make the classes.
// The report is the same with several workers, and with memoised threads.
func TestManyThreadsExhaustively(t *testing.T) {
	t.Cleanup(explore.Company(5))
	program := func(t *sim.Thread) {
		mu, seen := sim.NewMutex(t, "mu"), sim.NewVar(t, "seen", 0)
		all := make([]*sim.Thread, 600)
		for i := range all {
			x := sim.NewVar(t, "x", 0)
			all[i] = t.Go("", func(t *sim.Thread) {
				x.Store(t, 1)
				if i%120 == 0 {
					mu.Lock(t)
					seen.Store(t, seen.Load(t)+1)
					t.Observe("at", seen.Load(t))
					mu.Unlock(t)
				}
			})
		}
		t.Join(all...)
		t.Observe("seen", seen.Load(t))
	}
	o := explore.Options{Name: "many", Strategy: "dpor", Workers: 1, All: true}
	want := mustRun(t, program, o)
	if want.Executions != 120 || !want.Complete || want.Verdict != sim.Pass {
		t.Fatalf("%v, %d executions, complete %v; want 120", want.Verdict, want.Executions, want.Complete)
	}
	for _, o.Workers = range []int{1, 4} {
		for _, o.Pure = range []bool{false, true} {
			if d := cmp.Diff(asJSON(t, want), asJSON(t, mustRun(t, program, o))); d != "" {
				t.Errorf("%d workers, pure %v:\n%s", o.Workers, o.Pure, d)
			}
		}
	}
}
