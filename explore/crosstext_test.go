package explore_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// A crossGolden is a report of a cross-check that is told as a story, as goldens are.
// The model is searched; what the hardware did is made up, since it varies.
type crossGolden struct {
	name    string
	story   string
	program sim.Program
	fresh   func() sim.Program // in place of program, where that keeps state
	options explore.Options
	seen    []explore.RealOutcome
	ended   string
	races   []explore.GoRace // nil: they are not compared
	skipped string           // why
}

// crossedLocks takes two locks in opposite orders.
func crossedLocks(t *sim.Thread) {
	a, b := sim.NewMutex(t, "A"), sim.NewMutex(t, "B")
	x := t.Go("x", func(t *sim.Thread) { a.Lock(t); b.Lock(t); b.Unlock(t); a.Unlock(t) })
	y := t.Go("y", func(t *sim.Thread) { b.Lock(t); a.Lock(t); a.Unlock(t); b.Unlock(t) })
	t.Join(x, y)
}

// lossy has two threads add one to plain memory.
func lossy(t *sim.Thread) {
	n := sim.NewVar(t, "n", 0)
	add := func(t *sim.Thread) { n.Store(t, n.Load(t)+1) }
	t.Join(t.Go("a", add), t.Go("b", add))
	t.Observe("n", n.Load(t))
}

// tries has a thread try a lock that another one may hold.
func tries(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	a := t.Go("a", func(t *sim.Thread) { mu.Lock(t); mu.Unlock(t) })
	b := t.Go("b", func(t *sim.Thread) {
		ok := mu.TryLock(t)
		t.Observe("ok", ok)
		if ok {
			mu.Unlock(t)
		}
	})
	t.Join(a, b)
}

// slow has a thread that may be too slow.
func slow(t *sim.Thread) {
	c := sim.NewChan[int](t, "c", 1)
	t.Go("a", func(t *sim.Thread) { t.Sleep(1); c.Send(t, 1) })
	v := 0
	t.Observe("case", sim.Select(t, c.RecvCase(&v, nil), sim.After(1000)))
}

// spinning waits for what nobody does.
func spinning(t *sim.Thread) {
	stop := sim.NewAtomic(t, "stop", false)
	for !stop.Load(t) {
		t.Yield()
	}
}

// counted is a program that looks at what outlives an execution.
func counted() sim.Program {
	runs := 0
	return func(t *sim.Thread) {
		runs++
		t.Yield()
		t.Observe("runs", runs)
	}
}

// inModel stands for the place of the accesses in the model's first race.
const inModel = "in model"

var crossGoldens = []crossGolden{
	{
		name:    "nondeterministic",
		story:   "A program that is not a function of its choices cannot be compared.",
		fresh:   counted,
		options: explore.Options{Workers: 1},
		seen:    []explore.RealOutcome{{Outcome: "runs=100", Runs: 1}},
	},
	{
		name:    "deadlock",
		story:   "Both ends of the program are met on real goroutines; the deadlock rarely, and its goroutines are shown.",
		program: crossedLocks,
		seen: []explore.RealOutcome{{Runs: 9_997}, {Outcome: "[deadlock: main join x y, x lock B, y lock A]", Runs: 3, Hung: 3, Stacks: `main [chan receive]:
github.com/interleave-go/interleave/sim.(*Thread).Join(0x18a6f93c680, {0x18a6f8d1d70, 0x2, 0x2})
	/src/interleave/sim/thread.go:90 +0x88
example.com/shop/bank.Crossed(0x18a6f93c680)
	/home/me/shop/bank/crossed.go:8 +0x17d
created by github.com/interleave-go/interleave/sim/real.Go in goroutine 1
	/src/interleave/sim/real/goroutines.go:11 +0x5f

x [sync.Mutex.Lock]:
sync.(*Mutex).Lock(...)
	/go/src/sync/mutex.go:46
github.com/interleave-go/interleave/sim.(*Mutex).Lock(0x18a6f936458?, 0x419520?)
	/src/interleave/sim/mutex.go:42 +0x47
example.com/shop/bank.both(...)
	/home/me/shop/bank/crossed.go:12
example.com/shop/bank.Crossed.func1(0x18a6f93c9c0)
	/home/me/shop/bank/crossed.go:6 +0x3f

y [sync.Mutex.Lock]:
sync.(*Mutex).Lock(...)
	/go/src/sync/mutex.go:46
`}},
	},
	{
		name:    "unexplained",
		story:   "What the model does not allow comes first. That is a defect of the model, or of the program: its threads may share what is not modeled.",
		program: crossedLocks,
		seen:    []explore.RealOutcome{{Runs: 9_000}, {Outcome: "[panic]", Runs: 1_000, Message: "panic: assignment to entry in nil map"}},
	},
	{
		name:    "unseen",
		story:   "A try may fail for no reason, which real locks never did here; the model says how many of its executions do.",
		program: tries,
		seen:    []explore.RealOutcome{{Outcome: "b/ok=true", Runs: 10_000}},
		races:   []explore.GoRace{},
	},
	{
		name:    "racy",
		story:   "A program with a data race may do what no interleaving explains. Go's detector sees one of the races.",
		program: lossy,
		seen:    []explore.RealOutcome{{Outcome: "n=1", Runs: 30}, {Outcome: "n=2", Runs: 9_969}, {Outcome: "n=7", Runs: 1}},
		races:   []explore.GoRace{{Places: [2]string{inModel, inModel}}},
	},
	{
		name:    "race-unexplained",
		story:   "Go's detector sees a race that the model does not: threads share a variable of Go's, which is not modeled.",
		program: tries,
		seen:    []explore.RealOutcome{{Outcome: "b/ok=true", Runs: 100}},
		races:   []explore.GoRace{{Places: [2]string{"bank/transfer.go:12", "bank/transfer.go:20"}, Text: "WARNING: DATA RACE\nWrite at 0x00c0000141f8 by goroutine 8:\n  example.com/shop/bank.Transfer.func1()\n      /home/me/shop/bank/transfer.go:12 +0x55"}},
	},
	{
		name:    "beyond",
		story:   "Where the model was not searched to the end nothing is unexplained. The runs were ended by Ctrl-C, and races could not be compared.",
		program: slow,
		options: explore.Options{Executions: 2},
		seen:    []explore.RealOutcome{{Outcome: "case=2", Runs: 12}},
		ended:   explore.EndedCancelled,
		skipped: "the go command is not in the PATH",
	},
	{
		name:    "time",
		story:   "Durations promise nothing to real goroutines, and so they do not in the model.",
		program: slow,
		seen:    []explore.RealOutcome{{Outcome: "case=0", Runs: 99_990}, {Outcome: "case=1", Runs: 10}},
	},
	{
		name:    "moving",
		story:   "A run that still moves when it is given up is explained by any execution of the model that goes on for ever.",
		program: spinning,
		seen:    []explore.RealOutcome{{Outcome: "[cut]", Runs: 20, Unended: true}},
		ended:   explore.EndedTime,
	},
	{
		name:    "crashed",
		story:   "A run that ends the whole process is never explained; after ten of them no more are made.",
		program: crossedLocks,
		seen:    []explore.RealOutcome{{Runs: 5_000}, {Runs: 10, Crashed: true, Message: "fatal error: concurrent map writes"}},
		ended:   explore.EndedCrashes,
	},
}

const crossDir = "../testdata/crosscheck"

// check compares as the command does, with the runs made up.
func (g *crossGolden) check(t *testing.T) *explore.CrossReport {
	t.Helper()
	o, program := g.options, g.program
	o.Name = "story/" + g.name
	if g.fresh != nil {
		program = g.fresh()
	}
	allowed, err := explore.Allowed(t.Context(), program, o)
	if err != nil {
		t.Fatal(err)
	}
	seen := &explore.Observed{Outcomes: g.seen}
	n := seen.Runs()
	seen.Procs = []explore.ProcRuns{{Procs: 8, Runs: n / 2}, {Procs: 1, Runs: n - n/2}}
	r := explore.Compare(allowed, seen, g.ended)
	switch {
	case g.skipped != "":
		r.Races = &explore.RaceCheck{Skipped: g.skipped}
	case g.races != nil:
		for i := range g.races {
			if g.races[i].Places[0] == inModel {
				at := allowed.Failures[0].At
				g.races[i].Places = [2]string{at, at}
			}
		}
		r.Races = explore.CompareRaces(allowed, g.races, 1_000)
	}
	return r
}

// TestCrossGoldens compares reports of cross-checks with the stories in
// testdata/crosscheck, and their JSON form with one of them. A seed is shown as SEED.
func TestCrossGoldens(t *testing.T) {
	var used []string
	for _, g := range crossGoldens {
		r := g.check(t)
		text := r.Text(100)
		asJSON := marshal(t, r)
		for _, f := range r.Failures {
			if f.Seed == "" {
				continue
			}
			text = strings.ReplaceAll(text, f.Seed, "SEED")
			asJSON = bytes.ReplaceAll(asJSON, []byte(f.Seed), []byte("SEED"))
		}
		used = append(used, g.name+".txt")
		sameGolden(t, filepath.Join(crossDir, g.name+".txt"), "# "+fold(g.story, 100)+"\n\n"+text)
		if g.name == "deadlock" || g.name == "racy" {
			used = append(used, g.name+".json")
			sameGolden(t, filepath.Join(crossDir, g.name+".json"), string(asJSON))
		}
	}
	files, err := os.ReadDir(crossDir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !slices.Contains(used, f.Name()) {
			t.Errorf("%s/%s is no test's; delete it", crossDir, f.Name())
		}
	}
}

func marshal(t *testing.T, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
