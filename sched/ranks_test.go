package sched_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// plainPCT is PCT as one would write it down: every step looks at all enabled
// threads.
type plainPCT struct {
	sched.PCT
	rng    sched.PRNG
	prio   []int64
	change []int
	floor  int64
}

func (p *plainPCT) Begin(number uint64) {
	p.rng = sched.NewPRNG(number)
	p.prio, p.change, p.floor = nil, nil, 0
	for range p.Depth - 1 {
		p.change = append(p.change, p.rng.IntN(p.Length))
	}
}

func (p *plainPCT) Next(v *sched.View) model.Choice {
	for len(p.prio) < len(v.State.Threads()) {
		p.prio = append(p.prio, int64(p.Depth)+int64(p.rng.Uint64()>>2))
	}
	best := v.At(0)
	for i := range v.Len() {
		if t := v.At(i); p.prio[v.State.Seq(t)] > p.prio[v.State.Seq(best)] {
			best = t
		}
	}
	c := alternative(v, best, &p.rng)
	if v.Op(best).Kind == model.Yield {
		p.floor--
		p.prio[v.State.Seq(best)] = p.floor
	}
	for i, at := range p.change {
		if at == v.Step() {
			p.prio[v.State.Seq(best)] = int64(p.Depth - 1 - i)
		}
	}
	return c
}

func alternative(v *sched.View, t model.ThreadID, rng *sched.PRNG) model.Choice {
	alts := v.Alts(t)
	c := model.Choice{Thread: t, Alt: alts[0]}
	if len(alts) > 1 {
		c.Alt = alts[rng.IntN(len(alts))]
	}
	return c
}

// plainRoundRobin looks at one thread after the other.
type plainRoundRobin struct {
	sched.RoundRobin
	rng sched.PRNG
}

func (r *plainRoundRobin) Begin(number uint64) { r.rng = sched.NewPRNG(number) }

func (r *plainRoundRobin) Next(v *sched.View) model.Choice {
	threads, from := v.State.Threads(), 0
	if v.Current != model.NoThread {
		from = v.State.Seq(v.Current) + 1
	}
	for v.State.Status(threads[from%len(threads)]) != model.Pending || !v.Enabled(threads[from%len(threads)]) {
		from++
	}
	return alternative(v, threads[from%len(threads)], &r.rng)
}

// crowd is n threads that lock, yield, meet and end at various times.
func crowd(n int) sim.Program {
	return func(t *sim.Thread) {
		mu, c := sim.NewMutex(t, "mu"), sim.NewChan[int](t, "c", 0)
		for i := range n {
			t.Go("", func(t *sim.Thread) {
				switch i % 5 {
				case 0:
					c.Recv(t)
				case 1:
					t.Yield()
					c.Send(t, i)
				case 2:
					t.Yield()
				}
				for range i % 4 {
					mu.Lock(t)
					t.Yield()
					mu.Unlock(t)
				}
			})
		}
	}
}

// The quick ways to find the next thread find the same one as the slow ways.
func TestQuickChoicesAreTheSame(t *testing.T) {
	all := map[string]sim.Program{"crowd": crowd(100), "small crowd": crowd(7)}
	for name, p := range programs {
		all[name] = p
	}
	for name, p := range all {
		for _, s := range []struct{ quick, plain sched.Strategy }{
			{&sched.PCT{Depth: 1, Length: 50}, &plainPCT{PCT: sched.PCT{Depth: 1, Length: 50}}},
			{&sched.PCT{Depth: 4, Length: 300}, &plainPCT{PCT: sched.PCT{Depth: 4, Length: 300}}},
			{&sched.RoundRobin{}, &plainRoundRobin{}},
		} {
			e := engine(t)
			for i := range 30 {
				want := trace(e.Run(p, s.plain, uint64(i), sim.Limits{}))
				if diff := cmp.Diff(want, trace(e.Run(p, s.quick, uint64(i), sim.Limits{}))); diff != "" {
					t.Fatalf("%s, %v, %d: %s", name, s.quick, i, diff)
				}
			}
		}
	}
}

// BenchmarkManyThreads has threads that wait for one lock, or do not wait: no
// strategy looks at all of them at each step, so a step costs about the same
// with 30 times as many.
func BenchmarkManyThreads(b *testing.B) {
	for _, s := range []sched.Strategy{&sched.Random{}, &sched.PCT{Depth: 3, Length: 100_000}, &sched.RoundRobin{}} {
		for _, n := range []int{1000, 30_000} {
			b.Run(fmt.Sprintf("%v/threads=%d", s, n), func(b *testing.B) {
				program := func(t *sim.Thread) {
					mu := sim.NewMutex(t, "mu")
					for range n {
						t.Go("", func(t *sim.Thread) {
							mu.Lock(t)
							t.Yield()
							mu.Unlock(t)
						})
					}
				}
				e, steps, number := engine(b), 0, uint64(0)
				e.Run(program, s, 0, sim.Limits{NoRaces: true})
				for b.Loop() {
					number++
					steps += e.Run(program, s, number, sim.Limits{NoRaces: true}).Steps()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(steps), "ns/step")
			})
		}
	}
}
