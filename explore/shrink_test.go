package explore_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/model/modeltest"
	"github.com/interleave-go/interleave/sim"
)

// minima are programs with the least execution that fails, as far as it can be
// told by thinking: its preemptions and steps. Every thread's start is a step
// of main.
var minima = []struct {
	name        string
	program     sim.Program
	preemptions int
	steps       int
}{
	{"the other order", aFirst, 0, 5}, // go a, go b, add by b, add by a, join: b goes first when main blocks
	{"any order races", racy, 0, 5},   // go a, go b, store, store, join
	{"two locks", lockOrder, 1, 4},    // go a, go b, lock A, [preempted] lock B
	{"three locks", ring(3), 1, 6},    // p0 [preempted] p2, which blocks; p1
	{"four locks", ring(4), 1, 8},
	{"lost update of two", atomicUpdates(2, 1), 1, 8},
	{"lost update of two updates", atomicUpdates(2, 2), 1, 12},
	{"lost update of three", atomicUpdates(3, 1), 1, 11},
	{"lost update of three updates", atomicUpdates(2, 3), 1, 16},
	{"the least count", leastCounter(3), 4, 16}, // a loads, b all but its last round, a stores, b loads, a goes on, b stores
	{"a step in between", between(1), 1, 4},
	{"two steps in between", between(2), 3, 6},
	{"three steps in between", between(3), 5, 8},
	{"a choice", choosing(50), 0, 1},
	{"two choices", func(t *sim.Thread) { t.Assert(t.Choose(7)+t.Choose(7) != 12, "both are six") }, 0, 2},
	{"a short way beside a long one", shortOrLong, 0, 2},
	{"a lost wake-up", lostWakeup, 1, 7},
	{"a leak", func(t *sim.Thread) {
		c := sim.NewChan[int](t, "c", 0)
		for range 3 {
			t.Go("", func(t *sim.Thread) { c.Send(t, 1) })
		}
		c.Recv(t)
	}, 0, 4},
	{"a wrong case of a select", wrongCase, 1, 4},
	{"a panic under a lock", func(t *sim.Thread) {
		mu, n := sim.NewMutex(t, "mu"), sim.NewAtomic(t, "n", 0)
		for range 3 {
			t.Go("", func(t *sim.Thread) {
				mu.Lock(t)
				if sim.Add(t, n, 1) == 3 {
					panic("three")
				}
				mu.Unlock(t)
			})
		}
	}, 0, 11},
	{"use after close", func(t *sim.Thread) {
		c := sim.NewChan[int](t, "c", 8)
		a := t.Go("a", func(t *sim.Thread) { c.Send(t, 1); c.Send(t, 2) })
		b := t.Go("b", func(t *sim.Thread) { c.Close(t) })
		t.Join(a, b)
	}, 0, 5},
}

// ring is n threads that each take a lock and then the next one's.
func ring(n int) sim.Program {
	return func(t *sim.Thread) {
		var locks []*sim.Mutex
		for range n {
			locks = append(locks, sim.NewMutex(t, ""))
		}
		for i := range n {
			t.Go("", func(t *sim.Thread) {
				locks[i].Lock(t)
				locks[(i+1)%n].Lock(t)
				locks[(i+1)%n].Unlock(t)
				locks[i].Unlock(t)
			})
		}
	}
}

// atomicUpdates loses an update if two threads are both between load and store.
func atomicUpdates(threads, rounds int) sim.Program {
	return func(t *sim.Thread) {
		n := sim.NewAtomic(t, "n", 0)
		var all []*sim.Thread
		for range threads {
			all = append(all, t.Go("", func(t *sim.Thread) {
				for range rounds {
					n.Store(t, n.Load(t)+1)
				}
			}))
		}
		t.Join(all...)
		t.Assert(n.Load(t) == threads*rounds, "an update is lost")
	}
}

// leastCounter fails when all updates of two threads leave 2, the least there is.
func leastCounter(rounds int) sim.Program {
	return func(t *sim.Thread) {
		n := sim.NewAtomic(t, "n", 0)
		add := func(t *sim.Thread) {
			for range rounds {
				n.Store(t, n.Load(t)+1)
			}
		}
		t.Join(t.Go("a", add), t.Go("b", add))
		t.Assert(n.Load(t) != 2, "the least")
	}
}

// between fails when b takes n steps, each between two of a's.
func between(n int) sim.Program {
	return func(t *sim.Thread) {
		x := sim.NewAtomic(t, "x", 0)
		t.Go("b", func(t *sim.Thread) {
			for range n {
				sim.Add(t, x, 1)
			}
		})
		for i := range n {
			if sim.Add(t, x, 10) != 10*(i+1)+i {
				return
			}
		}
		t.Assert(x.Load(t) != 11*n, "always in between")
	}
}

func choosing(n int) sim.Program {
	return func(t *sim.Thread) { t.Assert(t.Choose(n) != n-1, "the last") }
}

// shortOrLong fails at once, or after a detour.
func shortOrLong(t *sim.Thread) {
	n := sim.NewAtomic(t, "n", 0)
	if t.Choose(2) == 0 {
		for range 10 {
			sim.Add(t, n, 1)
		}
		if t.Choose(2) == 0 {
			return
		}
	} else {
		n.Load(t)
	}
	fails(t)
}

func fails(t *sim.Thread) { t.Fail("here") }

func lostWakeup(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	c := sim.NewCond(t, "c", mu)
	ready := sim.NewAtomic(t, "ready", false)
	a := t.Go("a", func(t *sim.Thread) {
		if !ready.Load(t) {
			mu.Lock(t)
			c.Wait(t)
			mu.Unlock(t)
		}
	})
	b := t.Go("b", func(t *sim.Thread) { ready.Store(t, true); c.Signal(t) })
	t.Join(a, b)
}

func wrongCase(t *sim.Thread) {
	a, b := sim.NewChan[int](t, "a", 1), sim.NewChan[int](t, "b", 1)
	b.Send(t, 1)
	t.Go("", func(t *sim.Thread) { a.Send(t, 1) })
	t.Assert(sim.Select(t, a.RecvCase(nil, nil), b.RecvCase(nil, nil)) == 1, "the first case")
}

// TestShrinkIsExact checks that failures found by chance shrink to the exact
// minimum, which is known for sure, whatever found them; and that an enumeration
// of everything within the bound below finds no such failure.
func TestShrinkIsExact(t *testing.T) {
	for _, m := range minima {
		t.Run(m.name, func(t *testing.T) {
			for seed := range uint64(5) {
				for _, strategy := range []string{"random", "pct:4", "dpor", "auto"} {
					o := explore.Options{Name: m.name, Strategy: strategy, Seed: seed}
					r := mustRun(t, m.program, o)
					if len(r.Failures) == 0 {
						if strategy != "pct:4" { // the defect is deeper
							t.Errorf("%s finds nothing", strategy)
						}
						continue
					}
					f := &r.Failures[0]
					s := f.Shrinking
					if f.Preemptions != m.preemptions || f.Steps != m.steps || s == nil || !s.Least {
						t.Fatalf("%s, seed %d: %d preemptions and %d steps, shrunk %+v; want %d and %d for sure\n%s",
							strategy, seed, f.Preemptions, f.Steps, s, m.preemptions, m.steps, r.Text(100))
					}
					if s.Tries > explore.DefaultShrink+2*r.Executions || s.Preemptions < f.Preemptions {
						t.Errorf("%s, seed %d: %+v", strategy, seed, s)
					}
					replays(t, m.program, o, f)
				}
			}
			for k := range m.preemptions {
				r := mustRun(t, m.program, explore.Options{Strategy: "dfs", Preemptions: preemptions(k), Shrink: explore.NoShrink})
				if r.Verdict != sim.Pass {
					t.Errorf("with %d preemptions it fails too: %s", k, r.Text(100))
				}
			}
		})
	}
}

// TestShrinkKeepsTheFailure checks on generated programs that what is shown
// after shrinking is the failure that was found, that it is no larger, and that
// where it is said to be the least nothing smaller exists.
func TestShrinkKeepsTheFailure(t *testing.T) {
	eachProgram(t, 10, 200, func(t *testing.T, p modeltest.Program) {
		whole := mustRun(t, bridge(p), explore.Options{Strategy: "dfs", All: true, Executions: 20_000, Shrink: explore.NoShrink})
		for _, strategy := range []string{"random", "round-robin"} {
			o := explore.Options{Name: "generated", Strategy: strategy, All: true, Executions: 20, Shrink: explore.NoShrink}
			found := mustRun(t, bridge(p), o)
			o.Shrink = 300
			shrunk := mustRun(t, bridge(p), o)
			for _, f := range found.Failures {
				i := slices.IndexFunc(shrunk.Failures, func(g explore.Failure) bool { return explore.Key(&f) == explore.Key(&g) })
				if i < 0 {
					t.Errorf("%s is lost by shrinking", f.Message)
					continue
				}
				g := shrunk.Failures[i]
				if g.Preemptions > f.Preemptions || g.Preemptions == f.Preemptions && g.Steps > f.Steps {
					t.Errorf("%s grows from %d preemptions and %d steps to %d and %d", f.Message, f.Preemptions, f.Steps, g.Preemptions, g.Steps)
				}
				if g.Shrinking == nil || g.Shrinking.Tries > 300 {
					t.Errorf("%s: %+v", f.Message, g.Shrinking)
					continue
				}
				if least, ok := leastOf(whole, f); whole.Complete && g.Shrinking.Least && (!ok || fmt.Sprint(least) != fmt.Sprint(size{g.Preemptions, g.Steps})) {
					t.Errorf("%s is said to need %d preemptions and %d steps; a complete search has %v", f.Message, g.Preemptions, g.Steps, least)
				}
			}
		}
	})
}

type size struct{ preemptions, steps int }

func leastOf(r *explore.Report, f explore.Failure) (size, bool) {
	for _, g := range r.Failures {
		if explore.Key(&f) == explore.Key(&g) {
			return size{g.Preemptions, g.Steps}, true
		}
	}
	return size{}, false
}

// TestShrinkBudget checks that shrinking stops where it is told to, says so, and
// can be left out.
func TestShrinkBudget(t *testing.T) {
	p := ring(6)
	for _, most := range []int{2, 3, 10, 100} { // two to make again what was found
		o := explore.Options{Strategy: "random", Shrink: most}
		s := mustRun(t, p, o).Failures[0].Shrinking
		if s == nil || s.Tries > most || s.Least {
			t.Errorf("at most %d tries: %+v", most, s)
		}
	}
	if s := mustRun(t, p, explore.Options{Strategy: "random", Shrink: explore.NoShrink}).Failures[0].Shrinking; s != nil {
		t.Errorf("without shrinking: %+v", s)
	}
}

// TestShrinkCancelled ends a search while it shrinks: the failure is reported as
// it was found, and a note says so.
func TestShrinkCancelled(t *testing.T) {
	for _, after := range []int{1, 2, 3, 20, 200} {
		ctx, cancel := context.WithCancel(t.Context())
		made := 0
		p := func(t *sim.Thread) {
			if made++; made == after {
				cancel()
			}
			ring(6)(t)
		}
		r, err := explore.Run(ctx, p, explore.Options{Strategy: "dpor", Shrink: 100_000})
		cancel()
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Failures) == 0 { // it was ended before
			if r.Verdict != sim.Unknown || !slices.Contains(r.Limits, "cancelled") {
				t.Errorf("ended after %d: %s", after, r.Text(100))
			}
			continue
		}
		f := &r.Failures[0]
		if f.Shrinking == nil && len(r.Notes) == 0 || f.Shrinking != nil && f.Shrinking.Least {
			t.Errorf("ended after %d: %s", after, r.Text(100))
		}
		replays(t, ring(6), explore.Options{}, f)
	}
}
