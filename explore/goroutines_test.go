package explore_test

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// leavesNothing runs f, and fails the test if there are more goroutines after
// it than before. Those that are about to end are given a moment.
func leavesNothing(t *testing.T, f func()) {
	t.Helper()
	before := runtime.NumGoroutine()
	f()
	after := runtime.NumGoroutine()
	for deadline := time.Now().Add(5 * time.Second); after > before && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
		after = runtime.NumGoroutine()
	}
	if after > before {
		buf := make([]byte, 1<<16)
		t.Errorf("%d goroutines before, %d after:\n%s", before, after, buf[:runtime.Stack(buf, true)])
	}
}

// TestNoGoroutineIsLeft ends searches in every way there is.
func TestNoGoroutineIsLeft(t *testing.T) {
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	for _, c := range []struct {
		name    string
		ctx     context.Context
		program sim.Program
		options explore.Options
	}{
		{"pass", context.Background(), twoAdders, explore.Options{Strategy: "dfs"}},
		{"fail", context.Background(), racy, explore.Options{Strategy: "dfs", All: true}},
		{"deadlock", context.Background(), func(t *sim.Thread) { t.Go("a", func(t *sim.Thread) { t.Join(t) }); t.Join(t) }, explore.Options{}},
		{"leak", context.Background(), func(t *sim.Thread) { t.Go("a", func(t *sim.Thread) { sim.Select(t) }) }, explore.Options{}},
		{"panic", context.Background(), func(t *sim.Thread) { t.Go("a", spins); panic("no") }, explore.Options{Strategy: "dfs", Steps: 100}},
		{"goexit", context.Background(), func(t *sim.Thread) { t.Go("a", twoAdders); runtime.Goexit() }, explore.Options{Strategy: "dfs", All: true}},
		{"swallows its unwinding", context.Background(), swallows, explore.Options{Strategy: "dfs"}},
		{"limit of executions", context.Background(), huge, explore.Options{Strategy: "dfs", Executions: 3}},
		{"limit of steps", context.Background(), loops, explore.Options{Strategy: "dfs", Steps: 20}},
		{"time-out", context.Background(), huge, explore.Options{Strategy: "dfs", Timeout: 20 * time.Millisecond}},
		{"cancelled", cancelled, huge, explore.Options{Strategy: "dfs"}},
		{"nondeterminism", context.Background(), twice(twoAdders, racy)(), explore.Options{Strategy: "dfs"}},
		{"options refused", context.Background(), twoAdders, explore.Options{Steps: -1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			leavesNothing(t, func() { explore.Run(c.ctx, c.program, c.options) })
		})
	}
	t.Run("replay", func(t *testing.T) {
		leavesNothing(t, func() {
			r := mustRun(t, racy, explore.Options{})
			for range 3 {
				explore.Replay(racy, r.Failures[0].Seed, explore.Options{})
				explore.Replay(twoAdders, r.Failures[0].Seed, explore.Options{}) // diverges
				explore.Replay(racy, "nonsense", explore.Options{})
			}
		})
	})
}

// swallows recovers from everything, and goes on for ever.
func swallows(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	mu.Lock(t)
	for {
		func() {
			defer func() { recover() }()
			mu.Lock(t)
		}()
	}
}
