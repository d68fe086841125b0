package sim_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// allOutcomes returns the outcomes of every interleaving of p, and fails the
// test when optimal partial-order reduction has others, or redundant executions.
func allOutcomes(t *testing.T, p sim.Program) []string {
	t.Helper()
	outcomes := func(strategy string) (list []string) {
		r, err := explore.Run(context.Background(), p, explore.Options{Strategy: strategy, All: true, Races: explore.RaceOff})
		if err != nil || !r.Complete || r.Blocked != 0 {
			t.Fatalf("%s: error %v, complete %v, %d blocked", strategy, err, r.Complete, r.Blocked)
		}
		for _, o := range r.Outcomes {
			list = append(list, o.Outcome)
		}
		return list
	}
	all := outcomes("dfs")
	if d := cmp.Diff(all, outcomes("dpor")); d != "" {
		t.Errorf("outcomes, - dfs, + dpor:\n%s", d)
	}
	return all
}

// TestCountingOutcomes says what semaphores, events, wait groups and onces can do,
// interleaving by interleaving.
func TestCountingOutcomes(t *testing.T) {
	for _, c := range []struct {
		name    string
		program sim.Program
		want    []string
	}{
		{"a permit is had by one thread at a time", func(t *sim.Thread) {
			s, n := sim.NewSemaphore(t, "s", 1), sim.NewAtomic(t, "n", 0)
			work := func(t *sim.Thread) {
				s.Acquire(t)
				t.Observe("in", sim.Add(t, n, 1))
				sim.Add(t, n, -1)
				s.Release(t)
			}
			t.Join(t.Go("a", work), t.Go("b", work))
		}, []string{"a/in=1 b/in=1"}},
		{"two permits", func(t *sim.Thread) {
			s, n := sim.NewSemaphore(t, "s", 2), sim.NewAtomic(t, "n", 0)
			work := func(t *sim.Thread) {
				s.Acquire(t)
				t.Observe("in", sim.Add(t, n, 1))
				sim.Add(t, n, -1)
				s.Release(t)
			}
			t.Join(t.Go("a", work), t.Go("b", work))
		}, []string{"a/in=1 b/in=1", "a/in=1 b/in=2", "a/in=2 b/in=1"}},
		{"no permit, and a release from elsewhere", func(t *sim.Thread) {
			s := sim.NewSemaphore(t, "s", 0)
			t.Observe("try", s.TryAcquire(t))
			t.Go("a", func(t *sim.Thread) { s.Release(t) })
			s.Acquire(t)
		}, []string{"try=false"}},
		{"a permit that nobody returns", func(t *sim.Thread) {
			s := sim.NewSemaphore(t, "s", 1)
			s.Acquire(t)
			s.Acquire(t)
		}, []string{"[deadlock: main acquire s]"}},
		{"any waiter may be next", func(t *sim.Thread) { waitInLine(t, sim.NewSemaphore(t, "s", 0)) }, []string{"a/n=1 b/n=2", "a/n=2 b/n=1"}},
		{"the first to arrive is next", func(t *sim.Thread) { waitInLine(t, sim.NewSemaphore(t, "s", 0, sim.FIFO)) }, []string{"a/n=1 b/n=2"}},
		{"a try does not jump the queue", func(t *sim.Thread) {
			s := sim.NewSemaphore(t, "s", 0, sim.FIFO)
			t.Go("a", func(t *sim.Thread) { s.Acquire(t); s.Release(t) })
			s.Release(t)
			t.Observe("try", s.TryAcquire(t))
		}, []string{"try=false", "try=true", "try=true [leak: a acquire s]"}},
		{"as many releases as permits are missing", func(t *sim.Thread) {
			s := sim.NewBoundedSemaphore(t, "s", 1)
			s.Acquire(t)
			s.Release(t)
			s.Release(t)
		}, []string{"[misuse]"}},
		{"one release too many, by either thread", func(t *sim.Thread) {
			s := sim.NewBoundedSemaphore(t, "s", 1)
			s.Acquire(t)
			release := func(t *sim.Thread) { s.Release(t); t.Observe("ok", true) }
			t.Join(t.Go("a", release), t.Go("b", release))
		}, []string{"a/ok=true [misuse]", "b/ok=true [misuse]"}},
		{"unbounded", func(t *sim.Thread) {
			s := sim.NewSemaphore(t, "s", 0)
			s.Release(t)
			s.Release(t)
			t.Observe("try", []bool{s.TryAcquire(t), s.TryAcquire(t), s.TryAcquire(t)})
		}, []string{"try=[true true false]"}},
		{"a semaphore with -1 permits", func(t *sim.Thread) { sim.NewBoundedSemaphore(t, "s", -1) }, []string{"[panic]"}},

		{"set lets all pass, before and after", func(t *sim.Thread) {
			e := sim.NewEvent(t, "e")
			t.Observe("before", e.IsSet(t))
			ts := []*sim.Thread{t.Go("a", e.Wait), t.Go("b", e.Wait)}
			e.Set(t)
			e.Set(t)
			t.Join(ts...)
			e.Wait(t)
			t.Observe("after", e.IsSet(t))
		}, []string{"before=false after=true"}},
		{"clear may come before the waiter has passed", func(t *sim.Thread) {
			e := sim.NewEvent(t, "e")
			t.Go("a", e.Wait)
			e.Set(t)
			e.Clear(t)
			t.Observe("set", e.IsSet(t))
		}, []string{"set=false", "set=false [leak: a await e]"}},

		{"wait comes after all dones", func(t *sim.Thread) {
			g, n := sim.NewWaitGroup(t, "wg"), sim.NewAtomic(t, "n", 0)
			for range 3 {
				g.Add(t, 1)
				t.Go("", func(t *sim.Thread) { sim.Add(t, n, 1); g.Done(t) })
			}
			g.Wait(t)
			t.Observe("n", n.Load(t))
		}, []string{"n=3"}},
		{"add inside the goroutine", func(t *sim.Thread) {
			g, n := sim.NewWaitGroup(t, "wg"), sim.NewAtomic(t, "n", 0)
			t.Go("a", func(t *sim.Thread) { g.Add(t, 1); sim.Add(t, n, 1); g.Done(t) })
			g.Wait(t)
			t.Observe("n", n.Load(t))
		}, []string{"n=0", "n=0 [misuse]", "n=1"}},
		{"add while others work", func(t *sim.Thread) {
			g, n := sim.NewWaitGroup(t, "wg"), sim.NewAtomic(t, "n", 0)
			g.Add(t, 1)
			t.Go("a", func(t *sim.Thread) {
				g.Add(t, 1)
				t.Go("b", func(t *sim.Thread) { sim.Add(t, n, 1); g.Done(t) })
				g.Done(t)
			})
			g.Wait(t)
			t.Observe("n", n.Load(t))
		}, []string{"n=1"}},
		{"used again before a wait has returned", func(t *sim.Thread) {
			g := sim.NewWaitGroup(t, "wg")
			g.Add(t, 1)
			t.Go("a", func(t *sim.Thread) { g.Wait(t); t.Observe("ok", true) })
			g.Done(t)
			g.Add(t, 1)
			g.Done(t)
			t.Observe("ok", true)
		}, []string{"a/ok=true [misuse]", "ok=true a/ok=true"}},
		{"used again after all have returned", func(t *sim.Thread) {
			g := sim.NewWaitGroup(t, "wg")
			for range 2 {
				g.Add(t, 2)
				t.Go("", g.Done)
				t.Go("", g.Done)
				g.Wait(t)
			}
			t.Observe("ok", true)
		}, []string{"ok=true"}},
		{"one done too many, by any thread", func(t *sim.Thread) {
			g := sim.NewWaitGroup(t, "wg")
			g.Add(t, 2)
			done := func(t *sim.Thread) { g.Done(t); t.Observe("ok", true) }
			t.Join(t.Go("a", done), t.Go("b", done), t.Go("c", done))
		}, []string{"a/ok=true b/ok=true [misuse]", "a/ok=true c/ok=true [misuse]", "b/ok=true c/ok=true [misuse]"}},
		{"add of less than nothing", func(t *sim.Thread) {
			g := sim.NewWaitGroup(t, "wg")
			g.Add(t, 3)
			g.Add(t, -2)
			t.Go("a", g.Done)
			g.Wait(t)
			g.Add(t, -1)
		}, []string{"[misuse]"}},
		{"a wait that nobody ends", func(t *sim.Thread) {
			g := sim.NewWaitGroup(t, "wg")
			g.Add(t, 2)
			t.Go("a", g.Done)
			g.Wait(t)
		}, []string{"[deadlock: main wg-wait wg]"}},

		{"once is once, and over when it returns", func(t *sim.Thread) {
			o, n := sim.NewOnce(t, "o"), sim.NewAtomic(t, "n", 0)
			do := func(t *sim.Thread) {
				o.Do(t, func() { t.Yield(); sim.Add(t, n, 1) })
				t.Observe("n", n.Load(t))
			}
			t.Join(t.Go("a", do), t.Go("b", do))
			do(t)
		}, []string{"n=1 a/n=1 b/n=1"}},
		{"once inside itself", func(t *sim.Thread) {
			o := sim.NewOnce(t, "o")
			o.Do(t, func() { o.Do(t, func() {}) })
		}, []string{"[deadlock: main once-begin o]"}},
		{"a panic counts as done", func(t *sim.Thread) {
			o, n := sim.NewOnce(t, "o"), sim.NewAtomic(t, "n", 0)
			a := t.Go("a", func(t *sim.Thread) { o.Do(t, func() { panic("no") }) })
			t.Join(a)
			o.Do(t, func() { sim.Add(t, n, 1) })
			t.Observe("n", n.Load(t))
		}, []string{"n=0 [panic]"}},
		{"a panic that is recovered", func(t *sim.Thread) {
			o := sim.NewOnce(t, "o")
			func() {
				defer func() { t.Observe("recovered", recover()) }()
				o.Do(t, func() { panic("no") })
			}()
			o.Do(t, func() { t.Fail("a second time") })
		}, []string{"recovered=no"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, allOutcomes(t, c.program)); d != "" {
				t.Errorf("outcomes, - want, + got:\n%s", d)
			}
		})
	}
}

// waitInLine has a and b wait for s, a first, and each releases once it has it.
func waitInLine(t *sim.Thread, s *sim.Semaphore) {
	n, arrived := sim.NewAtomic(t, "n", 0), sim.NewEvent(t, "arrived")
	next := func(t *sim.Thread) {
		s.Acquire(t)
		t.Observe("n", sim.Add(t, n, 1))
		s.Release(t)
	}
	a := t.Go("a", func(t *sim.Thread) { next(t) })
	b := t.Go("b", func(t *sim.Thread) { arrived.Wait(t); next(t) })
	t.Go("timer", func(t *sim.Thread) { // a stands in line when time passes
		arrived.WaitTimeout(t, time.Millisecond)
		arrived.Set(t)
		s2 := sim.NewEvent(t, "never")
		s2.WaitTimeout(t, time.Millisecond)
		s.Release(t)
	})
	t.Join(a, b)
}

// TestCountingTimeouts checks that time passes only when nobody can move, that it
// passes to the first deadline, and that those with the same one time out in
// any order - or not, if one of them helps another.
func TestCountingTimeouts(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		name    string
		program sim.Program
		want    []string
	}{
		{"in time, however long it takes", func(t *sim.Thread) {
			s := sim.NewSemaphore(t, "s", 0)
			t.Go("a", func(t *sim.Thread) {
				for range 4 {
					t.Yield()
				}
				s.Release(t)
			})
			t.Observe("ok", s.AcquireTimeout(t, 1))
		}, []string{"ok=true"}},
		{"never", func(t *sim.Thread) {
			s, e, g := sim.NewSemaphore(t, "s", 0), sim.NewEvent(t, "e"), sim.NewWaitGroup(t, "wg")
			g.Add(t, 1)
			t.Observe("ok", []bool{s.AcquireTimeout(t, ms), e.WaitTimeout(t, ms), g.WaitTimeout(t, ms), s.AcquireTimeout(t, 0), s.AcquireTimeout(t, -ms)})
		}, []string{"ok=[false false false false false]"}},
		{"at once", func(t *sim.Thread) {
			s, e, g := sim.NewSemaphore(t, "s", 1, sim.FIFO), sim.NewEvent(t, "e"), sim.NewWaitGroup(t, "wg")
			e.Set(t)
			t.Observe("ok", []bool{s.AcquireTimeout(t, ms), e.WaitTimeout(t, ms), g.WaitTimeout(t, ms)})
		}, []string{"ok=[true true true]"}},
		{"the shorter time-out comes first", func(t *sim.Thread) {
			e, n := sim.NewEvent(t, "e"), sim.NewAtomic(t, "n", 0)
			wait := func(d time.Duration) sim.Program {
				return func(t *sim.Thread) { t.Observe("ok", e.WaitTimeout(t, d)); t.Observe("n", sim.Add(t, n, 1)) }
			}
			t.Join(t.Go("a", wait(2*ms)), t.Go("b", wait(ms)))
		}, []string{"a/ok=false a/n=2 b/ok=false b/n=1"}},
		{"who times out first may help the other", func(t *sim.Thread) {
			s := sim.NewSemaphore(t, "s", 0)
			wait := func(t *sim.Thread) { t.Observe("ok", s.AcquireTimeout(t, ms)); s.Release(t) }
			t.Join(t.Go("a", wait), t.Go("b", wait))
		}, []string{"a/ok=false b/ok=false", "a/ok=false b/ok=true", "a/ok=true b/ok=false"}},
		{"who gives up passes its permit on", func(t *sim.Thread) {
			s := sim.NewSemaphore(t, "s", 0, sim.FIFO)
			a := t.Go("a", func(t *sim.Thread) { t.Observe("ok", s.AcquireTimeout(t, ms)) })
			never := sim.NewEvent(t, "never")
			never.WaitTimeout(t, ms/2) // a has arrived
			b := t.Go("b", func(t *sim.Thread) { t.Observe("ok", s.AcquireTimeout(t, 2*ms)) })
			never.WaitTimeout(t, ms/2)
			s.Release(t)
			t.Join(a, b)
		}, []string{"a/ok=false b/ok=true", "a/ok=true b/ok=false"}},
		{"a wait comes before both clears, or neither", func(t *sim.Thread) {
			e := sim.NewEvent(t, "e")
			t.Go("a", func(t *sim.Thread) { e.Set(t); e.Wait(t); e.Clear(t) })
			t.Go("b", func(t *sim.Thread) { t.Observe("set", e.IsSet(t)); e.Clear(t) })
			t.Go("c", func(t *sim.Thread) { t.Observe("ok", e.WaitTimeout(t, ms)) })
		}, []string{
			"b/set=false c/ok=false", "b/set=false c/ok=false [leak: a await e]", "b/set=false c/ok=true", "b/set=false c/ok=true [leak: a await e]",
			"b/set=true c/ok=false", "b/set=true c/ok=false [leak: a await e]", "b/set=true c/ok=true", "b/set=true c/ok=true [leak: a await e]",
		}},
		{"a wait that times out has returned", func(t *sim.Thread) {
			g := sim.NewWaitGroup(t, "wg")
			g.Add(t, 1)
			t.Observe("ok", g.WaitTimeout(t, ms))
			g.Done(t)
			g.Add(t, 1)
			t.Observe("ok", true)
		}, []string{"ok=false ok=true"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, allOutcomes(t, c.program)); d != "" {
				t.Errorf("outcomes, - want, + got:\n%s", d)
			}
		})
	}
}

// TestCountingRaces checks which of these order accesses of plain memory.
func TestCountingRaces(t *testing.T) {
	always := func(p sim.Program) func(t *sim.Thread) bool {
		return func(t *sim.Thread) bool { p(t); return true }
	}
	for _, c := range []struct {
		name string
		racy bool
		// a stores x and then sends; b loads x if its recv says so.
		program func(t *sim.Thread) (send sim.Program, recv func(t *sim.Thread) bool)
	}{
		{"release, acquire", false, func(t *sim.Thread) (sim.Program, func(t *sim.Thread) bool) {
			s := sim.NewSemaphore(t, "s", 0)
			return s.Release, always(s.Acquire)
		}},
		{"release, acquire, in order of arrival", false, func(t *sim.Thread) (sim.Program, func(t *sim.Thread) bool) {
			s := sim.NewSemaphore(t, "s", 0, sim.FIFO)
			return s.Release, always(s.Acquire)
		}},
		{"release, acquire of a permit that was there", true, func(t *sim.Thread) (sim.Program, func(t *sim.Thread) bool) {
			s := sim.NewSemaphore(t, "s", 1)
			return s.Release, always(s.Acquire)
		}},
		{"release, successful try", false, func(t *sim.Thread) (sim.Program, func(t *sim.Thread) bool) {
			s := sim.NewBoundedSemaphore(t, "s", 1)
			s.Acquire(t)
			return s.Release, s.TryAcquire
		}},
		{"acquire, failed try", true, func(t *sim.Thread) (sim.Program, func(t *sim.Thread) bool) {
			s := sim.NewSemaphore(t, "s", 1)
			return s.Acquire, func(t *sim.Thread) bool { return !s.TryAcquire(t) }
		}},
		{"release, acquire in time", false, func(t *sim.Thread) (sim.Program, func(t *sim.Thread) bool) {
			s := sim.NewSemaphore(t, "s", 0)
			return s.Release, func(t *sim.Thread) bool { return s.AcquireTimeout(t, 1) }
		}},
		{"set, wait", false, func(t *sim.Thread) (sim.Program, func(t *sim.Thread) bool) {
			e := sim.NewEvent(t, "e")
			return e.Set, always(e.Wait)
		}},
		{"set, look", false, func(t *sim.Thread) (sim.Program, func(t *sim.Thread) bool) {
			e := sim.NewEvent(t, "e")
			return e.Set, e.IsSet
		}},
		{"clear, look", true, func(t *sim.Thread) (sim.Program, func(t *sim.Thread) bool) {
			e := sim.NewEvent(t, "e")
			e.Set(t)
			return e.Clear, func(t *sim.Thread) bool { return !e.IsSet(t) }
		}},
		{"set, wait later", false, func(t *sim.Thread) (sim.Program, func(t *sim.Thread) bool) {
			e, never := sim.NewEvent(t, "e"), sim.NewEvent(t, "never")
			return e.Set, func(t *sim.Thread) bool { never.WaitTimeout(t, 1); e.Wait(t); return true }
		}},
		{"set before a clear, wait for another set", true, func(t *sim.Thread) (sim.Program, func(t *sim.Thread) bool) {
			e, never := sim.NewEvent(t, "e"), sim.NewEvent(t, "never")
			return e.Set, func(t *sim.Thread) bool {
				never.WaitTimeout(t, 1) // a has set it; time orders nothing
				e.Clear(t)
				e.Set(t)
				e.Wait(t)
				return true
			}
		}},
		{"done, wait", false, func(t *sim.Thread) (sim.Program, func(t *sim.Thread) bool) {
			g := sim.NewWaitGroup(t, "wg")
			g.Add(t, 1)
			return g.Done, always(g.Wait)
		}},
		{"add, wait", true, func(t *sim.Thread) (sim.Program, func(t *sim.Thread) bool) {
			g, never := sim.NewWaitGroup(t, "wg"), sim.NewEvent(t, "never")
			g.Add(t, 1)
			return func(t *sim.Thread) { g.Add(t, 1) }, func(t *sim.Thread) bool {
				never.WaitTimeout(t, 1) // a has added; time orders nothing
				g.Done(t)
				g.Done(t)
				g.Wait(t)
				return true
			}
		}},
		{"end of once, do", false, func(t *sim.Thread) (sim.Program, func(t *sim.Thread) bool) {
			o, first := sim.NewOnce(t, "o"), sim.NewAtomic(t, "first", 0)
			do := func(t *sim.Thread) { o.Do(t, func() { first.Store(t, 1) }) }
			return do, func(t *sim.Thread) bool {
				mine := false
				o.Do(t, func() { mine = true })
				return !mine
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := func(t *sim.Thread) {
				x := sim.NewVar(t, "x", 0)
				send, recv := c.program(t)
				t.Go("a", func(t *sim.Thread) { x.Store(t, 1); send(t) })
				t.Go("b", func(t *sim.Thread) {
					if recv(t) {
						x.Load(t)
					}
				})
			}
			for _, strategy := range []string{"dfs", "dpor"} {
				r, err := explore.Run(context.Background(), p, explore.Options{Strategy: strategy, All: true})
				if err != nil {
					t.Fatal(err)
				}
				racy := false
				for _, f := range r.Failures {
					racy = racy || f.Kind == sim.Race
				}
				if racy != c.racy {
					t.Errorf("%s: a race is found: %v, expected: %v", strategy, racy, c.racy)
				}
			}
		})
	}
}

// TestCountingMessages shows what misuse says.
func TestCountingMessages(t *testing.T) {
	for want, p := range map[string]sim.Program{
		"release of more than the initial permits of bounded semaphore s": func(t *sim.Thread) { sim.NewBoundedSemaphore(t, "s", 1).Release(t) },
		"negative counter of wait group wg":                               func(t *sim.Thread) { sim.NewWaitGroup(t, "wg").Done(t) },
		"add to zero while a wait has not returned, of wait group wg": func(t *sim.Thread) {
			g := sim.NewWaitGroup(t, "wg")
			t.Go("a", g.Wait)
			g.Add(t, 1)
			g.Done(t)
		},
		"interleave: a semaphore with -2 permits; zero is the least: acquires wait for a release then": func(t *sim.Thread) { sim.NewSemaphore(t, "s", -2) },
	} {
		r, err := explore.Run(context.Background(), p, explore.Options{Strategy: "dfs"})
		if err != nil || len(r.Failures) != 1 || r.Failures[0].Message != want {
			t.Errorf("error %v, failures %+v, want %q", err, r.Failures, want)
		}
	}
}
