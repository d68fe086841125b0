package sim_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// spin is a program of two threads that never end, and of one that is blocked.
// Each says when it is unwound.
func spin(unwound *[]string) sim.Program {
	return func(t *sim.Thread) {
		for _, name := range []string{"a", "b"} {
			t.Go(name, func(t *sim.Thread) {
				defer func() { *unwound = append(*unwound, t.Name()) }()
				for {
					t.Yield()
				}
			})
		}
		defer func() { *unwound = append(*unwound, t.Name()) }()
		t.Observe("n", 1)
		sim.Select(t)
	}
}

// cut is a strategy that ends the execution before the given step.
type cut struct {
	sched.RoundRobin
	before int
}

func (c *cut) Next(v *sched.View) model.Choice {
	if v.Step() == c.before {
		return model.Choice{}
	}
	return c.RoundRobin.Next(v)
}

func TestStepLimit(t *testing.T) {
	for _, c := range []struct {
		steps, want int
		end         sim.End
		outcome     string
	}{
		{steps: 1, want: 1, end: sim.CutSteps, outcome: "[step-limit]"},
		{steps: 2, want: 2, end: sim.CutSteps, outcome: "[step-limit]"},
		{steps: 1000, want: 1000, end: sim.CutSteps, outcome: "n=1 [step-limit]"},
	} {
		leavesNothing(t, func() {
			e := sim.NewEngine()
			defer e.Close()
			var unwound []string
			x := e.Run(spin(&unwound), &sched.RoundRobin{}, 0, sim.Limits{Steps: c.steps})
			if x.End != c.end || x.Steps() != c.want || len(x.Failures) != 0 {
				t.Errorf("steps %d: end %v after %d steps, %q", c.steps, x.End, x.Steps(), failures(x))
			}
			if string(x.Outcome) != c.outcome {
				t.Errorf("steps %d: outcome %q, want %q", c.steps, x.Outcome, c.outcome)
			}
			want := []string{"main", "a", "b"}
			if c.steps < 3 {
				want = []string{"a"} // main has not come to its defer, nor is b born
			}
			if diff := cmp.Diff(want, unwound); diff != "" {
				t.Errorf("steps %d: %s", c.steps, diff)
			}
		})
	}
}

// An execution that ends with the last step allowed is not cut: what counts is
// whether anybody could have moved on.
func TestStepLimitReachedExactly(t *testing.T) {
	e := engine(t)
	for _, c := range []struct {
		steps int
		end   sim.End
	}{{2, sim.CutSteps}, {3, sim.Quiet}, {4, sim.Quiet}} {
		x := e.Run(func(t *sim.Thread) { t.Yield(); t.Yield(); t.Yield() }, &sched.RunOn{}, 0, sim.Limits{Steps: c.steps})
		if x.End != c.end {
			t.Errorf("limit %d: end %v, want %v", c.steps, x.End, c.end)
		}
	}
}

// A failure before the cut is told together with it.
func TestCutAfterFailure(t *testing.T) {
	x := engine(t).Run(func(t *sim.Thread) {
		t.Go("a", func(t *sim.Thread) { t.Fail("no") })
		for {
			t.Yield()
		}
	}, &sched.RunOn{}, 0, sim.Limits{Steps: 10})
	if string(x.Outcome) != "[assertion step-limit]" || x.End != sim.CutSteps {
		t.Errorf("end %v, outcome %q", x.End, x.Outcome)
	}
}

func TestStrategyEndsTheExecution(t *testing.T) {
	leavesNothing(t, func() {
		e := sim.NewEngine()
		defer e.Close()
		for _, before := range []int{0, 1, 7} {
			var unwound []string
			x := e.Run(spin(&unwound), &cut{before: before}, 0, sim.Limits{})
			if x.End != sim.Stopped || x.Steps() != before || len(x.Failures) != 0 {
				t.Errorf("before %d: end %v after %d steps, %q", before, x.End, x.Steps(), failures(x))
			}
		}
		var unwound []string
		x := e.Run(spin(&unwound), &cut{before: 7}, 0, sim.Limits{})
		if diff := cmp.Diff([]string{"main", "a", "b"}, unwound); diff != "" || string(x.Outcome) != "n=1 [cut]" {
			t.Errorf("outcome %q: %s", x.Outcome, diff)
		}
	})
}

func TestCancel(t *testing.T) {
	leavesNothing(t, func() {
		e := sim.NewEngine()
		defer e.Close()
		var unwound []string
		begun := make(chan bool)
		go func() {
			<-begun
			e.Cancel()
		}()
		x := e.Run(func(t *sim.Thread) {
			close(begun)
			spin(&unwound)(t)
		}, &sched.RoundRobin{}, 0, sim.Limits{})
		if x.End != sim.Cancelled || string(x.Outcome) == "" || len(x.Failures) != 0 {
			t.Errorf("end %v, outcome %q, %q", x.End, x.Outcome, failures(x))
		}
		// It holds on.
		if x := e.Run(func(t *sim.Thread) { t.Yield() }, &sched.RunOn{}, 0, sim.Limits{}); x.End != sim.Cancelled || x.Steps() != 0 {
			t.Errorf("the next execution: end %v after %d steps", x.End, x.Steps())
		}
	})
}

// One step loop answers while it makes steps, and each execution is a sign of
// life too.
func TestAnswers(t *testing.T) {
	e := engine(t)
	n := e.Answers()
	e.Ask()
	e.Run(func(t *sim.Thread) {
		t.Yield()
		t.Yield()
	}, &sched.RunOn{}, 0, sim.Limits{})
	if got := e.Answers() - n; got != 2 {
		t.Errorf("%d signs of life, want one for the execution and one for the question", got)
	}
}
