package explore

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// Options say how to search. The zero value is the sensible default.
type Options struct {
	// Name is the program's name, shown in reports. Seeds carry a hash of Name
	// and Params, so that the seed of another program is refused.
	Name string
	// Command is what stands for the program in the command line that replays a
	// failure, where that is not Name: "./bank.Transfer" for
	// "example.com/shop/bank.Transfer". "": Name. Without either the report has the
	// call of Replay instead.
	Command string
	// Params are the parameters that shape the program, as key=value.
	Params []string
	// Strategy is "auto" (the default, also ""), "dpor", "dfs", "delay:2", "greybox",
	// or a sampling strategy that sched.Parse knows: "random", "pct:3", "surw". Auto
	// samples 100 executions, covers everything if that can be expected to end
	// within Executions, or 1,000,000, and samples on otherwise.
	Strategy string
	// Corpus is the directory in which a greybox search keeps what it found worth
	// changing, for later ones to begin with. "": nowhere.
	Corpus string
	// Seed is the base seed of sampling strategies; the n-th execution has the
	// 64-bit number sched.Mix(Seed, n).
	Seed uint64
	// Executions bounds the executions. 0: no limit for an exhaustive search,
	// DefaultExecutions for sampling, and for auto DefaultExecutions from where its
	// exhaustive part was left.
	Executions int
	// Steps bounds each execution; one that hits the bound is cut, and there is
	// no verdict. 0: DefaultSteps.
	Steps int
	// Timeout bounds the search. 0: none. It never changes what a search finds,
	// only where it ends.
	Timeout time.Duration
	// Preemptions bounds the preemptions of an execution in an exhaustive
	// search. 0: unbounded; NoPreemptions: none; k: at most k.
	Preemptions int
	// Workers is how many executions may run at a time, 0: one per CPU. The
	// report does not depend on it. More than one take part in "dpor", and in
	// "auto" where that uses it, after the first few hundred executions and when
	// there is no limit on Executions. The program is then run by several
	// goroutines at a time; it shares nothing between its executions anyway.
	Workers int
	// All goes on after the first failing execution.
	All bool
	// Races says what a data race is: a failure (default), a note, nothing.
	Races RaceMode
	// Time is what virtual time does: it passes when nobody can move (the zero
	// value, sim.Quiescent), or durations promise nothing (sim.Adversarial).
	Time sim.Clock
	// Faults are what may go wrong by itself: each is explored. The zero value is
	// none.
	Faults sim.Faults
	// NoAwaits explores loops that wait by looking as they stand, round by round,
	// instead of parking their threads until something would look different.
	NoAwaits bool
	// Shrink bounds the executions made to shrink each failure found. 0:
	// DefaultShrink, and after a complete search twice as many more as that made;
	// NoShrink: failures stay as they were found. Long executions count for more.
	Shrink int
	// RequireComplete makes Check fail unless everything within the bounds was
	// covered. Run does not look at it.
	RequireComplete bool
	// Film notes, for every step of the executions shown, the state of all objects
	// and who waits for whom: see Failure.Film.
	Film bool
	// Resume names a file in which a search that was ended - by Timeout, by
	// Executions, or because its context was done - is saved, and from which the
	// next search with the same options goes on. The file need not be there, and
	// it is removed when nothing is left. "": nothing is saved. It goes with "dpor",
	// and with "auto" without a bound on preemptions. Executions counts those of
	// all these searches.
	Resume string
	// Pure promises that the program's threads share Go state only through modeled
	// objects: what a thread does next depends on the results of its own operations
	// and on nothing else. An exhaustive search then runs many times as many
	// executions a second, since it keeps what each thread does after which results
	// and runs bodies only where that is new. A child that writes a variable of its
	// parent's, even one that is read after Join only, breaks the promise. The first
	// 100 executions, one in 1,000 and every failing one are made directly as well,
	// and the search ends where they differ; what is in none of these goes unnoticed.
	// A program that looks at the clock, or keeps values with pointers, slices, maps
	// or functions in objects, is run directly, with a note.
	Pure   bool
	unfair bool  // the strategy's passing over threads is what is explored
	uses   *uses // of a cross-check: what the program makes use of; nil: nobody asks
	// Stuck is how long a body may run without reaching a step before the
	// search is given up. 0: DefaultStuck.
	Stuck time.Duration
	// Progress, if not nil, is called some times a second while the search
	// runs, from another goroutine.
	Progress func(Progress) `json:"-"`
	// Continue lets Replay go on where the program diverges from the seed, by
	// running on without preemptions, instead of returning an error.
	Continue bool
	// Turn lets Replay take another turn than the seed does; nil: it follows it.
	Turn *Turn
	// Real says how CrossCheck runs the program on real goroutines. Nothing else looks
	// at it.
	Real RealOptions
}

// A Turn is a choice made by hand in an execution: after Step steps, Thread goes
// on - by the Alt-th alternative of its operation in canonical order, from 0 -,
// and from there on nobody is preempted.
type Turn struct {
	Step   int
	Thread string
	Alt    int
}

// The defaults behind zero options.
const (
	DefaultExecutions = 10_000           // of a sampling strategy
	DefaultSteps      = 100_000          // of one execution
	DefaultStuck      = 10 * time.Second // without a step
	DefaultShrink     = 2_000            // executions to shrink one failure
	NoPreemptions     = -1               // Options.Preemptions: none at all
	NoShrink          = -1               // Options.Shrink: none at all
)

// RaceMode says what a data race is. The set is closed.
type RaceMode uint8

const (
	RaceFail RaceMode = iota // a failure
	RaceNote                 // mentioned, no failure
	RaceOff                  // not looked for
)

var raceText = [...]string{RaceFail: "fail", RaceNote: "note", RaceOff: "off"}

func (m RaceMode) String() string {
	if int(m) < len(raceText) {
		return raceText[m]
	}
	return fmt.Sprintf("RaceMode(%d)", uint8(m))
}

// ParseRaceMode reads "fail", "note" or "off".
func ParseRaceMode(s string) (RaceMode, error) {
	for m, text := range raceText {
		if s == text {
			return RaceMode(m), nil
		}
	}
	return 0, fmt.Errorf("unknown race mode %q; want fail, note or off", s)
}

// Progress is how far a search is.
type Progress struct {
	Strategy   string
	Executions int // run to their end
	Steps      int
	Failures   int
	Elapsed    time.Duration
	// Covered is the share of the search tree that is done, 0 to 1; negative
	// when the strategy samples and nothing can be said.
	Covered float64
	// Estimate is how many executions there seem to be in all, with the spread of
	// the guesses: "2,300 to 4,100"; "" when nothing can be said.
	Estimate string
}

// check refuses options that contradict each other or mean nothing.
func (o *Options) check() error {
	switch {
	case o.Executions < 0:
		return fmt.Errorf("executions %d is negative; 0 means the default", o.Executions)
	case o.Steps < 0:
		return fmt.Errorf("steps %d is negative; 0 means the default of %d", o.Steps, DefaultSteps)
	case o.Timeout < 0:
		return fmt.Errorf("timeout %v is negative; 0 means none", o.Timeout)
	case o.Workers < 0:
		return fmt.Errorf("workers %d is negative; 0 means one per CPU", o.Workers)
	case o.Shrink < NoShrink:
		return fmt.Errorf("shrink %d is negative; use NoShrink for none", o.Shrink)
	case o.Turn != nil && o.Turn.Step < 0:
		return fmt.Errorf("a turn after step %d means nothing; 0 is the start", o.Turn.Step)
	case o.Stuck < 0:
		return fmt.Errorf("stuck %v is negative; 0 means the default of %v", o.Stuck, DefaultStuck)
	case int(o.Races) >= len(raceText):
		return fmt.Errorf("races %v is no mode; want RaceFail, RaceNote or RaceOff", o.Races)
	case o.Time > sim.Adversarial:
		return fmt.Errorf("time %v is no clock; want sim.Quiescent or sim.Adversarial", o.Time)
	case o.Preemptions < NoPreemptions:
		return fmt.Errorf("preemptions %d is negative; use NoPreemptions for none", o.Preemptions)
	}
	if o.Resume != "" && o.strategy() != "dpor" && (o.strategy() != "auto" || o.Preemptions != 0) {
		return fmt.Errorf("a search with strategy %q cannot be saved and taken up; use dpor, or auto without a bound on preemptions", o.strategy())
	}
	switch e, err := enumeratorOf(o.strategy(), -1); {
	case o.Corpus != "" && (e != nil || o.strategy() == "auto"):
		return fmt.Errorf("strategy %q makes no use of a corpus; use it with greybox", o.strategy())
	case err != nil:
		return err
	case o.strategy() == "auto", e != nil && !strings.HasPrefix(o.strategy(), "delay:"):
		return nil
	case e != nil && o.Preemptions != 0:
		return fmt.Errorf("strategy %q has a bound of its own, in delays; a bound on preemptions goes with dpor, dfs or auto", o.Strategy)
	case e != nil:
		return nil
	}
	if o.Corpus != "" && o.strategy() != "greybox" {
		return fmt.Errorf("strategy %q makes no use of a corpus; use it with greybox", o.strategy())
	}
	if o.Preemptions != 0 {
		return fmt.Errorf("strategy %q samples, so a bound on preemptions means nothing to it; use it with dpor, dfs or auto", o.Strategy)
	}
	if o.strategy() == "greybox" {
		return nil
	}
	if _, err := sched.Parse(o.strategy()); errors.Is(err, sched.ErrUnknown) {
		return fmt.Errorf("unknown strategy %q; known are auto, dpor, dfs, delay:D, greybox, %s", o.Strategy, sched.Known)
	} else if err != nil {
		return err
	}
	return nil
}

func (o *Options) strategy() string {
	if o.Strategy == "" {
		return "auto"
	}
	return strings.ToLower(o.Strategy)
}

func (o *Options) workers() int {
	if o.Workers == 0 {
		return runtime.GOMAXPROCS(0)
	}
	return o.Workers
}

func (o *Options) steps() int {
	if o.Steps == 0 {
		return DefaultSteps
	}
	return o.Steps
}

func (o *Options) programHash() uint32 { return sched.ProgramHash(o.Name, o.Params...) }
