package sim_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// TestCondOutcomes says what conditions and their options can do, interleaving by
// interleaving.
func TestCondOutcomes(t *testing.T) {
	for _, c := range []struct {
		name    string
		program sim.Program
		want    []string
	}{
		{"a signal wakes any waiter", func(t *sim.Thread) { twoWaiters(t, (*sim.Cond).Signal) },
			[]string{"a/n=1 [deadlock: main join a b, b wait c]", "b/n=1 [deadlock: main join a b, a wait c]"}},
		{"FIFO: the longest waiting", func(t *sim.Thread) { twoWaiters(t, (*sim.Cond).Signal, sim.FIFO) },
			[]string{"a/n=1 [deadlock: main join a b, b wait c]"}},
		{"FIFO: one after the other", func(t *sim.Thread) {
			twoWaiters(t, func(c *sim.Cond, t *sim.Thread) { c.Signal(t); c.Signal(t) }, sim.FIFO)
		}, []string{"a/n=1 b/n=2", "a/n=2 b/n=1"}}, // they still compete for the mutex
		{"a broadcast wakes all", func(t *sim.Thread) { twoWaiters(t, (*sim.Cond).Broadcast, sim.FIFO) },
			[]string{"a/n=1 b/n=2", "a/n=2 b/n=1"}},
		{"nobody signals in time", func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			c := sim.NewCond(t, "c", mu)
			mu.Lock(t)
			t.Observe("woken", c.WaitTimeout(t, ms))
			t.Observe("now", t.Now())
			mu.Unlock(t)
		}, []string{"woken=false now=1ms"}},
		{"a signal in time", func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			c := sim.NewCond(t, "c", mu)
			a := t.Go("a", func(t *sim.Thread) { t.Sleep(ms); c.Signal(t) })
			mu.Lock(t)
			t.Observe("woken", c.WaitTimeout(t, 2*ms))
			t.Observe("now", t.Now())
			mu.Unlock(t)
			t.Join(a)
		}, []string{"woken=true now=1ms"}},
		{"a signal just in time, or not", func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			c := sim.NewCond(t, "c", mu)
			a := t.Go("a", func(t *sim.Thread) { t.Sleep(ms); c.Signal(t) })
			mu.Lock(t)
			t.Observe("woken", c.WaitTimeout(t, ms))
			mu.Unlock(t)
			t.Join(a)
		}, []string{"woken=false", "woken=true"}},
		{"who is woken is not late, however long the mutex takes", func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			c := sim.NewCond(t, "c", mu)
			a := t.Go("a", func(t *sim.Thread) {
				t.Sleep(ms)
				mu.Lock(t)
				c.Signal(t)
				t.Sleep(5 * ms)
				mu.Unlock(t)
			})
			mu.Lock(t)
			t.Observe("woken", c.WaitTimeout(t, 2*ms))
			t.Observe("now", t.Now())
			mu.Unlock(t)
			t.Join(a)
		}, []string{"woken=true now=6ms"}},
		{"who is late waits for the mutex all the same", func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			c := sim.NewCond(t, "c", mu)
			a := t.Go("a", func(t *sim.Thread) { t.Sleep(ms); mu.Lock(t); t.Sleep(5 * ms); c.Signal(t); mu.Unlock(t) })
			mu.Lock(t)
			t.Observe("woken", c.WaitTimeout(t, 2*ms))
			t.Observe("now", t.Now())
			mu.Unlock(t)
			t.Join(a)
		}, []string{"woken=false now=6ms"}},
		{"who is late has left: the signal goes to the other", func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			c := sim.NewCond(t, "c", mu, sim.FIFO)
			a := t.Go("a", func(t *sim.Thread) { mu.Lock(t); t.Observe("woken", c.WaitTimeout(t, 2*ms)); mu.Unlock(t) })
			t.Sleep(ms)
			b := t.Go("b", func(t *sim.Thread) { mu.Lock(t); c.Wait(t); mu.Unlock(t) })
			t.Sleep(5 * ms)
			c.Signal(t)
			t.Join(a, b)
		}, []string{"a/woken=false"}},
		{"a wait may end by itself", func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			c := sim.NewCond(t, "c", mu, sim.SpuriousWakeups)
			a := t.Go("a", func(t *sim.Thread) { mu.Lock(t); c.Wait(t); t.Observe("woke", true); mu.Unlock(t) })
			t.Join(a)
		}, []string{"[deadlock: main join a, a wait c]", "a/woke=true"}},
		{"once, for each thread", func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			c := sim.NewCond(t, "c", mu, sim.SpuriousWakeups)
			n := 0
			a := t.Go("a", func(t *sim.Thread) {
				mu.Lock(t)
				for {
					c.Wait(t)
					n++
					t.Observe("n", n)
				}
			})
			t.Join(a)
		}, []string{"[deadlock: main join a, a wait c]", "a/n=1 [deadlock: main join a, a wait c]"}},
		{"it hides no lost wake-up", func(t *sim.Thread) { waitLoop(t, sim.SpuriousWakeups) },
			[]string{"[deadlock: main join a, a wait c]", "a/done=true"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, allOutcomes(t, c.program)); d != "" {
				t.Errorf("outcomes, - want, + got:\n%s", d)
			}
		})
	}
}

// twoWaiters lets a wait, then b, and wakes. Each observes when it has the mutex again.
func twoWaiters(t *sim.Thread, wake func(*sim.Cond, *sim.Thread), opts ...sim.Option) {
	mu := sim.NewMutex(t, "mu")
	c := sim.NewCond(t, "c", mu, opts...)
	n := 0
	wait := func(t *sim.Thread) {
		mu.Lock(t)
		c.Wait(t)
		n++
		t.Observe("n", n)
		mu.Unlock(t)
	}
	a := t.Go("a", wait)
	t.Sleep(ms)
	b := t.Go("b", wait)
	t.Sleep(ms)
	wake(c, t)
	t.Join(a, b)
}

// waitLoop waits for a flag that is set, and signalled, without the mutex.
func waitLoop(t *sim.Thread, opts ...sim.Option) {
	mu := sim.NewMutex(t, "mu")
	c, ready := sim.NewCond(t, "c", mu, opts...), sim.NewAtomic(t, "ready", false)
	a := t.Go("a", func(t *sim.Thread) {
		mu.Lock(t)
		for !ready.Load(t) {
			c.Wait(t)
		}
		mu.Unlock(t)
		t.Observe("done", true)
	})
	ready.Store(t, true)
	c.Signal(t)
	t.Join(a)
}

// TestSignalNeedsLock checks that the option makes misuse of what is legal without.
func TestSignalNeedsLock(t *testing.T) {
	for _, wake := range []struct {
		name string
		do   func(*sim.Cond, *sim.Thread)
	}{{"signal", (*sim.Cond).Signal}, {"broadcast", (*sim.Cond).Broadcast}} {
		for _, locked := range []bool{false, true} {
			for _, opts := range [][]sim.Option{nil, {sim.SignalNeedsLock}} {
				x := runOn(t, func(t *sim.Thread) {
					mu := sim.NewMutex(t, "mu")
					c := sim.NewCond(t, "c", mu, opts...)
					if locked {
						mu.Lock(t)
					}
					wake.do(c, t)
				})
				want := ""
				if !locked && opts != nil {
					want = "misuse main: signal without holding the mutex of condition c"
				}
				if got := strings.Join(failures(x), "\n"); got != want {
					t.Errorf("%s, locked %v, options %v: %q, want %q", wake.name, locked, opts, got, want)
				}
			}
		}
	}
}

// TestUnknownOption checks that an option that an object does not know is named.
func TestUnknownOption(t *testing.T) {
	got := fmt.Sprint(failures(runOn(t, func(t *sim.Thread) { sim.NewBarrier(t, "b", 2, sim.SpuriousWakeups) })))
	if !strings.Contains(got, "barrier b: option SpuriousWakeups is not known") {
		t.Error(got)
	}
}

// TestIfForWhile checks that a wait without a loop is caught by a spurious
// wake-up, and by nothing else; and that a loop stands it.
func TestIfForWhile(t *testing.T) {
	program := func(loop bool, opts ...sim.Option) sim.Program {
		return func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			c, ready := sim.NewCond(t, "c", mu, opts...), sim.NewVar(t, "ready", false)
			a := t.Go("a", func(t *sim.Thread) {
				mu.Lock(t)
				if !ready.Load(t) {
					c.Wait(t)
				}
				for loop && !ready.Load(t) {
					c.Wait(t)
				}
				t.Assert(ready.Load(t), "not ready")
				mu.Unlock(t)
			})
			mu.Lock(t)
			ready.Store(t, true)
			c.Signal(t)
			mu.Unlock(t)
			t.Join(a)
		}
	}
	for _, c := range []struct {
		p    sim.Program
		want sim.Verdict
	}{
		{program(false), sim.Pass},
		{program(false, sim.SpuriousWakeups), sim.Fail},
		{program(true, sim.SpuriousWakeups), sim.Pass},
	} {
		for _, strategy := range []string{"dfs", "dpor"} {
			r, err := explore.Run(context.Background(), c.p, explore.Options{Strategy: strategy, All: true})
			if err != nil || r.Verdict != c.want || !r.Complete {
				t.Errorf("%s: error %v, verdict %v, want %v, complete %v", strategy, err, r.Verdict, c.want, r.Complete)
			}
		}
	}
}
