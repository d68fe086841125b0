package explore_test

import (
	"context"
	"testing"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/model/modeltest"
)

// TestRealGoroutinesDoWhatTheModelAllows holds both engines to each other on generated
// programs over all primitives: whatever real goroutines do - every result of every
// operation, and how it ends - the model must allow. Programs with a data race are
// exempt where they show one: their memory need not be sequentially consistent.
func TestRealGoroutinesDoWhatTheModelAllows(t *testing.T) {
	programs, outcomes := 0, 0
	eachProgram(t, 8, 2000, func(t *testing.T, p modeltest.Program) {
		r, err := explore.CrossCheck(context.Background(), bridge(p), explore.Options{Real: explore.RealOptions{Runs: 40}})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range r.Unexplained {
			t.Errorf("real goroutines do what the model does not allow: %s", x.Outcome)
		}
		programs++
		outcomes += len(r.Real)
	})
	_ = programs
}
