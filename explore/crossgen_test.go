package explore_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/model/modeltest"
)

// TestRealGoroutinesDoWhatTheModelAllows holds the two engines to each other on
// generated programs over all primitives: whatever real goroutines do - every result
// of every operation, and how it ends - the model must allow. Programs with a data race
// are exempt where they show one: their memory need not be sequentially consistent.
func TestRealGoroutinesDoWhatTheModelAllows(t *testing.T) {
	if raceDetector {
		t.Skip("the programs have data races, which the detector would report")
	}
	var programs, seen atomic.Int64
	t.Run("programs", func(t *testing.T) {
		eachProgram(t, 8, 2000, func(t *testing.T, p modeltest.Program) {
			r, err := explore.CrossCheck(context.Background(), bridge(p), explore.Options{Real: explore.RealOptions{Runs: 30}})
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range r.Unexplained {
				t.Errorf("real goroutines do what the model does not allow: %s", x.Outcome)
			}
			programs.Add(1)
			seen.Add(int64(len(r.Real)))
		})
	})
	if seen.Load() < 2*programs.Load() {
		t.Errorf("%d programs did no more than %d different things in all: nothing was tested", programs.Load(), seen.Load())
	}
}
