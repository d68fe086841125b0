package sim_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// raceProgram is a program with one plain variable x. It is racy if some
// execution has a data race on it; a clean one has none in any.
type raceProgram struct {
	name  string
	racy  bool
	write func(t *sim.Thread, x *sim.Var[int])
}

// both starts two threads.
func both(t *sim.Thread, a, b sim.Program) { t.Go("a", a); t.Go("b", b) }

var racePrograms = []raceProgram{
	{"nobody writes", false, func(t *sim.Thread, x *sim.Var[int]) {
		read := func(t *sim.Thread) { x.Load(t); x.Load(t) }
		both(t, read, read)
		x.Load(t)
	}},
	{"unprotected", true, func(t *sim.Thread, x *sim.Var[int]) {
		add := func(t *sim.Thread) { x.Store(t, x.Load(t)+1) }
		both(t, add, add)
	}},
	{"write and write", true, func(t *sim.Thread, x *sim.Var[int]) {
		write := func(t *sim.Thread) { x.Store(t, 1) }
		both(t, write, write)
	}},
	{"write and read", true, func(t *sim.Thread, x *sim.Var[int]) {
		both(t, func(t *sim.Thread) { x.Store(t, 1) }, func(t *sim.Thread) { x.Load(t) })
	}},
	{"a mutex around all", false, func(t *sim.Thread, x *sim.Var[int]) {
		mu := sim.NewMutex(t, "mu")
		add := func(t *sim.Thread) { mu.Lock(t); x.Store(t, x.Load(t)+1); mu.Unlock(t) }
		both(t, add, add)
	}},
	{"a mutex around the writer only", true, func(t *sim.Thread, x *sim.Var[int]) {
		mu := sim.NewMutex(t, "mu")
		both(t, func(t *sim.Thread) { mu.Lock(t); x.Store(t, 1); mu.Unlock(t) }, func(t *sim.Thread) { x.Load(t) })
	}},
	{"two mutexes", true, func(t *sim.Thread, x *sim.Var[int]) {
		add := func(mu *sim.Mutex) sim.Program {
			return func(t *sim.Thread) { mu.Lock(t); x.Store(t, x.Load(t)+1); mu.Unlock(t) }
		}
		both(t, add(sim.NewMutex(t, "m")), add(sim.NewMutex(t, "n")))
	}},
	{"a mutex that is tried", false, func(t *sim.Thread, x *sim.Var[int]) {
		mu := sim.NewMutex(t, "mu")
		add := func(t *sim.Thread) {
			if mu.TryLock(t) {
				x.Store(t, x.Load(t)+1)
				mu.Unlock(t)
			}
		}
		both(t, add, add)
	}},
	{"a failed try orders nothing", true, func(t *sim.Thread, x *sim.Var[int]) {
		mu := sim.NewMutex(t, "mu")
		both(t, func(t *sim.Thread) { x.Store(t, 1); mu.Lock(t) }, func(t *sim.Thread) {
			if !mu.TryLock(t) { // a holds it, so it has written
				x.Load(t)
			}
		})
	}},
	{"not even with an earlier holder", true, func(t *sim.Thread, x *sim.Var[int]) {
		mu, again := sim.NewMutex(t, "mu"), false
		both(t, func(t *sim.Thread) { x.Store(t, 1); mu.Lock(t); mu.Unlock(t); mu.Lock(t); again = true }, func(t *sim.Thread) {
			if !mu.TryLock(t) && again {
				x.Load(t)
			}
		})
	}},
	{"a successful try orders", false, func(t *sim.Thread, x *sim.Var[int]) {
		mu, written := sim.NewMutex(t, "mu"), sim.NewAtomic(t, "written", false)
		both(t, func(t *sim.Thread) { mu.Lock(t); x.Store(t, 1); written.Store(t, true); mu.Unlock(t) }, func(t *sim.Thread) {
			if mu.TryLock(t) && written.Load(t) {
				x.Load(t)
			}
		})
	}},
	{"spawn", false, func(t *sim.Thread, x *sim.Var[int]) {
		x.Store(t, 1)
		t.Go("a", func(t *sim.Thread) { x.Store(t, 2); t.Go("b", func(t *sim.Thread) { x.Store(t, 3) }) })
	}},
	{"write after spawn", true, func(t *sim.Thread, x *sim.Var[int]) {
		t.Go("a", func(t *sim.Thread) { x.Load(t) })
		x.Store(t, 1)
	}},
	{"siblings", true, func(t *sim.Thread, x *sim.Var[int]) {
		t.Go("a", func(t *sim.Thread) { x.Store(t, 1) })
		t.Go("b", func(t *sim.Thread) { x.Store(t, 1) })
	}},
	{"join", false, func(t *sim.Thread, x *sim.Var[int]) {
		a := t.Go("a", func(t *sim.Thread) { x.Store(t, 1) })
		t.Join(a)
		t.Join(t.Go("b", func(t *sim.Thread) { x.Store(t, 2) }))
		x.Store(t, 3)
	}},
	{"join of another one", true, func(t *sim.Thread, x *sim.Var[int]) {
		t.Go("a", func(t *sim.Thread) { x.Store(t, 1) })
		t.Join(t.Go("b", func(t *sim.Thread) { t.Yield() }))
		x.Store(t, 3)
	}},
	{"join of the joiner", false, func(t *sim.Thread, x *sim.Var[int]) {
		a := t.Go("a", func(t *sim.Thread) { x.Store(t, 1) })
		t.Join(t.Go("b", func(t *sim.Thread) { t.Join(a) }))
		x.Store(t, 3)
	}},
	{"message over a buffered channel", false, func(t *sim.Thread, x *sim.Var[int]) {
		c := sim.NewChan[int](t, "c", 1)
		both(t, func(t *sim.Thread) { x.Store(t, 1); c.Send(t, 1) }, func(t *sim.Thread) { c.Recv(t); x.Store(t, 2) })
	}},
	{"write after the message", true, func(t *sim.Thread, x *sim.Var[int]) {
		c := sim.NewChan[int](t, "c", 1)
		both(t, func(t *sim.Thread) { c.Send(t, 1); x.Store(t, 1) }, func(t *sim.Thread) { c.Recv(t); x.Store(t, 2) })
	}},
	{"a buffered receive does not order its send", true, func(t *sim.Thread, x *sim.Var[int]) {
		c := sim.NewChan[int](t, "c", 1)
		both(t, func(t *sim.Thread) { x.Store(t, 1); c.Recv(t) }, func(t *sim.Thread) { c.Send(t, 1); x.Store(t, 2) })
	}},
	{"rendezvous, sender first", false, func(t *sim.Thread, x *sim.Var[int]) {
		c := sim.NewChan[int](t, "c", 0)
		both(t, func(t *sim.Thread) { x.Store(t, 1); c.Send(t, 1) }, func(t *sim.Thread) { c.Recv(t); x.Store(t, 2) })
	}},
	{"rendezvous, receiver first", false, func(t *sim.Thread, x *sim.Var[int]) {
		c := sim.NewChan[int](t, "c", 0)
		both(t, func(t *sim.Thread) { x.Store(t, 1); c.Recv(t) }, func(t *sim.Thread) { c.Send(t, 1); x.Store(t, 2) })
	}},
	{"after a rendezvous", true, func(t *sim.Thread, x *sim.Var[int]) {
		c := sim.NewChan[int](t, "c", 0)
		both(t, func(t *sim.Thread) { c.Send(t, 1); x.Store(t, 1) }, func(t *sim.Thread) { c.Recv(t); x.Store(t, 2) })
	}},
	{"rendezvous with another one", true, func(t *sim.Thread, x *sim.Var[int]) {
		c := sim.NewChan[int](t, "c", 0)
		both(t, func(t *sim.Thread) { x.Store(t, 1); c.Send(t, 1) }, func(t *sim.Thread) { c.Recv(t); x.Store(t, 2) })
		t.Go("d", func(t *sim.Thread) { c.Send(t, 1) })
		c.Recv(t)
	}},
	{"close", false, func(t *sim.Thread, x *sim.Var[int]) {
		c := sim.NewChan[int](t, "c", 0)
		both(t, func(t *sim.Thread) { x.Store(t, 1); c.Close(t) }, func(t *sim.Thread) { c.Recv(t); x.Store(t, 2) })
	}},
	{"close of a buffered channel", false, func(t *sim.Thread, x *sim.Var[int]) {
		c := sim.NewChan[int](t, "c", 1)
		both(t, func(t *sim.Thread) { c.Send(t, 1); x.Store(t, 1); c.Close(t) }, func(t *sim.Thread) {
			c.Recv(t)
			if _, ok := c.Recv(t); !ok {
				x.Store(t, 2)
			}
		})
	}},
	{"what came before the close is no order", true, func(t *sim.Thread, x *sim.Var[int]) {
		c := sim.NewChan[int](t, "c", 1)
		both(t, func(t *sim.Thread) { c.Send(t, 1); x.Store(t, 1); c.Close(t) }, func(t *sim.Thread) { c.Recv(t); x.Store(t, 2) })
	}},
	{"the k-th receive orders send number k+C", false, func(t *sim.Thread, x *sim.Var[int]) {
		c := sim.NewChan[int](t, "c", 2)
		both(t, func(t *sim.Thread) {
			c.Send(t, 1)
			c.Send(t, 2)
			c.Send(t, 3) // after the first receive
			x.Store(t, 1)
		}, func(t *sim.Thread) { x.Store(t, 2); c.Recv(t) })
	}},
	{"but no send before that", true, func(t *sim.Thread, x *sim.Var[int]) {
		c := sim.NewChan[int](t, "c", 2)
		both(t, func(t *sim.Thread) {
			c.Send(t, 1)
			c.Send(t, 2)
			x.Store(t, 1)
		}, func(t *sim.Thread) { x.Store(t, 2); c.Recv(t) })
	}},
	{"nor a later receive that send", true, func(t *sim.Thread, x *sim.Var[int]) {
		c := sim.NewChan[int](t, "c", 2)
		both(t, func(t *sim.Thread) {
			c.Send(t, 1)
			c.Send(t, 2)
			c.Send(t, 3)
			x.Store(t, 1)
		}, func(t *sim.Thread) { c.Recv(t); x.Store(t, 2); c.Recv(t) })
	}},
	{"a channel as a semaphore", false, func(t *sim.Thread, x *sim.Var[int]) {
		c := sim.NewChan[struct{}](t, "c", 1)
		add := func(t *sim.Thread) { c.Send(t, struct{}{}); x.Store(t, x.Load(t)+1); c.Recv(t) }
		both(t, add, add)
	}},
	{"a channel as a semaphore for two", true, func(t *sim.Thread, x *sim.Var[int]) {
		c := sim.NewChan[struct{}](t, "c", 2)
		add := func(t *sim.Thread) { c.Send(t, struct{}{}); x.Store(t, x.Load(t)+1); c.Recv(t) }
		both(t, add, add)
	}},
	{"try-send", false, func(t *sim.Thread, x *sim.Var[int]) {
		c := sim.NewChan[int](t, "c", 1)
		both(t, func(t *sim.Thread) { x.Store(t, 1); c.TrySend(t, 1) }, func(t *sim.Thread) { c.Recv(t); x.Store(t, 2) })
	}},
	{"failed try-send", true, func(t *sim.Thread, x *sim.Var[int]) {
		c := sim.NewChan[int](t, "c", 1)
		both(t, func(t *sim.Thread) { x.Store(t, 1); c.Send(t, 1) }, func(t *sim.Thread) {
			if !c.TrySend(t, 2) { // full, so a has written
				x.Store(t, 2)
			}
		})
	}},
	{"try-receive", false, func(t *sim.Thread, x *sim.Var[int]) {
		c := sim.NewChan[int](t, "c", 0)
		both(t, func(t *sim.Thread) { x.Store(t, 1); c.Send(t, 1) }, func(t *sim.Thread) {
			if _, ok := c.TryRecv(t); ok {
				x.Store(t, 2)
			}
		})
	}},
	{"failed try-receive", true, func(t *sim.Thread, x *sim.Var[int]) {
		c := sim.NewChan[int](t, "c", 1)
		c.Send(t, 1)
		both(t, func(t *sim.Thread) { x.Store(t, 1); c.Recv(t) }, func(t *sim.Thread) {
			if _, ok := c.TryRecv(t); !ok {
				x.Store(t, 2)
			}
		})
	}},
	{"len orders nothing", true, func(t *sim.Thread, x *sim.Var[int]) {
		c := sim.NewChan[int](t, "c", 1)
		both(t, func(t *sim.Thread) { x.Store(t, 1); c.Send(t, 1) }, func(t *sim.Thread) {
			if c.Len(t) == 1 {
				x.Store(t, 2)
			}
		})
	}},
	{"select, the case taken", false, func(t *sim.Thread, x *sim.Var[int]) {
		c, d := sim.NewChan[int](t, "c", 1), sim.NewChan[int](t, "d", 0)
		both(t, func(t *sim.Thread) { x.Store(t, 1); sim.Select(t, c.SendCase(1), d.SendCase(1)) }, func(t *sim.Thread) {
			sim.Select(t, d.RecvCase(nil, nil), c.RecvCase(nil, nil))
			x.Store(t, 2)
		})
	}},
	{"select, another case", true, func(t *sim.Thread, x *sim.Var[int]) {
		c, d := sim.NewChan[int](t, "c", 1), sim.NewChan[int](t, "d", 1)
		both(t, func(t *sim.Thread) { x.Store(t, 1); c.Send(t, 1) }, func(t *sim.Thread) {
			sim.Select(t, d.SendCase(1), c.RecvCase(nil, nil))
			x.Store(t, 2)
		})
	}},
	{"select, default", true, func(t *sim.Thread, x *sim.Var[int]) {
		c := sim.NewChan[int](t, "c", 1)
		both(t, func(t *sim.Thread) { x.Store(t, 1); c.Send(t, 1) }, func(t *sim.Thread) {
			if sim.Select(t, c.SendCase(1), sim.Default()) == 1 {
				x.Store(t, 2)
			}
		})
	}},
	{"atomic flag", false, func(t *sim.Thread, x *sim.Var[int]) {
		f := sim.NewAtomic(t, "f", false)
		both(t, func(t *sim.Thread) { x.Store(t, 1); f.Store(t, true) }, func(t *sim.Thread) {
			if f.Load(t) {
				x.Store(t, 2)
			}
		})
	}},
	{"atomic flag that is not looked at", true, func(t *sim.Thread, x *sim.Var[int]) {
		f := sim.NewAtomic(t, "f", false)
		both(t, func(t *sim.Thread) { x.Store(t, 1); f.Store(t, true) }, func(t *sim.Thread) { f.Load(t); x.Store(t, 2) })
	}},
	{"a later atomic store observes nothing", true, func(t *sim.Thread, x *sim.Var[int]) {
		f := sim.NewAtomic(t, "f", 0)
		both(t, func(t *sim.Thread) { x.Store(t, 1); f.Store(t, 1) }, func(t *sim.Thread) { f.Store(t, 2); x.Store(t, 2) })
	}},
	{"nor does who observes that one see the first", true, func(t *sim.Thread, x *sim.Var[int]) {
		f := sim.NewAtomic(t, "f", 0)
		both(t, func(t *sim.Thread) { x.Store(t, 1); f.Store(t, 1) }, func(t *sim.Thread) { f.Store(t, 2) })
		if f.Load(t) == 2 {
			x.Load(t)
		}
	}},
	{"a chain of adds", false, func(t *sim.Thread, x *sim.Var[int]) {
		f := sim.NewAtomic(t, "f", 0)
		last := func(t *sim.Thread) {
			if sim.Add(t, f, 1) == 3 {
				x.Store(t, 2)
			}
		}
		both(t, last, last)
		x.Load(t)
		last(t)
	}},
	{"compare-and-swap as a lock", false, func(t *sim.Thread, x *sim.Var[int]) {
		f := sim.NewAtomic(t, "f", false)
		add := func(t *sim.Thread) {
			if f.CompareAndSwap(t, false, true) {
				x.Store(t, x.Load(t)+1)
				f.Store(t, false)
			}
		}
		both(t, add, add)
	}},
	{"a failed compare-and-swap observes", false, func(t *sim.Thread, x *sim.Var[int]) {
		f := sim.NewAtomic(t, "f", 0)
		both(t, func(t *sim.Thread) { x.Store(t, 1); f.Store(t, 1) }, func(t *sim.Thread) {
			if !f.CompareAndSwap(t, 0, 0) {
				x.Store(t, 2)
			}
		})
	}},
	{"but it publishes nothing", true, func(t *sim.Thread, x *sim.Var[int]) {
		f := sim.NewAtomic(t, "f", 0)
		both(t, func(t *sim.Thread) { x.Store(t, 1); f.CompareAndSwap(t, 1, 2); f.Load(t) }, func(t *sim.Thread) { f.Load(t); x.Store(t, 2) })
	}},
	{"swap", false, func(t *sim.Thread, x *sim.Var[int]) {
		f := sim.NewAtomic(t, "f", 0)
		both(t, func(t *sim.Thread) { x.Store(t, 1); f.Swap(t, 1) }, func(t *sim.Thread) {
			if f.Swap(t, 2) == 1 {
				x.Store(t, 2)
			}
		})
	}},
	{"the woken are after the signal", false, func(t *sim.Thread, x *sim.Var[int]) {
		mu := sim.NewMutex(t, "mu")
		c := sim.NewCond(t, "c", mu)
		t.Go("a", func(t *sim.Thread) { mu.Lock(t); c.Wait(t); x.Store(t, 1); mu.Unlock(t) })
		mu.Lock(t)
		mu.Unlock(t)
		x.Load(t)
		c.Signal(t) // without the mutex, as Go allows
	}},
	{"the woken are after the broadcast", false, func(t *sim.Thread, x *sim.Var[int]) {
		mu := sim.NewMutex(t, "mu")
		c := sim.NewCond(t, "c", mu)
		wait := func(t *sim.Thread) { mu.Lock(t); c.Wait(t); x.Store(t, 1); mu.Unlock(t) }
		both(t, wait, wait)
		x.Load(t)
		c.Broadcast(t)
	}},
	{"others are not after the signal", true, func(t *sim.Thread, x *sim.Var[int]) {
		mu := sim.NewMutex(t, "mu")
		c := sim.NewCond(t, "c", mu)
		t.Go("a", func(t *sim.Thread) { mu.Lock(t); c.Wait(t); mu.Unlock(t) })
		t.Go("b", func(t *sim.Thread) { mu.Lock(t); x.Store(t, 1); mu.Unlock(t) })
		x.Store(t, 2)
		c.Signal(t)
	}},
	{"what comes after the signal", true, func(t *sim.Thread, x *sim.Var[int]) {
		mu := sim.NewMutex(t, "mu")
		c := sim.NewCond(t, "c", mu)
		t.Go("a", func(t *sim.Thread) { mu.Lock(t); c.Wait(t); x.Store(t, 1); mu.Unlock(t) })
		c.Signal(t)
		x.Load(t)
	}},
	{"wait frees the mutex", false, func(t *sim.Thread, x *sim.Var[int]) {
		mu := sim.NewMutex(t, "mu")
		c := sim.NewCond(t, "c", mu)
		both(t, func(t *sim.Thread) { mu.Lock(t); x.Store(t, 1); c.Wait(t); x.Load(t); mu.Unlock(t) },
			func(t *sim.Thread) { mu.Lock(t); x.Store(t, 2); c.Signal(t); mu.Unlock(t) })
	}},
	{"many readers, then a writer that has joined them", false, func(t *sim.Thread, x *sim.Var[int]) {
		var all []*sim.Thread
		for i := range 5 {
			all = append(all, t.Go(fmt.Sprint("r", i), func(t *sim.Thread) { x.Load(t); x.Load(t) }))
		}
		t.Join(all...)
		x.Store(t, 1)
	}},
	{"many readers, then a writer that has not joined one", true, func(t *sim.Thread, x *sim.Var[int]) {
		var all []*sim.Thread
		for i := range 5 {
			all = append(all, t.Go(fmt.Sprint("r", i), func(t *sim.Thread) { x.Load(t); x.Load(t) }))
		}
		t.Join(all[1:]...)
		x.Store(t, 1)
	}},
	{"yields order nothing", true, func(t *sim.Thread, x *sim.Var[int]) {
		body := func(t *sim.Thread) { t.Yield(); x.Store(t, 1); t.Yield() }
		both(t, body, body)
	}},
}

func TestRaces(t *testing.T) {
	executions := 400
	if testing.Short() {
		executions = 150
	}
	for _, c := range racePrograms {
		e := engine(t)
		racy := 0
		for i := range executions {
			x := e.Run(func(t *sim.Thread) { c.write(t, sim.NewVar(t, "x", 0)) }, &sched.Random{}, sched.Mix(1, uint64(i)), sim.Limits{Steps: 1000})
			for _, f := range x.Failures {
				switch f.Kind {
				case sim.Race:
					racy++
				case sim.Deadlock, sim.Leak: // some of the programs do
				default:
					t.Fatalf("%s: %s", c.name, trace(x))
				}
			}
			if !c.racy && racy > 0 {
				t.Fatalf("%s: execution %d has a race:\n%s", c.name, i, trace(x))
			}
		}
		if c.racy && racy == 0 {
			t.Errorf("%s: no race in %d executions", c.name, executions)
		}
	}
}

// A race names its variable and both accesses, and ends nobody.
func TestRaceReport(t *testing.T) {
	x := runOn(t, func(t *sim.Thread) {
		n, m := sim.NewVar(t, "n", 0), sim.NewVar(t, "m", 0)
		a := t.Go("a", func(t *sim.Thread) { n.Load(t); n.Store(t, 1); m.Store(t, 1) })
		n.Store(t, 2)
		m.Load(t)
		n.Load(t)
		t.Join(a)
		t.Observe("n", n.Load(t))
	})
	want := []string{
		"race a: data race on n: main stores and a loads, and nothing orders the two",
		"race a: data race on m: main loads and a stores, and nothing orders the two",
	}
	if diff := cmp.Diff(want, failures(x)); diff != "" {
		t.Error(diff)
	}
	if f := x.Failures[0]; f.First != 1 || f.Second != 4 || x.Names().ObjectName(f.Object) != "n" {
		t.Errorf("%+v", f)
	}
	if string(x.Outcome) != "n=1" || x.End != sim.Quiet {
		t.Errorf("outcome %q", x.Outcome)
	}
}

// Clocks of many threads are trees instead of arrays; the verdicts are the
// same there.
func TestRacesAmongManyThreads(t *testing.T) {
	for _, orderly := range []bool{true, false} {
		e := engine(t)
		racy := false
		for i := range 3 {
			x := e.Run(func(t *sim.Thread) {
				mu, n := sim.NewMutex(t, "mu"), sim.NewVar(t, "n", 0)
				all := make([]*sim.Thread, 300)
				for i := range all {
					all[i] = t.Go("", func(t *sim.Thread) {
						if orderly || i != 222 {
							mu.Lock(t)
							defer mu.Unlock(t)
						}
						n.Store(t, n.Load(t)+1)
					})
				}
				t.Join(all...)
				n.Load(t)
			}, &sched.Random{}, uint64(i), sim.Limits{})
			racy = racy || len(x.Failures) > 0
		}
		if racy == orderly {
			t.Errorf("orderly %v: racy %v", orderly, racy)
		}
	}
}
