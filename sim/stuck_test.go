package sim_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// waitForReal is where the test's body waits for something that is not modeled.
func waitForReal(c chan bool) { <-c }

// A body that blocks on something real gives no answer, and Stuck shows where
// it is. Released, the execution goes on as if nothing had been.
func TestStuck(t *testing.T) {
	for _, c := range []struct {
		name, last string
		before     func(t *sim.Thread)
	}{
		{"before the first step", "before its first step", func(*sim.Thread) {}},
		{"after an operation", "after lock a/x/mu", func(t *sim.Thread) { sim.NewMutex(t, "mu").Lock(t) }},
		{"after a yield", "after yield", func(t *sim.Thread) { t.Yield() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			leavesNothing(t, func() {
				e, release, there := sim.NewEngine(), make(chan bool), make(chan bool)
				var wg sync.WaitGroup
				wg.Go(func() {
					defer e.Close()
					x := e.Run(func(t *sim.Thread) {
						for range 100 { // coroutines that wait are not what is looked for
							t.Go("", func(t *sim.Thread) { t.Yield() })
						}
						t.Go("a", func(t *sim.Thread) {
							t.Go("x", func(t *sim.Thread) {
								if c.before(t); t.Name() == "a/x" {
									close(there)
								}
								waitForReal(release)
								t.Observe("released", true)
							})
						})
					}, &sched.Random{}, 1, sim.Limits{})
					if got := string(x.Outcome); got != "a/x/released=true" {
						t.Errorf("outcome %q", got)
					}
				})
				<-there
				n := e.Answers()
				e.Ask()
				time.Sleep(10 * time.Millisecond)
				if e.Answers() != n {
					t.Error("it answers")
				}
				thread, last, stack := e.Stuck()
				if thread != "a/x" {
					t.Errorf("thread %q", thread)
				}
				if last != c.last {
					t.Errorf("last step %q, want %q", last, c.last)
				}
				if !strings.Contains(stack, "sim_test.waitForReal(") || !strings.Contains(stack, "stuck_test.go:") || strings.Contains(stack, "(*Thread).run") {
					t.Errorf("stack: %s", stack)
				}
				close(release)
				wg.Wait()
			})
		})
	}
}

// Each of several engines shows the stack of its own body, if it runs one.
func TestStuckAmongOthers(t *testing.T) {
	leavesNothing(t, func() {
		release := make(chan bool)
		var wg, there sync.WaitGroup
		places := []func(){func() { waitForReal(release) }, func() { <-release }}
		engines := make([]*sim.Engine, len(places))
		for i, wait := range places {
			e := sim.NewEngine()
			engines[i] = e
			there.Add(1)
			wg.Go(func() {
				defer e.Close()
				e.Run(func(t *sim.Thread) { t.Yield(); there.Done(); wait() }, &sched.RunOn{}, 0, sim.Limits{})
			})
		}
		there.Wait()
		time.Sleep(10 * time.Millisecond)
		for i, e := range engines {
			_, _, stack := e.Stuck()
			if strings.Contains(stack, "waitForReal") != (i == 0) || stack == "" {
				t.Errorf("engine %d: %s", i, stack)
			}
		}
		idle := sim.NewEngine()
		idle.Run(func(t *sim.Thread) { t.Yield() }, &sched.RunOn{}, 0, sim.Limits{})
		if _, _, stack := idle.Stuck(); stack != "" {
			t.Errorf("an engine that runs nothing now: %s", stack)
		}
		idle.Close()
		close(release)
		wg.Wait()
	})
}

// TestStuckAgain has a body that hangs after steps that stay as they were, one after the
// other of the same thread. On its way there it answers.
func TestStuckAgain(t *testing.T) {
	leavesNothing(t, func() {
		e, release, there := sim.NewEngines(1)[0], make(chan bool), make(chan bool)
		var wg sync.WaitGroup
		wg.Go(func() {
			defer e.Close()
			runs := 0
			s := &sleeper{keep: 5}
			for range 3 {
				e.Run(func(t *sim.Thread) {
					runs++
					x := sim.NewAtomic(t, "x", 0)
					for i := range 3 {
						x.Store(t, i)
						if runs == 3 {
							there <- true
							<-release
						}
					}
					x.Swap(t, 4)
					x.Load(t)
					x.Load(t)
				}, s, 0, sim.Limits{})
			}
		})
		for range 2 { // it has got its results, and will ask for the next
			<-there
			n := e.Answers()
			e.Ask()
			release <- true
			for deadline := time.Now().Add(5 * time.Second); e.Answers() == n; time.Sleep(time.Millisecond) {
				if time.Now().After(deadline) {
					t.Error("it does not answer")
					break
				}
			}
		}
		<-there
		time.Sleep(10 * time.Millisecond)
		if thread, last, _ := e.Stuck(); thread != "main" || last != "after atomic-store x" {
			t.Errorf("%s %s", thread, last)
		}
		close(release)
		wg.Wait()
	})
}
