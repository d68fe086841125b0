package explore_test

import (
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// TestPumpedBodies: what a body does while it is fed results is nothing that has
// happened, however it ends, and however it takes being unwound.
func TestPumpedBodies(t *testing.T) {
	type cell = *sim.Atomic[int]
	for _, c := range []struct {
		name string
		body func(t *sim.Thread, x cell)
		want []string
	}{
		{"gives up by failing", func(t *sim.Thread, x cell) {
			for i := 0; x.Load(t) == 0; i++ {
				t.Assert(i < 10, "gave up")
			}
		}, []string{"", "[assertion]"}},
		{"gives up by a panic", func(t *sim.Thread, x cell) {
			for i := 0; x.Load(t) == 0; i++ {
				if i == 10 {
					panic("gave up")
				}
			}
		}, []string{"", "[panic]"}},
		{"ends its goroutine", func(t *sim.Thread, x cell) {
			for i := 0; x.Load(t) == 0; i++ {
				if i == 10 {
					runtime.Goexit()
				}
			}
		}, []string{"", "[panic]"}},
		{"starts a thread after a while", func(t *sim.Thread, x cell) {
			for i := 0; x.Load(t) == 0; i++ {
				if i == 10 {
					t.Join(t.Go("late", func(t *sim.Thread) { x.Store(t, 2) }))
				}
			}
		}, []string{""}},
		{"makes an object after a while", func(t *sim.Thread, x cell) {
			for i := 0; x.Load(t) == 0; i++ {
				if i == 10 {
					sim.NewVar(t, "y", 0).Store(t, 1)
					return
				}
			}
		}, []string{""}},
		{"counts its rounds and tells", func(t *sim.Thread, x cell) {
			n := 0
			for ; x.Load(t) == 0; n++ {
			}
			t.Observe("looked", n > 1)
		}, []string{"a/looked=false"}}, // it is parked in between
		{"defers in its loop", func(t *sim.Thread, x cell) {
			for again := true; again; {
				func() {
					defer t.Yield()
					again = x.Load(t) == 0
				}()
			}
		}, []string{""}},
		{"asks for the time", func(t *sim.Thread, x cell) {
			for t.Now() < time.Second && x.Load(t) == 0 {
				t.Sleep(time.Millisecond)
			}
		}, []string{""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := func(t *sim.Thread) {
				x := sim.NewAtomic(t, "x", 0)
				a := t.Go("a", func(t *sim.Thread) { c.body(t, x) })
				x.Store(t, 1)
				t.Join(a)
			}
			for _, strategy := range []string{"dfs", "dpor"} {
				r := mustRun(t, p, explore.Options{Name: "p", Strategy: strategy, All: true})
				if d := cmp.Diff(c.want, keys(r)); d != "" || !r.Complete {
					t.Errorf("%s: complete %v, limits %v, outcomes:\n%s", strategy, r.Complete, r.Limits, d)
				}
				for i := range r.Failures {
					replays(t, p, explore.Options{Name: "p"}, &r.Failures[i])
				}
			}
		})
	}
}

// TestSwallowsItsUnwinding: a loop that looks and recovers from everything is
// ended by force, as any other body, and what it waits for is found all the same.
func TestSwallowsItsUnwinding(t *testing.T) {
	r := mustRun(t, func(t *sim.Thread) {
		x := sim.NewAtomic(t, "x", 0)
		t.Join(t.Go("a", func(t *sim.Thread) {
			for again := true; again; {
				func() {
					defer func() { recover() }()
					again = x.Load(t) == 0
				}()
			}
		}))
	}, explore.Options{Strategy: "dpor", All: true})
	if d := cmp.Diff([]string{"[livelock: main join a, a spins on x]"}, keys(r)); d != "" {
		t.Error(d)
	}
	if len(r.Notes) == 0 {
		t.Error("no note on the body that recovers from everything")
	}
}

// TestWorkersAgreeOnSpins: with awaits and cycles, too, the report is that of one
// worker.
func TestWorkersAgreeOnSpins(t *testing.T) {
	t.Cleanup(explore.Company(3))
	p := func(t *sim.Thread) {
		next, serving := sim.NewAtomic(t, "next", 0), sim.NewAtomic(t, "serving", 0)
		n := sim.NewVar(t, "n", 0)
		var all []*sim.Thread
		for range 3 {
			all = append(all, t.Go("", func(t *sim.Thread) {
				ticket := sim.Add(t, next, 1) - 1
				for serving.Load(t) != ticket {
				}
				n.Store(t, n.Load(t)+1)
				sim.Add(t, serving, 1)
			}))
		}
		t.Join(all...)
	}
	for name, p := range map[string]sim.Program{"ticket": p, "tryback": tryback, "hallway": hallway} {
		one := mustRun(t, p, explore.Options{Name: name, Strategy: "dpor", Workers: 1})
		for range 3 {
			many := mustRun(t, p, explore.Options{Name: name, Strategy: "dpor", Workers: 4})
			if d := cmp.Diff(asJSON(t, one), asJSON(t, many)); d != "" {
				t.Errorf("%s: - one worker, + four:\n%s", name, d)
			}
		}
	}
}

// TestCancelledPump: a search that is ended while a body is fed results ends.
func TestCancelledPump(t *testing.T) {
	began := time.Now()
	r := mustRun(t, func(t *sim.Thread) {
		x := sim.NewAtomic(t, "x", 0)
		for range 1 << 40 {
			x.Load(t)
		}
	}, explore.Options{Strategy: "dfs", Steps: 1 << 40, Timeout: 300 * time.Millisecond})
	if len(r.Failures) == 0 && !slices.Equal(r.Limits, []string{"timeout"}) || time.Since(began) > 20*time.Second {
		t.Errorf("failures %q, limits %v after %v", kindsOf(r), r.Limits, time.Since(began))
	}
}
