package sim_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// locker is what mutexes and reader-writer locks have in common.
type locker interface {
	Lock(t *sim.Thread)
	LockTimeout(t *sim.Thread, d time.Duration) bool
	TryLock(t *sim.Thread) bool
	Unlock(t *sim.Thread)
}

// anyLock makes each kind of lock.
var anyLock = map[string]func(t *sim.Thread) locker{
	"mutex":              func(t *sim.Thread) locker { return sim.NewMutex(t, "mu") },
	"fair mutex":         func(t *sim.Thread) locker { return sim.NewMutex(t, "mu", sim.FIFO) },
	"reentrant mutex":    func(t *sim.Thread) locker { return sim.NewRMutex(t, "mu") },
	"reader-writer lock": func(t *sim.Thread) locker { return sim.NewRWMutex(t, "mu") },
	"writers first":      func(t *sim.Thread) locker { return sim.NewRWMutex(t, "mu", sim.WriterPreference) },
	"readers first":      func(t *sim.Thread) locker { return sim.NewRWMutex(t, "mu", sim.ReaderPreference) },
	"in order":           func(t *sim.Thread) locker { return sim.NewRWMutex(t, "mu", sim.FIFO) },
}

// TestLocksExclude checks what all locks have in common: one thread at a time,
// ordered after the one before; tries that fail only while another thread has
// the lock; time-outs that come only when nobody can move.
func TestLocksExclude(t *testing.T) {
	for _, c := range []struct {
		name    string
		program func(t *sim.Thread, mu locker)
		want    []string
	}{
		{"counter", func(t *sim.Thread, mu locker) {
			n := sim.NewVar(t, "n", 0)
			add := func(t *sim.Thread) { mu.Lock(t); n.Store(t, n.Load(t)+1); mu.Unlock(t) }
			t.Join(t.Go("a", add), t.Go("b", add), t.Go("c", add))
			t.Observe("n", n.Load(t))
		}, []string{"n=3"}},
		{"two tries", func(t *sim.Thread, mu locker) {
			try := func(t *sim.Thread) { t.Observe("ok", mu.TryLock(t)) }
			t.Join(t.Go("a", try), t.Go("b", try))
		}, []string{"a/ok=false b/ok=true", "a/ok=true b/ok=false"}},
		{"in time", func(t *sim.Thread, mu locker) {
			mu.Lock(t)
			a := t.Go("a", func(t *sim.Thread) { t.Observe("ok", mu.LockTimeout(t, 0)); mu.Unlock(t) })
			t.Yield()
			mu.Unlock(t)
			t.Join(a)
		}, []string{"a/ok=true"}},
		{"late", func(t *sim.Thread, mu locker) {
			mu.Lock(t)
			a := t.Go("a", func(t *sim.Thread) { t.Observe("ok", mu.LockTimeout(t, ms)) })
			t.Sleep(2 * ms)
			mu.Unlock(t)
			t.Join(a)
			t.Observe("free", mu.TryLock(t))
		}, []string{"free=true a/ok=false"}},
		{"at the last moment", func(t *sim.Thread, mu locker) {
			mu.Lock(t)
			a := t.Go("a", func(t *sim.Thread) { t.Observe("ok", mu.LockTimeout(t, ms)) })
			t.Sleep(ms)
			mu.Unlock(t)
			t.Join(a)
		}, []string{"a/ok=false", "a/ok=true"}},
		{"who times out lets the other have it", func(t *sim.Thread, mu locker) {
			mu.Lock(t)
			wait := func(t *sim.Thread) {
				if ok := mu.LockTimeout(t, ms); ok {
					t.Observe("ok", true)
				}
			}
			a, b := t.Go("a", wait), t.Go("b", wait)
			t.Sleep(ms)
			mu.Unlock(t)
			t.Join(a, b)
		}, []string{"", "a/ok=true", "b/ok=true"}},
		{"never", func(t *sim.Thread, mu locker) {
			lock := func(t *sim.Thread) { mu.Lock(t) }
			t.Go("a", lock)
			t.Go("b", lock)
		}, []string{"[leak: a lock mu]", "[leak: b lock mu]"}},
	} {
		for name, lock := range anyLock {
			t.Run(c.name+"/"+name, func(t *testing.T) {
				got := allOutcomes(t, func(t *sim.Thread) { c.program(t, lock(t)) })
				if d := cmp.Diff(c.want, got); d != "" {
					t.Errorf("outcomes, - want, + got:\n%s", d)
				}
			})
		}
	}
}

// queue has a and b lock mu while main has it, in that order, and tells who was
// first.
func queue(t *sim.Thread, mu locker) {
	n := sim.NewVar(t, "n", "")
	mu.Lock(t)
	wait := func(after time.Duration) sim.Program {
		return func(t *sim.Thread) {
			t.Sleep(after)
			mu.Lock(t)
			n.Store(t, n.Load(t)+t.Name())
			mu.Unlock(t)
		}
	}
	a, b := t.Go("a", wait(ms)), t.Go("b", wait(2*ms))
	t.Sleep(3 * ms)
	mu.Unlock(t)
	t.Join(a, b)
	t.Observe("n", n.Load(t))
}

// behind has main read rw while w waits to write, and r reads after it; r tells
// whether it had to wait for w.
func behind(t *sim.Thread, rw *sim.RWMutex) {
	n := sim.NewAtomic(t, "n", 0)
	rw.RLock(t)
	w := t.Go("w", func(t *sim.Thread) { t.Sleep(ms); rw.Lock(t); n.Store(t, 1); rw.Unlock(t) })
	r := t.Go("r", func(t *sim.Thread) {
		t.Sleep(2 * ms)
		rw.RLock(t)
		t.Observe("after w", n.Load(t) == 1)
		rw.RUnlock(t)
	})
	t.Sleep(3 * ms)
	rw.RUnlock(t)
	t.Join(w, r)
}

// turns has r, then v, then s wait while w writes, and tells who was first.
func turns(t *sim.Thread, rw *sim.RWMutex) {
	n := sim.NewAtomic(t, "n", 0)
	rw.Lock(t)
	after := func(d time.Duration, lock, unlock func(*sim.Thread)) sim.Program {
		return func(t *sim.Thread) {
			t.Sleep(d)
			lock(t)
			t.Observe("n", sim.Add(t, n, 1))
			unlock(t)
		}
	}
	r := t.Go("r", after(ms, rw.RLock, rw.RUnlock))
	v := t.Go("v", after(2*ms, rw.Lock, rw.Unlock))
	s := t.Go("s", after(3*ms, rw.RLock, rw.RUnlock))
	t.Sleep(4 * ms)
	rw.Unlock(t)
	t.Join(r, v, s)
}

// TestLockOutcomes says what each lock can do that others cannot.
func TestLockOutcomes(t *testing.T) {
	for _, c := range []struct {
		name    string
		program sim.Program
		want    []string
	}{
		{"any waiter may be next", func(t *sim.Thread) { queue(t, sim.NewMutex(t, "mu")) }, []string{"n=ab", "n=ba"}},
		{"the first to arrive is next", func(t *sim.Thread) { queue(t, sim.NewMutex(t, "mu", sim.FIFO)) }, []string{"n=ab"}},
		{"so is the first writer", func(t *sim.Thread) { queue(t, sim.NewRWMutex(t, "rw", sim.FIFO)) }, []string{"n=ab"}},
		{"but not as in Go", func(t *sim.Thread) { queue(t, sim.NewRWMutex(t, "rw")) }, []string{"n=ab", "n=ba"}},
		{"a try does not jump the queue", func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu", sim.FIFO)
			mu.Lock(t)
			t.Go("a", func(t *sim.Thread) { mu.Lock(t); mu.Unlock(t) })
			t.Sleep(ms)
			mu.Unlock(t)
			t.Observe("try", mu.TryLock(t))
		}, []string{"try=false", "try=true"}},
		{"a waiter arrives when it is woken", func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu", sim.FIFO)
			c, n := sim.NewCond(t, "c", mu), sim.NewVar(t, "n", "")
			a := t.Go("a", func(t *sim.Thread) { mu.Lock(t); c.Wait(t); n.Store(t, n.Load(t)+"a"); mu.Unlock(t) })
			b := t.Go("b", func(t *sim.Thread) { t.Sleep(3 * ms); mu.Lock(t); n.Store(t, n.Load(t)+"b"); mu.Unlock(t) })
			t.Sleep(ms)
			mu.Lock(t)
			t.Sleep(ms)
			c.Signal(t)
			t.Sleep(2 * ms)
			mu.Unlock(t)
			t.Join(a, b)
			t.Observe("n", n.Load(t))
		}, []string{"n=ab"}},

		{"reentry", func(t *sim.Thread) {
			mu := sim.NewRMutex(t, "mu")
			mu.Lock(t)
			mu.Lock(t)
			t.Observe("again", []bool{mu.TryLock(t), mu.LockTimeout(t, ms)})
			a := t.Go("a", func(t *sim.Thread) { t.Observe("try", mu.TryLock(t)) })
			t.Join(a)
			for range 4 {
				mu.Unlock(t)
			}
			t.Join(t.Go("b", func(t *sim.Thread) { t.Observe("try", mu.TryLock(t)) }))
		}, []string{"again=[true true] a/try=false b/try=true"}},
		{"one unlock too few", func(t *sim.Thread) {
			mu := sim.NewRMutex(t, "mu")
			t.Join(t.Go("a", func(t *sim.Thread) { mu.Lock(t); mu.Lock(t); mu.Unlock(t) }))
			mu.Lock(t)
		}, []string{"[deadlock: main lock mu]"}},

		{"readers read together", func(t *sim.Thread) {
			rw, n := sim.NewRWMutex(t, "rw"), sim.NewAtomic(t, "n", 0)
			read := func(t *sim.Thread) { rw.RLock(t); t.Observe("in", sim.Add(t, n, 1)); sim.Add(t, n, -1); rw.RUnlock(t) }
			t.Join(t.Go("a", read), t.Go("b", read))
		}, []string{"a/in=1 b/in=1", "a/in=1 b/in=2", "a/in=2 b/in=1"}},
		{"as in Go, a reader waits for a writer that waits", func(t *sim.Thread) { behind(t, sim.NewRWMutex(t, "rw")) }, []string{"r/after w=true"}},
		{"in order, too", func(t *sim.Thread) { behind(t, sim.NewRWMutex(t, "rw", sim.FIFO)) }, []string{"r/after w=true"}},
		{"readers first, it does not", func(t *sim.Thread) { behind(t, sim.NewRWMutex(t, "rw", sim.ReaderPreference)) }, []string{"r/after w=false"}},
		{"as in Go, an unlock lets in all readers that wait", func(t *sim.Thread) { turns(t, sim.NewRWMutex(t, "rw")) },
			[]string{"r/n=1 v/n=3 s/n=2", "r/n=2 v/n=3 s/n=1"}},
		{"in order, those before the next writer", func(t *sim.Thread) { turns(t, sim.NewRWMutex(t, "rw", sim.FIFO)) },
			[]string{"r/n=1 v/n=2 s/n=3"}},
		{"readers first, anybody", func(t *sim.Thread) { turns(t, sim.NewRWMutex(t, "rw", sim.ReaderPreference)) },
			[]string{"r/n=1 v/n=2 s/n=3", "r/n=1 v/n=3 s/n=2", "r/n=2 v/n=1 s/n=3", "r/n=2 v/n=3 s/n=1", "r/n=3 v/n=1 s/n=2", "r/n=3 v/n=2 s/n=1"}},
		{"a reader that reads again", func(t *sim.Thread) {
			rw := sim.NewRWMutex(t, "rw")
			t.Go("w", func(t *sim.Thread) { rw.Lock(t); rw.Unlock(t) })
			rw.RLock(t)
			rw.RLock(t)
			rw.RUnlock(t)
			rw.RUnlock(t)
		}, []string{"", "[deadlock: main rlock rw, w lock rw]"}},
		{"readers first, it may", func(t *sim.Thread) {
			rw := sim.NewRWMutex(t, "rw", sim.ReaderPreference)
			t.Go("w", func(t *sim.Thread) { rw.Lock(t); rw.Unlock(t) })
			rw.RLock(t)
			rw.RLock(t)
			rw.RUnlock(t)
			rw.RUnlock(t)
		}, []string{""}},
		{"an upgrade", func(t *sim.Thread) {
			rw := sim.NewRWMutex(t, "rw")
			rw.RLock(t)
			rw.Lock(t)
		}, []string{"[deadlock: main lock rw]"}},
		{"tries to read", func(t *sim.Thread) {
			rw := sim.NewRWMutex(t, "rw")
			rw.RLock(t)
			t.Observe("read", rw.TryRLock(t))
			t.Observe("write", rw.TryLock(t))
			w := t.Go("w", func(t *sim.Thread) { rw.Lock(t); rw.Unlock(t) })
			t.Sleep(ms)
			t.Observe("waits", rw.TryRLock(t))
			rw.RUnlock(t)
			rw.RUnlock(t)
			t.Join(w)
		}, []string{"read=true write=false waits=false"}},
		{"a writer that gives up lets readers in", func(t *sim.Thread) {
			rw := sim.NewRWMutex(t, "rw")
			rw.RLock(t)
			w := t.Go("w", func(t *sim.Thread) { t.Observe("ok", rw.LockTimeout(t, 2*ms)) })
			t.Sleep(ms)
			rw.RLock(t)
			t.Observe("now", t.Now())
			t.Join(w)
		}, []string{"now=2ms w/ok=false"}},
		{"a reader that gives up", func(t *sim.Thread) {
			rw := sim.NewRWMutex(t, "rw")
			rw.Lock(t)
			r := t.Go("r", func(t *sim.Thread) { t.Observe("ok", rw.RLockTimeout(t, ms)) })
			t.Sleep(2 * ms)
			rw.Unlock(t)
			t.Join(r)
			t.Observe("free", rw.TryLock(t))
		}, []string{"free=true r/ok=false"}},
		{"the readers of others may be unlocked", func(t *sim.Thread) {
			rw := sim.NewRWMutex(t, "rw")
			rw.RLock(t)
			t.Go("a", func(t *sim.Thread) { rw.RUnlock(t) })
			rw.Lock(t)
		}, []string{""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, allOutcomes(t, c.program)); d != "" {
				t.Errorf("outcomes, - want, + got:\n%s", d)
			}
		})
	}
}

// TestLockMistakes checks the messages of misuse, and of options that make no
// sense.
func TestLockMistakes(t *testing.T) {
	for _, c := range []struct {
		name    string
		program sim.Program
		want    []string
	}{
		{"fair mutex", func(t *sim.Thread) { sim.NewMutex(t, "mu", sim.FIFO).Unlock(t) }, []string{"misuse main: unlock of unlocked mutex mu"}},
		{"reentrant mutex", func(t *sim.Thread) {
			mu := sim.NewRMutex(t, "mu")
			mu.Lock(t)
			t.Join(t.Go("a", func(t *sim.Thread) { mu.Unlock(t) }))
			mu.Unlock(t)
			mu.Unlock(t)
		}, []string{
			"misuse a: unlock by a thread that does not hold it, of reentrant mutex mu",
			"misuse main: unlock by a thread that does not hold it, of reentrant mutex mu",
		}},
		{"read lock", func(t *sim.Thread) {
			rw := sim.NewRWMutex(t, "rw")
			t.Join(t.Go("a", rw.RUnlock))
			rw.RLock(t)
			rw.Unlock(t)
		}, []string{
			"misuse a: runlock of not read-locked reader-writer lock rw",
			"misuse main: unlock of not write-locked reader-writer lock rw",
		}},
		{"write lock", func(t *sim.Thread) {
			rw := sim.NewRWMutex(t, "rw", sim.ReaderPreference)
			rw.Lock(t)
			rw.RUnlock(t)
		}, []string{"misuse main: runlock of not read-locked reader-writer lock rw"}},
		{"waiting without", func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu", sim.FIFO)
			sim.NewCond(t, "c", mu).Wait(t)
		}, []string{"misuse main: wait without holding the condition's mutex c"}},
		{"unknown option", func(t *sim.Thread) { sim.NewRMutex(t, "mu", sim.FIFO) },
			[]string{"panic main: interleave: reentrant mutex mu: option FIFO is not known to this kind of object"}},
		{"two policies", func(t *sim.Thread) { sim.NewRWMutex(t, "rw", sim.FIFO, sim.ReaderPreference) },
			[]string{"panic main: interleave: reader-writer lock rw: at most one of WriterPreference, ReaderPreference and FIFO can hold"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, failures(runOn(t, c.program))); d != "" {
				t.Errorf("failures, - want, + got:\n%s", d)
			}
		})
	}
}

// passing is what two threads do with a lock: a stores between the first two; b,
// later, loads after the third if that says so.
type passing struct {
	lock, unlock sim.Program
	get          func(t *sim.Thread) bool
}

// TestLockRaces checks which unlocks order accesses of plain memory before which
// locks.
func TestLockRaces(t *testing.T) {
	got := func(lock sim.Program) func(*sim.Thread) bool {
		return func(t *sim.Thread) bool { lock(t); return true }
	}
	// again leaves the lock held, by somebody whom the store is ordered before.
	again := func(rw *sim.RWMutex) sim.Program { return func(t *sim.Thread) { rw.Unlock(t); rw.Lock(t) } }
	for _, c := range []struct {
		name string
		racy bool
		ops  func(rw *sim.RWMutex) passing
	}{
		{"write, read", false, func(rw *sim.RWMutex) passing { return passing{rw.Lock, rw.Unlock, got(rw.RLock)} }},
		{"write, write", false, func(rw *sim.RWMutex) passing { return passing{rw.Lock, rw.Unlock, got(rw.Lock)} }},
		{"write, try to read", false, func(rw *sim.RWMutex) passing { return passing{rw.Lock, rw.Unlock, rw.TryRLock} }},
		{"read, write", false, func(rw *sim.RWMutex) passing { return passing{rw.RLock, rw.RUnlock, got(rw.Lock)} }},
		{"read, try to write", false, func(rw *sim.RWMutex) passing { return passing{rw.RLock, rw.RUnlock, rw.TryLock} }},
		{"read, read", true, func(rw *sim.RWMutex) passing { return passing{rw.RLock, rw.RUnlock, got(rw.RLock)} }},
		{"write, failed try to write", true, func(rw *sim.RWMutex) passing {
			return passing{rw.Lock, again(rw), func(t *sim.Thread) bool { return !rw.TryLock(t) }}
		}},
		{"write, failed try", true, func(rw *sim.RWMutex) passing {
			return passing{rw.Lock, again(rw), func(t *sim.Thread) bool { return !rw.TryRLock(t) }}
		}},
		{"write, time-out", true, func(rw *sim.RWMutex) passing {
			return passing{rw.Lock, again(rw), func(t *sim.Thread) bool { return !rw.RLockTimeout(t, ms) }}
		}},
	} {
		for _, policy := range []sim.Option{sim.WriterPreference, sim.ReaderPreference, sim.FIFO} {
			t.Run(c.name+"/"+policy.String(), func(t *testing.T) {
				p := func(t *sim.Thread) {
					x := sim.NewVar(t, "x", 0)
					ops := c.ops(sim.NewRWMutex(t, "rw", policy))
					t.Go("a", func(t *sim.Thread) { ops.lock(t); x.Store(t, 1); ops.unlock(t) })
					t.Go("b", func(t *sim.Thread) {
						t.Sleep(1)
						if ops.get(t) {
							x.Load(t)
						}
					})
				}
				r, err := explore.Run(context.Background(), p, explore.Options{Strategy: "dfs", All: true})
				if err != nil {
					t.Fatal(err)
				}
				racy := slices.ContainsFunc(r.Failures, func(f explore.Failure) bool { return f.Kind == sim.Race })
				if racy != c.racy {
					t.Errorf("a race was found: %v, want %v", racy, c.racy)
				}
			})
		}
	}
}

func init() {
	for name, lock := range anyLock {
		steady[name] = func(rounds int) sim.Program {
			return func(t *sim.Thread) {
				mu := lock(t)
				rw, shared := mu.(*sim.RWMutex)
				body := func(t *sim.Thread) {
					for range rounds {
						mu.Lock(t)
						mu.Unlock(t)
						if mu.TryLock(t) || mu.LockTimeout(t, 1) {
							mu.Unlock(t)
						}
						if shared {
							rw.RLock(t)
							rw.RUnlock(t)
							if rw.TryRLock(t) || rw.RLockTimeout(t, 1) {
								rw.RUnlock(t)
							}
						}
					}
				}
				t.Join(t.Go("a", body), t.Go("b", body))
			}
		}
	}
}
