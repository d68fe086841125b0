package sim_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// varied are programs with every sort of choice, and with identities that
// depend on choices if anything does: children's children, objects made by
// children, names that are made up on the way.
var varied = map[string]sim.Program{
	"family": family,
	"lock order": func(t *sim.Thread) {
		a, b := sim.NewMutex(t, "A"), sim.NewMutex(t, "B")
		x := t.Go("x", func(t *sim.Thread) { a.Lock(t); b.Lock(t); b.Unlock(t); a.Unlock(t) })
		y := t.Go("y", func(t *sim.Thread) { b.Lock(t); a.Lock(t); a.Unlock(t); b.Unlock(t) })
		t.Join(x, y)
	},
	"racing counter": func(t *sim.Thread) {
		n := sim.NewVar(t, "n", 0)
		for range 3 {
			t.Go("", func(t *sim.Thread) { n.Store(t, n.Load(t)+1); t.Observe("n", n.Load(t)) })
		}
	},
	"condition": func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		c, n := sim.NewCond(t, "c", mu), sim.NewVar(t, "n", 0)
		for i := range 4 {
			t.Go("", func(t *sim.Thread) {
				mu.Lock(t)
				defer mu.Unlock(t)
				for n.Load(t) < i {
					c.Wait(t)
				}
				n.Store(t, n.Load(t)+1)
				if i%2 == 0 {
					c.Signal(t)
				} else {
					c.Broadcast(t)
				}
			})
		}
	},
	"rendezvous and select": func(t *sim.Thread) {
		a, b := sim.NewChan[string](t, "a", 0), sim.NewChan[*int](t, "b", 0)
		for i := range 2 {
			t.Go("sends", func(t *sim.Thread) { a.Send(t, fmt.Sprint("s", i)) })
			t.Go("selects", func(t *sim.Thread) { sim.Select(t, a.RecvCase(nil, nil), b.SendCase(new(int))) })
			t.Go("polls", func(t *sim.Thread) { sim.Select(t, sim.Default(), b.RecvCase(nil, nil), a.RecvCase(nil, nil)) })
			t.Go("tries", func(t *sim.Thread) { a.TrySend(t, "t"); b.TryRecv(t) })
		}
	},
	"identities": func(t *sim.Thread) {
		log := sim.NewChan[string](t, "log", 100)
		for range 3 {
			t.Go("", func(t *sim.Thread) {
				for i := range t.Choose(3) {
					mu := sim.NewMutex(t, "")
					v := sim.NewVar(t, fmt.Sprint("v", t.Choose(2)), "")
					mu.Lock(t)
					t.Go(fmt.Sprint("child", t.Choose(2)), func(t *sim.Thread) {
						own := sim.NewAtomic(t, "own", 0)
						t.Go("", func(t *sim.Thread) { sim.Add(t, own, i); log.Send(t, t.Name()) })
						v.Store(t, t.Name())
						mu.Unlock(t)
					})
				}
				for ok := true; ok; {
					var s string
					if s, ok = log.TryRecv(t); ok {
						t.Observe("log", s)
					}
				}
			})
		}
	},
	"what comes first": func(t *sim.Thread) {
		if t.Choose(2) == 0 {
			sim.NewMutex(t, "").Lock(t)
		}
		t.Go("", func(t *sim.Thread) { t.Yield() })
		sim.NewMutex(t, "").Lock(t)
		if t.Choose(2) == 0 {
			t.Go("", func(t *sim.Thread) { t.Yield() })
			sim.NewVar(t, "", "").Load(t)
		}
		sim.NewVar(t, "", 0).Load(t)
	},
	"who comes first names the next": func(t *sim.Thread) {
		first := sim.NewAtomic(t, "first", "")
		a := t.Go("a", func(t *sim.Thread) { first.CompareAndSwap(t, "", "a") })
		b := t.Go("b", func(t *sim.Thread) { first.CompareAndSwap(t, "", "b") })
		t.Join(a, b)
		t.Go(first.Load(t), func(t *sim.Thread) { sim.NewMutex(t, "mu").Lock(t) })
		t.Go("a", func(t *sim.Thread) { sim.NewMutex(t, "mu").Lock(t); t.Yield() })
	},
}

var strategies = []string{"random", "pct:1", "pct:2", "pct:3:20", "round-robin"}

func parse(tb testing.TB, name string) sched.Strategy {
	s, err := sched.Parse(name)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// The number and nothing else decides: neither what the engine did before nor
// that it is a new one, nor whether races are looked for or places noted.
func TestSameNumberSameExecution(t *testing.T) {
	const executions = 25
	lim := sim.Limits{Steps: 500}
	for name, program := range varied {
		for _, strategy := range strategies {
			s := parse(t, strategy)
			want := make([]string, executions)
			for i := range want {
				want[i] = trace(engine(t).Run(program, s, sched.Mix(1, uint64(i)), lim))
			}
			used := engine(t)
			for i := range want {
				if diff := cmp.Diff(want[i], trace(used.Run(program, s, sched.Mix(1, uint64(i)), lim))); diff != "" {
					t.Fatalf("%s, %s, execution %d: in an engine that ran %d others before:\n%s", name, strategy, i, i, diff)
				}
			}
			all := 0
			for other, p := range varied {
				if other != name {
					for i := range 10 {
						used.Run(p, &sched.Random{}, uint64(i), lim)
						all++
					}
				}
			}
			for i := range want {
				if diff := cmp.Diff(want[i], trace(used.Run(program, s, sched.Mix(1, uint64(i)), lim))); diff != "" {
					t.Fatalf("%s, %s, execution %d: after %d executions of other programs:\n%s", name, strategy, i, all, diff)
				}
			}
			placed := lim
			placed.Places = true
			if diff := cmp.Diff(want[3], trace(used.Run(program, s, sched.Mix(1, 3), placed))); diff != "" {
				t.Fatalf("%s, %s: with places:\n%s", name, strategy, diff)
			}
		}
	}
}

func TestOtherNumbersOtherExecutions(t *testing.T) {
	for name, program := range varied {
		for _, strategy := range []string{"random", "pct:1", "pct:3:20"} {
			e, s := engine(t), parse(t, strategy)
			seen := map[string]bool{}
			for i := range 50 {
				seen[trace(e.Run(program, s, sched.Mix(1, uint64(i)), sim.Limits{Steps: 500}))] = true
			}
			if len(seen) < 2 {
				t.Errorf("%s, %s: 50 numbers, one execution", name, strategy)
			}
		}
	}
}

// Without race detection an execution is the same, but for the races.
func TestRaceDetectionDecidesNothing(t *testing.T) {
	for name, program := range varied {
		e := engine(t)
		for i := range 20 {
			with := e.Run(program, &sched.Random{}, uint64(i), sim.Limits{Steps: 500})
			steps, outcome := with.Steps(), string(with.Outcome)
			without := e.Run(program, &sched.Random{}, uint64(i), sim.Limits{Steps: 500, NoRaces: true})
			if without.Steps() != steps || string(without.Outcome) != outcome {
				t.Errorf("%s, execution %d: %d steps %q, without race detection %d steps %q", name, i, steps, outcome, without.Steps(), without.Outcome)
			}
			for _, f := range without.Failures {
				if f.Kind == sim.Race {
					t.Errorf("%s: a race although nobody looked: %s", name, f.Message)
				}
			}
		}
	}
}
