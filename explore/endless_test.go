package explore_test

import (
	"strings"
	"testing"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// hallway: two people meet and step aside, both to the same side.
func hallway(t *sim.Thread) {
	side := [2]*sim.Atomic[int]{sim.NewAtomic(t, "side0", 0), sim.NewAtomic(t, "side1", 0)}
	walk := func(me int) sim.Program {
		return func(t *sim.Thread) {
			for {
				mine := side[me].Load(t)
				if side[1-me].Load(t) != mine {
					return
				}
				side[me].Store(t, 1-mine)
			}
		}
	}
	t.Join(t.Go("a", walk(0)), t.Go("b", walk(1)))
}

// tryback: each takes its own lock, tries the other's, and gives way.
func tryback(t *sim.Thread) {
	A, B := sim.NewMutex(t, "A"), sim.NewMutex(t, "B")
	both := func(x, y *sim.Mutex) sim.Program {
		return func(t *sim.Thread) {
			for {
				x.Lock(t)
				if y.TryLock(t) {
					break
				}
				x.Unlock(t)
			}
			y.Unlock(t)
			x.Unlock(t)
		}
	}
	t.Join(t.Go("a", both(A, B)), t.Go("b", both(B, A)))
}

// greedy takes the lock again and again until the polite one has had it.
func greedy(opts ...sim.Option) sim.Program {
	return func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu", opts...)
		done := sim.NewAtomic(t, "done", false)
		polite := t.Go("polite", func(t *sim.Thread) {
			mu.Lock(t)
			done.Store(t, true)
			mu.Unlock(t)
		})
		g := t.Go("greedy", func(t *sim.Thread) {
			for !done.Load(t) {
				mu.Lock(t)
				mu.Unlock(t)
			}
		})
		t.Join(polite, g)
	}
}

// TestEndless: livelocks and starvation are found by every kind of search, and
// replay from their seeds.
func TestEndless(t *testing.T) {
	for _, c := range []struct {
		name       string
		p          sim.Program
		kind       sim.Kind
		strategies []string
	}{
		{"hallway", hallway, sim.Livelock, []string{"dpor", "auto"}},
		{"tryback", tryback, sim.Livelock, []string{"dpor", "auto"}},
		{"greedy", greedy(), sim.Starvation, []string{"dpor", "auto"}},
	} {
		for _, strategy := range c.strategies {
			t.Run(c.name+"/"+strategy, func(t *testing.T) {
				o := explore.Options{Name: c.name, Strategy: strategy, Executions: 3000, Steps: 3000}
				r := mustRun(t, c.p, o)
				t.Log(r.Text(100))
				if len(r.Failures) != 1 || r.Failures[0].Kind != c.kind || r.Failures[0].Cycle == 0 {
					t.Fatalf("verdict %v, failures %q; want a cycle of %v", r.Verdict, kindsOf(r), c.kind)
				}
				f := &r.Failures[0]
				if !strings.Contains(f.Explanation, "repeat for ever") {
					t.Errorf("explanation:\n%s", f.Explanation)
				}
				replays(t, c.p, explore.Options{Name: c.name}, f)
			})
		}
	}
}
