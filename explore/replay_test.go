package explore_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// transfer takes two locks in turn, as its arguments say, and may deadlock.
func transfer(a, b func(t *sim.Thread, from, to *sim.Mutex)) sim.Program {
	return func(t *sim.Thread) {
		from, to := sim.NewMutex(t, "from"), sim.NewMutex(t, "to")
		x := t.Go("a", func(t *sim.Thread) { a(t, from, to) })
		y := t.Go("b", func(t *sim.Thread) { b(t, from, to) })
		t.Join(x, y)
	}
}

func forth(t *sim.Thread, from, to *sim.Mutex) {
	from.Lock(t)
	to.Lock(t)
	to.Unlock(t)
	from.Unlock(t)
}
func back(t *sim.Thread, from, to *sim.Mutex) { to.Lock(t); from.Lock(t); from.Unlock(t); to.Unlock(t) }

// deadlockSeed returns the schedule that deadlocks transfer:
//
//	1 main go a   2 main go b   3 a lock from   4 b lock to
func deadlockSeed(t *testing.T, o explore.Options) string {
	t.Helper()
	r := mustRun(t, transfer(forth, back), o)
	if len(r.Failures) != 1 || r.Failures[0].Steps != 4 {
		t.Fatalf("failures %v, want one of four steps", r.Failures)
	}
	return r.Failures[0].Seed
}

// TestReplayRefused gives seeds that are none, and seeds of other programs.
func TestReplayRefused(t *testing.T) {
	o := explore.Options{Name: "bank/transfer", Params: []string{"n=2"}, Strategy: "dfs", All: true}
	seed := deadlockSeed(t, o)
	changed := strings.Replace(seed, seed[20:21], map[bool]string{true: "B", false: "A"}[seed[20] == 'A'], 1)
	const whole = "; copy the whole word, from i1 to the last character"
	alien := sched.Seed{Strategy: "surf", Program: sched.ProgramHash("bank/transfer", "n=2"), Number: 1}.String()
	for _, c := range []struct {
		seed    string
		options explore.Options
		want    string
	}{
		{"", o, `malformed seed "": it is empty` + whole},
		{"banana", o, `malformed seed "banana": it does not begin with i1-` + whole},
		{seed[:len(seed)-4], o, `malformed seed "` + seed[:21] + `...": its checksum does not match` + whole},
		{changed, o, `malformed seed "` + changed[:21] + `...": its checksum does not match` + whole},
		{seed, explore.Options{Name: "bank/transfer"}, "seed " + seed[:40] + "... belongs to another program than bank/transfer; give the program and the parameters that it was printed for"},
		{seed, explore.Options{Name: "bank/transfer", Params: []string{"n=3"}}, "seed " + seed[:40] + "... belongs to another program than bank/transfer n=3; give the program and the parameters that it was printed for"},
		{seed, explore.Options{}, "seed " + seed[:40] + "... belongs to another program than this program; give the program and the parameters that it was printed for"},
		{alien, o, "seed " + alien + `: unknown strategy "surf"; known are ` + sched.Known},
		{seed, explore.Options{Name: "bank/transfer", Params: []string{"n=2"}, Steps: -1}, "steps -1 is negative; 0 means the default of 100000"},
	} {
		r, err := explore.Replay(transfer(forth, back), c.seed, c.options)
		if r != nil || err == nil || err.Error() != c.want {
			t.Errorf("seed %q: report %v, error %v\nwant %s", c.seed, r, err, c.want)
		}
	}
	if _, err := explore.Replay(transfer(forth, back), "  "+seed+"\n", o); err != nil {
		t.Errorf("space around a seed: %v", err)
	}
}

// changes are programs that a recorded deadlock does not fit any more.
var changes = []struct {
	name    string
	program sim.Program
	want    string
}{
	{
		"another operation",
		transfer(forth, func(t *sim.Thread, from, to *sim.Mutex) { from.Lock(t); from.Unlock(t) }),
		"step 4: recorded `b lock to`, the program now does `b lock from`",
	},
	{
		"other bodies",
		transfer(func(t *sim.Thread, from, to *sim.Mutex) { from.Lock(t) }, func(t *sim.Thread, from, to *sim.Mutex) { t.Yield() }),
		"step 4: recorded `b lock to`, the program now does `b yield`",
	},
	{
		"b has nothing to do",
		transfer(forth, func(t *sim.Thread, from, to *sim.Mutex) {}),
		"step 4: recorded `b lock to`, the program now does `b has ended`",
	},
	{
		"a has nothing to do",
		transfer(func(t *sim.Thread, from, to *sim.Mutex) {}, back),
		"step 3: recorded `a lock from`, the program now does `a has ended`",
	},
	{
		"an operation more",
		transfer(func(t *sim.Thread, from, to *sim.Mutex) { t.Yield(); forth(t, from, to) }, back),
		"step 3: recorded `a lock from`, the program now does `a yield`",
	},
	{
		"no threads",
		func(t *sim.Thread) {},
		"at step 1 it has `main go a`, where the program has ended",
	},
	{
		"one thread",
		func(t *sim.Thread) { t.Go("a", func(t *sim.Thread) { sim.NewMutex(t, "from").Lock(t) }); t.Yield() },
		"step 2: recorded `main go b`, the program now does `main yield`",
	},
	{
		"no deadlock any more",
		transfer(func(t *sim.Thread, from, to *sim.Mutex) { from.Lock(t); t.Yield() }, back),
		"it ends before step 5, the program goes on with `a yield`",
	},
}

// TestReplayDiverges checks that a schedule that does not fit is refused at the
// first step that differs.
func TestReplayDiverges(t *testing.T) {
	o := explore.Options{Name: "transfer", Strategy: "dfs", All: true}
	seed := deadlockSeed(t, o)
	for _, c := range changes {
		r, err := explore.Replay(c.program, seed, o)
		want := "the recorded schedule does not fit this program: " + c.want
		var d *sched.Divergence
		if r != nil || !errors.As(err, &d) || err.Error() != want {
			t.Errorf("%s: report %v, error %v\nwant %s", c.name, r, err, want)
		}
	}
}

// TestReplayContinues checks that Continue goes on from there, without
// preemptions, says so, and names the execution it came to by a seed of its own.
func TestReplayContinues(t *testing.T) {
	o := explore.Options{Name: "transfer", Strategy: "dfs", All: true}
	seed := deadlockSeed(t, o)
	o.Continue = true
	for _, c := range changes {
		r, err := explore.Replay(c.program, seed, o)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		note := "the recorded schedule does not fit this program: " + c.want + "; from there on it ran without preemptions"
		if c.name == "no threads" {
			note = "the recorded schedule does not fit this program: " + c.want
		}
		if d := cmp.Diff([]string{note}, r.Notes); d != "" {
			t.Errorf("%s: notes, - want, + got:\n%s", c.name, d)
		}
		_ = r.Text(60)
		f := r.Quiet
		if len(r.Failures) > 0 {
			f = &r.Failures[0]
		}
		again, err := explore.Replay(c.program, f.Seed, explore.Options{Name: "transfer"})
		if err != nil || again.Outcomes[0].Outcome != f.Outcome || again.Steps != f.Steps {
			t.Errorf("%s: the seed of what it came to: report %v, error %v", c.name, again, err)
		}
	}
}

// TestReplayTenTimes checks that a replay is the same every time.
func TestReplayTenTimes(t *testing.T) {
	for _, strategy := range []string{"dfs", "random", "pct:3", "round-robin"} {
		o := explore.Options{Name: "transfer", Strategy: strategy, All: true, Executions: 200}
		r := mustRun(t, transfer(forth, back), o)
		for _, f := range r.Failures {
			first, text := "", ""
			for i := range 10 {
				r, err := explore.Replay(transfer(forth, back), f.Seed, explore.Options{Name: "transfer"})
				if err != nil {
					t.Fatalf("%s: %v", strategy, err)
				}
				if i == 0 {
					first, text = asJSON(t, r), r.Text(90)
				} else if asJSON(t, r) != first || r.Text(90) != text {
					t.Errorf("%s: replay %d differs", strategy, i+1)
				}
			}
		}
		if len(r.Failures) == 0 && strategy != "round-robin" {
			t.Errorf("%s finds no deadlock", strategy)
		}
	}
}

// TestReplayLearnedLength checks that the seed of an execution that pct made
// with a length learned from those before determines it alone.
func TestReplayLearnedLength(t *testing.T) {
	o := explore.Options{Name: "adders", Strategy: "pct:4", All: true, Executions: 300, Shrink: explore.NoShrink}
	learned := 0
	for seed := range uint64(10) {
		o.Seed = seed
		r := mustRun(t, lostUpdate, o)
		for i := range r.Failures {
			if f := &r.Failures[i]; strings.HasPrefix(f.Seed, "i1-pct.4.") {
				learned++
				replays(t, lostUpdate, o, f)
			}
		}
	}
	if learned == 0 {
		t.Errorf("no failure was found with a learned length")
	}
}

// TestReplayOfASuccess checks that an execution that does not fail is shown.
func TestReplayOfASuccess(t *testing.T) {
	for name, p := range map[string]sim.Program{"adders": twoAdders, "nothing": func(*sim.Thread) {}} {
		seed := sched.Seed{Strategy: "random", Program: sched.ProgramHash(name), Number: 5}.String()
		r, err := explore.Replay(p, seed, explore.Options{Name: name})
		if err != nil || r.Verdict != sim.Unknown || r.Complete || r.Quiet == nil || r.Quiet.Seed != seed || len(r.Failures) != 0 {
			t.Errorf("%s: report %v, error %v", name, r, err)
			continue
		}
		if text := r.Text(80); name == "nothing" && !strings.Contains(text, "(no steps)") {
			t.Errorf("%s: the text is\n%s", name, text)
		}
	}
}
