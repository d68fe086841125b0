package explore_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// late makes a program that changes for good after so many executions. The
// first is made twice, so with two or more only an enumeration that compares
// the steps it repeats can notice.
func late(after int, early, then sim.Program) sim.Program {
	n := 0
	return func(t *sim.Thread) {
		if n++; n <= after {
			early(t)
		} else {
			then(t)
		}
	}
}

// stores stores texts, which the engine keeps in a table of each execution's own.
func stores(texts ...string) sim.Program {
	return func(t *sim.Thread) {
		v := sim.NewVar(t, "v", "")
		n := sim.NewAtomic(t, "n", 0)
		t.Go("a", func(t *sim.Thread) { n.Store(t, 1); n.Store(t, 2) })
		for _, s := range texts {
			v.Store(t, s)
		}
		n.Load(t)
	}
}

// offers has a sender and receivers, so many, of which each may get the value.
func offers(receivers int) sim.Program {
	return func(t *sim.Thread) {
		c := sim.NewChan[int](t, "c", 0)
		for i := range 2 {
			t.Go("", func(t *sim.Thread) {
				if i < receivers {
					c.Recv(t)
				} else {
					t.Yield()
				}
			})
		}
		c.Send(t, 1)
		c.Close(t)
	}
}

// signals has a signal and waiters, so many, of which each may be woken.
func signals(waiters int) sim.Program {
	return func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		c := sim.NewCond(t, "c", mu)
		for i := range 2 {
			mu.Lock(t)
			t.Go("", func(t *sim.Thread) {
				mu.Lock(t)
				if i < waiters {
					c.Wait(t)
				}
				mu.Unlock(t)
			})
			mu.Unlock(t)
		}
		c.Signal(t)
		c.Broadcast(t)
	}
}

// yields makes so many steps in two threads.
func yields(n int) sim.Program {
	return func(t *sim.Thread) {
		x := sim.NewAtomic(t, "x", 0)
		body := func(t *sim.Thread) {
			for range n {
				sim.Add(t, x, 1)
			}
		}
		t.Go("a", body)
		body(t)
	}
}

// TestNondeterminismSeenLate changes programs in the middle of an enumeration,
// for good. That is noticed where a step that is repeated is another one; a
// change of what is only reached for the first time cannot be.
func TestNondeterminismSeenLate(t *testing.T) {
	for _, c := range []struct {
		name        string
		early, then sim.Program
	}{
		{"another text", stores("x", "y", "z"), stores("x", "x", "x")},
		{"fewer texts", stores("x", "y", "z"), stores()},
		{"a receiver less", offers(2), offers(1)},
		{"no receiver", offers(2), offers(0)},
		{"a waiter less", signals(2), signals(1)},
		{"no waiter", signals(2), signals(0)},
		{"fewer steps", yields(3), yields(2)},
		{"no steps at all", yields(3), func(*sim.Thread) {}},
		{"another object", yields(2), signals(1)},
	} {
		for _, strategy := range []string{"dfs", "dpor"} {
			t.Run(c.name+"/"+strategy, func(t *testing.T) {
				noticed := 0
				for after := 2; after < 8; after++ {
					r := mustRun(t, late(after, c.early, c.then), explore.Options{Strategy: strategy, All: true, Races: explore.RaceOff})
					i := slices.IndexFunc(r.Failures, func(f explore.Failure) bool { return f.Kind == sim.Nondeterminism })
					if i < 0 {
						continue
					}
					noticed++
					msg := r.Failures[i].Message
					if r.Verdict != sim.Fail || r.Complete || i != len(r.Failures)-1 {
						t.Errorf("changed after %d executions: verdict %v, complete %v, failures %v", after, r.Verdict, r.Complete, r.Failures)
					}
					if was, now := quoted(msg); was == now || strings.Contains(msg, "nop") {
						t.Errorf("changed after %d executions, the message names no difference: %s", after, msg)
					}
				}
				if noticed == 0 {
					t.Errorf("noticed no change, after whatever execution")
				}
			})
		}
	}
}

// quoted returns the two operations that a message names.
func quoted(msg string) (was, now string) {
	parts := strings.Split(msg, "`")
	if len(parts) > 1 {
		was = parts[1]
	}
	if len(parts) > 3 {
		now = parts[3]
	}
	return was, now
}
