package sched_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// workers starts n threads, each with its own cell, of so many steps each.
func workers(n, steps int) sim.Program {
	return func(t *sim.Thread) {
		var all []*sim.Thread
		for i := range n {
			own := sim.NewAtomic(t, "", 0)
			all = append(all, t.Go(fmt.Sprint("w", i), func(t *sim.Thread) {
				for range steps {
					sim.Add(t, own, 1)
				}
			}))
		}
		t.Join(all...)
	}
}

// Where nobody blocks, a switch away from a thread that could go on has one of
// two reasons: a thread was just born, with a higher priority, or there is a
// change point. There are Depth-1 of these.
func TestPCTPreempts(t *testing.T) {
	e := engine(t)
	for depth := 1; depth <= 4; depth++ {
		changed, most := 0, 0
		for i := range 300 {
			r := &sched.Record{Strategy: &sched.PCT{Depth: depth, Length: 45}}
			x := e.Run(workers(4, 10), r, sched.Mix(1, uint64(i)), sim.Limits{})
			changes := 0
			for _, step := range r.Preempting {
				if x.State().Events()[step-1].Op.Kind != model.Spawn {
					changes++
				}
			}
			if changes > depth-1 {
				t.Fatalf("depth %d: %d preemptions:\n%s", depth, changes, trace(x))
			}
			changed += changes
			most = max(most, changes)
		}
		if most != depth-1 || depth > 1 && changed < 100 {
			t.Errorf("depth %d: %d preemptions in all, at most %d in one execution", depth, changed, most)
		}
	}
}

// rate is how often outcome comes among n executions, and deviation what a
// rate of p deviates by, times five.
func rate(tb testing.TB, p sim.Program, s sched.Strategy, outcome string, n int) float64 {
	e, hits := engine(tb), 0
	for i := range n {
		x := e.Run(p, s, sched.Mix(7, uint64(i)), sim.Limits{Steps: 10_000})
		if string(x.Outcome) == outcome {
			hits++
		}
	}
	return float64(hits) / float64(n)
}

func deviation(p float64, n int) float64 { return 5 * math.Sqrt(p*(1-p)/float64(n)) }

// A defect of depth 1 - one thread comes last of all - is found with the
// probability that it has the lowest priority of all: exactly 1/n.
func TestPCTFindsDepth1(t *testing.T) {
	const n, executions = 5, 10_000
	last := func(t *sim.Thread) {
		place := sim.NewAtomic(t, "place", 0)
		for i := range n - 1 { // and main
			t.Go(fmt.Sprint("w", i), func(t *sim.Thread) {
				if sim.Add(t, place, 1) == n && i == 0 {
					t.Observe("last", true)
				}
			})
		}
		sim.Add(t, place, 1)
	}
	got := rate(t, last, &sched.PCT{Depth: 1}, "w0/last=true", executions)
	if math.Abs(got-1.0/n) > deviation(1.0/n, executions) {
		t.Errorf("found in %.4f of the executions, want %.4f", got, 1.0/n)
	}
}

// A defect of depth 2 is found with probability 1/(n k) at least. Depth 1
// never finds it.
func TestPCTFindsDepth2(t *testing.T) {
	const executions = 10_000
	// main's steps are two spawns, the join and the load; then 2 each.
	n, k := 3.0, 8.0
	got := rate(t, lostUpdate, &sched.PCT{Depth: 2, Length: int(k)}, "n=1", executions)
	if bound := 1 / (n * k); got < bound-deviation(bound, executions) {
		t.Errorf("found in %.4f of the executions, want %.4f at least", got, bound)
	}
	t.Logf("found in %.4f of the executions; the bound is %.4f", got, 1/(n*k))
	if got := rate(t, lostUpdate, &sched.PCT{Depth: 1}, "n=1", executions); got != 0 {
		t.Errorf("depth 1 finds it in %.4f of the executions", got)
	}
	// The same with more steps of no interest: the bound goes down with them.
	long := func(t *sim.Thread) {
		own := sim.NewAtomic(t, "own", 0)
		for range 92 {
			own.Load(t)
		}
		lostUpdate(t)
	}
	got = rate(t, long, &sched.PCT{Depth: 2, Length: 100}, "n=1", executions)
	if bound := 1 / (n * 100); got < bound-deviation(bound, executions) || got > 10*bound {
		t.Errorf("among 100 steps it is found in %.4f of the executions, want %.4f at least", got, bound)
	}
}

// A thread that yields falls below everybody, so loops that yield end, whatever
// the priorities and the change points.
func TestPCTYields(t *testing.T) {
	spin := func(t *sim.Thread) {
		done := sim.NewAtomic(t, "done", 0)
		for range 3 {
			t.Go("", func(t *sim.Thread) {
				for done.Load(t) < 2 {
					t.Yield()
				}
			})
		}
		t.Go("", func(t *sim.Thread) {
			for done.Load(t) < 1 {
				t.Yield()
			}
			sim.Add(t, done, 1)
		})
		t.Yield()
		sim.Add(t, done, 1)
	}
	e := engine(t)
	for depth := 1; depth <= 4; depth++ {
		for i := range 500 {
			x := e.Run(spin, &sched.PCT{Depth: depth, Length: 20}, uint64(i), sim.Limits{Steps: 200})
			if x.End != sim.Quiet {
				t.Fatalf("depth %d, number %d does not end:\n%s", depth, i, trace(x))
			}
		}
	}
}

// The length is learned from executions, and goes into the name.
func TestPCTLearns(t *testing.T) {
	p := &sched.PCT{Depth: 2}
	var names []string
	for _, steps := range []int{0, 30, 20, 40} {
		p.Learn(steps)
		names = append(names, p.String())
	}
	if diff := cmp.Diff([]string{"pct:2", "pct:2:30", "pct:2:30", "pct:2:40"}, names); diff != "" {
		t.Error(diff)
	}
	// Change points lie in the whole length, also when an execution is shorter.
	e, early, late := engine(t), 0, 0
	for i := range 300 {
		r := &sched.Record{Strategy: &sched.PCT{Depth: 2, Length: 1000}}
		e.Run(workers(2, 10), r, uint64(i), sim.Limits{})
		for _, step := range r.Preempting {
			if step > 3 {
				early++
			}
		}
		r = &sched.Record{Strategy: &sched.PCT{Depth: 2, Length: 1000}}
		e.Run(workers(2, 500), r, uint64(i), sim.Limits{})
		for _, step := range r.Preempting {
			if step > 100 {
				late++
			}
		}
	}
	if early > 20 || late < 60 {
		t.Errorf("%d preemptions in short executions, %d late ones in long executions", early, late)
	}
}
