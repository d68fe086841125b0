package sched_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// engine returns an engine that is closed at the end of the test.
func engine(tb testing.TB) *sim.Engine {
	e := sim.NewEngine()
	tb.Cleanup(e.Close)
	return e
}

func run(tb testing.TB, p sim.Program, s sched.Strategy, number uint64) *sim.Execution {
	return engine(tb).Run(p, s, number, sim.Limits{Steps: 10_000})
}

// trace prints every step of an execution with its result, and the outcome.
func trace(x *sim.Execution) string {
	var b strings.Builder
	for i := range x.State().Events() {
		e := &x.State().Events()[i]
		fmt.Fprintf(&b, "%s %s -> %s\n", x.Names().ThreadName(e.Thread), model.Format(e.Op, x.Names()), model.FormatResult(e, x.Names()))
	}
	fmt.Fprintf(&b, "%s\n", x.Outcome)
	return b.String()
}

// threadsOf returns who made each step.
func threadsOf(x *sim.Execution) string {
	var names []string
	for i := range x.State().Events() {
		names = append(names, x.Names().ThreadName(x.State().Events()[i].Thread))
	}
	return strings.Join(names, " ")
}

// uniform fails the test when counts are not what a uniform draw gives: the
// chi-square statistic of k cells has mean k-1 and variance 2(k-1), and with
// fixed seeds five deviations never flake.
func uniform(t *testing.T, what string, counts map[string]int, cells int) {
	t.Helper()
	n := 0
	for _, c := range counts {
		n += c
	}
	expected, chi2 := float64(n)/float64(cells), float64(cells-len(counts))
	chi2 *= expected
	for _, c := range counts {
		chi2 += (float64(c) - expected) * (float64(c) - expected) / expected
	}
	if free := float64(cells - 1); chi2 > free+5*math.Sqrt(2*free) || len(counts) > cells {
		t.Errorf("%s: chi-square %.1f over %d cells: %v", what, chi2, cells, counts)
	}
}

// programs have every sort of choice.
var programs = map[string]sim.Program{
	"lost update": lostUpdate,
	"lock order": func(t *sim.Thread) {
		a, b := sim.NewMutex(t, "A"), sim.NewMutex(t, "B")
		x := t.Go("x", func(t *sim.Thread) { a.Lock(t); b.Lock(t); b.Unlock(t); a.Unlock(t) })
		y := t.Go("y", func(t *sim.Thread) { b.Lock(t); a.Lock(t); a.Unlock(t); b.Unlock(t) })
		t.Join(x, y)
	},
	"channels": func(t *sim.Thread) {
		a, b := sim.NewChan[int](t, "a", 0), sim.NewChan[string](t, "b", 1)
		for i := range 2 {
			t.Go("sends", func(t *sim.Thread) { a.Send(t, i); b.Send(t, "x") })
			t.Go("selects", func(t *sim.Thread) {
				v := -1
				sim.Select(t, a.RecvCase(&v, nil), b.SendCase("y"), b.RecvCase(nil, nil))
				t.Observe("v", v)
			})
			t.Go("polls", func(t *sim.Thread) {
				t.Observe("case", sim.Select(t, sim.Default(), a.RecvCase(nil, nil), b.RecvCase(nil, nil)))
			})
		}
		t.Observe("n", t.Choose(3))
	},
	"condition": func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		c, n := sim.NewCond(t, "c", mu), sim.NewVar(t, "n", 0)
		for i := range 3 {
			t.Go("", func(t *sim.Thread) {
				mu.Lock(t)
				defer mu.Unlock(t)
				for n.Load(t) < i {
					c.Wait(t)
				}
				n.Store(t, n.Load(t)+1)
				c.Signal(t)
			})
		}
	},
	"yields": func(t *sim.Thread) {
		done := sim.NewAtomic(t, "done", false)
		a := t.Go("a", func(t *sim.Thread) {
			for range 20 {
				if done.Load(t) {
					break
				}
				t.Yield()
			}
		})
		done.Store(t, true)
		t.Join(a)
	},
}

func lostUpdate(t *sim.Thread) {
	n := sim.NewVar(t, "n", 0)
	a := t.Go("a", func(t *sim.Thread) { n.Store(t, n.Load(t)+1) })
	b := t.Go("b", func(t *sim.Thread) { n.Store(t, n.Load(t)+1) })
	t.Join(a, b)
	t.Observe("n", n.Load(t))
}
