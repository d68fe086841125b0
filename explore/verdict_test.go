package explore_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// twoAdders has three interleavings: its main starts a and b and joins them.
// Depth first they come in this order, the last with a preemption of main:
//
//	go a, go b, add by a, add by b, join
//	go a, go b, add by b, add by a, join
//	go a, add by a, go b, add by b, join
func twoAdders(t *sim.Thread) {
	n := sim.NewAtomic(t, "n", 0)
	a := t.Go("a", func(t *sim.Thread) { sim.Add(t, n, 1) })
	b := t.Go("b", func(t *sim.Thread) { sim.Add(t, n, 1) })
	t.Join(a, b)
}

// aFirst fails in the second of its three interleavings, when b adds before a.
func aFirst(t *sim.Thread) {
	n := sim.NewAtomic(t, "n", 0)
	a := t.Go("a", func(t *sim.Thread) { t.Assert(sim.Add(t, n, 1) == 1, "b was first") })
	b := t.Go("b", func(t *sim.Thread) { sim.Add(t, n, 1) })
	t.Join(a, b)
}

// racy stores plainly in two threads. Its interleavings are those of twoAdders,
// and all of them have the data race.
func racy(t *sim.Thread) {
	n := sim.NewVar(t, "n", 0)
	a := t.Go("a", func(t *sim.Thread) { n.Store(t, 1) })
	b := t.Go("b", func(t *sim.Thread) { n.Store(t, 2) })
	t.Join(a, b)
}

// lostUpdate adds in two threads, by a load and a store each.
func lostUpdate(t *sim.Thread) {
	n := sim.NewVar(t, "n", 0)
	a := t.Go("a", func(t *sim.Thread) { n.Store(t, n.Load(t)+1) })
	b := t.Go("b", func(t *sim.Thread) { n.Store(t, n.Load(t)+1) })
	t.Join(a, b)
	t.Observe("n", n.Load(t))
	t.Assert(n.Load(t) == 2, "lost update: n = %d", n.Load(t))
}

// lockOrder takes two locks in opposite orders.
func lockOrder(t *sim.Thread) {
	A, B := sim.NewMutex(t, "A"), sim.NewMutex(t, "B")
	a := t.Go("a", func(t *sim.Thread) { A.Lock(t); B.Lock(t); B.Unlock(t); A.Unlock(t) })
	b := t.Go("b", func(t *sim.Thread) { B.Lock(t); A.Lock(t); A.Unlock(t); B.Unlock(t) })
	t.Join(a, b)
}

// counts never ends, and is never where it has been before.
func counts(t *sim.Thread) {
	for n := sim.NewAtomic(t, "n", 0); ; {
		sim.Add(t, n, 1)
	}
}

// spins looks at a cell that nobody else knows, for ever.
func spins(t *sim.Thread) {
	for n := sim.NewAtomic(t, "n", 0); ; {
		n.Load(t)
	}
}

// mayCount ends, or never ends, as it chooses.
func mayCount(t *sim.Thread) {
	if t.Choose(2) == 1 {
		counts(t)
	}
}

// huge has more interleavings than anybody can wait for.
func huge(t *sim.Thread) {
	n := sim.NewAtomic(t, "n", 0)
	for range 20 {
		t.Go("", func(t *sim.Thread) {
			for range 20 {
				sim.Add(t, n, 1)
			}
		})
	}
}

// searches says what verdict a search comes to, and on what grounds. For dfs
// the executions are exact; limits are those of the report.
var searches = []struct {
	name       string
	program    sim.Program
	options    explore.Options
	verdict    sim.Verdict
	complete   bool
	executions int
	limits     []string
	kinds      []string
}{
	{"everything covered", twoAdders, explore.Options{Strategy: "dfs"}, sim.Pass, true, 3, nil, nil},
	{"as many executions as there are", twoAdders, explore.Options{Strategy: "dfs", Executions: 3}, sim.Pass, true, 3, nil, nil},
	{"one execution short", twoAdders, explore.Options{Strategy: "dfs", Executions: 2}, sim.Unknown, false, 2, []string{"executions"}, nil},
	{"within a bound", twoAdders, explore.Options{Strategy: "dfs", Preemptions: explore.NoPreemptions}, sim.Pass, true, 2, nil, nil},
	{"samples prove nothing", twoAdders, explore.Options{Strategy: "random", Executions: 50}, sim.Unknown, false, 50, []string{"executions"}, nil},
	{"a default for samples", twoAdders, explore.Options{Strategy: "pct:2"}, sim.Unknown, false, explore.DefaultExecutions, []string{"executions"}, nil},
	{"auto samples first", twoAdders, explore.Options{Executions: 100}, sim.Unknown, false, 100, []string{"executions"}, nil},
	{"the strategy in capitals", twoAdders, explore.Options{Strategy: "DFS"}, sim.Pass, true, 3, nil, nil},
	{"stops at the failure", aFirst, explore.Options{Strategy: "dfs"}, sim.Fail, false, 2, nil, []string{"assertion"}},
	{"goes on after the failure", aFirst, explore.Options{Strategy: "dfs", All: true}, sim.Fail, true, 3, nil, []string{"assertion"}},
	{"a failure and a limit", racy, explore.Options{Strategy: "dfs", All: true, Executions: 2}, sim.Fail, false, 2, []string{"executions"}, []string{"race"}},
	{"stops before the limit", racy, explore.Options{Strategy: "random", Executions: 2}, sim.Fail, false, 1, nil, []string{"race"}},
	{"all samples fail", racy, explore.Options{Strategy: "random", All: true, Executions: 20}, sim.Fail, false, 20, []string{"executions"}, []string{"race"}},
	{"races noted", racy, explore.Options{Strategy: "dfs", Races: explore.RaceNote}, sim.Pass, true, 3, nil, nil},
	{"races not looked for", racy, explore.Options{Strategy: "dfs", Races: explore.RaceOff}, sim.Pass, true, 3, nil, nil},
	{"no end in sight", counts, explore.Options{Strategy: "dfs", Steps: 50}, sim.Unknown, false, 1, []string{"steps"}, nil},
	{"one branch has no end", mayCount, explore.Options{Strategy: "dfs", Steps: 50}, sim.Unknown, false, 2, []string{"steps"}, nil},
	{"samples without an end", counts, explore.Options{Strategy: "random", Steps: 50, Executions: 30}, sim.Unknown, false, 30, []string{"executions", "steps"}, nil},
	{"spins for nothing", spins, explore.Options{Strategy: "dfs", Steps: 50}, sim.Fail, false, 1, nil, []string{"livelock"}},
	{"spins for nothing, all", spins, explore.Options{Strategy: "dpor", All: true}, sim.Fail, true, 1, nil, []string{"livelock"}},
	{"spins as it stands", spins, explore.Options{Strategy: "dfs", Steps: 50, NoAwaits: true}, sim.Unknown, false, 1, []string{"steps"}, nil},
	{"exactly as many steps as allowed", twoAdders, explore.Options{Strategy: "dfs", Steps: 5}, sim.Pass, true, 3, nil, nil},
	{"a step short", twoAdders, explore.Options{Strategy: "dfs", Steps: 4}, sim.Unknown, false, 3, []string{"steps"}, nil},
}

func TestVerdicts(t *testing.T) {
	for _, s := range searches {
		t.Run(s.name, func(t *testing.T) {
			r := mustRun(t, s.program, s.options)
			if r.Verdict != s.verdict || r.Complete != s.complete || r.Executions != s.executions {
				t.Errorf("verdict %v, complete %v, %d executions; want %v, %v, %d", r.Verdict, r.Complete, r.Executions, s.verdict, s.complete, s.executions)
			}
			if !slices.Equal(r.Limits, s.limits) || !slices.Equal(kindsOf(r), s.kinds) {
				t.Errorf("limits %q and failures %q, want %q and %q", r.Limits, kindsOf(r), s.limits, s.kinds)
			}
		})
	}
}

// TestRaceNote checks that a noted race is a note, once, and that only a race
// that is looked for is one.
func TestRaceNote(t *testing.T) {
	for mode, want := range map[explore.RaceMode][]string{
		explore.RaceNote: {"data race on n: a stores and b stores, and nothing orders the two", "data race on n: b stores and a stores, and nothing orders the two"},
		explore.RaceOff:  nil,
	} {
		r := mustRun(t, racy, explore.Options{Strategy: "dfs", Races: mode})
		if d := cmp.Diff(want, r.Notes); d != "" {
			t.Errorf("notes with races=%v, - want, + got:\n%s", mode, d)
		}
	}
}

// loops runs two threads of which neither ever ends.
func loops(t *sim.Thread) {
	t.Go("a", counts)
	t.Go("b", counts)
}

// TestGivesUpAfterCuts checks that an exhaustive search of a program without an
// end is given up after ten executions that were cut, and says so.
func TestGivesUpAfterCuts(t *testing.T) {
	r := mustRun(t, loops, explore.Options{Strategy: "dfs", Steps: 100})
	if r.Verdict != sim.Unknown || r.Complete || r.Executions != 10 || r.Cut != 10 || r.Steps != 1000 {
		t.Errorf("verdict %v, complete %v, %d executions, %d cut, %d steps; want unknown after 10 of 100 steps", r.Verdict, r.Complete, r.Executions, r.Cut, r.Steps)
	}
	if len(r.Notes) == 0 || !strings.HasPrefix(r.Notes[0], "the exhaustive search was given up after 10 executions hit the step limit of 100;") {
		t.Errorf("notes %q", r.Notes)
	}
}

// TestTimeout checks that time ends a search without a verdict.
func TestTimeout(t *testing.T) {
	r := mustRun(t, huge, explore.Options{Strategy: "dfs", Timeout: time.Second})
	if r.Verdict != sim.Unknown || r.Complete || !slices.Equal(r.Limits, []string{"timeout"}) || r.Executions == 0 {
		t.Errorf("verdict %v, complete %v, limits %q, %d executions", r.Verdict, r.Complete, r.Limits, r.Executions)
	}
}

// TestTimeoutWithinAnExecution checks that an execution without an end is no
// obstacle.
func TestTimeoutWithinAnExecution(t *testing.T) {
	r := mustRun(t, counts, explore.Options{Strategy: "dfs", Steps: 1 << 40, Timeout: time.Second})
	if r.Verdict != sim.Unknown || !slices.Equal(r.Limits, []string{"timeout"}) || r.Executions != 0 {
		t.Errorf("verdict %v, limits %q, %d executions; want none to count", r.Verdict, r.Limits, r.Executions)
	}
}

// TestCancelledBefore checks that a search whose context is done runs nothing.
func TestCancelledBefore(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for range 20 {
		r, err := explore.Run(ctx, racy, explore.Options{})
		if err != nil || r.Verdict != sim.Unknown || !slices.Equal(r.Limits, []string{"cancelled"}) || r.Executions != 0 {
			t.Fatalf("error %v, verdict %v, limits %q, %d executions; want nothing run", err, r.Verdict, r.Limits, r.Executions)
		}
	}
}

// TestCancelledDuring checks that a search ends when its context does, with the
// report so far.
func TestCancelledDuring(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	o := explore.Options{Strategy: "dfs", Progress: func(p explore.Progress) {
		if p.Executions > 0 {
			cancel()
		}
	}}
	r, err := explore.Run(ctx, huge, o)
	if err != nil || r.Verdict != sim.Unknown || r.Complete || !slices.Equal(r.Limits, []string{"cancelled"}) || r.Executions == 0 {
		t.Errorf("error %v, verdict %v, limits %q, %d executions", err, r.Verdict, r.Limits, r.Executions)
	}
}
