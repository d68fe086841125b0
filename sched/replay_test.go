package sched_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// strategies are all those that sample, with parameters as a search has them
// after a while.
var strategies = []string{"random", "pct:1", "pct:3:20", "ipct", "pos", "urw", "surw", "random-delay:2:20", "round-robin"}

func parse(tb testing.TB, name string) sched.Strategy {
	s, err := sched.Parse(name)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// A recorded schedule, printed as a seed and read back, gives the same
// execution in another engine; and recording that gives the same schedule.
func TestReplayRepeats(t *testing.T) {
	for name, p := range programs {
		for _, strategy := range strategies {
			e := engine(t)
			for i := range 20 {
				rec := &sched.Record{Strategy: parse(t, strategy)}
				want := trace(e.Run(p, rec, sched.Mix(1, uint64(i)), sim.Limits{Steps: 10_000}))
				seed, err := sched.ParseSeed(sched.Seed{Strategy: "schedule", Schedule: rec.Schedule}.String())
				if err != nil {
					t.Fatal(err)
				}
				replay := &sched.Replay{Schedule: &seed.Schedule}
				again := &sched.Record{Strategy: replay}
				x := run(t, p, again, 0)
				replay.End()
				if diff := cmp.Diff(want, trace(x)); diff != "" || replay.Diverged != nil || x.End != sim.Quiet {
					t.Fatalf("%s, %s, execution %d: end %v, diverged %v\n%s", name, strategy, i, x.End, replay.Diverged, diff)
				}
				if diff := cmp.Diff(rec.Schedule, again.Schedule); diff != "" {
					t.Errorf("%s, %s, execution %d: %s", name, strategy, i, diff)
				}
				if diff := cmp.Diff(rec.Preempting, again.Preempting); diff != "" {
					t.Errorf("%s, %s, execution %d: %s", name, strategy, i, diff)
				}
			}
		}
	}
}

// A preemption is a switch away from a thread that could go on, unless it has
// just yielded. Steps are counted from 0.
func TestRecordNotesPreemptions(t *testing.T) {
	for _, c := range []struct {
		name    string
		program sim.Program
		threads string
		want    []int
	}{
		{"away from who could go on", workers(2, 3), "main w0 main w0 w1 w0 w1 w1 main", []int{1, 2, 4, 5}},
		{"away from who waits or has ended", func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			mu.Lock(t)
			t.Go("a", func(t *sim.Thread) { mu.Lock(t) })
			t.Join(t.Go("b", func(t *sim.Thread) { mu.Unlock(t) }))
		}, "main main main b main a", nil},
		{"away from who has yielded", func(t *sim.Thread) {
			t.Go("a", func(t *sim.Thread) { t.Yield(); t.Yield() })
			t.Yield()
			t.Yield()
		}, "main a main a main", []int{1}},
	} {
		rec := &sched.Record{Strategy: &sched.RoundRobin{}}
		x := run(t, c.program, rec, 0)
		if diff := cmp.Diff(c.want, rec.Preempting); diff != "" || threadsOf(x) != c.threads {
			t.Errorf("%s: %s: %s", c.name, threadsOf(x), diff)
		}
	}
}

// steps is the program that the schedules below are recorded from and
// replayed on: a thread, which does what variant says.
func steps(variant string) sim.Program {
	return func(t *sim.Thread) {
		x, mu := sim.NewAtomic(t, "x", 0), sim.NewMutex(t, "mu")
		if variant == "blocked" {
			mu.Lock(t)
		} else {
			t.Yield()
		}
		body := func(t *sim.Thread) {
			if variant == "changed" {
				mu.Unlock(t)
				return
			}
			mu.Lock(t)
			if variant == "ends" {
				return
			}
			n := 3
			if variant == "fewer" {
				n = 2
			}
			x.Store(t, t.Choose(n))
			if variant == "goes on" {
				x.Load(t)
			}
		}
		if variant == "no thread" {
			x.Load(t)
			x.Load(t)
			return
		}
		t.Go("a", body)
	}
}

// last chooses the last alternative.
type last struct{ sched.RunOn }

func (l *last) Next(v *sched.View) (c model.Choice) {
	c = l.RunOn.Next(v)
	alts := v.Alts(c.Thread)
	c.Alt = alts[len(alts)-1]
	return c
}

func TestReplayDiverges(t *testing.T) {
	rec := &sched.Record{Strategy: &last{}}
	x := run(t, steps(""), rec, 0)
	if want := "main yield -> \nmain go a -> \na lock mu -> \na choose 3 -> 2\na atomic-store x 2 -> \n\n"; trace(x) != want {
		t.Fatalf("recorded:\n%s", trace(x))
	}
	const fits = "the recorded schedule does not fit this program: "
	for _, c := range []struct {
		variant, want string
		steps         int
	}{
		{"", "<nil>", 5},
		{"changed", fits + "step 3: recorded `a lock mu`, the program now does `a unlock mu`", 2},
		{"ends", fits + "at step 4 it has `a choose`, where the program has ended", 3},
		{"goes on", fits + "it ends before step 6, the program goes on with `a atomic-load x`", 5},
		{"no thread", fits + "step 2: recorded `main go a`, the program now does `main atomic-load x`", 1},
		{"blocked", fits + "step 1: recorded `main yield`, the program now does `main lock mu`", 0},
		{"fewer", fits + "step 4: recorded `a choose`, the program now does `a choose (without its alternative 3)`", 3},
	} {
		replay := &sched.Replay{Schedule: &rec.Schedule}
		x := run(t, steps(c.variant), replay, 0)
		replay.End()
		got := "<nil>"
		if replay.Diverged != nil {
			got = replay.Diverged.Error()
		}
		if got != c.want || x.Steps() != c.steps {
			t.Errorf("%s: after %d steps\n got %s\nwant %s", c.variant, x.Steps(), got, c.want)
		}
		if len(x.Failures) > 0 {
			t.Errorf("%s: %+v", c.variant, x.Failures)
		}
	}
}

// Schedules of other programs are refused where they stop fitting, whatever
// they say.
func TestReplayOfForeignSchedules(t *testing.T) {
	program := func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		mu.Lock(t)
		t.Go("a", func(t *sim.Thread) { mu.Lock(t) })
		t.Go("b", func(*sim.Thread) {})
		t.Yield()
		mu.Unlock(t)
	}
	schedule := func(steps ...any) *sched.Schedule {
		s := &sched.Schedule{}
		s.Append(0, 0, "main lock mu")
		s.Append(0, 0, "main go a")
		s.Append(0, 0, "main go b")
		for i := 0; i < len(steps); i += 3 {
			s.Append(steps[i].(int), steps[i+1].(int), steps[i+2].(string))
		}
		return s
	}
	for _, c := range []struct {
		schedule *sched.Schedule
		want     string
	}{
		{schedule(1, 0, "a lock mu"), "step 4: recorded `a lock mu`, the program now does `a lock mu (blocked)`"},
		{schedule(2, 0, "b yield"), "step 4: recorded `b yield`, the program now does `b has ended`"},
		{schedule(3, 0, "c yield"), "step 4: recorded `c yield`, the program now does `main yield`"},
		{schedule(0, 1, "main yield"), "step 4: recorded `main yield`, the program now does `main yield (without its alternative 2)`"},
		{schedule(), "it ends before step 4, the program goes on with `main yield`"},
		{schedule(0, 0, "main yield", 0, 0, "main unlock mu", 1, 0, "a lock mu", 1, 0, "a unlock mu"), "at step 7 it has `a unlock mu`, where the program has ended"},
	} {
		replay := &sched.Replay{Schedule: c.schedule}
		x := run(t, program, replay, 0)
		replay.End()
		if d := replay.Diverged; d == nil || d.Error() != "the recorded schedule does not fit this program: "+c.want || len(x.Failures) > 0 {
			t.Errorf("got %v\nwant ... %s", d, c.want)
		}
	}
}

// Rest makes the rest of the choices, and the divergence is told nevertheless.
func TestReplayContinues(t *testing.T) {
	rec := &sched.Record{Strategy: &last{}}
	run(t, steps(""), rec, 0)
	for _, c := range []struct {
		variant, want string
		step          int
	}{
		{"", "main yield -> \nmain go a -> \na lock mu -> \na choose 3 -> 2\na atomic-store x 2 -> \n\n", 0},
		{"goes on", "main yield -> \nmain go a -> \na lock mu -> \na choose 3 -> 2\na atomic-store x 2 -> \na atomic-load x -> 2\n\n", 6},
		{"fewer", "main yield -> \nmain go a -> \na lock mu -> \na choose 2 -> 0\na atomic-store x 0 -> \n\n", 4},
		{"no thread", "main yield -> \nmain atomic-load x -> 0\nmain atomic-load x -> 0\n\n", 2},
	} {
		replay := &sched.Replay{Schedule: &rec.Schedule, Rest: &sched.RunOn{}}
		x := run(t, steps(c.variant), replay, 0)
		replay.End()
		step := 0
		if replay.Diverged != nil {
			step = replay.Diverged.Step
		}
		if diff := cmp.Diff(c.want, trace(x)); diff != "" || step != c.step {
			t.Errorf("%s: diverges at %d, want %d: %s", c.variant, step, c.step, diff)
		}
	}
	// The number goes to Rest.
	replay := &sched.Replay{Schedule: &sched.Schedule{}, Rest: &sched.Random{}}
	if diff := cmp.Diff(trace(run(t, lostUpdate, &sched.Random{}, 3)), trace(run(t, lostUpdate, replay, 3))); diff != "" {
		t.Error(diff)
	}
}

// Follow repeats an execution of the same engine, and tells where the program
// did something else.
func TestFollow(t *testing.T) {
	e := engine(t)
	for name, p := range programs {
		for i := range 20 {
			want := trace(e.Run(p, &sched.Random{}, uint64(i), sim.Limits{Steps: 10_000}))
			f := sched.NewFollow(e.View())
			for range 2 {
				x := e.Run(p, f, 0, sim.Limits{})
				f.End()
				if diff := cmp.Diff(want, trace(x)); diff != "" || f.Diverged != nil {
					t.Fatalf("%s, %d: %v %s", name, i, f.Diverged, diff)
				}
			}
		}
	}
	for _, c := range []struct{ variant, want string }{
		{"", "<nil>"},
		{"changed", "3 `a lock mu` `a unlock mu`"},
		{"ends", "4 `a choose 3` ``"},
		{"goes on", "6 `` `a atomic-load x`"},
		{"no thread", "2 `main go a` `main atomic-load x`"},
		{"fewer", "4 `a choose 3` `a choose 2`"},
	} {
		e := engine(t)
		e.Run(steps(""), &last{}, 0, sim.Limits{})
		f := sched.NewFollow(e.View())
		e.Run(steps(c.variant), f, 0, sim.Limits{})
		f.End()
		got := "<nil>"
		if d := f.Diverged; d != nil {
			got = fmt.Sprintf("%d `%s` `%s`", d.Step, d.Recorded, d.Now)
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.variant, got, c.want)
		}
	}
}
