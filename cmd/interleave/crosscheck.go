package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/pflag"

	"github.com/interleave-go/interleave/cmd/interleave/child"
	"github.com/interleave-go/interleave/cmd/interleave/function"
	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/scenarios"
	"github.com/interleave-go/interleave/sim"
)

// newCrossCheck is `interleave crosscheck <program> [flags]`.
func newCrossCheck() *command {
	cmd := &command{
		name:    "crosscheck",
		args:    []string{"<program>"},
		summary: "run a program on real goroutines, against the model",
		about: []string{
			"Crosscheck holds the model to account. It finds out what the model allows the program to do, then " +
				"runs the program, unchanged, on real goroutines with the real sync, sync/atomic and channels, and " +
				"compares: each outcome that was seen must be one that the model allows. Durations promise nothing " +
				"in the model then, and tries of locks may fail for no reason. The runs are disturbed so that threads " +
				"collide, and are made in a process of their own, which is replaced when it ends or does not answer. " +
				"Ctrl-C ends the runs and prints the report so far.",
			aboutPrograms,
			"A pattern such as 'deadlock/*', or --all-scenarios, checks many scenarios, " + thousands(manyRuns) + " runs but no longer " +
				"than " + manyFor.String() + " for each, after a search of the model of at most " + manyTimeout.String() + ", unless the flags " +
				"say otherwise, and prints one table.",
			"exit status: 0 all that was seen is explained, 1 something is not, 2 usage or internal error",
		},
		flags:   newFlags("crosscheck"),
		instead: "all-scenarios",
	}
	f := addCrossFlags(cmd.flags)
	cmd.run = func(ctx context.Context, c *console, args []string) (int, error) {
		list, err := several(f.allScenarios, args)
		if err != nil {
			return 0, err
		}
		var stop func()
		f.soft, f.hard, stop = interruptible(ctx)
		defer stop()
		if list != nil {
			return crossCheckMany(c, f, list)
		}
		var check *crossCheck
		if function.Named(args[0]) {
			check, err = crossCheckOfFunction(c, f, args[0])
		} else {
			check, err = crossCheckOfScenario(f, args[0])
		}
		if err != nil {
			return 0, err
		}
		defer check.close()
		return check.report(c)
	}
	return cmd
}

// crossFlags are the flags as given.
type crossFlags struct {
	set          *pflag.FlagSet
	runs         int
	limit        time.Duration
	seed         uint64
	procs        []int
	executions   int
	steps        int
	timeout      time.Duration
	workers      int
	pure         bool
	params       []string
	race         bool
	allScenarios bool
	json         bool

	soft, hard context.Context // ended by the first and the second Ctrl-C
	raceBinary raceBinary
}

// What is done for each of many scenarios where the flags do not say.
const (
	manyRuns    = 1_000
	manyFor     = 2 * time.Second
	manyTimeout = 5 * time.Second
)

func addCrossFlags(fs *pflag.FlagSet) *crossFlags {
	f := &crossFlags{set: fs}
	fs.IntVar(&f.runs, "runs", 0, fmt.Sprintf("make `n` runs on real goroutines (default: %s, or as many as --for lets)", thousands(explore.DefaultRuns)))
	fs.DurationVar(&f.limit, "for", 0, "make runs for this `duration`, such as 10s (default: until all are made)")
	fs.Uint64Var(&f.seed, "seed", 0, "the `number` from which the disturbance of the runs is drawn")
	fs.IntSliceVar(&f.procs, "gomaxprocs", nil, "spread the runs over these `numbers` of processors (default: 1,2,8)")
	fs.BoolVar(&f.race, "race", false, "compare data races, too, with those that Go's race detector reports; needs the go command, cgo and the program's source")
	fs.BoolVar(&f.allScenarios, "all-scenarios", false, "check every scenario of the catalogue, in place of <program>")
	fs.IntVar(&f.executions, "executions", 0, fmt.Sprintf("of the model: search at most `n` executions (default: %s); beyond them nothing is unexplained", thousands(explore.AllowedExecutions)))
	fs.IntVar(&f.steps, "steps", 0, fmt.Sprintf("of the model: cut an execution after `n` steps (default: the scenario's, else %s)", thousands(explore.DefaultSteps)))
	fs.DurationVar(&f.timeout, "timeout", 0, "of the model: end the search after this `duration` (default: none)")
	fs.IntVar(&f.workers, "workers", 0, "of the model: run `n` executions at a time (default: one per CPU)")
	fs.BoolVar(&f.pure, "pure", false, "of the model: memoise the program's threads (default: yes for the scenarios that are tested to be so)")
	fs.StringArrayVar(&f.params, "param", nil, "set a parameter of the program, `key=value`; may be repeated")
	fs.BoolVar(&f.json, "json", false, "print the report as one JSON object; of many scenarios, an array of them")
	return f
}

// options returns what the flags say, and the scenario's own default where one is
// absent. A scenario's clock is not among these: durations promise nothing to real
// goroutines.
func (f *crossFlags) options(s *scenarios.Scenario) (explore.Options, error) {
	o := explore.Options{
		Seed: f.seed, Executions: f.executions, Steps: f.steps, Timeout: f.timeout, Workers: f.workers, Pure: s.Pure(), Faults: s.Faults,
		Real: explore.RealOptions{Runs: f.runs, For: f.limit, Procs: f.procs},
	}
	if s.Clock == sim.Adversarial {
		o.Time = s.Clock
	}
	if f.set.Changed("pure") {
		o.Pure = f.pure
	}
	if !f.set.Changed("steps") {
		o.Steps = s.Steps
	}
	if f.set.Changed("runs") && f.runs == 0 {
		return o, fmt.Errorf("--runs 0 would compare nothing; leave the flag out for %s", thousands(explore.DefaultRuns))
	}
	return o, o.Real.Check()
}

// A crossCheck is one program to be checked.
type crossCheck struct {
	f       *crossFlags
	o       explore.Options
	process *child.Process // that makes the runs
	// allowed finds out what the model allows. What the program prints goes to output.
	allowed func(o explore.Options, output io.Writer) (*explore.Report, error)
	// raced returns a process built with Go's race detector, or why there is none.
	raced func() (*child.Process, error)
	close func() // what was made for it
}

// crossCheckOfScenario reads the flags for a scenario.
func crossCheckOfScenario(f *crossFlags, arg string) (*crossCheck, error) {
	s, err := findScenario(arg)
	if err != nil {
		return nil, err
	}
	params, err := s.ParseParams(f.params)
	if err != nil {
		return nil, err
	}
	return newScenarioCheck(f, s, params)
}

func newScenarioCheck(f *crossFlags, s *scenarios.Scenario, params scenarios.Params) (*crossCheck, error) {
	o, err := f.options(s)
	if err != nil {
		return nil, err
	}
	o.Name, o.Params = s.Name, params.KV()
	process, err := scenarioProcess(s, params)
	if err != nil {
		return nil, err
	}
	return &crossCheck{
		f: f, o: o, process: process,
		allowed: func(o explore.Options, _ io.Writer) (*explore.Report, error) {
			return explore.Allowed(f.soft, s.Program(params), o)
		},
		raced: func() (*child.Process, error) {
			binary, err := f.raceBinary.get(f.soft)
			if err != nil {
				return nil, err
			}
			p := *process
			p.Binary = binary
			return &p, nil
		},
		close: f.raceBinary.remove,
	}, nil
}

// crossCheckOfFunction builds a driver for a function of the user's own.
func crossCheckOfFunction(c *console, f *crossFlags, arg string) (*crossCheck, error) {
	if err := refuseParams(arg, f.params); err != nil {
		return nil, err
	}
	o, err := f.options(&scenarios.Scenario{}) // a function has no defaults of its own
	if err != nil {
		return nil, err
	}
	fn, d, err := c.built(f.soft, arg, &o)
	if err != nil {
		return nil, err
	}
	var raced *function.Driver
	return &crossCheck{
		f: f, o: o, process: &d.Process,
		allowed: func(o explore.Options, output io.Writer) (*explore.Report, error) {
			return d.Allowed(f.soft, f.hard, o, output)
		},
		raced: func() (_ *child.Process, err error) {
			if raced, err = fn.Build(f.soft, "-race"); err != nil {
				return nil, err
			}
			return &raced.Process, nil
		},
		close: func() {
			d.Close()
			if raced != nil {
				raced.Close()
			}
		},
	}, nil
}

// run searches the model, makes the runs, and compares.
func (x *crossCheck) run(c *console) (*explore.CrossReport, error) {
	line := &progressLine{w: c.err, width: c.errWidth}
	defer line.clear()
	draw := func(string) {}
	if c.human() && !x.f.json {
		draw = func(text string) { line.show(x.process.Name + ", " + text) }
		x.o.Progress = func(p explore.Progress) { draw("model: " + progressText(p)) }
	}
	allowed, err := x.allowed(x.o, line)
	if err != nil {
		return nil, err
	}
	o := x.o
	o.Progress = nil
	o.Real = o.Real.Within(allowed)
	seen := &explore.Observed{}
	ended, err := x.process.Observe(x.f.soft, o, line, func(b *explore.Observed) {
		seen.Add(b)
		draw(runsProgress(seen, o.Real))
	})
	if err != nil {
		return nil, err
	}
	if !x.f.race {
		return explore.Compare(allowed, seen, ended), nil
	}
	draw("building it with Go's race detector")
	races, err := x.races(allowed, o, line, func(b *explore.Observed) {
		seen.Add(b)
		draw("with Go's race detector: " + runsProgress(seen, o.Real))
	})
	if err != nil {
		return nil, err
	}
	r := explore.Compare(allowed, seen, ended)
	r.Races = races
	return r, nil
}

// runsProgress is the progress line of runs: "3,400 of 10,000 runs, 12 outcomes".
func runsProgress(seen *explore.Observed, o explore.RealOptions) string {
	runs := thousands(seen.Runs())
	if o.Runs > 0 {
		runs += " of " + thousands(o.Runs)
	}
	return fmt.Sprintf("real goroutines: %s runs, %s outcomes, %s", runs, thousands(len(seen.Outcomes)), span(seen.Elapsed))
}

// report runs the check and prints its report.
func (x *crossCheck) report(c *console) (int, error) {
	r, err := x.run(c)
	if err != nil {
		return 0, err
	}
	if x.f.json {
		err = c.printJSON(r)
	} else {
		err = c.print(colourCross(c, r, r.Text(c.outWidth)))
		if c.human() {
			fmt.Fprintln(c.err, crossEffort(r))
		}
	}
	if !r.Agrees() {
		return exitFailure, err
	}
	return exitClean, err
}

// crossEffort is the line after a report: "model: 12 executions in 0.01 s; real
// goroutines: 10,000 runs in 0.31 s".
func crossEffort(r *explore.CrossReport) string {
	return fmt.Sprintf("model: %s; real goroutines: %s runs in %s", effort(r.Executions, r.Elapsed), thousands(r.Runs), span(r.RealElapsed))
}
