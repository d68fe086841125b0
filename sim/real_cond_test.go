package sim_test

import (
	"testing"

	"github.com/interleave-go/interleave/sim"
)

// TestRealConditions checks condition variables of all kinds on mutexes of all kinds.
func TestRealConditions(t *testing.T) {
	for name, c := range map[string]struct{ mutex, cond []sim.Option }{
		"as in Go":          {},
		"fair":              {cond: []sim.Option{sim.FIFO}},
		"on a fair mutex":   {mutex: []sim.Option{sim.FIFO}},
		"fair on fair":      {mutex: []sim.Option{sim.FIFO}, cond: []sim.Option{sim.FIFO}},
		"signal needs lock": {cond: []sim.Option{sim.SignalNeedsLock}},
	} {
		with := func(f func(t *sim.Thread, mu *sim.Mutex, c *sim.Cond)) sim.Program {
			return func(t *sim.Thread) {
				mu := sim.NewMutex(t, "mu", c.mutex...)
				f(t, mu, sim.NewCond(t, "c", mu, c.cond...))
			}
		}
		signal := "[deadlock: main wait c]"
		if name == "signal needs lock" {
			signal = "[deadlock misuse: main wait c]"
		}
		t.Run(name, func(t *testing.T) {
			realCases(t, []realCase{
				{"each waits for its turn", with(func(t *sim.Thread, mu *sim.Mutex, c *sim.Cond) {
					turn := sim.NewVar(t, "turn", 0)
					body := func(k int) sim.Program {
						return func(t *sim.Thread) {
							for range 5 {
								mu.Lock(t)
								for turn.Load(t)%3 != k {
									c.Wait(t)
								}
								turn.Store(t, turn.Load(t)+1)
								c.Broadcast(t)
								mu.Unlock(t)
							}
						}
					}
					t.Join(t.Go("a", body(0)), t.Go("b", body(1)), t.Go("c", body(2)))
					t.Observe("turn", turn.Load(t))
				}), []string{"turn=15"}},
				{"one signal for each", with(func(t *sim.Thread, mu *sim.Mutex, c *sim.Cond) {
					wait := sim.NewVar(t, "waiting", 0)
					body := func(t *sim.Thread) {
						mu.Lock(t)
						wait.Store(t, wait.Load(t)+1)
						c.Wait(t)
						mu.Unlock(t)
					}
					a, b := t.Go("a", body), t.Go("b", body)
					for sent := 0; sent < 2; {
						mu.Lock(t)
						if wait.Load(t) > sent {
							c.Signal(t)
							sent++
						}
						mu.Unlock(t)
					}
					t.Join(a, b)
				}), []string{""}},
				{"late", with(func(t *sim.Thread, mu *sim.Mutex, c *sim.Cond) {
					mu.Lock(t)
					t.Observe("woken", c.WaitTimeout(t, ms))
					mu.Unlock(t) // it is locked again
					t.Observe("now", t.Now())
				}), []string{"woken=false now=1ms"}},
				{"in time, or late", with(func(t *sim.Thread, mu *sim.Mutex, c *sim.Cond) {
					x := sim.NewVar(t, "x", 0)
					mu.Lock(t)
					a := t.Go("a", func(t *sim.Thread) { mu.Lock(t); x.Store(t, 1); c.Signal(t); mu.Unlock(t) })
					if c.WaitTimeout(t, 1000*ms) {
						t.Observe("x", x.Load(t))
					}
					mu.Unlock(t)
					t.Join(a)
				}), []string{"x=1", ""}},
				{"late for good", with(func(t *sim.Thread, mu *sim.Mutex, c *sim.Cond) {
					mu.Lock(t)
					t.Go("a", func(t *sim.Thread) { mu.Lock(t) })
					c.WaitTimeout(t, 10*ms)
					c.Wait(t)
				}), []string{"[deadlock: main wait c, a lock mu]", "[deadlock: main wait c]"}},
				{"without the lock", with(func(t *sim.Thread, mu *sim.Mutex, c *sim.Cond) {
					t.Join(t.Go("a", func(t *sim.Thread) { c.Wait(t) }))
					t.Join(t.Go("b", func(t *sim.Thread) { c.WaitTimeout(t, ms) }))
					mu.Lock(t)
					t.Join(t.Go("c", func(t *sim.Thread) { c.Wait(t) }))
					mu.Unlock(t)
				}), []string{"[misuse]"}},
				{"a signal is lost", with(func(t *sim.Thread, mu *sim.Mutex, c *sim.Cond) {
					t.Join(t.Go("a", func(t *sim.Thread) { c.Signal(t) }), t.Go("b", func(t *sim.Thread) { c.Broadcast(t) }))
					mu.Lock(t)
					c.Wait(t)
				}), []string{signal}},
			})
		})
	}
}
