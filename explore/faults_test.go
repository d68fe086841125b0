package explore_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// TestFaults: each fault is explored where it is allowed, as a choice that a seed
// replays, and not at all otherwise.
func TestFaults(t *testing.T) {
	mutex := func(mortal bool) sim.Program {
		return func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			n := sim.NewVar(t, "n", 0)
			a := t.Go("a", func(t *sim.Thread) {
				if mortal {
					t.Mortal()
				}
				mu.Lock(t)
				n.Store(t, 1)
				mu.Unlock(t)
			})
			t.Join(a)
			mu.Lock(t)
			t.Observe("n", n.Load(t))
			mu.Unlock(t)
		}
	}
	deferred := func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		n := sim.NewVar(t, "n", 0)
		t.Join(t.Go("a", func(t *sim.Thread) {
			t.Mortal()
			mu.Lock(t)
			defer mu.Unlock(t)
			n.Store(t, 1)
		}))
		mu.Lock(t)
		t.Observe("n", n.Load(t))
		mu.Unlock(t)
	}
	try := func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		first, second := mu.TryLock(t), false
		if !first {
			second = mu.TryLock(t)
		}
		t.Observe("first", first)
		t.Observe("second", second)
	}
	cond := func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		c := sim.NewCond(t, "c", mu)
		mu.Lock(t)
		c.Wait(t) // nobody signals
		mu.Unlock(t)
	}
	for _, c := range []struct {
		name   string
		p      sim.Program
		faults string
		want   []string
	}{
		{"no deaths", mutex(true), "none", []string{"n=1"}},
		{"nobody is mortal", mutex(false), "deaths", []string{"n=1"}},
		{"deaths", mutex(true), "deaths", []string{"[deadlock: main lock mu]", "n=1"}},
		{"a death is no failure, and deferred calls run", deferred, "deaths", []string{"n=0", "n=1"}},
		{"no tries", try, "wakeups+deaths", []string{"first=true second=false"}},
		{"a try, once", try, "tries", []string{"first=false second=true", "first=true second=false"}},
		{"no wake-ups", cond, "tries", []string{"[deadlock: main wait c]"}},
		{"wake-ups", cond, "wakeups", []string{"", "[deadlock: main wait c]"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			faults, err := sim.ParseFaults(c.faults)
			if err != nil || faults.String() != strings.ReplaceAll(c.faults, "wakeups+deaths", "deaths+wakeups") {
				t.Fatalf("%v: %v", faults, err)
			}
			for _, strategy := range []string{"dfs", "dpor"} {
				r := mustRun(t, c.p, explore.Options{Name: "p", Strategy: strategy, All: true, Faults: faults})
				if d := cmp.Diff(c.want, keys(r)); d != "" || !r.Complete {
					t.Errorf("%s: complete %v, outcomes:\n%s", strategy, r.Complete, d)
				}
				for i := range r.Failures {
					replays(t, c.p, explore.Options{Name: "p"}, &r.Failures[i])
				}
				if c.faults != "none" && !strings.Contains(r.Text(100), "faults: "+faults.String()) {
					t.Errorf("the report does not name the faults:\n%s", r.Text(100))
				}
			}
		})
	}
}
