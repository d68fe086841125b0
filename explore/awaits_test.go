package explore_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/model/modeltest"
	"github.com/interleave-go/interleave/sim"
)

// TestSpinsComeToTheirEnds compares a complete search of generated programs that
// spin, where the awaits are found by the search, with the states that the same
// programs reach looking round by round: the same threads end, with the same last
// results.
func TestSpinsComeToTheirEnds(t *testing.T) {
	for name, kinds := range map[string][]modeltest.ObjectKind{
		"memory": {modeltest.Atomic, modeltest.Variable},
		"all":    {modeltest.Atomic, modeltest.Mutex, modeltest.Semaphore, modeltest.Event, modeltest.Channel},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gen := modeltest.Generator(modeltest.Config{Kinds: kinds, MaxObjects: 2, MaxOps: 3, Spins: true})
			spun := 0
			for i := range 100 {
				p := portable(gen.Example(i))
				if timed(p) {
					continue // time passes while threads are parked, and stands still while they look
				}
				want, ok := modeltest.Ends(p, 4000, func(k int, last model.Result) string {
					name := ""
					for ; k > 0; k = p.Parent(k) {
						name = modeltest.ThreadName(k) + "/" + name
					}
					last.Case = 0 // which handles do not always show
					return name + "end=" + resultText(last) + " "
				})
				if !ok {
					continue
				}
				r := mustRun(t, func(t *sim.Thread) {
					b := &bridged{p: p, mute: true}
					b.create(t)
					b.run(t, 0)
				}, explore.Options{Strategy: "dpor", All: true, Races: explore.RaceOff, Executions: 20_000, Steps: 2000})
				if slices.Contains(r.Limits, "executions") {
					continue
				}
				if !r.Complete || r.Blocked != 0 {
					t.Fatalf("program %d: complete %v, %d blocked, limits %v\n%s", i, r.Complete, r.Blocked, r.Limits, p)
				}
				got := map[string]bool{}
				for _, o := range r.Outcomes {
					what, _, _ := strings.Cut(o.Outcome, "[")
					got[sorted(what)] = true
				}
				for what := range maps.Clone(want) {
					delete(want, what)
					want[sorted(what)] = true
				}
				if d := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got))); d != "" {
					t.Fatalf("program %d: ends, - by states, + by search:\n%s\n%s", i, d, p)
				}
				if slices.ContainsFunc(r.Notes, func(n string) bool { return strings.HasPrefix(n, "assuming") }) {
					spun++
				}
			}
			if spun < 15 {
				t.Errorf("only %d programs spin", spun)
			}
		})
	}
}

func sorted(words string) string {
	return strings.Join(slices.Sorted(slices.Values(strings.Fields(words))), " ")
}

// timed reports whether p waits for time to pass.
func timed(p modeltest.Program) bool {
	return slices.ContainsFunc(p.Threads, func(code modeltest.Thread) bool {
		return slices.ContainsFunc(code, func(in modeltest.Instr) bool {
			return in.Timeout > 0 || slices.ContainsFunc(in.Cases, func(cs modeltest.Case) bool { return cs.Kind == model.AfterCase })
		})
	})
}

// TestLoopsThatEnd: what counts, gives up, writes or takes its time is no await,
// and nothing of it is called a livelock.
func TestLoopsThatEnd(t *testing.T) {
	for _, n := range []int{3, 100, 900} {
		t.Run(fmt.Sprint("gives up after ", n), func(t *testing.T) {
			p := func(t *sim.Thread) {
				mu := sim.NewMutex(t, "mu")
				mu.Lock(t)
				a := t.Go("a", func(t *sim.Thread) {
					for range n {
						if mu.TryLock(t) {
							t.Observe("got", true)
							mu.Unlock(t)
							return
						}
					}
					t.Observe("got", false)
				})
				mu.Unlock(t)
				t.Join(a)
			}
			r := mustRun(t, p, explore.Options{Strategy: "dpor", All: true})
			if d := cmp.Diff([]string{"a/got=false", "a/got=true"}, keys(r)); d != "" || !r.Complete || r.Verdict != sim.Pass || len(r.Notes) > 0 {
				t.Errorf("complete %v, verdict %v, notes %q; outcomes:\n%s", r.Complete, r.Verdict, r.Notes, d)
			}
			if want := n + 1; r.Executions != want { // mu is freed before one of the tries, or after all
				t.Errorf("%d executions, want %d", r.Executions, want)
			}
		})
	}
	for _, c := range []struct {
		name string
		n    int
		body func(t *sim.Thread, x *sim.Atomic[int])
	}{
		{"looks", 100_001, func(t *sim.Thread, x *sim.Atomic[int]) { x.Load(t) }},
		{"counts", 10_001, func(t *sim.Thread, x *sim.Atomic[int]) { sim.Add(t, x, 1) }},
		{"writes the same all over", 10_001, func(t *sim.Thread, x *sim.Atomic[int]) { x.Store(t, 1) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := func(t *sim.Thread) {
				x := sim.NewAtomic(t, "x", 0)
				for range c.n {
					c.body(t, x)
				}
				t.Observe("done", true)
			}
			r := mustRun(t, p, explore.Options{Strategy: "dfs", Steps: c.n})
			if r.Verdict != sim.Pass || !r.Complete || r.Executions != 1 {
				t.Errorf("with room: verdict %v, %d executions, failures %q", r.Verdict, r.Executions, kindsOf(r))
			}
			r = mustRun(t, p, explore.Options{Strategy: "dfs", Steps: c.n - 1})
			if r.Verdict != sim.Unknown || !slices.Equal(r.Limits, []string{"steps"}) {
				t.Errorf("without: verdict %v, limits %v, failures %q", r.Verdict, r.Limits, kindsOf(r))
			}
			if text := r.Text(100); !strings.Contains(text, "was cut after 10") || !strings.Contains(text, "raise it with Options.Steps") {
				t.Errorf("the report does not say what to raise:\n%s", text)
			}
		})
	}
	t.Run("ended by the 1,000th step of another", func(t *testing.T) {
		p := func(t *sim.Thread) {
			x := sim.NewAtomic(t, "x", 0)
			a := t.Go("a", func(t *sim.Thread) {
				for x.Load(t) < 1000 {
				}
			})
			for range 1000 {
				sim.Add(t, x, 1)
			}
			t.Join(a)
		}
		for _, strategy := range []string{"random", "round-robin", "fair:pct:3"} {
			r := mustRun(t, p, explore.Options{Strategy: strategy, Executions: 2, Steps: 400_000})
			if len(r.Failures) > 0 || !slices.Equal(r.Limits, []string{"executions"}) {
				t.Errorf("%s: failures %q, limits %v", strategy, kindsOf(r), r.Limits)
			}
		}
	})
}

// TestAwait: explicit awaits, and what is no condition.
func TestAwait(t *testing.T) {
	type cell = *sim.Atomic[int]
	for _, c := range []struct {
		name string
		a, b func(t *sim.Thread, x, y cell)
		want []string
	}{
		{"a flag", func(t *sim.Thread, x, y cell) { t.Await(func() bool { return x.Load(t) == 1 }) },
			func(t *sim.Thread, x, y cell) { x.Store(t, 1) }, []string{""}},
		{"a take", func(t *sim.Thread, x, y cell) {
			t.Await(func() bool { return x.CompareAndSwap(t, 1, 2) })
			t.Observe("x", x.Load(t))
		}, func(t *sim.Thread, x, y cell) { x.Store(t, 1) }, []string{"a/x=2"}},
		{"two cells, step by step", func(t *sim.Thread, x, y cell) {
			t.Await(func() bool { return x.Load(t) == 0 && y.Load(t) == 1 })
			t.Observe("x", x.Load(t))
		}, func(t *sim.Thread, x, y cell) { x.Store(t, 1); y.Store(t, 1) }, []string{"[livelock: main join a b, a spins on x]", "a/x=1"}},
		{"nobody does it", func(t *sim.Thread, x, y cell) { t.Await(func() bool { return x.Load(t) == 2 }) },
			func(t *sim.Thread, x, y cell) { x.Store(t, 1) }, []string{"[livelock: main join a b, a spins on x]"}},
		{"it looks at nothing", func(t *sim.Thread, x, y cell) { t.Await(func() bool { return false }) },
			func(t *sim.Thread, x, y cell) {}, []string{"[misuse]"}},
		{"it writes in vain", func(t *sim.Thread, x, y cell) {
			t.Await(func() bool { x.Store(t, 1); return y.Load(t) == 1 })
		}, func(t *sim.Thread, x, y cell) {}, []string{"[misuse]"}},
		{"an await in an await", func(t *sim.Thread, x, y cell) {
			t.Await(func() bool { t.Await(func() bool { return x.Load(t) == 0 }); return true })
		}, func(t *sim.Thread, x, y cell) {}, []string{"[misuse]"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := func(t *sim.Thread) {
				x, y := sim.NewAtomic(t, "x", 0), sim.NewAtomic(t, "y", 0)
				a := t.Go("a", func(t *sim.Thread) { c.a(t, x, y) })
				b := t.Go("b", func(t *sim.Thread) { c.b(t, x, y) })
				t.Join(a, b)
			}
			for _, strategy := range []string{"dfs", "dpor"} {
				r := mustRun(t, p, explore.Options{Name: "p", Strategy: strategy, All: true})
				if d := cmp.Diff(c.want, keys(r)); d != "" || !r.Complete {
					t.Errorf("%s: complete %v, outcomes:\n%s", strategy, r.Complete, d)
				}
				if len(r.Notes) > 0 {
					t.Errorf("%s: notes %q", strategy, r.Notes)
				}
				for i := range r.Failures {
					replays(t, p, explore.Options{Name: "p"}, &r.Failures[i])
				}
			}
		})
	}
}

// TestAwaitsAreNotWhatTheySeem: a loop that looks is an await only if it does
// nothing else, and only as long as it does.
func TestAwaitsAreNotWhatTheySeem(t *testing.T) {
	flag := func(wait func(t *sim.Thread, x *sim.Atomic[bool])) sim.Program {
		return func(t *sim.Thread) {
			x := sim.NewAtomic(t, "x", false)
			a := t.Go("a", func(t *sim.Thread) { wait(t, x) })
			x.Store(t, true)
			t.Join(a)
		}
	}
	for _, c := range []struct {
		name    string
		p       sim.Program
		classes int
		awaits  bool
	}{
		{"load", flag(func(t *sim.Thread, x *sim.Atomic[bool]) {
			for !x.Load(t) {
			}
		}), 2, true},
		{"load and yield", flag(func(t *sim.Thread, x *sim.Atomic[bool]) {
			for !x.Load(t) {
				t.Yield()
			}
		}), 2, true},
		{"three loads before the loop repeats", flag(func(t *sim.Thread, x *sim.Atomic[bool]) {
			if !x.Load(t) && !x.Load(t) && !x.Load(t) {
				for !x.Load(t) {
				}
			}
		}), 5, true}, // each load is another place
		{"reads again, straight on", flag(func(t *sim.Thread, x *sim.Atomic[bool]) { x.Load(t); x.Load(t); x.Load(t) }), 4, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := mustRun(t, c.p, explore.Options{Strategy: "dpor", All: true})
			if r.Executions != c.classes || !r.Complete || r.Verdict != sim.Pass {
				t.Errorf("%d executions, complete %v, verdict %v; want %d", r.Executions, r.Complete, r.Verdict, c.classes)
			}
			if got := len(r.Notes) > 0; got != c.awaits {
				t.Errorf("notes %q", r.Notes)
			}
		})
	}
}
