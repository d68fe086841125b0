package explore

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// search is one run of Run: the loop that all strategies share.
type search struct {
	p        sim.Program
	o        Options
	ctx      context.Context
	e        *sim.Engine
	lim      sim.Limits
	rep      *Report
	outcomes map[string]*int
	found    map[string]int    // failure key -> index in rep.Failures
	examined map[string]int    // how often executions that failed alike were made again
	over     bool              // nothing more is to be run
	sampled  sampler           // what was sampled
	corpus   []*sched.Schedule // what a greybox search begins with
	budget   int               // of the exhaustive part of auto, in executions; 0: none
	started  time.Time

	now struct { // what the progress line shows, read from another goroutine
		executions, steps, failures atomic.Int64
		covered                     atomic.Uint64 // share times 2^32; all ones: nothing can be said
		strategy                    atomic.Pointer[string]
	}
}

// cutsInVain is how many executions of an exhaustive search may hit the step
// limit before it is given up: under a depth-first search the next ones would
// differ in their last steps only.
const cutsInVain = 10

// run carries out the whole search on the engine's goroutine.
func (s *search) run() {
	switch name := s.o.strategy(); name {
	case "auto":
		s.auto()
	default:
		if d, _ := enumeratorOf(name, s.bound()); d != nil {
			s.enumerate(d)
			break
		}
		n := s.o.Executions
		if n == 0 {
			n = DefaultExecutions
		}
		s.o.Executions = n
		s.sample(name, n)
	}
	s.conclude()
}

// exhaustive returns the best search for covering everything: optimal DPOR, or
// plain enumeration under a bound on preemptions, of which DPOR would explore
// all classes only to leave most of them out.
func (s *search) exhaustive() enumerator {
	if s.bound() < 0 {
		return newDPOR(-1)
	}
	return newDFS(s.bound())
}

// bound returns the bound on preemptions, negative for none.
func (s *search) bound() int {
	switch s.o.Preemptions {
	case 0:
		return -1
	case NoPreemptions:
		return 0
	}
	return s.o.Preemptions
}

// repeats says how often the i-th execution of a search is made again, to see
// that the program is a function of its choices: the first one eight times,
// since it may be the only one, the next seven and every thousandth once.
func repeats(i int) int {
	switch {
	case i == 0:
		return 8
	case i < 8 || i%1000 == 0:
		return 1
	}
	return 0
}

// enumerate covers all executions that d has.
func (s *search) enumerate(d enumerator) {
	s.begin(d.String(), 0)
	before, cut := s.rep.Executions, s.rep.Cut
	var est estimate
	defer func() {
		if !s.rep.Complete && len(s.rep.Failures) == 0 && s.rep.Cut == 0 {
			s.remark("%v", &est)
		}
	}()
	for i := 0; !s.over; i++ {
		x := s.e.Run(s.p, d, 0, s.lim)
		if x.End != sim.Cancelled {
			if diverged := d.diverged(s.e.View()); diverged != nil {
				s.nondeterministic(diverged)
				return
			}
		}
		redundant, maximal := x.End == sim.Stopped, x.End == sim.Quiet
		if !redundant && d.within(s.e.View(), maximal) && !s.after(x, nil, repeats(i)) {
			return
		}
		more := d.next(s.e.View(), maximal)
		s.rep.Blocked = d.blocked()
		covered := d.covered()
		est.see(s.rep.Executions-before, covered)
		s.now.covered.Store(uint64(covered * (1 << 32)))
		if !more {
			s.rep.Complete = s.rep.Cut == 0
			return
		}
		s.spent()
		if cuts := s.rep.Cut - cut; cuts >= cutsInVain {
			s.remark("the exhaustive search was given up after %d executions hit the step limit of %d; raise --steps if the program needs more", cuts, s.o.steps())
			return
		}
		if s.tooMany(&est) {
			return
		}
	}
}

func (s *search) begin(strategy string, covered float64) {
	s.now.strategy.Store(&strategy)
	s.now.covered.Store(^uint64(0))
	if covered >= 0 {
		s.now.covered.Store(0)
	}
}

// after takes in a finished execution, and makes it again that often; seed is
// nil when only its schedule determines it. It reports whether the search may go on.
func (s *search) after(x *sim.Execution, seed *sched.Seed, again int) bool {
	if msg := s.e.Foreign(); msg != "" {
		s.foreign(msg)
		return false
	}
	for _, name := range x.Swallows {
		s.remark("thread %s recovers from every panic and goes on: after the end of an execution it had to be ended by force; let its recover() pass on what it does not know", name)
	}
	if x.End == sim.Cancelled {
		s.over = true
		s.limit(s.whyCancelled())
		return false
	}
	s.rep.Executions++
	s.rep.Steps += x.Steps()
	if x.End == sim.CutSteps {
		s.rep.Cut++
		s.limit("steps")
	}
	s.count(x.Outcome)
	failing := s.failing(x)
	s.now.executions.Store(int64(s.rep.Executions))
	s.now.steps.Store(int64(s.rep.Steps))
	if failing {
		again = 1
	}
	for range again {
		if !s.examine(x, seed, failing) {
			return false
		}
	}
	s.now.failures.Store(int64(len(s.rep.Failures)))
	if failing && !s.o.All {
		s.over = true
		return false
	}
	return true
}

// spent ends the search when no more executions are allowed.
func (s *search) spent() {
	if s.o.Executions > 0 && s.rep.Executions >= s.o.Executions {
		s.over = true
		s.limit("executions")
	}
}

// failing reports whether the execution met anything that counts as a failure.
func (s *search) failing(x *sim.Execution) bool {
	for _, f := range x.Failures {
		if s.counts(f) {
			return true
		}
		s.remark("%s", f.Message)
	}
	return false
}

// counts reports whether f is a failure under the options.
func (s *search) counts(f sim.Failure) bool { return f.Kind != sim.Race || s.o.Races == RaceFail }

// remark adds a note to the report, once.
func (s *search) remark(format string, args ...any) {
	note := fmt.Sprintf(format, args...)
	if !slices.Contains(s.rep.Notes, note) {
		s.rep.Notes = append(s.rep.Notes, note)
	}
}

func (s *search) count(outcome []byte) {
	if n, ok := s.outcomes[string(outcome)]; ok {
		*n++
		return
	}
	n := 1
	s.outcomes[string(outcome)] = &n
}

func (s *search) limit(name string) {
	if !slices.Contains(s.rep.Limits, name) {
		s.rep.Limits = append(s.rep.Limits, name)
	}
}

func (s *search) whyCancelled() string {
	if context.Cause(s.ctx) == context.DeadlineExceeded {
		return "timeout"
	}
	return "cancelled"
}

// conclude sorts the report and gives the verdict.
func (s *search) conclude() {
	r := s.rep
	for o, n := range s.outcomes {
		r.Outcomes = append(r.Outcomes, OutcomeCount{o, *n})
	}
	slices.SortFunc(r.Outcomes, func(a, b OutcomeCount) int { return cmp.Compare(a.Outcome, b.Outcome) })
	slices.Sort(r.Limits)
	r.Sampling = s.sampled.report()
	switch {
	case len(r.Failures) > 0:
		r.Verdict = sim.Fail
	case r.Complete:
		r.Verdict = sim.Pass
	}
	r.Elapsed = time.Since(s.started)
}
