package sched_test

import (
	"testing"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

func TestRoundRobinTakesTurns(t *testing.T) {
	body := func(t *sim.Thread) {
		for range 3 {
			t.Yield()
		}
	}
	for _, c := range []struct {
		name    string
		program sim.Program
		want    string
	}{
		{"in the order of birth", func(t *sim.Thread) {
			t.Go("b", body)
			t.Go("a", body)
			body(t)
		}, "main b main b a main b a main a main"},
		{"without those that wait", func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			mu.Lock(t)
			t.Go("a", func(t *sim.Thread) { mu.Lock(t); t.Yield(); mu.Unlock(t) })
			t.Go("b", body)
			t.Yield()
			mu.Unlock(t)
			t.Yield()
		}, "main main main b main b main a b main a a"},
		{"a partner's step is no turn of its own", func(t *sim.Thread) {
			c := sim.NewChan[int](t, "c", 0)
			t.Go("a", func(t *sim.Thread) { c.Recv(t); body(t) })
			t.Go("b", body)
			c.Send(t, 1)
			body(t)
		}, "main main b main a b main a b main a main"},
		{"the born later come later", func(t *sim.Thread) {
			t.Go("a", func(t *sim.Thread) { t.Go("x", body); t.Yield() })
			t.Go("b", body)
		}, "main a a/x main a a/x b a/x b b"},
	} {
		x := run(t, c.program, &sched.RoundRobin{}, 0)
		if got := threadsOf(x); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s\n%s", c.name, got, c.want, trace(x))
		}
	}
}

// Turns do not depend on the number; alternatives do.
func TestRoundRobinDrawsAlternatives(t *testing.T) {
	program := func(t *sim.Thread) {
		t.Go("a", func(t *sim.Thread) { t.Yield(); t.Yield() })
		t.Observe("n", t.Choose(5))
	}
	e := engine(t)
	turns, outcomes := map[string]int{}, map[string]int{}
	for i := range 2000 {
		x := e.Run(program, &sched.RoundRobin{}, sched.Mix(1, uint64(i)), sim.Limits{})
		turns[threadsOf(x)]++
		outcomes[string(x.Outcome)]++
	}
	if len(turns) != 1 {
		t.Errorf("turns: %v", turns)
	}
	uniform(t, "alternatives", outcomes, 5)
}

// RunOn never preempts, and takes the first by spawn path where it must choose.
func TestRunOn(t *testing.T) {
	e := engine(t)
	for name, p := range programs {
		r := &sched.Record{Strategy: &sched.RunOn{}}
		x := e.Run(p, r, 0, sim.Limits{Steps: 10_000})
		if len(r.Preempting) != 0 {
			t.Errorf("%s: preempts at %v:\n%s", name, r.Preempting, trace(x))
		}
	}
	x := run(t, func(t *sim.Thread) {
		t.Go("b", func(t *sim.Thread) { t.Go("x", func(t *sim.Thread) { t.Yield() }); t.Yield() })
		t.Go("a", func(t *sim.Thread) { t.Yield(); t.Yield() })
		t.Observe("n", t.Choose(3))
	}, &sched.RunOn{}, 0)
	if got := threadsOf(x); got != "main main main b b b/x a a" || string(x.Outcome) != "n=0" {
		t.Errorf("%s: %s", got, x.Outcome)
	}
}
