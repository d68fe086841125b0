package sim_test

import (
	"testing"

	"github.com/interleave-go/interleave/sim"
)

// TestRealChannels checks channels and select on real goroutines.
func TestRealChannels(t *testing.T) {
	realCases(t, []realCase{
		{"rendezvous", func(t *sim.Thread) {
			c, x := sim.NewChan[int](t, "c", 0), sim.NewVar(t, "x", 0)
			a := t.Go("a", func(t *sim.Thread) {
				v, ok := c.Recv(t)
				t.Observe("got", []any{v, ok, x.Load(t)})
			})
			x.Store(t, 7)
			c.Send(t, 1)
			t.Join(a)
		}, []string{"a/got=[1 true 7]"}},
		{"buffered, in order, then closed", func(t *sim.Thread) {
			c := sim.NewChan[string](t, "c", 2)
			a := t.Go("a", func(t *sim.Thread) {
				for v, ok := c.Recv(t); ok; v, ok = c.Recv(t) {
					t.Observe("v", v)
				}
			})
			c.Send(t, "x")
			c.Send(t, "y")
			c.Send(t, "z")
			c.Close(t)
			t.Join(a)
			t.Observe("len", c.Len(t))
			t.Observe("cap", c.Cap())
		}, []string{"len=0 cap=2 a/v=x a/v=y a/v=z"}},
		{"tries", func(t *sim.Thread) {
			c := sim.NewChan[int](t, "c", 1)
			v, ok := c.TryRecv(t)
			t.Observe("empty", []any{v, ok})
			t.Observe("sent", c.TrySend(t, 5))
			t.Observe("sent", c.TrySend(t, 6))
			t.Observe("len", c.Len(t))
			v, ok = c.TryRecv(t)
			t.Observe("full", []any{v, ok})
			c.Close(t)
			v, ok = c.TryRecv(t)
			t.Observe("closed", []any{v, ok})
			c.TrySend(t, 7)
		}, []string{"empty=[0 false] sent=true sent=false len=1 full=[5 true] closed=[0 false] [misuse]"}},
		{"send on closed", func(t *sim.Thread) {
			c := sim.NewChan[int](t, "c", 0)
			c.Close(t)
			t.Join(t.Go("a", func(t *sim.Thread) { c.Send(t, 1) }))
		}, []string{"[misuse]"}},
		{"close of closed", func(t *sim.Thread) {
			c := sim.NewChan[int](t, "c", 0)
			c.Close(t)
			c.Close(t)
		}, []string{"[misuse]"}},
		{"close of nil", func(t *sim.Thread) { (*sim.Chan[int])(nil).Close(t) }, []string{"[misuse]"}},
		{"nil", func(t *sim.Thread) {
			var c *sim.Chan[int]
			t.Observe("sent", c.TrySend(t, 1))
			_, ok := c.TryRecv(t)
			t.Observe("got", ok)
			t.Observe("len", c.Len(t))
			t.Go("a", func(t *sim.Thread) { c.Send(t, 1) })
			t.Go("b", func(t *sim.Thread) { sim.Select(t, c.SendCase(1), c.RecvCase(nil, nil)) })
			t.Go("d", func(t *sim.Thread) { sim.Select(t) })
			c.Recv(t)
		}, []string{"sent=false got=false len=0 [deadlock: main recv nil, a send nil, b select send nil | recv nil, d select]"}},
		{"nobody is there", func(t *sim.Thread) {
			c, d := sim.NewChan[int](t, "c", 0), sim.NewChan[int](t, "d", 1)
			d.Send(t, 1)
			t.Go("a", func(t *sim.Thread) { c.Recv(t) })
			t.Go("b", func(t *sim.Thread) { d.Send(t, 2) })
			t.Go("e", func(t *sim.Thread) { sim.Select(t, d.SendCase(3), sim.NewChan[int](t, "f", 0).RecvCase(nil, nil)) })
		}, []string{"[leak: a recv c, b send d, e select send d | recv e/f]"}},
		{"select takes what is ready", func(t *sim.Thread) {
			c, d := sim.NewChan[int](t, "c", 1), sim.NewChan[string](t, "d", 1)
			c.Send(t, 4)
			var v int
			var ok bool
			var s string
			t.Observe("case", sim.Select(t, d.RecvCase(&s, nil), c.RecvCase(&v, &ok), sim.Default()))
			t.Observe("got", []any{v, ok})
			t.Observe("case", sim.Select(t, d.RecvCase(&s, nil), c.RecvCase(&v, &ok), sim.Default()))
			t.Observe("case", sim.Select(t, d.SendCase("x"), c.RecvCase(&v, &ok)))
			t.Observe("case", sim.Select(t, d.SendCase("y"), d.RecvCase(&s, &ok)))
			t.Observe("got", s)
			d.Close(t)
			t.Observe("case", sim.Select(t, c.RecvCase(&v, &ok), d.RecvCase(&s, &ok)))
			t.Observe("got", []any{s, ok})
			sim.Select(t, d.SendCase("z"))
		}, []string{"case=1 got=[4 true] case=2 case=0 case=1 got=x case=1 got=[ false] [misuse]"}},
		{"select waits", func(t *sim.Thread) {
			c := sim.NewChan[int](t, "c", 0)
			a := t.Go("a", func(t *sim.Thread) {
				var v int
				sim.Select(t, c.RecvCase(&v, nil), (*sim.Chan[int])(nil).SendCase(1))
				t.Observe("v", v)
			})
			sim.Select(t, c.SendCase(9))
			t.Join(a)
		}, []string{"a/v=9"}},
		{"select times out", func(t *sim.Thread) {
			c := sim.NewChan[int](t, "c", 0)
			t.Observe("case", sim.Select(t, c.RecvCase(nil, nil), sim.After(5*ms)))
			t.Observe("now", t.Now())
		}, []string{"case=1 now=5ms"}},
	})
}

// TestRealTime checks what threads see of virtual time on real goroutines: what they
// have waited through.
func TestRealTime(t *testing.T) {
	realCases(t, []realCase{
		{"sleeps", func(t *sim.Thread) {
			t.Sleep(3 * ms)
			a := t.Go("a", func(t *sim.Thread) { t.Sleep(1000 * ms); t.Sleep(0); t.Observe("now", t.Now()) })
			t.Observe("now", t.Now())
			t.Join(a)
			t.Observe("now", t.Now())
		}, []string{"now=3ms now=1.003s a/now=1.003s"}},
		{"an hour is no time", func(t *sim.Thread) { t.Sleep(3_600_000 * ms) }, []string{""}},
		{"choices are drawn", func(t *sim.Thread) {
			all := true
			for n := 1; n < 5; n++ {
				k := t.Choose(n)
				all = all && k >= 0 && k < n
			}
			t.Observe("all", all)
		}, []string{"all=true"}},
	})
}

// TestRealOrder checks that those who wait get a lock, a permit or a signal in the
// order of their coming, where that is promised.
func TestRealOrder(t *testing.T) {
	// come starts threads that wait one after the other: the next one when all that
	// are before it are blocked, which nobody can see but by waiting for long.
	come := func(t *sim.Thread, wait func(t *sim.Thread)) (all []*sim.Thread) {
		for _, name := range []string{"a", "b", "c"} {
			all = append(all, t.Go(name, wait))
			t.Sleep(1000 * ms)
		}
		return all
	}
	order := func(t *sim.Thread) (next func(t *sim.Thread)) {
		n := sim.NewAtomic(t, "n", 0)
		return func(t *sim.Thread) { t.Observe("at", sim.Add(t, n, 1)) }
	}
	const inOrder = "a/at=1 b/at=2 c/at=3"
	for name, p := range map[string]sim.Program{
		"mutex": func(t *sim.Thread) {
			mu, next := sim.NewMutex(t, "mu", sim.FIFO), order(t)
			mu.Lock(t)
			all := come(t, func(t *sim.Thread) { mu.Lock(t); next(t); mu.Unlock(t) })
			mu.Unlock(t)
			t.Join(all...)
		},
		"semaphore": func(t *sim.Thread) {
			s, next := sim.NewSemaphore(t, "s", 0, sim.FIFO), order(t)
			all := come(t, func(t *sim.Thread) { s.Acquire(t); next(t); s.Release(t) })
			s.Release(t)
			t.Join(all...)
		},
		"condition": func(t *sim.Thread) {
			mu, next := sim.NewMutex(t, "mu"), order(t)
			c := sim.NewCond(t, "c", mu, sim.FIFO)
			all := come(t, func(t *sim.Thread) { mu.Lock(t); c.Wait(t); next(t); c.Signal(t); mu.Unlock(t) })
			c.Signal(t)
			t.Join(all...)
		},
		"broadcast on a fair mutex": func(t *sim.Thread) {
			mu, next := sim.NewMutex(t, "mu", sim.FIFO), order(t)
			c := sim.NewCond(t, "c", mu)
			all := come(t, func(t *sim.Thread) { mu.Lock(t); c.Wait(t); next(t); mu.Unlock(t) })
			c.Broadcast(t)
			t.Join(all...)
		},
		"writers": func(t *sim.Thread) {
			rw, next := sim.NewRWMutex(t, "rw", sim.FIFO), order(t)
			rw.RLock(t)
			all := come(t, func(t *sim.Thread) { rw.Lock(t); next(t); rw.Unlock(t) })
			rw.RUnlock(t)
			t.Join(all...)
		},
	} {
		t.Run(name, func(t *testing.T) {
			if seen := really(t, p, 20); seen[inOrder] < 10 { // a thread may be slow to come
				t.Errorf("%v, want %q most of the time", seen, inOrder)
			}
		})
	}
}
