package sim_test

import (
	"strings"
	"testing"
	"time"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// really runs p on real goroutines n times and counts the outcomes.
func really(t *testing.T, p sim.Program, n int) map[string]int {
	t.Helper()
	r := sim.NewReal()
	seen := map[string]int{}
	for i := range n {
		seen[r.Run(p, sim.RealLimits{Perturb: uint64(i), Timeout: 2 * time.Second}).Outcome]++
	}
	return seen
}

// TestRealObserves holds the form of outcomes to that of the modeled engine's.
func TestRealObserves(t *testing.T) {
	for name, p := range map[string]sim.Program{
		"values": func(t *sim.Thread) {
			n, s := sim.NewVar(t, "n", 1), sim.NewAtomic(t, "s", "x")
			body := func(t *sim.Thread) {
				t.Observe("n", n.Load(t))
				c := t.Go("c", func(t *sim.Thread) { t.Observe("s", s.Load(t)) })
				t.Join(c)
			}
			t.Join(t.Go("a", body), t.Go("a", body), t.Go("", body))
			t.Observe("end", []int{1})
		},
		"assertion": func(t *sim.Thread) {
			a := t.Go("a", func(t *sim.Thread) {
				defer t.Observe("deferred", true)
				t.Assert(false, "no")
			})
			t.Join(a)
		},
		"panic": func(t *sim.Thread) { t.Join(t.Go("a", func(t *sim.Thread) { panic("oh") })) },
		"deadlock": func(t *sim.Thread) {
			a := sim.NewMutex(t, "A")
			a.Lock(t)
			t.Observe("x", 1)
			t.Join(t.Go("w", func(t *sim.Thread) { a.Lock(t) }), t.Go("v", func(t *sim.Thread) {}))
		},
		"leak": func(t *sim.Thread) {
			a := sim.NewMutex(t, "A")
			a.Lock(t)
			t.Go("w", func(t *sim.Thread) { a.Lock(t) })
		},
		"misuse": func(t *sim.Thread) { sim.NewMutex(t, "A").Unlock(t) },
	} {
		e := engine(t)
		want := string(e.Run(p, &sched.Random{}, 1, sim.Limits{}).Outcome)
		start := time.Now()
		for got := range really(t, p, 20) {
			if got != want {
				t.Errorf("%s: real goroutines observe %q, the model %q", name, got, want)
			}
		}
		_ = start
	}
}

func TestRealStacks(t *testing.T) {
	r := sim.NewReal()
	x := r.Run(func(t *sim.Thread) {
		a := sim.NewMutex(t, "A")
		a.Lock(t)
		a.Lock(t)
	}, sim.RealLimits{Stacks: true})
	if !x.Hung || r.Left() != 1 || !strings.Contains(x.Stacks, "real_test.go") {
		t.Errorf("%+v, left %d", x, r.Left())
	}
	t.Log(x.Stacks)
}
