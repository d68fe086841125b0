package explore_test

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// TestStuck runs bodies that never reach another step. The search ends with an
// error that names the thread, its last step and its stack; the process goes
// on; and once the body comes back, nothing is left of it.
func TestStuck(t *testing.T) {
	for _, c := range []struct {
		name string
		wait func(release chan bool, released *atomic.Bool)
		in   string // the stack names it
	}{
		{"loops", func(_ chan bool, released *atomic.Bool) {
			for !released.Load() {
				runtime.Gosched()
			}
		}, "TestStuck"},
		{"waits on a real channel", func(release chan bool, _ *atomic.Bool) { <-release }, "[chan receive]"},
	} {
		for _, strategy := range []string{"dfs", "random"} {
			t.Run(c.name+"/"+strategy, func(t *testing.T) {
				release, released := make(chan bool), &atomic.Bool{}
				p := func(t *sim.Thread) {
					mu := sim.NewMutex(t, "mu")
					t.Go("a", func(t *sim.Thread) {
						mu.Lock(t)
						c.wait(release, released)
						mu.Unlock(t)
					})
				}
				leavesNothing(t, func() {
					started := time.Now()
					r, err := explore.Run(context.Background(), p, explore.Options{Name: "stuck", Strategy: strategy, Stuck: 50 * time.Millisecond})
					if d := time.Since(started); d > 5*time.Second {
						t.Errorf("it took %v to notice", d)
					}
					if err == nil {
						t.Fatalf("no error, and verdict %v", r.Verdict)
					}
					const want = "thread a has not reached a step for 50ms, after lock mu: its body loops without operations or waits for something that is not modeled; its stack:\n"
					if !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), "stuck_test.go") || !strings.Contains(err.Error(), c.in) {
						t.Errorf("error %v\nwant %s... with %s", err, want, c.in)
					}
					if r.Verdict != sim.Unknown || r.Complete || !slices.Equal(r.Limits, []string{"stuck"}) ||
						!slices.Equal(r.Notes, []string{"the goroutine of thread a is lost, as are those of the search and of the threads begun, which wait for it: all of them end when its body comes back"}) {
						t.Errorf("verdict %v, complete %v, limits %q, notes %q", r.Verdict, r.Complete, r.Limits, r.Notes)
					}
					if text := r.Text(80); !strings.Contains(text, "Stuck: a body runs without reaching a step.") {
						t.Errorf("the text is\n%s", text)
					}
					if other := mustRun(t, twoAdders, explore.Options{Strategy: "dfs"}); other.Verdict != sim.Pass {
						t.Errorf("the next search has verdict %v", other.Verdict)
					}
					released.Store(true)
					close(release)
				})
			})
		}
	}
}

// TestStuckBeforeTheFirstStep checks what is said of a main that does nothing.
func TestStuckBeforeTheFirstStep(t *testing.T) {
	release := make(chan bool)
	leavesNothing(t, func() {
		defer close(release)
		_, err := explore.Run(context.Background(), func(*sim.Thread) { <-release }, explore.Options{Stuck: 30 * time.Millisecond})
		if err == nil || !strings.HasPrefix(err.Error(), "thread main has not reached a step for 30ms, before its first step: ") {
			t.Errorf("error %v", err)
		}
	})
}

// TestStuckOnARealLock lets two threads share a lock that is not modeled. What is
// left behind is what the report says, and all of it ends with the body.
func TestStuckOnARealLock(t *testing.T) {
	leavesNothing(t, func() {
		var mu sync.Mutex
		lock := func(t *sim.Thread) { mu.Lock(); t.Yield(); mu.Unlock() }
		before := runtime.NumGoroutine()
		r, err := explore.Run(t.Context(), func(t *sim.Thread) { t.Join(t.Go("a", lock), t.Go("b", lock)) },
			explore.Options{Strategy: "dfs", Stuck: 30 * time.Millisecond})
		if err == nil || !strings.HasPrefix(err.Error(), "thread b has not reached a step") || len(r.Notes) != 1 ||
			!strings.HasPrefix(r.Notes[0], "the goroutine of thread b is lost, as are those of the search and of the threads begun, which wait for it") {
			t.Fatalf("error %v, report %+v", err, r)
		}
		if n := runtime.NumGoroutine() - before; n != 4 { // the search, main, a and b
			t.Errorf("%d goroutines are left, want 4", n)
		}
		mu.Unlock() // in a's stead
	})
}

// TestSlowIsNotStuck checks that a body whose every step is slow, but not too
// slow, is left alone however long it takes in all.
func TestSlowIsNotStuck(t *testing.T) {
	const stuck = 400 * time.Millisecond
	slow := func(t *sim.Thread) {
		for range 8 {
			t.Yield()
			time.Sleep(stuck / 8)
		}
	}
	r := mustRun(t, slow, explore.Options{Strategy: "dfs", Stuck: stuck}) // twice: the first execution is made again
	if r.Verdict != sim.Pass {
		t.Errorf("verdict %v", r.Verdict)
	}
}

// TestReplayStuck checks that a replay is watched, too.
func TestReplayStuck(t *testing.T) {
	r := mustRun(t, racy, explore.Options{Strategy: "dfs"})
	release := make(chan bool)
	leavesNothing(t, func() {
		defer close(release)
		p := func(*sim.Thread) { <-release }
		_, err := explore.Replay(p, r.Failures[0].Seed, explore.Options{Stuck: 30 * time.Millisecond})
		if err == nil || !strings.HasPrefix(err.Error(), "thread main has not reached a step for 30ms") {
			t.Errorf("error %v", err)
		}
	})
}
