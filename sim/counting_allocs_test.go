package sim_test

import "github.com/interleave-go/interleave/sim"

func init() {
	permits := func(opts ...sim.Option) func(rounds int) sim.Program {
		return func(rounds int) sim.Program {
			return func(t *sim.Thread) {
				s := sim.NewSemaphore(t, "s", 1, opts...)
				body := func(t *sim.Thread) {
					for range rounds {
						s.Acquire(t)
						s.Release(t)
						if s.TryAcquire(t) || s.AcquireTimeout(t, 1) {
							s.Release(t)
						}
					}
				}
				t.Join(t.Go("a", body), t.Go("b", body))
			}
		}
	}
	steady["semaphore"] = permits()
	steady["FIFO semaphore"] = permits(sim.FIFO)
	steady["event, wait group, once"] = func(rounds int) sim.Program {
		return func(t *sim.Thread) {
			e, back := sim.NewEvent(t, "e"), sim.NewEvent(t, "back")
			g, o := sim.NewWaitGroup(t, "wg"), sim.NewOnce(t, "o")
			nothing := func() {}
			t.Go("a", func(t *sim.Thread) {
				for range rounds {
					e.Wait(t)
					e.Clear(t)
					o.Do(t, nothing)
					g.Done(t)
					back.Set(t)
				}
			})
			for range rounds {
				g.Add(t, 1)
				e.Set(t)
				e.WaitTimeout(t, 1)
				g.Wait(t)
				back.Wait(t)
				back.Clear(t)
			}
		}
	}
}
