package sim_test

import (
	"testing"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// steady are programs of so many rounds. Their bodies allocate nothing.
var steady = map[string]func(rounds int) sim.Program{
	"mutex counter": counter,
	"atomics": func(rounds int) sim.Program {
		return func(t *sim.Thread) {
			n, s := sim.NewAtomic(t, "n", 0), sim.NewAtomic(t, "s", "a")
			body := func(t *sim.Thread) {
				for range rounds {
					v := n.Load(t)
					n.CompareAndSwap(t, v, v+1)
					sim.Add(t, n, 1)
					n.Swap(t, 1)
					s.Store(t, "b")
					s.CompareAndSwap(t, "a", "b")
				}
			}
			t.Join(t.Go("a", body), t.Go("b", body))
		}
	},
	"values kept by table": func(rounds int) sim.Program {
		p, q := &pair{"a", 1}, &pair{"b", 2}
		return func(t *sim.Thread) {
			v, w := sim.NewVar(t, "v", p), sim.NewVar(t, "w", pair{"a", 1})
			c := sim.NewChan[label](t, "c", 1)
			for range rounds {
				v.Store(t, q)
				v.Store(t, p)
				w.Store(t, *q)
				w.Store(t, *v.Load(t))
				c.Send(t, "x")
				c.Recv(t)
			}
		}
	},
	"buffered channel": func(rounds int) sim.Program {
		return func(t *sim.Thread) {
			there, back := sim.NewChan[int](t, "there", 2), sim.NewChan[int](t, "back", 1)
			a := t.Go("a", func(t *sim.Thread) {
				for range rounds {
					v, _ := there.Recv(t)
					back.Send(t, v)
				}
			})
			for i := range rounds {
				there.Send(t, i)
				back.Recv(t)
			}
			t.Join(a)
		}
	},
	"rendezvous": func(rounds int) sim.Program {
		return func(t *sim.Thread) {
			c := sim.NewChan[int](t, "c", 0)
			t.Go("a", func(t *sim.Thread) {
				for i := range rounds {
					c.Send(t, i)
				}
			})
			for range rounds {
				c.Recv(t)
			}
		}
	},
	"select with two ready cases": func(rounds int) sim.Program {
		return func(t *sim.Thread) {
			a, b := sim.NewChan[int](t, "a", 2), sim.NewChan[int](t, "b", 2)
			v, ok := 0, false
			a.Send(t, 1)
			b.Send(t, 1)
			for range rounds {
				if sim.Select(t, a.RecvCase(&v, &ok), b.RecvCase(&v, nil)) == 0 {
					sim.Select(t, a.SendCase(v), b.SendCase(v))
				} else {
					b.TrySend(t, v)
				}
				a.TryRecv(t)
				a.TrySend(t, 1)
			}
		}
	},
	"select meets select": func(rounds int) sim.Program {
		return func(t *sim.Thread) {
			a, b := sim.NewChan[int](t, "a", 0), sim.NewChan[int](t, "b", 0)
			t.Go("a", func(t *sim.Thread) {
				for i := range rounds {
					sim.Select(t, a.SendCase(i), b.SendCase(i))
				}
			})
			v := 0
			for range rounds {
				sim.Select(t, a.RecvCase(&v, nil), b.RecvCase(&v, nil))
			}
		}
	},
	"condition": func(rounds int) sim.Program {
		return func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			c, turn := sim.NewCond(t, "c", mu), sim.NewVar(t, "turn", 0)
			body := func(me int) sim.Program {
				return func(t *sim.Thread) {
					for range rounds {
						mu.Lock(t)
						for turn.Load(t) != me {
							c.Wait(t)
						}
						turn.Store(t, 1-me)
						c.Signal(t)
						mu.Unlock(t)
					}
				}
			}
			t.Join(t.Go("a", body(0)), t.Go("b", body(1)))
		}
	},
	"yield and choose": func(rounds int) sim.Program {
		return func(t *sim.Thread) {
			for range rounds {
				t.Yield()
				t.Choose(3)
				t.Observe("", 1)
			}
		}
	},
	"try and wait among many": func(rounds int) sim.Program {
		return func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			for range 20 { // a group that is switched on and off
				t.Go("w", func(t *sim.Thread) {
					for range rounds / 20 {
						mu.Lock(t)
						mu.TryLock(t)
						mu.Unlock(t)
					}
				})
			}
		}
	},
}

// A step of an engine that has been at work for a while allocates nothing: an
// execution of 11,000 rounds allocates hardly more than one of 1,000.
func TestStepsAllocateNothing(t *testing.T) {
	if detector {
		t.Skip("what counts is the ordinary build; the race detector only makes it slow")
	}
	for name, program := range steady {
		e, s := engine(t), &sched.Random{}
		allocs := func(rounds int) float64 {
			p, n := program(rounds), uint64(0)
			// The first runs fill the engine with what an execution needs.
			for range 2 {
				n++
				e.Run(p, s, n%2, sim.Limits{})
			}
			return testing.AllocsPerRun(2, func() {
				n++
				if x := e.Run(p, s, n%2, sim.Limits{}); len(x.Failures) > 0 || x.Steps() < rounds {
					t.Fatalf("%s: %d steps, %q", name, x.Steps(), failures(x))
				}
			})
		}
		long, short := allocs(11_000), allocs(1_000)
		if extra := long - short; extra > 3 {
			t.Errorf("%s: %.0f allocations in a long execution, %.0f in a short one", name, long, short)
		}
		if short > 30 {
			t.Errorf("%s: %.0f allocations in a short execution", name, short)
		}
	}
}

// A short execution of a warm engine allocates what its program allocates: two
// closures here, and the variadic arguments.
func TestShortExecutionsAllocateLittle(t *testing.T) {
	e, n := engine(t), uint64(0)
	s := &sched.Random{}
	p := counter(1)
	e.Run(p, s, 1, sim.Limits{})
	if got := testing.AllocsPerRun(100, func() {
		n++
		e.Run(p, s, n, sim.Limits{})
	}); got > 4 {
		t.Errorf("%.0f allocations", got)
	}
}
