package explore_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/model/modeltest"
	"github.com/interleave-go/interleave/sim"
)

// sleepsLongEnough works only because the reader sleeps longer than the writer
// needs.
func sleepsLongEnough(t *sim.Thread) {
	ready := sim.NewAtomic(t, "ready", false)
	w := t.Go("writer", func(t *sim.Thread) {
		t.Sleep(time.Millisecond)
		ready.Store(t, true)
	})
	t.Sleep(time.Second)
	t.Assert(ready.Load(t), "a second was not enough")
	t.Join(w)
}

// TestAdversarialClock: what only works because sleeps are long enough passes
// with the quiescent clock and fails with the adversarial one, by a seed that
// knows the clock.
func TestAdversarialClock(t *testing.T) {
	o := explore.Options{Name: "sleeps"}
	if r := mustRun(t, sleepsLongEnough, o); r.Verdict != sim.Pass || !r.Complete {
		t.Errorf("quiescent: verdict %v, complete %v; want a pass of everything", r.Verdict, r.Complete)
	}
	for _, strategy := range []string{"auto", "dfs", "dpor", "random"} {
		o.Time, o.Strategy = sim.Adversarial, strategy
		r := mustRun(t, sleepsLongEnough, o)
		if r.Verdict != sim.Fail || r.Failures[0].Kind != sim.Assertion {
			t.Fatalf("%s, adversarial: verdict %v; want an assertion to fail", strategy, r.Verdict)
		}
		replays(t, sleepsLongEnough, explore.Options{Name: "sleeps"}, &r.Failures[0])
		if text := r.Text(100); !strings.Contains(text, "("+r.Strategy+", adversarial time)") {
			t.Errorf("the report does not say which clock it was:\n%s", text)
		}
		if js := asJSON(t, r); !strings.Contains(js, `"time":"adversarial"`) {
			t.Errorf("the JSON does not say which clock it was: %s", js)
		}
	}
}

// TestDeadlines: who waits until a deadline counts what it has waited through,
// so its loop ends with either clock.
func TestDeadlines(t *testing.T) {
	p := func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		c := sim.NewCond(t, "c", mu)
		full := sim.NewVar(t, "full", false)
		a := t.Go("a", func(t *sim.Thread) {
			t.Sleep(3 * time.Millisecond)
			mu.Lock(t)
			full.Store(t, true)
			c.Signal(t)
			mu.Unlock(t)
		})
		deadline := t.Now() + 5*time.Millisecond
		mu.Lock(t)
		for !full.Load(t) && t.Now() < deadline {
			c.WaitTimeout(t, deadline-t.Now())
		}
		t.Observe("full", full.Load(t))
		t.Observe("late", t.Now() >= deadline)
		mu.Unlock(t)
		t.Join(a)
		t.Assert(t.Now() >= 3*time.Millisecond, "main has joined who slept for 3ms, and it is %v", t.Now())
	}
	quiet := mustRun(t, p, explore.Options{Strategy: "dpor", All: true})
	if d := cmp.Diff(map[string]int{"full=true late=false": 1}, countsOf(quiet)); d != "" || quiet.Verdict != sim.Pass {
		t.Errorf("quiescent: %v\n%s", quiet.Verdict, d)
	}
	for _, strategy := range []string{"dpor", "dfs"} {
		r := mustRun(t, p, explore.Options{Strategy: strategy, All: true, Time: sim.Adversarial})
		if r.Verdict != sim.Pass || !r.Complete {
			t.Errorf("adversarial, %s: verdict %v, complete %v:\n%s", strategy, r.Verdict, r.Complete, r.Text(100))
		}
		want := []string{"full=false late=true", "full=true late=false", "full=true late=true"}
		var got []string
		for _, o := range r.Outcomes {
			got = append(got, o.Outcome)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("adversarial, %s, outcomes:\n%s", strategy, d)
		}
	}
}

// TestOptimalOnTheEngineAdversarial compares dpor with dfs on programs with
// time-outs that may fire at any moment, and replays what it finds.
func TestOptimalOnTheEngineAdversarial(t *testing.T) {
	gen := modeltest.Generator(modeltest.Config{Timed: true, MaxOps: 3, MaxObjects: 2})
	for i := range 60 {
		p := gen.Example(i)
		o := explore.Options{Name: "generated", Strategy: "dfs", All: true, Races: explore.RaceOff, Time: sim.Adversarial, Executions: 5000}
		all := mustRun(t, bridge(p), o)
		if !all.Complete {
			continue
		}
		o.Strategy = "dpor"
		few := mustRun(t, bridge(p), o)
		if !few.Complete || few.Blocked != 0 || few.Executions > all.Executions {
			t.Errorf("program %d: dpor: complete %v, %d blocked, %d executions of %d", i, few.Complete, few.Blocked, few.Executions, all.Executions)
		}
		if d := cmp.Diff(keys(all), keys(few)); d != "" {
			t.Errorf("program %d: outcomes, - dfs, + dpor:\n%s", i, d)
		}
		for j := range few.Failures {
			replays(t, bridge(p), explore.Options{Name: "generated", Races: explore.RaceOff}, &few.Failures[j])
		}
	}
}

func keys(r *explore.Report) []string {
	var out []string
	for _, o := range r.Outcomes {
		out = append(out, o.Outcome)
	}
	return out
}
