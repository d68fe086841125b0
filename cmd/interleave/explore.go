package main

import (
	"context"
	"fmt"
	"io"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/spf13/pflag"

	"github.com/interleave-go/interleave/cmd/interleave/function"
	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/scenarios"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// newExplore is `interleave explore <program> [flags]`.
func newExplore() *command {
	cmd := &command{
		name:    "explore",
		args:    []string{"<program>"},
		summary: "search a program's interleavings for failures",
		about: []string{
			"Explore searches the interleavings of a program and reports what it finds. It stops after the " +
				"first failing execution, when everything is covered, or at a limit. Ctrl-C ends the search and " +
				"prints the report so far.",
			aboutPrograms,
			aboutMany,
			"exit status: 0 no failure found, 1 a failure was found, 2 usage or internal error, 3 not " +
				"complete although --require-complete (1 wins over 3)",
		},
		flags:   newFlags("explore"),
		instead: "all-scenarios",
	}
	f := addExploreFlags(cmd.flags)
	cmd.run = func(ctx context.Context, c *console, args []string) (int, error) {
		list, err := several(f.allScenarios, args)
		if err != nil {
			return 0, err
		}
		if list != nil {
			ctx, stop := untilInterrupted(ctx)
			defer stop()
			return exploreMany(ctx, c, f, list)
		}
		if function.Named(args[0]) {
			return exploreFunction(ctx, c, f, args[0])
		}
		s, err := findScenario(args[0])
		if err != nil {
			return 0, err
		}
		params, err := s.ParseParams(f.params)
		if err != nil {
			return 0, err
		}
		o, err := f.options(s)
		if err != nil {
			return 0, err
		}
		o.Name, o.Params = s.Name, params.KV()
		ctx, stop := untilInterrupted(ctx)
		defer stop()
		return searchAndReport(c, f, o, func(o explore.Options, _ io.Writer) (*explore.Report, error) {
			return explore.Run(ctx, s.Program(params), o)
		})
	}
	return cmd
}

// untilInterrupted returns a context that the first Ctrl-C ends. A second one
// ends the process at once.
func untilInterrupted(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(ctx, endings()...)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// exploreFlags are the flags as given.
type exploreFlags struct {
	set             *pflag.FlagSet
	strategy        string
	seed            uint64
	executions      int
	steps           int
	timeout         time.Duration
	preemptions     int
	workers         int
	resume          string
	pure            bool
	all             bool
	shrink          int
	races           string
	time            string
	faults          string
	corpus          string
	params          []string
	allScenarios    bool
	requireComplete bool
	json            bool
	files           *reportFiles
}

func addExploreFlags(fs *pflag.FlagSet) *exploreFlags {
	f := &exploreFlags{set: fs}
	fs.StringVar(&f.strategy, "strategy", "", "how to search: `name` is auto, dpor, dfs, delay:D, greybox, "+sched.Known+" (default: the scenario's, else auto)")
	fs.Uint64Var(&f.seed, "seed", 0, "the `number` from which a sampling strategy draws its executions")
	fs.IntVar(&f.executions, "executions", 0, fmt.Sprintf("run at most `n` executions (default: no limit if exhaustive, %s if sampling; auto leaves what needs too many)", thousands(explore.DefaultExecutions)))
	fs.IntVar(&f.steps, "steps", 0, fmt.Sprintf("cut an execution after `n` steps (default: the scenario's, else %s)", thousands(explore.DefaultSteps)))
	fs.DurationVar(&f.timeout, "timeout", 0, "end the search after this `duration`, such as 10s (default: none)")
	fs.IntVar(&f.preemptions, "preemptions", 0, "of an exhaustive search: at most `n` preemptions in an execution, 0 for none (default: unbounded)")
	fs.IntVar(&f.workers, "workers", 0, "run `n` executions at a time; the report does not depend on it (default: one per CPU)")
	fs.StringVar(&f.resume, "resume", "", "keep what is left of a search that is ended in `file`, and go on from there the next time")
	fs.BoolVar(&f.pure, "pure", false, "memoise the program's threads: they share Go state through modeled objects only (default: yes for the scenarios that are tested to be so)")
	fs.BoolVar(&f.all, "all", false, "go on after the first failing execution")
	fs.BoolVar(&f.allScenarios, "all-scenarios", false, "search every scenario of the catalogue, in place of <program>")
	fs.IntVar(&f.shrink, "shrink", explore.DefaultShrink, fmt.Sprintf("make at most `n` executions to find the least one that shows a failure, 0 for none (default: %s)", thousands(explore.DefaultShrink)))
	fs.StringVar(&f.races, "races", "fail", "what a data race is: `mode` is fail, note or off (default: fail)")
	fs.StringVar(&f.time, "time", "", "what virtual time does: `clock` is quiescent, it passes when nobody can move, or adversarial, durations promise nothing (default: the scenario's, else quiescent)")
	fs.StringVar(&f.faults, "faults", "", "what may go wrong by itself: `list` is some of tries, wakeups, deaths, separated by commas, or all, or none (default: the scenario's, else none)")
	fs.StringVar(&f.corpus, "corpus", "", "of greybox: begin with what earlier searches left in this `directory`, and leave there what this one finds")
	fs.StringArrayVar(&f.params, "param", nil, "set a parameter of the program, `key=value`; may be repeated")
	fs.BoolVar(&f.requireComplete, "require-complete", false, "exit with status 3 unless everything within the bounds was covered")
	fs.BoolVar(&f.json, "json", false, "print the report as one JSON object; of many scenarios, an array of them")
	f.files = addReportFlags(fs)
	return f
}

// options returns what the flags say, and the scenario's own default where one
// is absent. The rest of the checks are explore's.
func (f *exploreFlags) options(s *scenarios.Scenario) (explore.Options, error) {
	races, err := explore.ParseRaceMode(f.races)
	if err != nil {
		return explore.Options{}, err
	}
	o := explore.Options{
		Strategy:   s.Strategy,
		Seed:       f.seed,
		Executions: f.executions,
		Steps:      f.steps,
		Timeout:    f.timeout,
		Workers:    f.workers,
		Resume:     f.resume,
		Pure:       s.Pure(),
		All:        f.all,
		Races:      races,
		Time:       s.Clock,
		Faults:     s.Faults,
	}
	if f.corpus != "" {
		if o.Corpus, err = filepath.Abs(f.corpus); err != nil { // a function of the user's own runs elsewhere
			return o, err
		}
	}
	if f.set.Changed("strategy") {
		o.Strategy = f.strategy
	}
	if f.set.Changed("faults") {
		if o.Faults, err = sim.ParseFaults(f.faults); err != nil {
			return o, fmt.Errorf("--faults: %w", err)
		}
	}
	if f.set.Changed("time") {
		if o.Time, err = sim.ParseClock(f.time); err != nil {
			return o, fmt.Errorf("--time: %w", err)
		}
	}
	if f.set.Changed("pure") {
		o.Pure = f.pure
	}
	if !f.set.Changed("steps") {
		o.Steps = s.Steps
	}
	if o.Shrink, err = countOrNone("shrink", f.shrink, explore.NoShrink, "0 means none"); err != nil {
		return o, err
	}
	if f.set.Changed("preemptions") {
		o.Preemptions, err = countOrNone("preemptions", f.preemptions, explore.NoPreemptions, "0 means none, leave the flag out for no bound")
	}
	return o, err
}

// countOrNone returns the value of a flag for which 0 means none at all; remedy
// is said to who gives a negative one.
func countOrNone(flag string, n, none int, remedy string) (int, error) {
	switch {
	case n < 0:
		return 0, fmt.Errorf("--%s %d is negative; %s", flag, n, remedy)
	case n == 0:
		return none, nil
	}
	return n, nil
}

// aboutPrograms is a paragraph for every command that takes a program.
const aboutPrograms = "A program is a scenario of the catalogue, where the scenario's own default holds for a flag that " +
	"is not given, or a func(t *sim.Thread) in a package of yours, written ./bank.Transfer or " +
	"example.com/shop/bank.Transfer. Its module must require interleave; nothing is written there."

// searchAndReport runs a search until it ends or somebody interrupts it, and
// prints its report. What the program prints goes to the output.
func searchAndReport(c *console, f *exploreFlags, o explore.Options, search func(o explore.Options, output io.Writer) (*explore.Report, error)) (int, error) {
	if err := f.files.prepare(&o); err != nil {
		return 0, err
	}
	line := &progressLine{w: c.err, width: c.errWidth}
	if c.human() && !f.json {
		o.Progress = line.draw
	}
	r, err := search(o, line)
	line.clear()
	status, err := c.finish(r, f.json, f.files, err)
	if err == nil && c.human() && !f.json {
		fmt.Fprintln(c.err, effort(r.Executions, r.Elapsed))
	}
	if status == exitClean && f.requireComplete && !r.Complete {
		status = exitIncomplete
	}
	return status, err
}
