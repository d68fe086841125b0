package sim_test

import (
	"errors"
	"fmt"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// grumpy is a value whose printing panics with itself, on and on.
type grumpy struct{}

func (g grumpy) String() string { panic(g) }

// ending is a program that ends in one way, without preemptions.
type ending struct {
	name     string
	program  sim.Program
	failures []string
	outcome  string
}

var endings = []ending{
	{name: "no threads and no operations", program: func(*sim.Thread) {}},
	{
		name: "normal",
		program: func(t *sim.Thread) {
			n := sim.NewAtomic(t, "n", 0)
			t.Join(t.Go("a", func(t *sim.Thread) { n.Store(t, 1) }))
			t.Observe("n", n.Load(t))
		},
		outcome: "n=1",
	},
	{
		name: "lock order",
		program: func(t *sim.Thread) {
			a, b := sim.NewMutex(t, "A"), sim.NewMutex(t, "B")
			c := sim.NewChan[int](t, "c", 0)
			x := t.Go("x", func(t *sim.Thread) { a.Lock(t); c.Recv(t); b.Lock(t) })
			y := t.Go("y", func(t *sim.Thread) { b.Lock(t); c.Send(t, 1); a.Lock(t) })
			t.Join(x, y)
		},
		failures: []string{"deadlock: nobody can move: main join x y, x lock B, y lock A"},
		outcome:  "[deadlock: main join x y, x lock B, y lock A]",
	},
	{
		name:     "self lock",
		program:  func(t *sim.Thread) { mu := sim.NewMutex(t, "mu"); mu.Lock(t); mu.Lock(t) },
		failures: []string{"deadlock: nobody can move: main lock mu"},
		outcome:  "[deadlock: main lock mu]",
	},
	{
		name:     "receive from a nil channel",
		program:  func(t *sim.Thread) { var c *sim.Chan[int]; c.Recv(t) },
		failures: []string{"deadlock: nobody can move: main recv nil"},
		outcome:  "[deadlock: main recv nil]",
	},
	{
		name:     "send on a nil channel",
		program:  func(t *sim.Thread) { var c *sim.Chan[string]; c.Send(t, "x") },
		failures: []string{"deadlock: nobody can move: main send nil"},
		outcome:  "[deadlock: main send nil]",
	},
	{
		name: "select on nil channels",
		program: func(t *sim.Thread) {
			var c *sim.Chan[int]
			sim.Select(t, c.RecvCase(nil, nil), c.SendCase(1))
		},
		failures: []string{"deadlock: nobody can move: main select recv nil | send nil"},
		outcome:  "[deadlock: main select recv nil | send nil]",
	},
	{
		name:     "select without cases",
		program:  func(t *sim.Thread) { sim.Select(t) },
		failures: []string{"deadlock: nobody can move: main select"},
		outcome:  "[deadlock: main select]",
	},
	{
		name:     "nobody sends",
		program:  func(t *sim.Thread) { c := sim.NewChan[int](t, "c", 0); c.Recv(t) },
		failures: []string{"deadlock: nobody can move: main recv c"},
		outcome:  "[deadlock: main recv c]",
	},
	{
		name: "nobody signals",
		program: func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			c := sim.NewCond(t, "c", mu)
			mu.Lock(t)
			c.Wait(t)
		},
		failures: []string{"deadlock: nobody can move: main wait c"},
		outcome:  "[deadlock: main wait c]",
	},
	{
		name:     "joins itself",
		program:  func(t *sim.Thread) { t.Join(t) },
		failures: []string{"deadlock: nobody can move: main join main"},
		outcome:  "[deadlock: main join main]",
	},
	{
		name: "parent and child join each other",
		program: func(t *sim.Thread) {
			t.Join(t.Go("a", func(child *sim.Thread) { child.Join(t) }))
		},
		failures: []string{"deadlock: nobody can move: main join a, a join main"},
		outcome:  "[deadlock: main join a, a join main]",
	},
	{
		name: "joins a thread twice",
		program: func(t *sim.Thread) {
			a := t.Go("a", func(t *sim.Thread) { t.Yield() })
			t.Join(a, a)
			t.Join(a)
			t.Join()
		},
	},
	{
		name: "leak",
		program: func(t *sim.Thread) {
			c := sim.NewChan[int](t, "c", 0)
			t.Go("b", func(t *sim.Thread) { c.Recv(t) })
			t.Go("a", func(t *sim.Thread) { c.Recv(t) })
			t.Observe("n", 1)
		},
		failures: []string{"leak: main has ended, but blocked for good are: b recv c, a recv c"},
		outcome:  "n=1 [leak: b recv c, a recv c]",
	},
	{
		name: "panic, and another thread is blocked in consequence",
		program: func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			a := t.Go("a", func(t *sim.Thread) { mu.Lock(t); panic("boom") })
			b := t.Go("b", func(t *sim.Thread) { mu.Lock(t) })
			t.Join(a, b)
		},
		failures: []string{"panic a: boom", "deadlock: nobody can move: main join a b, b lock mu"},
		outcome:  "[deadlock panic: main join a b, b lock mu]",
	},
	{
		name:     "panic(nil)",
		program:  func(*sim.Thread) { panic(nil) },
		failures: []string{"panic main: " + new(runtime.PanicNilError).Error()},
		outcome:  "[panic]",
	},
	{
		name:     "panic with an error",
		program:  func(*sim.Thread) { panic(errors.New("broken")) },
		failures: []string{"panic main: broken"},
		outcome:  "[panic]",
	},
	{
		name:     "panic with a value whose String panics",
		program:  func(*sim.Thread) { panic(grumpy{}) },
		failures: []string{"panic main: a value of type sim_test.grumpy whose printing panics"},
		outcome:  "[panic]",
	},
	{
		name:     "runtime error",
		program:  func(t *sim.Thread) { var s []int; t.Observe("s", s[len(t.Name())]) },
		failures: []string{"panic main: runtime error: index out of range [4] with length 0"},
		outcome:  "[panic]",
	},
	{
		name: "panic in a deferred function after a failure",
		program: func(t *sim.Thread) {
			defer func() { panic("second") }()
			t.Fail("first")
		},
		failures: []string{"assertion main: first", "panic main: second"},
		outcome:  "[assertion panic]",
	},
	{
		name: "recovered panic",
		program: func(t *sim.Thread) {
			func() {
				defer func() { t.Observe("recovered", recover()) }()
				panic("boom")
			}()
			t.Yield()
		},
		outcome: "recovered=boom",
	},
	{
		name: "assertion",
		program: func(t *sim.Thread) {
			t.Observe("n", 1)
			t.Assert(true, "unseen")
			t.Assert(false, "n = %d", 1)
			t.Observe("n", 2)
		},
		failures: []string{"assertion main: n = 1"},
		outcome:  "n=1 [assertion]",
	},
	{
		name: "failed assertion and failed assertion",
		program: func(t *sim.Thread) {
			for _, name := range []string{"a", "b"} {
				t.Go(name, func(t *sim.Thread) { t.Yield(); t.Fail("%s gives up", t.Name()) })
			}
		},
		failures: []string{"assertion a: a gives up", "assertion b: b gives up"},
		outcome:  "[assertion]",
	},
	{
		name: "deferred operations after a failure are steps",
		program: func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			a := t.Go("a", func(t *sim.Thread) {
				mu.Lock(t)
				defer mu.Unlock(t)
				defer t.Yield()
				t.Fail("no")
			})
			b := t.Go("b", func(t *sim.Thread) {
				mu.Lock(t)
				t.Observe("got", true)
				mu.Unlock(t)
			})
			t.Join(a, b)
		},
		failures: []string{"assertion a: no"},
		outcome:  "b/got=true [assertion]",
	},
	{
		name:     "unlock of unlocked",
		program:  func(t *sim.Thread) { sim.NewMutex(t, "mu").Unlock(t) },
		failures: []string{"misuse main: unlock of unlocked mutex mu"},
		outcome:  "[misuse]",
	},
	{
		name: "wait without the lock",
		program: func(t *sim.Thread) {
			sim.NewCond(t, "c", sim.NewMutex(t, "mu")).Wait(t)
		},
		failures: []string{"misuse main: wait without holding the condition's mutex c"},
		outcome:  "[misuse]",
	},
	{
		name: "wait with the lock of another thread",
		program: func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			c := sim.NewCond(t, "c", mu)
			mu.Lock(t)
			t.Join(t.Go("a", func(t *sim.Thread) { c.Wait(t) }))
		},
		failures: []string{"misuse a: wait without holding the condition's mutex c"},
		outcome:  "[misuse]",
	},
	{
		name: "send on closed",
		program: func(t *sim.Thread) {
			c := sim.NewChan[int](t, "c", 1)
			c.Close(t)
			c.Send(t, 1)
		},
		failures: []string{"misuse main: send on closed channel c"},
		outcome:  "[misuse]",
	},
	{
		name: "try-send on closed",
		program: func(t *sim.Thread) {
			c := sim.NewChan[int](t, "c", 0)
			c.Close(t)
			c.TrySend(t, 1)
		},
		failures: []string{"misuse main: send on closed channel c"},
		outcome:  "[misuse]",
	},
	{
		name: "select sends on closed",
		program: func(t *sim.Thread) {
			c := sim.NewChan[int](t, "c", 1)
			c.Close(t)
			sim.Select(t, sim.Default(), c.SendCase(1))
		},
		failures: []string{"misuse main: send on closed channel c"},
		outcome:  "[misuse]",
	},
	{
		name: "closed under a sender",
		program: func(t *sim.Thread) {
			c := sim.NewChan[int](t, "c", 0)
			a := t.Go("a", func(t *sim.Thread) { c.Send(t, 1) })
			c.Close(t)
			t.Join(a)
		},
		failures: []string{"misuse a: send on closed channel c"},
		outcome:  "[misuse]",
	},
	{
		name:     "double close",
		program:  func(t *sim.Thread) { c := sim.NewChan[int](t, "c", 0); c.Close(t); c.Close(t) },
		failures: []string{"misuse main: close of closed channel c"},
		outcome:  "[misuse]",
	},
	{
		name:     "close of nil",
		program:  func(t *sim.Thread) { var c *sim.Chan[int]; c.Close(t) },
		failures: []string{"misuse main: close of nil channel"},
		outcome:  "[misuse]",
	},
	{
		name: "two defaults",
		program: func(t *sim.Thread) {
			sim.Select(t, sim.Default(), sim.Default())
		},
		failures: []string{"panic main: interleave: Select with two Default cases; one is enough"},
		outcome:  "[panic]",
	},
	{
		name:     "choose among none",
		program:  func(t *sim.Thread) { t.Choose(0) },
		failures: []string{"panic main: interleave: Choose(0): want 1 to 32767 alternatives"},
		outcome:  "[panic]",
	},
	{
		name:     "negative capacity",
		program:  func(t *sim.Thread) { sim.NewChan[int](t, "c", -1) },
		failures: []string{`panic main: interleave: NewChan "c": capacity -1 is negative`},
		outcome:  "[panic]",
	},
	{
		name: "operations, threads and objects in deferred functions after the end",
		program: func(t *sim.Thread) {
			var never *sim.Chan[int]
			mu := sim.NewMutex(t, "mu")
			t.Go("a", func(t *sim.Thread) {
				defer t.Go("late", func(*sim.Thread) { panic("never runs") })
				defer sim.NewVar(t, "late", 0)
				defer mu.Unlock(t) // of an unlocked mutex: no misuse any more
				defer t.Fail("too late")
				defer t.Assert(false, "too late")
				defer t.Observe("late", 1)
				defer t.Join()
				never.Recv(t)
			})
			defer t.Observe("n", 1)
			never.Send(t, 1)
		},
		failures: []string{"deadlock: nobody can move: main send nil, a recv nil"},
		outcome:  "[deadlock: main send nil, a recv nil]",
	},
	{
		name: "panics while it is unwound",
		program: func(t *sim.Thread) {
			defer func() { panic("late") }()
			sim.Select(t)
		},
		failures: []string{"deadlock: nobody can move: main select"},
		outcome:  "[deadlock: main select]",
	},
	{
		name: "returns while it is unwound",
		program: func(t *sim.Thread) {
			defer func() { recover() }()
			sim.Select(t)
		},
		failures: []string{"deadlock: nobody can move: main select"},
		outcome:  "[deadlock: main select]",
	},
	{
		name: "exits while it is unwound",
		program: func(t *sim.Thread) {
			defer runtime.Goexit()
			sim.Select(t)
		},
		failures: []string{"deadlock: nobody can move: main select"},
		outcome:  "[deadlock: main select]",
	},
	{
		name:     "Goexit",
		program:  func(*sim.Thread) { runtime.Goexit() },
		failures: []string{goexitMessage("main")},
		outcome:  "[panic]",
	},
	{
		name: "Goexit, and operations in deferred functions",
		program: func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			mu.Lock(t)
			a := t.Go("a", func(t *sim.Thread) {
				defer mu.Unlock(t)
				defer mu.Lock(t) // waits for main: the coroutine changes inside of Goexit
				runtime.Goexit()
			})
			b := t.Go("b", func(t *sim.Thread) {
				defer mu.Unlock(t)
				mu.Lock(t)
				runtime.Goexit()
			})
			mu.Unlock(t)
			t.Join(a, b)
			t.Observe("done", true)
		},
		failures: []string{goexitMessage("a"), goexitMessage("b")},
		outcome:  "done=true [panic]",
	},
	{
		name: "Goexit, blocked for good in a deferred function",
		program: func(t *sim.Thread) {
			defer sim.Select(t)
			runtime.Goexit()
		},
		failures: []string{"deadlock: nobody can move: main select"},
		outcome:  "[deadlock: main select]",
	},
}

func goexitMessage(thread string) string {
	return "panic " + thread + ": runtime.Goexit was called (t.FailNow and the like end goroutines; use the thread's Fail)"
}

func TestEndings(t *testing.T) {
	for _, c := range endings {
		t.Run(c.name, func(t *testing.T) {
			leavesNothing(t, func() {
				e := sim.NewEngine()
				defer e.Close()
				for range 3 {
					x := e.Run(c.program, &sched.RunOn{}, 0, sim.Limits{})
					if diff := cmp.Diff(c.failures, failures(x)); diff != "" {
						t.Error(diff)
					}
					if string(x.Outcome) != c.outcome {
						t.Errorf("outcome %q, want %q", x.Outcome, c.outcome)
					}
					if x.End != sim.Quiet || x.Swallows != nil || e.Foreign() != "" {
						t.Errorf("end %v, swallows %q, foreign %q", x.End, x.Swallows, e.Foreign())
					}
					if t.Failed() {
						t.Fatal(trace(x))
					}
				}
			})
		})
	}
}

// One engine survives all endings in any order and under any schedule, 1,000
// times over, and leaves nothing behind.
func TestEnginesAreReused(t *testing.T) {
	leavesNothing(t, func() {
		e := sim.NewEngine()
		defer e.Close()
		rng := sched.NewPRNG(1)
		rounds := 5000
		if testing.Short() {
			rounds = 500
		}
		for i := range rounds {
			c := endings[rng.IntN(len(endings))]
			e.Run(c.program, &sched.Random{}, sched.Mix(2, uint64(i)), sim.Limits{})
		}
		for _, c := range endings {
			x := e.Run(c.program, &sched.RunOn{}, 0, sim.Limits{})
			if diff := cmp.Diff(c.failures, failures(x)); diff != "" || string(x.Outcome) != c.outcome {
				t.Errorf("%s: outcome %q: %s", c.name, x.Outcome, diff)
			}
		}
	})
}

func TestManyExecutionsOfOneEndingLeaveNothing(t *testing.T) {
	for _, name := range []string{"lock order", "panic, and another thread is blocked in consequence", "Goexit, and operations in deferred functions"} {
		t.Run(name, func(t *testing.T) {
			program := named(name).program
			leavesNothing(t, func() {
				e := sim.NewEngine()
				defer e.Close()
				before := runtime.NumGoroutine()
				for range 1000 {
					e.Run(program, &sched.RunOn{}, 0, sim.Limits{})
				}
				if n := runtime.NumGoroutine() - before; n > 10 {
					t.Errorf("%d coroutines after 1,000 executions", n)
				}
			})
		})
	}
}

// The operations that a failed thread defers are steps like any others, and
// the other threads take theirs in between.
func TestDeferredOperationsAreSteps(t *testing.T) {
	x := engine(t).Run(named("deferred operations after a failure are steps").program, &sched.RoundRobin{}, 0, sim.Limits{})
	want := `main go a
a lock mu
main go b
a yield
a unlock mu
b lock mu
b unlock mu
main join a b
assertion a: no
b/got=true [assertion]
`
	if diff := cmp.Diff(want, trace(x)); diff != "" {
		t.Error(diff)
	}
}

func named(name string) ending {
	for _, c := range endings {
		if c.name == name {
			return c
		}
	}
	panic("no ending " + name)
}

// A failure that a body recovers from is a failure nevertheless: recording it
// is not left to the panic that ends the thread.
func TestRecoveredFailureCounts(t *testing.T) {
	x := runOn(t, func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		func() {
			defer func() { _ = recover() }()
			mu.Unlock(t)
		}()
		mu.Lock(t)
		t.Observe("went on", true)
	})
	if diff := cmp.Diff([]string{"misuse main: unlock of unlocked mutex mu"}, failures(x)); diff != "" {
		t.Error(diff)
	}
	if got := string(x.Outcome); got != "went on=true [misuse]" {
		t.Errorf("outcome %q", got)
	}
}

// A body that recovers from everything and goes on is ended by force.
func TestSwallowedUnwinding(t *testing.T) {
	calls := 0
	swallow := func(op func()) (caught bool) {
		defer func() { caught = recover() != nil }()
		calls++
		op()
		return false
	}
	for _, c := range []struct {
		name string
		body sim.Program
	}{
		{"in a loop", func(t *sim.Thread) {
			for {
				swallow(func() { sim.Select(t) })
			}
		}},
		{"in a deferred function", func(t *sim.Thread) {
			defer func() {
				for {
					swallow(func() { t.Yield() })
				}
			}()
			sim.Select(t)
		}},
		{"in many deferred functions", func(t *sim.Thread) {
			for range 500 {
				defer swallow(func() { t.Yield() })
			}
			sim.Select(t)
		}},
		{"with all sorts of calls", func(t *sim.Thread) {
			for {
				swallow(func() { sim.Select(t) })
				swallow(func() { t.Go("late", func(*sim.Thread) {}) })
				swallow(func() { sim.NewMutex(t, "late") })
				swallow(func() { t.Fail("late") })
				t.Observe("late", 1)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			leavesNothing(t, func() {
				e := sim.NewEngine()
				defer e.Close()
				for range 3 {
					calls = 0
					x := e.Run(func(t *sim.Thread) {
						t.Go("stubborn", c.body)
						t.Go("meek", func(t *sim.Thread) { sim.Select(t) })
					}, &sched.RunOn{}, 0, sim.Limits{})
					if diff := cmp.Diff([]string{"stubborn"}, x.Swallows); diff != "" {
						t.Error(diff)
					}
					if got := string(x.Outcome); got != "[leak: stubborn select, meek select]" {
						t.Errorf("outcome %q", got)
					}
					if calls < 100 || calls > 600 {
						t.Errorf("ended after %d calls", calls)
					}
				}
				if x := e.Run(func(*sim.Thread) {}, &sched.RunOn{}, 0, sim.Limits{}); x.Swallows != nil {
					t.Errorf("the next execution reports %q", x.Swallows)
				}
			})
		})
	}
}

// The pattern that many bodies have - recover, log, return - is no swallowing.
func TestRecoveringBodiesAreNotReported(t *testing.T) {
	x := runOn(t, func(t *sim.Thread) {
		for range 200 {
			t.Go("", func(t *sim.Thread) {
				defer func() { _ = recover() }()
				sim.Select(t)
			})
		}
	})
	if x.Swallows != nil {
		t.Errorf("%q", x.Swallows)
	}
}

func TestManyThreads(t *testing.T) {
	const threads = 10_000
	leavesNothing(t, func() {
		e := sim.NewEngine()
		defer e.Close()
		for _, blocked := range []bool{false, true} {
			x := e.Run(func(t *sim.Thread) {
				n := sim.NewAtomic(t, "n", 0)
				all := make([]*sim.Thread, threads)
				for i := range all {
					all[i] = t.Go("", func(t *sim.Thread) {
						sim.Add(t, n, 1)
						if blocked {
							sim.Select(t)
						}
					})
				}
				if !blocked {
					t.Join(all...)
				}
				t.Observe("n", n.Load(t))
			}, &sched.Random{}, 1, sim.Limits{})
			switch {
			case blocked && (len(x.Failures) != 1 || len(x.Failures[0].Blocked) != threads || x.Failures[0].Kind != sim.Leak):
				t.Errorf("%d failures", len(x.Failures))
			case !blocked && (len(x.Failures) != 0 || string(x.Outcome) != fmt.Sprintf("n=%d", threads)):
				t.Errorf("%q %q", failures(x), x.Outcome)
			}
		}
	})
}
