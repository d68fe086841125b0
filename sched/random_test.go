package sched_test

import (
	"fmt"
	"testing"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// among counts whom a strategy chooses when n threads besides main are enabled.
type among struct {
	sched.Strategy
	n      int
	counts map[string]int
}

func (a *among) Next(v *sched.View) model.Choice {
	c := a.Strategy.Next(v)
	if v.Len() == a.n && !v.Enabled(model.Main) {
		a.counts[v.Names.ThreadName(c.Thread)]++
	}
	return c
}

func TestRandomThreadsAreEquallyLikely(t *testing.T) {
	const n = 6
	e := engine(t)
	a := &among{Strategy: &sched.Random{}, n: n, counts: map[string]int{}}
	program := func(t *sim.Thread) {
		for range n {
			t.Go("", func(t *sim.Thread) {
				for range 50 {
					t.Yield()
				}
			})
		}
	}
	for i := range 200 {
		e.Run(program, a, sched.Mix(1, uint64(i)), sim.Limits{})
	}
	uniform(t, "threads", a.counts, n)
}

// Many threads that wait for one lock are a group that is switched on as a
// whole; they are equally likely all the same.
func TestRandomAmongManyWaiters(t *testing.T) {
	const n = 40
	e, first := engine(t), map[string]int{}
	for i := range 4000 {
		x := e.Run(func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			mu.Lock(t)
			taken := false
			for range n {
				t.Go("", func(t *sim.Thread) {
					mu.Lock(t)
					if !taken {
						t.Observe("first", true)
					}
					taken = true
				})
			}
			mu.Unlock(t)
		}, &sched.Random{}, sched.Mix(2, uint64(i)), sim.Limits{})
		var who string
		fmt.Sscanf(string(x.Outcome), "%s", &who)
		first[who]++
	}
	uniform(t, "waiters", first, n)
}

func TestRandomAlternativesAreEquallyLikely(t *testing.T) {
	for _, c := range []struct {
		name    string
		cells   int
		program sim.Program
	}{
		{"choose", 7, func(t *sim.Thread) { t.Observe("n", t.Choose(7)) }},
		{"select", 3, func(t *sim.Thread) {
			a, b := sim.NewChan[int](t, "a", 1), sim.NewChan[int](t, "b", 1)
			b.Send(t, 1)
			t.Observe("case", sim.Select(t, a.SendCase(1), a.SendCase(2), a.RecvCase(nil, nil), b.RecvCase(nil, nil)))
		}},
		{"receivers", 4, func(t *sim.Thread) { // of which one has two cases
			c := sim.NewChan[int](t, "c", 0)
			t.Go("", func(t *sim.Thread) { t.Observe("case", sim.Select(t, c.RecvCase(nil, nil), c.RecvCase(nil, nil))) })
			for range 2 {
				t.Go("", func(t *sim.Thread) { c.Recv(t); t.Observe("got", true) })
			}
			c.Send(t, 1)
		}},
	} {
		e, counts := engine(t), map[string]int{}
		for i := range 3000 {
			x := e.Run(c.program, &first{Strategy: &sched.Random{}}, sched.Mix(3, uint64(i)), sim.Limits{})
			counts[string(x.Outcome)]++
		}
		uniform(t, c.name, counts, c.cells)
	}
}

// first ends an execution after the first step that had alternatives.
type first struct {
	sched.Strategy
	over bool
}

func (f *first) Begin(number uint64) {
	f.over = false
	f.Strategy.Begin(number)
}

func (f *first) Next(v *sched.View) model.Choice {
	if f.over {
		return model.Choice{}
	}
	c := f.Strategy.Next(v)
	f.over = len(v.Alts(c.Thread)) > 1
	return c
}

// What is possible at all comes up.
func TestRandomReachesAllOutcomes(t *testing.T) {
	for _, c := range []struct {
		name    string
		want    int
		program sim.Program
	}{
		{"lost update", 2, lostUpdate},
		{"orders of four", 24, func(t *sim.Thread) {
			place := sim.NewAtomic(t, "place", 0)
			for range 4 {
				t.Go("", func(t *sim.Thread) { t.Observe("place", sim.Add(t, place, 1)) })
			}
		}},
		{"who is woken", 3, func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			c, waiting := sim.NewCond(t, "c", mu), sim.NewVar(t, "waiting", 0)
			for range 3 {
				t.Go("", func(t *sim.Thread) {
					mu.Lock(t)
					waiting.Store(t, waiting.Load(t)+1)
					c.Wait(t)
					t.Observe("woken", true)
				})
			}
			mu.Lock(t)
			for waiting.Load(t) < 3 {
				mu.Unlock(t)
				t.Yield()
				mu.Lock(t)
			}
			c.Signal(t)
			mu.Unlock(t)
		}},
	} {
		e, seen := engine(t), map[string]int{}
		for i := range 1500 {
			seen[string(e.Run(c.program, &sched.Random{}, sched.Mix(4, uint64(i)), sim.Limits{}).Outcome)]++
		}
		if len(seen) != c.want {
			t.Errorf("%s: %d outcomes, want %d: %v", c.name, len(seen), c.want, seen)
		}
	}
}
