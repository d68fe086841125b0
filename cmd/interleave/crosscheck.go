package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/pflag"

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
	fs.DurationVar(&f.timeout, "timeout", time.Minute, "of the model: end the search after this `duration`, 0 for never (default: 1m)")
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
	if f.set.Changed("runs") && f.runs < 1 {
		return o, fmt.Errorf("--runs %d would compare nothing; leave the flag out for the default", f.runs)
	}
	return o, o.Real.Check()
}
