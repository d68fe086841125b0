package explore_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/model/modeltest"
	"github.com/interleave-go/interleave/sim"
)

// TestBarrierExplained says who has come to a barrier that nobody passes, and
// what has become of the others.
func TestBarrierExplained(t *testing.T) {
	for _, c := range []struct {
		name string
		p    sim.Program
		want []string
	}{
		{"a party too few", func(t *sim.Thread) {
			b := sim.NewBarrier(t, "b", 3)
			t.Join(t.Go("x", func(t *sim.Thread) { b.Wait(t) }), t.Go("y", func(t *sim.Thread) { b.Wait(t) }))
		}, []string{
			"x and y wait at b",
			"Of the 3 parties of b 2 have come: x and y.",
			"main has never come and is blocked: join x y.",
		}},
		{"one has ended early", func(t *sim.Thread) {
			b := sim.NewBarrier(t, "b", 2)
			x := t.Go("x", func(t *sim.Thread) { b.Wait(t); b.Wait(t) })
			y := t.Go("y", func(t *sim.Thread) { b.Wait(t) })
			t.Join(x, y)
		}, []string{
			"x waits at b",
			"Of the 2 parties of b 1 has come: x.",
			"y, which last came at step ", ", has ended.",
		}},
		{"one has failed", func(t *sim.Thread) {
			b := sim.NewBarrier(t, "b", 2)
			x := t.Go("x", func(t *sim.Thread) { b.Wait(t) })
			y := t.Go("y", func(t *sim.Thread) { t.Yield(); panic("oh") })
			t.Join(x, y)
		}, []string{"y has never come and has ended by a failure (panic: oh)."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := mustRun(t, c.p, explore.Options{Strategy: "dpor", All: true})
			text := ""
			for _, f := range r.Failures {
				if f.Kind == sim.Deadlock {
					text = f.Explanation
				}
			}
			for _, w := range c.want {
				if !strings.Contains(text, w) {
					t.Errorf("%q is missing in\n%s", w, text)
				}
			}
		})
	}
}

// TestSignalWithoutMutexIsNotLost: a signal that was misuse is no lost wake-up.
func TestSignalWithoutMutexIsNotLost(t *testing.T) {
	r := mustRun(t, func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		c := sim.NewCond(t, "c", mu, sim.SignalNeedsLock)
		a := t.Go("a", func(t *sim.Thread) { mu.Lock(t); c.Wait(t) })
		b := t.Go("b", func(t *sim.Thread) { c.Signal(t) })
		t.Join(a, b)
	}, explore.Options{Strategy: "dpor", All: true})
	for _, f := range r.Failures {
		if f.Kind == sim.Deadlock && !strings.Contains(f.Explanation, "Nobody has ever signalled it.") {
			t.Error(f.Explanation)
		}
	}
}

// TestTimeIsDrawn checks that a trace shows where virtual time passes, in both
// forms of the drawing and in the JSON.
func TestTimeIsDrawn(t *testing.T) {
	r := mustRun(t, func(t *sim.Thread) {
		a := t.Go("a", func(t *sim.Thread) { t.Sleep(5 * time.Millisecond); t.Yield() })
		t.Sleep(1500 * time.Microsecond)
		t.Join(a)
		t.Fail("at the end")
	}, explore.Options{Name: "p"})
	for _, width := range []int{40, 100} {
		lines := strings.Split(r.Text(width), "\n")
		var at []int
		for i, l := range lines {
			switch l {
			case "  ── 1500us ──", "  ── 5ms ──":
				at = append(at, i)
			}
		}
		if len(at) != 2 || !strings.Contains(lines[at[0]+1], "sleep 1500us") || !strings.Contains(lines[at[1]+1], "sleep 5ms") {
			t.Errorf("width %d:\n%s", width, strings.Join(lines, "\n"))
		}
	}
	if j := asJSON(t, r); !strings.Contains(j, `"now":1500000`) || !strings.Contains(j, `"now":5000000`) || strings.Contains(j, `"now":0`) {
		t.Error(j)
	}
}

// TestOptimalOnTheEngine compares dpor with dfs on programs with time, barriers
// and conditions, run on the engine: the same outcomes and kinds of failure, and
// no redundant execution.
func TestOptimalOnTheEngine(t *testing.T) {
	eachProgram(t, 40, 500, func(t *testing.T, p modeltest.Program) {
		all := mustRun(t, bridge(p), explore.Options{Strategy: "dfs", All: true, Races: explore.RaceOff})
		few := mustRun(t, bridge(p), explore.Options{Strategy: "dpor", All: true, Races: explore.RaceOff})
		if !few.Complete || few.Blocked != 0 || few.Executions > all.Executions {
			t.Errorf("dpor: complete %v, %d blocked, %d executions of %d", few.Complete, few.Blocked, few.Executions, all.Executions)
		}
		if d := cmp.Diff(slices.Sorted(maps.Keys(countsOf(all))), slices.Sorted(maps.Keys(countsOf(few)))); d != "" {
			t.Errorf("outcomes, - dfs, + dpor:\n%s", d)
		}
		if d := cmp.Diff(kindsOf(all), kindsOf(few)); d != "" {
			t.Errorf("kinds of failure, - dfs, + dpor:\n%s", d)
		}
	})
}
