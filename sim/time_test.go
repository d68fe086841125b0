package sim_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

const ms = time.Millisecond

// TestTime says how virtual time passes, interleaving by interleaving.
func TestTime(t *testing.T) {
	for _, c := range []struct {
		name    string
		program sim.Program
		want    []string
	}{
		{"it stands still while anybody can move", func(t *sim.Thread) {
			a := t.Go("a", func(t *sim.Thread) { t.Sleep(5 * ms); t.Observe("now", t.Now()) })
			b := t.Go("b", func(t *sim.Thread) { t.Yield(); t.Yield(); t.Observe("now", t.Now()) })
			t.Join(b)
			t.Observe("now", t.Now())
			t.Join(a)
			t.Observe("then", t.Now())
		}, []string{"now=0s then=5ms a/now=5ms b/now=0s"}},
		{"the earliest deadline comes first", func(t *sim.Thread) {
			n := sim.NewVar(t, "n", "")
			nap := func(d time.Duration) sim.Program {
				return func(t *sim.Thread) { t.Sleep(d); n.Store(t, n.Load(t)+t.Name()) }
			}
			t.Join(t.Go("a", nap(3*ms)), t.Go("b", nap(ms)), t.Go("c", nap(2*ms)))
			t.Observe("n", n.Load(t))
		}, []string{"n=bca"}},
		{"sleeps add up", func(t *sim.Thread) {
			n := sim.NewVar(t, "n", "")
			a := t.Go("a", func(t *sim.Thread) { t.Sleep(2 * ms); t.Sleep(2 * ms); n.Store(t, n.Load(t)+"a") })
			b := t.Go("b", func(t *sim.Thread) { t.Sleep(3 * ms); n.Store(t, n.Load(t)+"b") })
			t.Join(a, b)
			t.Observe("n", n.Load(t))
		}, []string{"n=ba"}},
		{"ties wake in any order", func(t *sim.Thread) {
			n, mu := sim.NewVar(t, "n", ""), sim.NewMutex(t, "mu")
			nap := func(t *sim.Thread) {
				t.Sleep(ms)
				mu.Lock(t)
				n.Store(t, n.Load(t)+t.Name())
				mu.Unlock(t)
			}
			t.Join(t.Go("a", nap), t.Go("b", nap), t.Go("c", nap))
			t.Observe("n", n.Load(t))
		}, []string{"n=abc", "n=acb", "n=bac", "n=bca", "n=cab", "n=cba"}},
		{"no time at all is a yield", func(t *sim.Thread) {
			n := sim.NewAtomic(t, "n", 0)
			a := t.Go("a", func(t *sim.Thread) { t.Sleep(0); t.Sleep(-ms); t.Observe("n", n.Load(t)) })
			n.Store(t, 1)
			t.Join(a)
			t.Observe("now", t.Now())
		}, []string{"now=0s a/n=0", "now=0s a/n=1"}},
		{"a lock in time", func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			mu.Lock(t)
			a := t.Go("a", func(t *sim.Thread) { t.Observe("got", mu.LockTimeout(t, 2*ms)); t.Observe("now", t.Now()) })
			t.Sleep(ms)
			mu.Unlock(t)
			t.Join(a)
		}, []string{"a/got=true a/now=1ms"}},
		{"a lock too late", func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			mu.Lock(t)
			a := t.Go("a", func(t *sim.Thread) { t.Observe("got", mu.LockTimeout(t, ms)); t.Observe("now", t.Now()) })
			t.Sleep(2 * ms)
			mu.Unlock(t)
			t.Join(a)
		}, []string{"a/got=false a/now=1ms"}},
		{"a lock just in time, or not", func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			mu.Lock(t)
			a := t.Go("a", func(t *sim.Thread) { t.Observe("got", mu.LockTimeout(t, ms)) })
			t.Sleep(ms)
			mu.Unlock(t)
			t.Join(a)
		}, []string{"a/got=false", "a/got=true"}},
		{"a select that nobody serves", func(t *sim.Thread) {
			ch := sim.NewChan[int](t, "ch", 0)
			i := sim.Select(t, ch.RecvCase(nil, nil), sim.After(3*ms), sim.After(2*ms))
			t.Observe("case", i)
			t.Observe("now", t.Now())
		}, []string{"case=2 now=2ms"}},
		{"a select with a tie among its deadlines", func(t *sim.Thread) {
			t.Observe("case", sim.Select(t, sim.After(ms), sim.After(2*ms), sim.After(ms)))
		}, []string{"case=0", "case=2"}},
		{"a select that is served in time", func(t *sim.Thread) {
			ch := sim.NewChan[int](t, "ch", 1)
			a := t.Go("a", func(t *sim.Thread) { t.Sleep(ms); ch.Send(t, 7) })
			v := 0
			t.Observe("case", sim.Select(t, sim.After(2*ms), ch.RecvCase(&v, nil)))
			t.Observe("v", v)
			t.Join(a)
		}, []string{"case=1 v=7"}},
		{"a select that is served just in time, or not", func(t *sim.Thread) {
			ch := sim.NewChan[int](t, "ch", 1)
			a := t.Go("a", func(t *sim.Thread) { t.Sleep(ms); ch.Send(t, 7) })
			t.Observe("case", sim.Select(t, sim.After(ms), ch.RecvCase(nil, nil)))
			t.Join(a)
		}, []string{"case=0", "case=1"}},
		{"a rendezvous before the deadline", func(t *sim.Thread) {
			ch := sim.NewChan[int](t, "ch", 0)
			a := t.Go("a", func(t *sim.Thread) { t.Sleep(ms); t.Observe("sent", ch.TrySend(t, 1)) })
			t.Observe("case", sim.Select(t, sim.After(2*ms), ch.RecvCase(nil, nil)))
			t.Observe("now", t.Now())
			t.Join(a)
		}, []string{"case=0 now=2ms a/sent=false", "case=1 now=1ms a/sent=true"}},
		{"no time passes before a lock that is free", func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			t.Observe("got", mu.LockTimeout(t, 0))
			t.Observe("again", mu.LockTimeout(t, 0))
			t.Observe("now", t.Now())
		}, []string{"got=true again=false now=1ns"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, allOutcomes(t, c.program)); d != "" {
				t.Errorf("outcomes, - want, + got:\n%s", d)
			}
		})
	}
}

// TestTiesCostNothing checks that whoever wakes first preempts nobody: time has
// passed, so nobody could go on.
func TestTiesCostNothing(t *testing.T) {
	p := func(t *sim.Thread) {
		n := sim.NewVar(t, "n", "")
		nap := func(t *sim.Thread) { t.Sleep(ms); n.Store(t, n.Load(t)+t.Name()) }
		t.Join(t.Go("a", nap), t.Go("b", nap))
		t.Observe("n", n.Load(t))
	}
	for _, strategy := range []string{"dfs", "dpor"} {
		r, err := explore.Run(context.Background(), p, explore.Options{
			Strategy: strategy, All: true, Races: explore.RaceOff, Preemptions: explore.NoPreemptions})
		if err != nil || !r.Complete || len(r.Outcomes) != 2 || r.Outcomes[0].Outcome != "n=ab" || r.Outcomes[1].Outcome != "n=ba" {
			t.Errorf("%s: error %v, complete %v, outcomes %v; want ab and ba", strategy, err, r.Complete, r.Outcomes)
		}
	}
}

// TestSleepersEndBeforeTheVerdict checks that a thread that sleeps is not taken
// for one that is blocked for good, and that one that waits for it is not.
func TestSleepersEndBeforeTheVerdict(t *testing.T) {
	x := runOn(t, func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		t.Go("a", func(t *sim.Thread) { t.Sleep(time.Hour) })
		t.Go("b", func(t *sim.Thread) { mu.Lock(t); t.Sleep(time.Minute) })
		t.Go("c", func(t *sim.Thread) { t.Sleep(time.Second); mu.Lock(t) })
	})
	want := []string{"leak: main has ended, but blocked for good are: c lock mu"}
	if d := cmp.Diff(want, failures(x)); d != "" {
		t.Error(d)
	}
	if got := time.Duration(x.State().Now()); got != time.Hour {
		t.Errorf("it ended at %v, want an hour", got)
	}
}

// TestAfterBesideDefault checks that the mistake is answered, by every order of
// the two.
func TestAfterBesideDefault(t *testing.T) {
	for _, p := range []sim.Program{
		func(t *sim.Thread) { sim.Select(t, sim.After(ms), sim.Default()) },
		func(t *sim.Thread) { sim.Select(t, sim.Default(), sim.After(0)) },
	} {
		got := strings.Join(failures(runOn(t, p)), "\n")
		if !strings.Contains(got, "Select with Default and After") {
			t.Errorf("the failures are %q", got)
		}
	}
}

// TestTimeFailuresReplay checks that seeds know of time: each failure of a
// program whose ties decide replays.
func TestTimeFailuresReplay(t *testing.T) {
	p := func(t *sim.Thread) {
		n := sim.NewVar(t, "n", 0)
		a := t.Go("a", func(t *sim.Thread) { t.Sleep(ms); n.Store(t, 1) })
		b := t.Go("b", func(t *sim.Thread) { t.Sleep(ms); n.Store(t, 2) })
		t.Join(a, b)
		t.Assert(n.Load(t) == 2, "n is %d", n.Load(t))
	}
	for _, strategy := range []string{"dfs", "dpor", "random", "pct:3"} {
		o := explore.Options{Strategy: strategy, All: true, Races: explore.RaceOff, Executions: 100}
		r, err := explore.Run(context.Background(), p, o)
		if err != nil || len(r.Failures) != 1 {
			t.Errorf("%s: error %v, %d failures, want one", strategy, err, len(r.Failures))
			continue
		}
		again, err := explore.Replay(p, r.Failures[0].Seed, o)
		if err != nil || len(again.Failures) != 1 || again.Failures[0].Message != "n is 1" {
			t.Errorf("%s: replay: %v, %+v", strategy, err, again)
		}
	}
}

// TestTimeAllocatesNothing measures steps at which time passes.
func TestTimeAllocatesNothing(t *testing.T) {
	e := engine(t)
	p := func(t *sim.Thread) {
		ch := sim.NewChan[int](t, "ch", 0)
		mu := sim.NewMutex(t, "mu")
		c := sim.NewCond(t, "c", mu)
		b := sim.NewBarrier(t, "b", 2)
		a := t.Go("a", func(t *sim.Thread) {
			for range 100 {
				b.Wait(t)
			}
		})
		for range 100 {
			t.Sleep(ms)
			mu.Lock(t)
			c.WaitTimeout(t, ms)
			mu.Unlock(t)
			b.WaitTimeout(t, ms)
			sim.Select(t, ch.RecvCase(nil, nil), sim.After(ms))
		}
		t.Join(a)
	}
	e.Run(p, &sched.RunOn{}, 0, sim.Limits{})
	few := testing.AllocsPerRun(10, func() { e.Run(p, &sched.RunOn{}, 0, sim.Limits{}) })
	if few > 120 { // the slice of select's cases escapes, once a call
		t.Errorf("%v allocations in an execution of 1,000 steps", few)
	}
}
