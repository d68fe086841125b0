package explore

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"time"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// Of the runs of a program.
const (
	blockRuns    = 20                     // with one value of GOMAXPROCS, at most
	plainEvery   = 8                      // one run in so many is not perturbed
	stackRuns    = 20                     // hung runs whose goroutines are looked at
	tellEvery    = 100 * time.Millisecond // how often what was observed is passed on
	maxProcs     = 1024
	endlessGiven = 50 * time.Millisecond // to a run of what may go on for ever
	otherGiven   = 10 * time.Second      // to other runs
)

// Observed is what runs on real goroutines did. Observations of stretches of runs
// add up.
type Observed struct {
	Next     int           // the first run that has not been made
	Outcomes []RealOutcome // in the order of finding
	Procs    []ProcRuns    // how many runs were made with each value of GOMAXPROCS
	Left     int           // goroutines that runs have left behind in this process
	Elapsed  time.Duration // of making them
}

// RealOutcome is an outcome, and how many runs had it.
type RealOutcome struct {
	Outcome string `json:"outcome"`
	Runs    int    `json:"runs"`
	// Hung is how many of these runs ended with threads blocked for good.
	Hung int `json:"hung,omitempty"`
	// Unended: these runs still moved when they were given up.
	Unended bool `json:"unended,omitempty"`
	// Crashed: these runs ended the whole process.
	Crashed bool `json:"crashed,omitempty"`
	// Message is what one of the runs failed with, "" where it did not.
	Message string `json:"message,omitempty"`
	// Stacks are those of the goroutines of one run that hung; "" of others.
	Stacks string `json:"stacks,omitempty"`
}

// ProcRuns is how many runs were made with a value of GOMAXPROCS.
type ProcRuns struct {
	Procs int `json:"gomaxprocs"`
	Runs  int `json:"runs"`
}

// Runs returns the number of runs.
func (b *Observed) Runs() int {
	n := 0
	for _, o := range b.Outcomes {
		n += o.Runs
	}
	return n
}

// Add takes in later runs.
func (b *Observed) Add(c *Observed) {
	b.Next, b.Left = c.Next, c.Left
	b.Elapsed += c.Elapsed
	for _, o := range c.Outcomes {
		b.count(o)
	}
	for _, p := range c.Procs {
		b.made(p.Procs, p.Runs)
	}
}

// count takes in runs with one outcome.
func (b *Observed) count(o RealOutcome) {
	i := slices.IndexFunc(b.Outcomes, func(p RealOutcome) bool {
		return p.Outcome == o.Outcome && p.Unended == o.Unended && p.Crashed == o.Crashed
	})
	if i < 0 {
		b.Outcomes = append(b.Outcomes, o)
		return
	}
	p := &b.Outcomes[i]
	p.Runs += o.Runs
	p.Hung += o.Hung
	p.Message = cmp.Or(p.Message, o.Message)
	p.Stacks = cmp.Or(p.Stacks, o.Stacks)
}

func (b *Observed) made(procs, runs int) {
	i := slices.IndexFunc(b.Procs, func(p ProcRuns) bool { return p.Procs == procs })
	if i < 0 {
		i = len(b.Procs)
		b.Procs = append(b.Procs, ProcRuns{Procs: procs})
	}
	b.Procs[i].Runs += runs
}

// Why the runs ended before all were made.
const (
	EndedTime      = "time"      // RealOptions.For is over
	EndedCancelled = "cancelled" // the context is done
	EndedLeft      = "left"      // too many goroutines are left behind in this process
	EndedCrashes   = "crashes"   // the process was ended too often
	EndedMoving    = "moving"    // runs that do not end by themselves have taken MovingTime
)

// Observe runs p on real goroutines: the runs from the given number on, until
// o.Real says that it is enough, or ctx is done. It passes on what it has observed
// since it last did so some times a second, and in the end; it returns why it ended
// before all runs were made, "" if it did not.
//
// The n-th run is perturbed by the number sched.Mix(o.Seed, n), and one in eight is
// not; that makes collisions likely, and determines nothing. GOMAXPROCS is that of
// the whole process, and as it was in the end.
func Observe(ctx context.Context, p sim.Program, o Options, from int, tell func(*Observed)) (ended string) {
	began := time.Now()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	r := sim.NewReal()
	last, looked := o.Real.runs(), 0
	given, moving := cmp.Or(o.Real.Timeout, otherGiven), time.Duration(0)
	seen, since := &Observed{Next: from}, time.Now()
	say := func() {
		seen.Elapsed = time.Since(since)
		tell(seen)
		seen, since = &Observed{Next: seen.Next, Left: seen.Left}, time.Now()
	}
	defer say()
	for at := 0; last == 0 || seen.Next < last; {
		switch {
		case ctx.Err() != nil:
			return EndedCancelled
		case o.Real.For > 0 && time.Since(began) >= o.Real.For:
			return EndedTime
		case r.Left() >= o.Real.left():
			return EndedLeft
		case moving >= MovingTime:
			return EndedMoving
		}
		i := seen.Next
		if n := o.Real.procsOf(i); n != at {
			at = n
			runtime.GOMAXPROCS(n)
		}
		lim := sim.RealLimits{Timeout: given, Stacks: looked < stackRuns}
		if i%plainEvery != 0 {
			lim.Perturb = sched.Mix(o.Seed, uint64(i))
		}
		x := r.Run(p, lim)
		seen.count(outcomeOf(x))
		seen.made(at, 1)
		seen.Next, seen.Left = i+1, r.Left()
		if x.Hung {
			looked++
		}
		if x.Unended {
			moving += given
		}
		if time.Since(since) >= tellEvery {
			say()
		}
	}
	return ""
}

// outcomeOf returns what one run did.
func outcomeOf(x *sim.RealExecution) RealOutcome {
	o := RealOutcome{Outcome: x.Outcome, Runs: 1, Unended: x.Unended}
	if x.Hung {
		o.Hung, o.Stacks = 1, x.Stacks
	}
	if len(x.Failures) > 0 {
		o.Message = x.Failures[0].Message
	}
	return o
}
