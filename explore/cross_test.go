package explore_test

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// seldom uses time and tries in some of its interleavings only.
func seldom(t *sim.Thread) {
	n, mu := sim.NewAtomic(t, "n", 0), sim.NewMutex(t, "mu")
	a := t.Go("a", func(t *sim.Thread) { n.Store(t, 1); n.Store(t, 2) })
	if n.Load(t) == 1 {
		t.Observe("locked", mu.LockTimeout(t, 1000))
		t.Observe("again", mu.TryLock(t))
	}
	t.Join(a)
}

// outrun selects among a sender, whose step completes the select, and a time-out.
func outrun(t *sim.Thread) {
	c := sim.NewChan[int](t, "c", 0)
	t.Go("s", func(t *sim.Thread) { c.Send(t, 1) })
	i := sim.Select(t, c.RecvCase(nil, nil), sim.After(time.Millisecond))
	t.Observe("case", i)
	if i == 1 {
		c.Recv(t)
	}
}

// kept waits for a while, is signalled, and never gets its mutex back.
func kept(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	c := sim.NewCond(t, "c", mu)
	t.Go("a", func(t *sim.Thread) {
		mu.Lock(t)
		t.Observe("woken", c.WaitTimeout(t, time.Millisecond))
	})
	mu.Lock(t)
	c.Signal(t)
}

// TestAllowed checks that the model allows for slow threads and for tries that fail
// where the program can tell, however seldom, and for nothing else.
func TestAllowed(t *testing.T) {
	for _, c := range []struct {
		name     string
		program  sim.Program
		time     sim.Clock
		faults   string
		outcomes []string
	}{
		{"neither", crossedLocks, sim.Quiescent, "none", []string{"", "[deadlock: main join x y, x lock B, y lock A]"}},
		{"tries", tries, sim.Quiescent, "tries", []string{"b/ok=false", "b/ok=true"}},
		{"time", slow, sim.Adversarial, "none", []string{"case=0", "case=1"}},
		{"time that a partner's step saves", outrun, sim.Adversarial, "none", []string{"case=0", "case=1"}},
		{"time without a step", kept, sim.Adversarial, "none", []string{"[leak: a lock mu]", "[leak: a wait c within 1ms]", "[leak: a wait c]", "a/woken=false [deadlock: main lock mu]"}},
		{"both, seldom", seldom, sim.Adversarial, "tries", []string{"", "locked=false again=false", "locked=false again=true", "locked=true again=false"}},
	} {
		for _, pure := range []bool{false, true} {
			r, err := explore.Allowed(context.Background(), c.program, explore.Options{Pure: pure})
			if err != nil {
				t.Fatal(err)
			}
			var outcomes []string
			for _, o := range r.Outcomes {
				outcomes = append(outcomes, o.Outcome)
			}
			if !r.Complete || len(r.Limits) > 0 || r.Time != c.time || r.Faults.String() != c.faults || !slices.Equal(outcomes, c.outcomes) {
				t.Errorf("%s, pure %v: complete %v, limits %q, time %v, faults %v, outcomes %q", c.name, pure, r.Complete, r.Limits, r.Time, r.Faults, outcomes)
			}
		}
	}
}

// TestAllowedIsBounded checks that what cannot be covered is sampled as well, and
// called incomplete, and that a search that is cancelled ends.
func TestAllowedIsBounded(t *testing.T) {
	r, err := explore.Allowed(context.Background(), lossy, explore.Options{Executions: 2})
	if err != nil || r.Complete || r.Executions != 4 || !slices.Equal(r.Limits, []string{"executions"}) || r.Strategy != "dpor, then pos" {
		t.Errorf("%+v, %v", r, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r, err = explore.Allowed(ctx, seldom, explore.Options{})
	if err != nil || r.Complete || r.Executions > 0 || !slices.Equal(r.Limits, []string{"cancelled"}) {
		t.Errorf("cancelled: %+v, %v", r, err)
	}
}

// TestCrossCheck compares programs with what they do here.
func TestCrossCheck(t *testing.T) {
	procs := runtime.GOMAXPROCS(0)
	programs := []sim.Program{tries, slow, seldom, outrun, kept}
	if !raceDetector { // which would fail this test
		programs = append(programs, lossy)
	}
	for _, p := range programs {
		r, err := explore.CrossCheck(t.Context(), p, explore.Options{Name: "p", Real: explore.RealOptions{Runs: 250}})
		if err != nil {
			t.Fatal(err)
		}
		if !r.Agrees() || !r.Complete || r.Runs != 250 || r.Ended != "" || len(r.Real) == 0 {
			t.Errorf("\n%s", r.Text(100))
		}
		if want := []explore.ProcRuns{{Procs: 1, Runs: 84}, {Procs: 2, Runs: 83}, {Procs: 8, Runs: 83}}; !slices.Equal(r.Procs, want) {
			t.Errorf("runs by GOMAXPROCS: %v, want %v", r.Procs, want)
		}
	}
	if n := runtime.GOMAXPROCS(0); n != procs {
		t.Errorf("GOMAXPROCS is %d, and was %d", n, procs)
	}
}

// TestCrossCheckHangs checks that runs which hang are counted, and leave nothing behind.
func TestCrossCheckHangs(t *testing.T) {
	stuck := func(t *sim.Thread) { sim.NewChan[int](t, "c", 0).Recv(t) }
	leavesNothing(t, func() {
		r, err := explore.CrossCheck(t.Context(), stuck, explore.Options{Real: explore.RealOptions{Runs: 50}})
		if err != nil {
			t.Fatal(err)
		}
		if r.Runs != 50 || r.Ended != "" || !r.Agrees() || len(r.Real) != 1 || r.Real[0].Hung != 50 ||
			r.Real[0].Outcome != "[deadlock: main recv c]" || !strings.Contains(r.Real[0].Stacks, "TestCrossCheckHangs") {
			t.Errorf("\n%s\n%+v", r.Text(100), r.Real)
		}
	})
}

// TestCrossCheckLeaves checks that no more runs are made once they have left too many
// goroutines behind: those of bodies that wait for something of their own.
func TestCrossCheckLeaves(t *testing.T) {
	release := make(chan struct{})
	lost := func(t *sim.Thread) {
		t.Yield()
		if onRealGoroutines() {
			<-release
		}
	}
	leavesNothing(t, func() {
		r, err := explore.CrossCheck(t.Context(), lost, explore.Options{Real: explore.RealOptions{Left: 3, Timeout: time.Millisecond}})
		if err != nil {
			t.Fatal(err)
		}
		if r.Runs != 3 || r.Ended != explore.EndedLeft || len(r.Unexplained) != 1 || !r.Unexplained[0].Unended {
			t.Errorf("\n%s\n%+v", r.Text(100), r.Real)
		}
		close(release)
	})
}

// onRealGoroutines reports whether the caller is not modeled.
func onRealGoroutines() bool {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs[:])])
	for {
		f, more := frames.Next()
		if strings.Contains(f.Function, "/sim/real.") {
			return true
		}
		if !more {
			return false
		}
	}
}

// TestCrossCheckEnds checks the bounds on the runs, and the options that mean nothing.
func TestCrossCheckEnds(t *testing.T) {
	r, err := explore.CrossCheck(t.Context(), tries, explore.Options{Real: explore.RealOptions{For: time.Millisecond}})
	if err != nil || r.Ended != explore.EndedTime || r.Runs == 0 {
		t.Errorf("%+v, %v", r, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r, err = explore.CrossCheck(ctx, tries, explore.Options{})
	if err != nil || r.Ended != explore.EndedCancelled || r.Runs != 0 || r.Summary() != "nothing was run" {
		t.Errorf("%+v, %v", r, err)
	}
	for want, o := range map[string]explore.RealOptions{
		"runs -1 is negative; 0 means the default of 10,000":                 {Runs: -1},
		"a time of -1s for the runs is negative; 0 means no bound":           {For: -time.Second},
		"GOMAXPROCS 0 is no number of processors; want 1 to 1024":            {Procs: []int{2, 0}},
		"a time-out of -1s for a run is negative; 0 means the default":       {Timeout: -time.Second},
		"-1 goroutines left behind are negative; 0 means the default of 100": {Left: -1},
	} {
		if _, err := explore.CrossCheck(t.Context(), tries, explore.Options{Real: o}); err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

// TestCrossCheckFinds checks a program that does on real goroutines what it does not
// in the model.
func TestCrossCheckFinds(t *testing.T) {
	p := func(t *sim.Thread) {
		t.Join(t.Go("a", func(t *sim.Thread) { t.Yield() }))
		t.Observe("real", onRealGoroutines())
	}
	r, err := explore.CrossCheck(t.Context(), p, explore.Options{Name: "p", Real: explore.RealOptions{Runs: 10}})
	if err != nil {
		t.Fatal(err)
	}
	if r.Agrees() || len(r.Unexplained) != 1 || r.Unexplained[0].Outcome != "real=true" || r.Unexplained[0].Runs != 10 ||
		len(r.Unseen) != 1 || r.Unseen[0].Outcome != "real=false" {
		t.Errorf("\n%s", r.Text(100))
	}
}
