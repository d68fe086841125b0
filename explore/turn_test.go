package explore_test

import (
	"testing"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// TestTurn takes turns by hand in an execution that deadlocks:
//
//	1 main go a   2 main go b   3 a lock from   4 b lock to
func TestTurn(t *testing.T) {
	o := explore.Options{Name: "bank/transfer", Strategy: "dfs", All: true}
	seed := deadlockSeed(t, o)
	p := transfer(forth, back)
	o.Turn = &explore.Turn{Step: 3, Thread: "a"}
	r, err := explore.Replay(p, seed, o)
	if err != nil || len(r.Failures) != 0 || r.Quiet == nil || r.Quiet.Steps != 11 || r.Quiet.Trace[3].Thread != "a" {
		t.Fatalf("after a's turn: %+v, %v", r, err)
	}
	o.Turn = nil
	if again, err := explore.Replay(p, r.Quiet.Seed, o); err != nil || again.Quiet == nil || again.Quiet.Steps != 11 {
		t.Errorf("its seed: %+v, %v", again, err)
	}
	o.Turn = &explore.Turn{Step: 3, Thread: "b"} // as the seed does
	if r, err = explore.Replay(p, seed, o); err != nil || r.Verdict != sim.Fail || r.Failures[0].Steps != 4 {
		t.Errorf("after b's turn: %+v, %v", r, err)
	}
	for _, c := range []struct {
		turn explore.Turn
		want string
	}{
		{explore.Turn{Step: 3, Thread: "main"}, "main cannot go on after step 3"},
		{explore.Turn{Step: 0, Thread: "a"}, "a cannot go on after step 0"},
		{explore.Turn{Step: 3, Thread: "a", Alt: 1}, "a has 1 alternative after step 3, numbered from 0; there is no number 1"},
		{explore.Turn{Step: 4, Thread: "a"}, "the execution has 4 steps; there is no turn to take after step 4"},
		{explore.Turn{Step: -1, Thread: "a"}, "a turn after step -1 means nothing; 0 is the start"},
	} {
		o.Turn = &c.turn
		if r, err := explore.Replay(p, seed, o); err == nil || err.Error() != c.want {
			t.Errorf("%+v: %+v, %v; want %s", c.turn, r, err, c.want)
		}
	}
}
