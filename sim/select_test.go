package sim_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// outcomes returns how often each outcome occurs among n random executions.
func outcomes(tb testing.TB, p sim.Program, n int) map[string]int {
	e, m := engine(tb), map[string]int{}
	for i := range n {
		m[string(e.Run(p, &sched.Random{}, sched.Mix(1, uint64(i)), sim.Limits{}).Outcome)]++
	}
	return m
}

// words prints values with spaces between them.
func words(values ...any) string { return strings.TrimSuffix(fmt.Sprintln(values...), "\n") }

// wantOutcomes wants exactly these outcomes among many executions.
func wantOutcomes(t *testing.T, p sim.Program, want ...string) {
	t.Helper()
	got, all := outcomes(t, p, 500), map[string]bool{}
	for o := range got {
		all[o] = true
	}
	expected := map[string]bool{}
	for _, o := range want {
		expected[o] = true
	}
	if diff := cmp.Diff(expected, all); diff != "" {
		t.Error(diff)
	}
}

// The case taken fills its variables, the others leave theirs alone.
func TestSelectFillsTheCaseTaken(t *testing.T) {
	wantOutcomes(t, func(t *sim.Thread) {
		a, b, c := sim.NewChan[int](t, "a", 1), sim.NewChan[string](t, "b", 0), sim.NewChan[bool](t, "c", 0)
		a.Send(t, 1)
		t.Go("b", func(t *sim.Thread) { b.TrySend(t, "x") })
		c.Close(t)
		va, vb, vc, oka, okb, okc := -1, "-", true, false, false, true
		i := sim.Select(t, a.RecvCase(&va, &oka), b.RecvCase(&vb, &okb), c.RecvCase(&vc, &okc))
		t.Observe("", words(i, va, vb, vc, oka, okb, okc))
	}, "=0 1 - true true false true", "=1 -1 x true false true true", "=2 -1 - false false false false")
}

func TestSelectSends(t *testing.T) {
	wantOutcomes(t, func(t *sim.Thread) {
		a, b := sim.NewChan[int](t, "a", 1), sim.NewChan[string](t, "b", 1)
		var none *sim.Chan[int]
		i := sim.Select(t, none.SendCase(1), a.SendCase(2), b.SendCase("x"))
		va, oka := a.TryRecv(t)
		vb, okb := b.TryRecv(t)
		t.Observe("", words(i, va, oka, vb, okb))
	}, "=1 2 true  false", "=2 0 false x true")
}

// Default is taken when nothing is ready, and not when something is; only a
// partner on a channel without capacity may or may not have arrived yet.
func TestSelectDefault(t *testing.T) {
	choose := func(buffer bool) sim.Program {
		return func(t *sim.Thread) {
			capacity := 0
			if buffer {
				capacity = 1
			}
			c := sim.NewChan[int](t, "c", capacity)
			if buffer {
				c.Send(t, 1)
			} else {
				t.Go("a", func(t *sim.Thread) { sim.Select(t, c.SendCase(1)) })
			}
			i := sim.Select(t, sim.Default(), c.RecvCase(nil, nil))
			t.Observe("i", i)
			if i == 0 {
				c.Recv(t)
			}
		}
	}
	wantOutcomes(t, choose(true), "i=1")
	wantOutcomes(t, choose(false), "i=0", "i=1")
	wantOutcomes(t, func(t *sim.Thread) {
		var none *sim.Chan[int]
		t.Observe("i", sim.Select(t, none.RecvCase(nil, nil), sim.Default()))
	}, "i=1")
}

// A select may meet another one, and never itself.
func TestSelectMeetsSelect(t *testing.T) {
	wantOutcomes(t, func(t *sim.Thread) {
		a, b := sim.NewChan[int](t, "a", 0), sim.NewChan[int](t, "b", 0)
		for i := range 2 {
			t.Go("", func(t *sim.Thread) {
				v := -1
				sim.Select(t, a.SendCase(i), b.RecvCase(&v, nil), a.RecvCase(&v, nil), b.SendCase(i+10))
				t.Observe("v", v)
			})
		}
	}, "thread1/v=-1 thread2/v=0", "thread1/v=1 thread2/v=-1", "thread1/v=-1 thread2/v=10", "thread1/v=11 thread2/v=-1")
	wantOutcomes(t, func(t *sim.Thread) {
		a := sim.NewChan[int](t, "a", 0)
		sim.Select(t, a.SendCase(1), a.RecvCase(nil, nil))
	}, "[deadlock: main select send a | recv a]")
}
