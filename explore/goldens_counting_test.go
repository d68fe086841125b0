package explore_test

import (
	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

func init() { goldens = append(goldens, countingGoldens...) }

// one is the default search without --all: one failing execution is the story.
var one = explore.Options{Strategy: "dfs"}

// countingGoldens are stories of semaphores, events, wait groups and onces.
var countingGoldens = []golden{
	{
		name:    "semaphore-kept",
		story:   "One thread keeps its permit and ends; the other has taken one and waits for a second.",
		options: one,
		program: func(t *sim.Thread) {
			s := sim.NewSemaphore(t, "seats", 2)
			s.Acquire(t)
			s.Release(t)
			a := t.Go("a", func(t *sim.Thread) { s.Acquire(t) })
			t.Join(a)
			t.Go("b", func(t *sim.Thread) {
				s.Acquire(t)
				s.Acquire(t)
				s.Release(t)
				s.Release(t)
			})
			c := t.Go("c", func(t *sim.Thread) {
				s.Acquire(t)
				s.Release(t)
			})
			t.Join(c)
		},
	},
	{
		name:    "semaphore-empty",
		story:   "Three consumers wait, in the order of their arrival, for what the producer makes only once.",
		options: one,
		program: func(t *sim.Thread) {
			items := sim.NewSemaphore(t, "items", 0, sim.FIFO)
			t.Go("producer", func(t *sim.Thread) { items.Release(t) })
			for range 3 {
				t.Go("consumer", func(t *sim.Thread) { items.Acquire(t) })
			}
		},
	},
	{
		name:    "semaphores-crossed",
		story:   "Two semaphores used as locks, taken in opposite orders.",
		options: one,
		program: func(t *sim.Thread) {
			a, b := sim.NewSemaphore(t, "A", 1), sim.NewBoundedSemaphore(t, "B", 1)
			x := t.Go("x", func(t *sim.Thread) {
				a.Acquire(t)
				b.Acquire(t)
				b.Release(t)
				a.Release(t)
			})
			y := t.Go("y", func(t *sim.Thread) {
				b.Acquire(t)
				a.Acquire(t)
				a.Release(t)
				b.Release(t)
			})
			t.Join(x, y)
		},
	},
	{
		name:    "never-released",
		story:   "A semaphore that began without permits, and never got one.",
		options: one,
		program: func(t *sim.Thread) {
			s := sim.NewSemaphore(t, "s", 0)
			t.Join(t.Go("a", s.Acquire), t.Go("b", s.Acquire))
		},
	},
	{
		name:    "event-never-set",
		story:   "Everybody waits for somebody else to set the event.",
		options: one,
		program: func(t *sim.Thread) {
			e := sim.NewEvent(t, "start")
			t.Join(t.Go("a", e.Wait), t.Go("b", e.Wait))
		},
	},
	{
		name:    "event-cleared",
		story:   "The event was set, but cleared again before the waiter saw it.",
		options: one,
		program: func(t *sim.Thread) {
			e := sim.NewEvent(t, "start")
			t.Go("a", func(t *sim.Thread) { e.Wait(t) })
			t.Go("b", func(t *sim.Thread) {
				e.Set(t)
				e.Clear(t)
				e.Clear(t)
			})
			e.IsSet(t)
			e.Wait(t)
		},
	},
	{
		name:    "wait-group-stuck",
		story:   "One worker is done, one waits for a lock that the waiting main holds, one was never started.",
		options: one,
		program: func(t *sim.Thread) {
			wg, mu := sim.NewWaitGroup(t, "wg"), sim.NewMutex(t, "mu")
			mu.Lock(t)
			wg.Add(t, 3)
			t.Go("a", func(t *sim.Thread) { wg.Done(t) })
			t.Go("b", func(t *sim.Thread) {
				mu.Lock(t)
				mu.Unlock(t)
				wg.Done(t)
			})
			wg.Wait(t)
			mu.Unlock(t)
		},
	},
	{
		name:    "wait-group-short",
		story:   "The counter was set too high, and all workers have ended.",
		options: one,
		program: func(t *sim.Thread) {
			wg := sim.NewWaitGroup(t, "wg")
			wg.Add(t, 2)
			t.Go("a", wg.Done)
			wg.Wait(t)
		},
	},
	{
		name:    "add-inside-the-goroutine",
		story:   "The worker adds itself, when main may be waiting already.",
		options: explore.Options{Strategy: "dpor", All: true},
		program: func(t *sim.Thread) {
			wg := sim.NewWaitGroup(t, "wg")
			t.Go("worker", func(t *sim.Thread) {
				wg.Add(t, 1)
				wg.Done(t)
			})
			wg.Wait(t)
		},
	},
	{
		name:    "once-inside-itself",
		story:   "The function of a once calls Do of the same once.",
		options: one,
		program: func(t *sim.Thread) {
			o := sim.NewOnce(t, "config")
			o.Do(t, func() {
				o.Do(t, func() {})
			})
		},
	},
	{
		name:    "once-and-lock",
		story:   "One thread runs the once and needs the lock; the other has the lock and needs the once.",
		options: one,
		program: func(t *sim.Thread) {
			o, mu := sim.NewOnce(t, "config"), sim.NewMutex(t, "mu")
			x := t.Go("x", func(t *sim.Thread) {
				o.Do(t, func() {
					mu.Lock(t)
					mu.Unlock(t)
				})
			})
			y := t.Go("y", func(t *sim.Thread) {
				mu.Lock(t)
				o.Do(t, func() {})
				mu.Unlock(t)
			})
			z := t.Go("z", func(t *sim.Thread) { o.Do(t, func() {}) })
			t.Join(x, y, z)
		},
	},
}
