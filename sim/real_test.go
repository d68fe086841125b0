package sim_test

import (
	"errors"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// really runs p on real goroutines n times, disturbed in n ways, and counts the
// outcomes. No goroutine may be left.
func really(t *testing.T, p sim.Program, n int) map[string]int {
	t.Helper()
	seen := map[string]int{}
	leavesNothing(t, func() {
		r := sim.NewReal()
		for i := range n {
			seen[r.Run(p, sim.RealLimits{Perturb: uint64(i), Timeout: 5 * time.Second}).Outcome]++
		}
		if r.Left() > 0 {
			t.Errorf("%d goroutines are left behind", r.Left())
		}
	})
	return seen
}

// realCase is a program without data races, and all that it may do on real goroutines.
type realCase struct {
	name    string
	program sim.Program
	want    []string
}

func realCases(t *testing.T, cases []realCase) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			seen := really(t, c.program, 30)
			for _, got := range slices.Sorted(maps.Keys(seen)) {
				if !slices.Contains(c.want, got) {
					t.Errorf("%d times %q, want one of %q", seen[got], got, c.want)
				}
			}
		})
	}
}

// TestRealEndings holds the form of outcomes, and of failures, to that of the modeled
// engine, for every way in which an execution ends.
func TestRealEndings(t *testing.T) {
	endings := map[string]sim.Program{
		"well": func(t *sim.Thread) {},
		"values": func(t *sim.Thread) {
			n, s := sim.NewAtomic(t, "n", 1), sim.NewAtomic(t, "s", "x")
			body := func(t *sim.Thread) {
				t.Observe("n", n.Load(t))
				t.Join(t.Go("c", func(t *sim.Thread) { t.Observe("s", s.Load(t)) }))
			}
			t.Join(t.Go("a", body), t.Go("a", body), t.Go("", body))
			t.Observe("end", []int{1})
		},
		"assertion": func(t *sim.Thread) {
			t.Join(t.Go("a", func(t *sim.Thread) {
				defer t.Observe("deferred", true)
				t.Assert(false, "no %d", 1)
			}))
		},
		"panic":  func(t *sim.Thread) { t.Join(t.Go("a", func(t *sim.Thread) { panic("oh") })) },
		"goexit": func(t *sim.Thread) { t.Join(t.Go("a", func(t *sim.Thread) { runtime.Goexit() })) },
		"Ends": func(t *sim.Thread) {
			t.Join(t.Go("a", func(t *sim.Thread) {
				defer func() { t.Observe("ends", sim.Ends(recover())) }()
				t.Fail("no")
			}))
		},
		"deadlock": func(t *sim.Thread) {
			a := sim.NewMutex(t, "A")
			a.Lock(t)
			t.Observe("x", 1)
			t.Join(t.Go("w", func(t *sim.Thread) { a.Lock(t) }), t.Go("v", func(t *sim.Thread) {}))
		},
		"leak": func(t *sim.Thread) {
			a := sim.NewMutex(t, "A")
			a.Lock(t)
			t.Go("w", func(t *sim.Thread) { t.Observe("y", 1); a.Lock(t); t.Observe("z", 1) })
		},
		"misuse and deadlock": func(t *sim.Thread) {
			a := sim.NewMutex(t, "A")
			t.Join(t.Go("w", func(t *sim.Thread) { a.Unlock(t) }))
			a.Lock(t)
			a.Lock(t)
		},
		"address": func(t *sim.Thread) { t.Observe("p", new(int)) },
		"await": func(t *sim.Thread) {
			n, m := sim.NewAtomic(t, "n", 0), sim.NewAtomic(t, "m", 0)
			t.Await(func() bool { return n.Load(t)+m.Load(t) > 0 })
		},
		"await and lock": func(t *sim.Thread) {
			n, mu := sim.NewAtomic(t, "n", 0), sim.NewMutex(t, "mu")
			mu.Lock(t)
			t.Go("b", func(t *sim.Thread) { mu.Lock(t) })
			t.Await(func() bool { return n.Load(t) > 0 })
		},
		"await that acts": func(t *sim.Thread) {
			n := sim.NewAtomic(t, "n", 0)
			t.Await(func() bool { n.Store(t, 1); return false })
		},
		"await that observes": func(t *sim.Thread) {
			n := sim.NewAtomic(t, "n", 0)
			t.Await(func() bool { t.Observe("n", n.Load(t)); return false })
		},
		"await of nothing": func(t *sim.Thread) { t.Await(func() bool { return false }) },
		"await in await": func(t *sim.Thread) {
			t.Await(func() bool { t.Await(func() bool { return true }); return true })
		},
	}
	for name, p := range endings {
		t.Run(name, func(t *testing.T) {
			x := engine(t).Run(p, &sched.Random{}, 1, sim.Limits{})
			want := string(x.Outcome)
			for got := range really(t, p, 10) {
				if got != want {
					t.Errorf("real goroutines do %q, the model %q", got, want)
				}
			}
			var fs []string
			for _, f := range sim.NewReal().Run(p, sim.RealLimits{}).Failures {
				if f.Thread != "" {
					f.Thread = " " + f.Thread
				}
				fs = append(fs, f.Kind.String()+f.Thread+": "+f.Message)
			}
			if want := failures(x); !slices.Equal(fs, want) {
				t.Errorf("failures\n%s\nof the model\n%s", strings.Join(fs, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

// TestRealLocks checks locks of all kinds on real goroutines.
func TestRealLocks(t *testing.T) {
	for kind, make := range anyLock {
		with := func(f func(t *sim.Thread, mu locker)) sim.Program {
			return func(t *sim.Thread) { f(t, make(t)) }
		}
		again := "[deadlock: main lock mu]"
		if kind == "reentrant mutex" {
			again = ""
		}
		t.Run(kind, func(t *testing.T) {
			realCases(t, []realCase{
				{"exclude", with(func(t *sim.Thread, mu locker) {
					n := sim.NewVar(t, "n", 0)
					add := func(t *sim.Thread) {
						for range 20 {
							mu.Lock(t)
							n.Store(t, n.Load(t)+1)
							mu.Unlock(t)
						}
					}
					t.Join(t.Go("a", add), t.Go("b", add), t.Go("c", add))
					t.Observe("n", n.Load(t))
				}), []string{"n=60"}},
				{"tries and time-outs exclude", with(func(t *sim.Thread, mu locker) {
					n := sim.NewVar(t, "n", 0)
					add := func(t *sim.Thread) {
						for !mu.TryLock(t) && !mu.LockTimeout(t, ms) {
						}
						n.Store(t, n.Load(t)+1)
						mu.Unlock(t)
					}
					t.Join(t.Go("a", add), t.Go("b", add), t.Go("c", add))
					t.Observe("n", n.Load(t))
				}), []string{"n=3"}},
				{"twice", with(func(t *sim.Thread, mu locker) { mu.Lock(t); mu.Lock(t) }), []string{again}},
				{"free", with(func(t *sim.Thread, mu locker) {
					mu.Lock(t)
					mu.Unlock(t)
					t.Observe("ok", mu.TryLock(t))
				}), []string{"ok=true"}},
				{"held", with(func(t *sim.Thread, mu locker) {
					mu.Lock(t)
					t.Join(t.Go("a", func(t *sim.Thread) {
						t.Observe("try", mu.TryLock(t))
						t.Observe("in time", mu.LockTimeout(t, ms))
						t.Observe("now", t.Now())
					}))
					t.Observe("now", t.Now())
				}), []string{"now=1ms a/try=false a/in time=false a/now=1ms"}},
				{"unlock when free", with(func(t *sim.Thread, mu locker) { mu.Unlock(t) }), []string{"[misuse]"}},
				{"two unlock what is locked once", with(func(t *sim.Thread, mu locker) {
					mu.Lock(t)
					mu.Unlock(t)
					unlock := func(t *sim.Thread) { mu.Unlock(t) }
					t.Join(t.Go("a", unlock), t.Go("b", unlock))
					mu.Lock(t)
				}), []string{"[misuse]"}},
				{"after misuse", with(func(t *sim.Thread, mu locker) {
					t.Join(t.Go("a", func(t *sim.Thread) { mu.Unlock(t) }))
					mu.Lock(t)
					t.Observe("locked", true)
				}), []string{"locked=true [misuse]"}},
			})
		})
	}
}

// TestRealReadersAndWriters checks reader-writer locks of all policies.
func TestRealReadersAndWriters(t *testing.T) {
	for _, policy := range []sim.Option{sim.WriterPreference, sim.ReaderPreference, sim.FIFO} {
		t.Run(policy.String(), func(t *testing.T) {
			with := func(f func(t *sim.Thread, rw *sim.RWMutex)) sim.Program {
				return func(t *sim.Thread) { f(t, sim.NewRWMutex(t, "rw", policy)) }
			}
			realCases(t, []realCase{
				{"readers share", with(func(t *sim.Thread, rw *sim.RWMutex) {
					b := sim.NewBarrier(t, "b", 2) // both are in at a time
					read := func(t *sim.Thread) { rw.RLock(t); b.Wait(t); rw.RUnlock(t) }
					t.Join(t.Go("a", read), t.Go("b", read))
				}), []string{""}},
				{"writers exclude readers", with(func(t *sim.Thread, rw *sim.RWMutex) {
					x := sim.NewVar(t, "x", 0)
					write := func(t *sim.Thread) { rw.Lock(t); x.Store(t, 1); x.Store(t, 0); rw.Unlock(t) }
					read := func(t *sim.Thread) { rw.RLock(t); t.Assert(x.Load(t) == 0, "torn"); rw.RUnlock(t) }
					t.Join(t.Go("a", read), t.Go("w", write), t.Go("b", read), t.Go("v", write))
				}), []string{""}},
				{"tries", with(func(t *sim.Thread, rw *sim.RWMutex) {
					rw.RLock(t)
					t.Join(t.Go("a", func(t *sim.Thread) {
						t.Observe("write", rw.TryLock(t))
						t.Observe("read", rw.TryRLock(t))
						rw.RUnlock(t)
						t.Observe("write in time", rw.LockTimeout(t, ms))
					}))
					rw.RUnlock(t)
					rw.Lock(t)
					t.Join(t.Go("b", func(t *sim.Thread) {
						t.Observe("read", rw.TryRLock(t))
						t.Observe("read in time", rw.RLockTimeout(t, ms))
					}))
				}), []string{"a/write=false a/read=true a/write in time=false b/read=false b/read in time=false"}},
				{"upgrade", with(func(t *sim.Thread, rw *sim.RWMutex) { rw.RLock(t); rw.Lock(t) }), []string{"[deadlock: main lock rw]"}},
				{"read what is written", with(func(t *sim.Thread, rw *sim.RWMutex) { rw.Lock(t); rw.RLock(t) }), []string{"[deadlock: main rlock rw]"}},
				{"runlock when free", with(func(t *sim.Thread, rw *sim.RWMutex) { rw.RUnlock(t) }), []string{"[misuse]"}},
				{"runlock of a writer", with(func(t *sim.Thread, rw *sim.RWMutex) { rw.Lock(t); rw.RUnlock(t) }), []string{"[misuse]"}},
				{"unlock of a reader", with(func(t *sim.Thread, rw *sim.RWMutex) { rw.RLock(t); rw.Unlock(t) }), []string{"[misuse]"}},
			})
		})
	}
}

// TestRealSynchronisation checks what threads wait for each other with.
func TestRealSynchronisation(t *testing.T) {
	broken := func(err error) bool { return errors.Is(err, sim.ErrBroken) }
	realCases(t, []realCase{
		{"event", func(t *sim.Thread) {
			x, e := sim.NewVar(t, "x", 0), sim.NewEvent(t, "e")
			a := t.Go("a", func(t *sim.Thread) { e.Wait(t); t.Observe("x", x.Load(t)); t.Observe("set", e.IsSet(t)) })
			x.Store(t, 1)
			e.Set(t)
			e.Set(t)
			t.Join(a)
			e.Clear(t)
			t.Observe("set", e.IsSet(t))
			t.Observe("in time", e.WaitTimeout(t, ms))
			e.Wait(t)
		}, []string{"set=false in time=false a/x=1 a/set=true [deadlock: main await e]"}},
		{"barrier", func(t *sim.Thread) {
			b, x := sim.NewBarrier(t, "b", 2), sim.NewVar(t, "x", 0)
			a := t.Go("a", func(t *sim.Thread) {
				for range 10 {
					x.Store(t, x.Load(t)+1)
					t.Assert(b.Wait(t) == nil && b.Wait(t) == nil, "broken")
				}
			})
			for i := range 10 {
				b.Wait(t)
				t.Assert(x.Load(t) == i+1, "a is elsewhere")
				b.Wait(t)
			}
			t.Join(a)
		}, []string{""}},
		{"barrier, by index", func(t *sim.Thread) {
			b, got := sim.NewBarrier(t, "b", 3), sim.NewAtomic(t, "got", 0)
			body := func(t *sim.Thread) {
				i, err := b.WaitIndex(t)
				t.Assert(err == nil, "broken")
				sim.Add(t, got, 1<<i)
			}
			t.Join(t.Go("a", body), t.Go("b", body), t.Go("c", body))
			t.Observe("got", got.Load(t))
		}, []string{"got=7"}},
		{"barrier that breaks", func(t *sim.Thread) {
			b := sim.NewBarrier(t, "b", 2)
			t.Observe("late", broken(b.WaitTimeout(t, ms)))
			t.Observe("broken", b.Broken(t))
			t.Observe("next", broken(b.Wait(t)))
			b.Reset(t)
			t.Observe("broken", b.Broken(t))
			a := t.Go("a", func(t *sim.Thread) { t.Observe("aborted", broken(b.Wait(t))) })
			b.Abort(t)
			t.Join(a)
			b.Reset(t)
			b.Wait(t)
		}, []string{"late=true broken=true next=true broken=false a/aborted=true [deadlock: main arrive b]"}},
		{"semaphore", func(t *sim.Thread) {
			s, in := sim.NewSemaphore(t, "s", 2), sim.NewAtomic(t, "in", 0)
			body := func(t *sim.Thread) {
				s.Acquire(t)
				t.Assert(sim.Add(t, in, 1) <= 2, "three are in")
				sim.Add(t, in, -1)
				s.Release(t)
			}
			t.Join(t.Go("a", body), t.Go("b", body), t.Go("c", body))
			s.Acquire(t)
			t.Observe("one", s.TryAcquire(t))
			t.Observe("two", s.TryAcquire(t))
			t.Observe("in time", s.AcquireTimeout(t, ms))
			s.Acquire(t)
		}, []string{"one=true two=false in time=false [deadlock: main acquire s]"}},
		{"fair semaphore", func(t *sim.Thread) {
			s, x := sim.NewSemaphore(t, "s", 1, sim.FIFO), sim.NewVar(t, "x", 0)
			body := func(t *sim.Thread) {
				for range 5 {
					s.Acquire(t)
					x.Store(t, x.Load(t)+1)
					s.Release(t)
				}
			}
			t.Join(t.Go("a", body), t.Go("b", body), t.Go("c", body))
			t.Observe("x", x.Load(t))
			t.Observe("try", s.TryAcquire(t))
			t.Observe("try", s.TryAcquire(t))
			t.Observe("in time", s.AcquireTimeout(t, ms))
			s.Acquire(t)
		}, []string{"x=15 try=true try=false in time=false [deadlock: main acquire s]"}},
		{"bounded semaphores", func(t *sim.Thread) {
			for _, o := range [][]sim.Option{nil, {sim.FIFO}} {
				for permits := range 2 {
					s := sim.NewBoundedSemaphore(t, "s", permits, o...)
					t.Join(t.Go("a", func(t *sim.Thread) { s.Release(t); t.Observe("released", true) }))
					t.Observe("try", s.TryAcquire(t))
				}
			}
		}, []string{"try=false try=true try=false try=true [misuse]"}},
		{"nobody has a permit", func(t *sim.Thread) {
			s := sim.NewBoundedSemaphore(t, "s", 0)
			t.Go("a", func(t *sim.Thread) { s.Acquire(t) })
			s.Release(t)
		}, []string{"[leak misuse: a acquire s]"}},
		{"wait group", func(t *sim.Thread) {
			g, x := sim.NewWaitGroup(t, "g"), sim.NewVar(t, "x", 0)
			g.Add(t, 2)
			t.Go("a", func(t *sim.Thread) { x.Store(t, 1); g.Done(t) })
			g.Done(t)
			g.Wait(t)
			t.Observe("x", x.Load(t))
			t.Observe("in time", g.WaitTimeout(t, ms))
			g.Add(t, 1)
			t.Observe("in time", g.WaitTimeout(t, ms))
			g.Wait(t)
		}, []string{"x=1 in time=true in time=false [deadlock: main wg-wait g]"}},
		{"wait group below zero", func(t *sim.Thread) {
			g := sim.NewWaitGroup(t, "g")
			t.Join(t.Go("a", func(t *sim.Thread) { g.Done(t) }))
			g.Wait(t)
		}, []string{"[misuse]"}},
		{"once", func(t *sim.Thread) {
			o, x := sim.NewOnce(t, "o"), sim.NewVar(t, "x", 0)
			body := func(t *sim.Thread) {
				o.Do(t, func() { x.Store(t, x.Load(t)+1) })
				t.Assert(x.Load(t) == 1, "x = %d", x.Load(t))
			}
			t.Join(t.Go("a", body), t.Go("b", body), t.Go("c", body))
		}, []string{""}},
		{"once in itself", func(t *sim.Thread) {
			o := sim.NewOnce(t, "o")
			body := func(t *sim.Thread) { o.Do(t, func() { o.Do(t, func() {}) }) }
			t.Join(t.Go("a", body), t.Go("b", body))
		}, []string{"[deadlock: main join a b, a once-begin o, b once-begin o]"}},
		{"once that panics", func(t *sim.Thread) {
			o := sim.NewOnce(t, "o")
			t.Join(t.Go("a", func(t *sim.Thread) { o.Do(t, func() { t.Fail("no") }) }))
			o.Do(t, func() { t.Observe("again", true) })
		}, []string{"[assertion]"}},
	})
}
