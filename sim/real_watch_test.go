package sim_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// TestRealWaitsForTheSlow checks that an execution in which nobody moves for long,
// though somebody will, is not taken for one that hangs.
func TestRealWaitsForTheSlow(t *testing.T) {
	const long = 5 * time.Millisecond
	for name, slow := range map[string]func(){
		"sleeps": func() { time.Sleep(long) },
		"computes": func() {
			for end := time.Now().Add(long); time.Now().Before(end); {
			}
		},
		"waits for something of its own": func() {
			done := make(chan bool)
			time.AfterFunc(long, func() { close(done) })
			<-done
		},
	} {
		t.Run(name, func(t *testing.T) {
			realCases(t, []realCase{{"", func(t *sim.Thread) {
				mu, c := sim.NewMutex(t, "mu"), sim.NewChan[int](t, "c", 0)
				mu.Lock(t)
				a := t.Go("a", func(t *sim.Thread) { mu.Lock(t); t.Observe("locked", true) })
				b := t.Go("b", func(t *sim.Thread) { c.Recv(t); slow(); c.Send(t, 1) })
				slow()
				c.Send(t, 1)
				c.Recv(t)
				mu.Unlock(t)
				t.Join(a, b)
			}, []string{"a/locked=true"}}})
		})
	}
}

// TestRealAwaitsTheSlow is the same for who waits by looking: those that look are not
// the last ones to move.
func TestRealAwaitsTheSlow(t *testing.T) {
	realCases(t, []realCase{
		{"set late", func(t *sim.Thread) {
			n, mu := sim.NewAtomic(t, "n", 0), sim.NewMutex(t, "mu")
			mu.Lock(t)
			a := t.Go("a", func(t *sim.Thread) { mu.Lock(t); time.Sleep(5 * time.Millisecond); n.Store(t, 1) })
			b := t.Go("b", func(t *sim.Thread) { t.Await(func() bool { return n.Load(t) == 1 }) })
			mu.Unlock(t)
			t.Await(func() bool { return n.Load(t) == 1 })
			t.Join(a, b)
		}, []string{""}},
		{"one after the other", func(t *sim.Thread) {
			n := sim.NewAtomic(t, "n", 0)
			body := func(k int) sim.Program {
				return func(t *sim.Thread) {
					for i := k; i < 60; i += 3 {
						t.Await(func() bool { return n.Load(t) == i })
						n.Store(t, i+1)
					}
				}
			}
			t.Join(t.Go("a", body(0)), t.Go("b", body(1)), t.Go("c", body(2)))
		}, []string{""}},
		{"takes what it waits for", func(t *sim.Thread) {
			mu, n := sim.NewMutex(t, "mu"), sim.NewVar(t, "n", 0)
			body := func(t *sim.Thread) {
				t.Await(func() bool { return mu.TryLock(t) })
				n.Store(t, n.Load(t)+1)
				mu.Unlock(t)
			}
			t.Join(t.Go("a", body), t.Go("b", body))
			t.Observe("n", n.Load(t))
		}, []string{"n=2"}},
	})
}

// TestRealGivesUp checks executions that have no end: those that still make operations
// are unwound, with their deferred functions.
func TestRealGivesUp(t *testing.T) {
	leavesNothing(t, func() {
		r := sim.NewReal()
		unwound := false
		x := r.Run(func(t *sim.Thread) {
			n, mu := sim.NewAtomic(t, "n", 0), sim.NewMutex(t, "mu")
			mu.Lock(t)
			t.Observe("begun", true)
			t.Go("blocked", func(t *sim.Thread) { mu.Lock(t) })
			defer func() { unwound = true }()
			defer t.Observe("ended", true)
			defer mu.Unlock(t)
			for n.Load(t) == 0 {
			}
		}, sim.RealLimits{Timeout: 5 * time.Millisecond})
		if x.Outcome != "begun=true [cut]" || !x.Unended || x.Hung || len(x.Failures) > 0 || x.Ops < 10 || !unwound || r.Left() > 0 {
			t.Errorf("%+v, unwound %v, %d left; want it cut, unwound and nobody left", x, unwound, r.Left())
		}
		x = r.Run(func(t *sim.Thread) {
			for {
				func() {
					defer func() { recover() }()
					t.Yield()
				}()
			}
		}, sim.RealLimits{Timeout: 5 * time.Millisecond})
		if !x.Unended || r.Left() > 0 {
			t.Errorf("%+v, %d left; want that a body that swallows its unwinding is ended", x, r.Left())
		}
	})
}

// TestRealLeavesBehind checks that goroutines that nothing can end are counted, for as
// long as they last.
func TestRealLeavesBehind(t *testing.T) {
	var stop atomic.Bool
	forever := make(chan bool)
	leavesNothing(t, func() {
		r := sim.NewReal()
		for _, c := range []struct {
			name    string
			program sim.Program
			left    int
			want    string
		}{
			{"computes", func(t *sim.Thread) {
				for !stop.Load() {
				}
			}, 1, "[cut]"},
			{"waits for something of its own", func(t *sim.Thread) {
				t.Go("a", func(t *sim.Thread) { <-forever })
				t.Observe("x", 1)
			}, 2, "x=1 [cut]"},
		} {
			x := r.Run(c.program, sim.RealLimits{Timeout: 5 * time.Millisecond})
			if x.Outcome != c.want || !x.Unended || r.Left() != c.left {
				t.Errorf("%s: %+v, %d left; want %q and %d", c.name, x, r.Left(), c.want, c.left)
			}
		}
		stop.Store(true)
		close(forever)
		for r.Left() > 0 {
			time.Sleep(time.Millisecond)
		}
	})
}

// TestRealStacks checks that the stacks of a hung execution name its threads and the
// places where they wait, and nobody else's.
func TestRealStacks(t *testing.T) {
	hang := func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		mu.Lock(t)
		t.Go("a", func(t *sim.Thread) { mu.Lock(t) })
		mu.Lock(t)
	}
	x := sim.NewReal().Run(hang, sim.RealLimits{Stacks: true})
	blocks := strings.Split(strings.TrimSpace(x.Stacks), "\n\n")
	if len(blocks) != 2 {
		t.Fatalf("%d stacks, want one for main and one for a:\n%s", len(blocks), x.Stacks)
	}
	for i, name := range []string{"main", "a"} {
		if !strings.HasPrefix(blocks[i], name+" [sync.Mutex.Lock]:\n") || strings.Count(blocks[i], "sim.(*Mutex).Lock(") != 1 || !strings.Contains(blocks[i], "real_watch_test.go:") {
			t.Errorf("stack of %s:\n%s", name, blocks[i])
		}
	}
	if x := sim.NewReal().Run(hang, sim.RealLimits{}); x.Stacks != "" {
		t.Errorf("stacks that nobody asked for:\n%s", x.Stacks)
	}
}

// TestRealIgnoresOthers checks that objects and threads of one execution are refused
// in another one.
func TestRealIgnoresOthers(t *testing.T) {
	var mu *sim.Mutex
	var old *sim.Thread
	r := sim.NewReal()
	r.Run(func(t *sim.Thread) { mu, old = sim.NewMutex(t, "mu"), t }, sim.RealLimits{})
	for name, p := range map[string]sim.Program{
		"mutex":  func(t *sim.Thread) { mu.Lock(t) },
		"thread": func(t *sim.Thread) { t.Join(old) },
	} {
		x := r.Run(p, sim.RealLimits{})
		if x.Outcome != "[misuse]" || len(x.Failures) != 1 || !strings.Contains(x.Failures[0].Message, "of another execution") {
			t.Errorf("%s: %+v; want that it is refused", name, x)
		}
	}
	modeled := engine(t).Run(func(t *sim.Thread) { mu.Lock(t) }, &sched.Random{}, 0, sim.Limits{})
	if string(modeled.Outcome) != "[misuse]" {
		t.Errorf("a real mutex on the modeled engine: %s", modeled.Outcome)
	}
}

// TestRealForeign checks that a goroutine that uses another's thread is ended, and
// told of.
func TestRealForeign(t *testing.T) {
	x := sim.NewReal().Run(func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		done := make(chan bool)
		go func() {
			defer close(done)
			mu.Lock(t)
			t.Observe("locked", true)
		}()
		<-done
	}, sim.RealLimits{})
	if x.Outcome != "[misuse]" || len(x.Failures) != 1 || !strings.Contains(x.Failures[0].Message, "goroutine that is not its own") {
		t.Errorf("%+v; want one failure, that a thread was used by another goroutine", x)
	}
}

// TestRealUnwindsInTurn checks that many threads that are blocked for good are all
// unwound, one after the other: their deferred functions may share what they like.
func TestRealUnwindsInTurn(t *testing.T) {
	const threads = 300
	for name, block := range map[string]func(t *sim.Thread) func(t *sim.Thread){
		"mutex": func(t *sim.Thread) func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			mu.Lock(t)
			return mu.Lock
		},
		"event": func(t *sim.Thread) func(t *sim.Thread) { return sim.NewEvent(t, "e").Wait },
		"channel": func(t *sim.Thread) func(t *sim.Thread) {
			c := sim.NewChan[int](t, "c", 0)
			return func(t *sim.Thread) { c.Send(t, 1) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			leavesNothing(t, func() {
				r := sim.NewReal()
				unwound := 0
				x := r.Run(func(t *sim.Thread) {
					wait := block(t)
					for range threads {
						t.Go("", func(t *sim.Thread) {
							defer func() { unwound++ }()
							wait(t)
						})
					}
				}, sim.RealLimits{})
				if !x.Hung || r.Left() > 0 || unwound != threads {
					t.Errorf("hung %v, %d left, %d unwound; want all %d", x.Hung, r.Left(), unwound, threads)
				}
			})
		})
	}
}
