package explore_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// queue is n threads that want one lock: n! classes.
func queue(n int) sim.Program {
	return func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		for range n {
			t.Go("", func(t *sim.Thread) { mu.Lock(t); mu.Unlock(t) })
		}
	}
}

// The classes that come up are those that there are, whatever the strategy.
func TestSamplingCountsClasses(t *testing.T) {
	for _, strategy := range []string{"random", "pct:3", "pos", "urw", "surw"} {
		r := mustRun(t, queue(4), explore.Options{Strategy: strategy, Executions: 2000})
		s := r.Sampling
		if s.Classes != 24 || s.Once != 0 || s.Unseen != 0 {
			t.Errorf("%s: %+v, want 24 classes, all of them more than once", strategy, s)
		}
		if s.Steps > r.Steps || s.Executions > r.Executions {
			t.Errorf("%s: %+v of %d executions, %d steps", strategy, s, r.Executions, r.Steps)
		}
	}
	if r := mustRun(t, queue(3), explore.Options{Strategy: "dpor"}); r.Sampling != nil {
		t.Errorf("dpor samples: %+v", r.Sampling)
	}
}

// The estimate of what is unseen is what the next executions show: the same
// search, made longer, meets new classes as often as was said.
func TestUnseenIsAnEstimate(t *testing.T) {
	const n, more = 1000, 400
	short := mustRun(t, queue(6), explore.Options{Strategy: "urw", Executions: n}).Sampling
	long := mustRun(t, queue(6), explore.Options{Strategy: "urw", Executions: n + more}).Sampling
	fresh := float64(long.Classes-short.Classes) / more
	if short.Unseen < 0.1 || math.Abs(fresh-short.Unseen) > 0.1 {
		t.Errorf("%.2f of the next executions are of new classes, the estimate was %.2f (%+v)", fresh, short.Unseen, short)
	}
}

// Switches are counted between steps, and one thread has none.
func TestSamplingCountsSwitches(t *testing.T) {
	alone := func(t *sim.Thread) {
		for range 9 {
			t.Yield()
		}
	}
	s := mustRun(t, alone, explore.Options{Strategy: "random", Executions: 10}).Sampling
	if s.Switches != 0 || s.Steps != 90 || s.Classes != 1 {
		t.Errorf("one thread: %+v", s)
	}
	inTurn := func(t *sim.Thread) {
		t.Go("a", func(t *sim.Thread) { t.Yield(); t.Yield() })
		t.Yield()
		t.Yield()
	}
	s = mustRun(t, inTurn, explore.Options{Strategy: "round-robin", Executions: 1}).Sampling
	if s.Switches != 4 { // go, yield of a, of main, of a, of main
		t.Errorf("in turn: %+v", s)
	}
	if s = mustRun(t, func(*sim.Thread) {}, explore.Options{Strategy: "random", Executions: 3}).Sampling; s.Switches != 0 || s.Classes != 1 {
		t.Errorf("no steps: %+v", s)
	}
}

// A search that was cancelled counts what ended only.
func TestSamplingCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	n := 0
	r, err := explore.Run(ctx, func(t *sim.Thread) {
		if n++; n == 30 {
			cancel()
		}
		for range 1000 {
			t.Yield()
		}
	}, explore.Options{Strategy: "random"})
	if err != nil {
		t.Fatal(err)
	}
	if r.Sampling.Executions != r.Executions {
		t.Errorf("%d sampled of %d", r.Sampling.Executions, r.Executions)
	}
	if text := r.Text(100); !strings.Contains(text, "sampled executions were of 1 class, 0 seen once") {
		t.Errorf("the report says\n%s", text)
	}
}

// Programs without threads, without steps, that panic at once or wait for ever
// are sampled as any other.
func TestSamplingOfOddPrograms(t *testing.T) {
	for name, c := range map[string]struct {
		program sim.Program
		verdict sim.Verdict
	}{
		"empty":    {func(*sim.Thread) {}, sim.Unknown},
		"alone":    {func(t *sim.Thread) { t.Yield() }, sim.Unknown},
		"panics":   {func(*sim.Thread) { panic("at once") }, sim.Fail},
		"waits":    {func(t *sim.Thread) { sim.NewMutex(t, "mu").Lock(t); sim.NewEvent(t, "e").Wait(t) }, sim.Fail},
		"nil chan": {func(t *sim.Thread) { var c *sim.Chan[int]; c.Recv(t) }, sim.Fail},
	} {
		for _, strategy := range []string{"random", "pct:3", "ipct", "pos", "urw", "surw", "random-delay", "greybox"} {
			o := explore.Options{Name: name, Strategy: strategy, Executions: 50}
			r := mustRun(t, c.program, o)
			if r.Verdict != c.verdict {
				t.Errorf("%s, %s: %v, want %v", name, strategy, r.Verdict, c.verdict)
			}
			for _, f := range r.Failures {
				if _, err := explore.Replay(c.program, f.Seed, o); err != nil {
					t.Errorf("%s, %s: %v", name, strategy, err)
				}
			}
		}
	}
}

// A sampled execution allocates nothing of its own: what is left is the
// program's, and what the executions take that are made again.
func TestSamplingAllocatesNothing(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates")
	}
	for _, strategy := range []string{"random", "pct:3", "pos", "urw", "surw"} {
		mallocs := func(executions int) float64 {
			return testing.AllocsPerRun(1, func() {
				mustRun(t, queue(3), explore.Options{Strategy: strategy, Executions: executions, Workers: 1})
			})
		}
		// The program makes a lock, and three bodies: that is what 1,900 bare
		// executions allocate.
		e, s := sim.NewEngine(), &sched.Random{}
		bare := testing.AllocsPerRun(1900, func() { e.Run(queue(3), s, 1, sim.Limits{}) })
		e.Close()
		if each := (mallocs(2900) - mallocs(1000)) / 1900; each > bare+0.5 {
			t.Errorf("%s: %.2f allocations an execution, %.2f of them the program's", strategy, each, bare)
		}
	}
}
