package sim_test

import (
	"fmt"
	"iter"
	"runtime"
	"testing"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// BenchmarkPull is the limit: a round trip to a coroutine that does nothing. A
// step with a switch cannot be cheaper than half of it.
func BenchmarkPull(b *testing.B) {
	next, stop := iter.Pull(func(yield func(struct{}) bool) {
		for yield(struct{}{}) {
		}
	})
	defer stop()
	b.ReportAllocs()
	for b.Loop() {
		next()
	}
}

// counter is two threads that add to a variable under a mutex: three steps
// and an unlock each round.
func counter(rounds int) sim.Program {
	return func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		n := sim.NewVar(t, "n", 0)
		body := func(t *sim.Thread) {
			for range rounds {
				mu.Lock(t)
				n.Store(t, n.Load(t)+1)
				mu.Unlock(t)
			}
		}
		t.Join(t.Go("a", body), t.Go("b", body))
	}
}

// executions runs p again and again in one engine, and reports how fast.
func executions(b *testing.B, p sim.Program, s sched.Strategy, lim sim.Limits) {
	e := engine(b)
	e.Run(p, s, 0, lim) // what an execution needs is there afterwards
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	b.ReportAllocs()
	steps, n := 0, uint64(0)
	for b.Loop() {
		n++
		steps += e.Run(p, s, sched.Mix(1, n), lim).Steps()
	}
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(steps)/b.Elapsed().Seconds(), "steps/s")
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "executions/s")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(steps), "ns/step")
	b.ReportMetric(float64(after.Mallocs-before.Mallocs)/float64(steps), "allocs/step")
}

// BenchmarkCounter is the steady state, in long executions and in short ones.
func BenchmarkCounter(b *testing.B) {
	for _, rounds := range []int{1, 5, 1000} {
		for _, off := range []bool{false, true} {
			b.Run(fmt.Sprintf("rounds=%d/races=%s", rounds, onOff[off]), func(b *testing.B) {
				executions(b, counter(rounds), &sched.Random{}, sim.Limits{NoRaces: off})
			})
		}
	}
}

// BenchmarkStrategies is the counter under each strategy.
func BenchmarkStrategies(b *testing.B) {
	for _, s := range []sched.Strategy{&sched.Random{}, &sched.PCT{Depth: 3, Length: 8000}, &sched.POS{}, learned(b, &sched.URW{}), learned(b, &sched.SURW{}), &sched.Delay{Delays: 2, Length: 8000}, &sched.RoundRobin{}, &sched.RunOn{}} {
		b.Run(s.String(), func(b *testing.B) { executions(b, counter(1000), s, sim.Limits{}) })
	}
}

// own is n threads that each work in a variable of their own, and then once
// under the mutex that all share.
func own(n, rounds int) sim.Program {
	return func(t *sim.Thread) {
		mu, total := sim.NewMutex(t, "mu"), sim.NewVar(t, "total", 0)
		all := make([]*sim.Thread, n)
		for i := range all {
			all[i] = t.Go("", func(t *sim.Thread) {
				v := sim.NewVar(t, "v", 0)
				for range rounds {
					v.Store(t, v.Load(t)+1)
				}
				mu.Lock(t)
				total.Store(t, total.Load(t)+1)
				mu.Unlock(t)
			})
		}
		t.Join(all...)
		t.Assert(total.Load(t) == n, "total = %d", total.Load(t))
	}
}

// cells is n threads that each write a variable of their own, as many times; the scenario
// scale/many-threads is this.
func cells(n, rounds int) sim.Program {
	return func(t *sim.Thread) {
		all, vars := make([]*sim.Thread, n), make([]*sim.Var[int], n)
		for i := range all {
			vars[i] = sim.NewVar(t, "cell", 0)
			all[i] = t.Go("", func(t *sim.Thread) {
				for range rounds {
					vars[i].Store(t, 1)
				}
			})
		}
		t.Join(all...)
		sum := 0
		for _, v := range vars {
			sum += v.Load(t)
		}
		t.Assert(sum == n, "sum = %d", sum)
	}
}

// shared is n threads that only fight for one mutex.
func shared(n, rounds int) sim.Program {
	return func(t *sim.Thread) {
		mu, total := sim.NewMutex(t, "mu"), sim.NewVar(t, "total", 0)
		all := make([]*sim.Thread, n)
		for i := range all {
			all[i] = t.Go("", func(t *sim.Thread) {
				for range rounds {
					mu.Lock(t)
					total.Store(t, total.Load(t)+1)
					mu.Unlock(t)
				}
			})
		}
		t.Join(all...)
		t.Assert(total.Load(t) == n*rounds, "total = %d", total.Load(t))
	}
}

// BenchmarkThreads has many threads: in cells they have nothing to do with each other,
// in own they work by themselves and come together once, in shared they do nothing but
// lock, once each or, in again, three times. The first execution, in which all
// coroutines are made, is not measured: see BenchmarkFirst.
func BenchmarkThreads(b *testing.B) {
	for _, w := range []struct {
		name    string
		program func(n, rounds int) sim.Program
		rounds  int
		threads []int
	}{
		{"cells", cells, 1, []int{10, 1000, 20_000, 100_000}},
		{"own", own, 3, []int{10, 1000, 20_000, 100_000}},
		{"shared", shared, 1, []int{10, 1000, 20_000, 100_000}},
		{"again", shared, 3, []int{10, 1000, 20_000}},
	} {
		for _, n := range w.threads {
			for _, off := range []bool{false, true} {
				b.Run(fmt.Sprintf("%s/races=%s/threads=%d", w.name, onOff[off], n), func(b *testing.B) {
					executions(b, w.program(n, w.rounds), &sched.Random{}, sim.Limits{NoRaces: off})
				})
			}
		}
	}
}

var onOff = map[bool]string{false: "on", true: "off"}

// BenchmarkFirst is the first execution of an engine, and its end. A thread takes as
// many bytes as there are more in use after it, stacks included.
func BenchmarkFirst(b *testing.B) {
	for _, n := range []int{10, 1000, 20_000, 100_000} {
		b.Run(fmt.Sprintf("threads=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			steps, bytes := 0, uint64(0)
			for b.Loop() {
				b.StopTimer()
				before := inUse()
				b.StartTimer()
				e := sim.NewEngine()
				steps += e.Run(shared(n, 1), &sched.Random{}, 1, sim.Limits{}).Steps()
				b.StopTimer()
				bytes += inUse() - before
				b.StartTimer()
				e.Close()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/thread")
			b.ReportMetric(float64(bytes)/float64(b.N*n), "B/thread")
			b.ReportMetric(float64(steps)/b.Elapsed().Seconds(), "steps/s")
		})
	}
}

// inUse returns how many bytes are in use that the garbage collector cannot free.
func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}

// learned lets a strategy see what it is going to run.
func learned(b *testing.B, s sched.Tuned) sched.Strategy {
	e := engine(b)
	for i := range 3 {
		e.Run(counter(1000), s, uint64(i), sim.Limits{})
		s.Study(e.View())
	}
	if err := s.Tune(s.Tuning()); err != nil {
		b.Fatal(err)
	}
	return s
}
