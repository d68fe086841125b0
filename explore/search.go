package explore

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// search is one run of Run: what all its workers share.
type search struct {
	p         sim.Program
	o         Options
	ctx       context.Context
	lim       sim.Limits
	workers   []*worker // the first one begins; the others join in when there is enough to do
	rep       *Report
	saved     *savedSearch      // to be taken up; nil: none
	all       tally             // of what has been concluded
	sampled   sampler           // what was sampled
	corpus    []*sched.Schedule // what a greybox search begins with
	budget    int               // of the exhaustive part of auto, in executions; 0: none
	blocked   int
	complete  bool
	tired     bool        // of recognising awaits in sampled executions: see tire
	addresses atomic.Bool // messages have some that differ: see mask
	started   time.Time

	now struct { // what the progress line shows, read from another goroutine
		executions, steps, failures atomic.Int64
		strategy                    atomic.Pointer[string]
		pool                        atomic.Pointer[pool] // of the exhaustive search; nil: none is under way
	}
}

// worker runs executions, one at a time.
type worker struct {
	s     *search
	e     *sim.Engine
	pure  *pure         // nil: executions are made directly
	start start         // of the latest execution of an exhaustive search
	races bool          // are looked for in all its executions: see execute
	all   []*sim.Engine // e, and that of pure
	busy  atomic.Int32  // which of them has run last
	idle  atomic.Bool   // it waits for something to do
	heard uint64        // the signs of life when it was last looked at, and since when
	since time.Time

	unsaid struct{ executions, steps int64 } // see tell
}

// cutsInVain is how many executions of an exhaustive search may hit the step
// limit before it is given up: under a depth-first search the next ones would
// differ in their last steps only.
const cutsInVain = 10

// run carries out the whole search on a goroutine of its own.
func (s *search) run() (err error) {
	if s.saved != nil {
		s.all, s.blocked = s.saved.Found, s.saved.Blocked
	}
	switch name := s.o.strategy(); name {
	case "auto":
		err = s.auto()
	default:
		if d, _ := enumeratorOf(name, s.bound()); d != nil {
			err = s.enumerate(d)
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
	s.shrink()
	s.film()
	return err
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

// enumerate covers all executions that d has, or what is left of them in a saved
// search. The error tells that this is no search of the program, or that what is
// left cannot be saved.
func (s *search) enumerate(d enumerator) (err error) {
	name := d.String()
	s.now.strategy.Store(&name)
	s.o.unfair = false
	if s.tired { // covering everything needs awaits
		s.lim.Awaits, s.o.NoAwaits = true, false
	}
	s.lim.CutUnfair, s.lim.Thorough, s.lim.Unfair = true, false, false
	if s.saved != nil && len(s.saved.Left) > 0 {
		d, err = loadFrontier(s.saved.Left, s.p, s.workers[0].e, s.lim, s.bound())
		if errors.Is(err, errHalted) { // the file stays as it is
			s.cancelled(&s.all)
			return nil
		}
		if err != nil {
			return fmt.Errorf("the search saved in %s is not one of the program as it is now: %w; remove the file to begin again", s.o.Resume, err)
		}
	}
	p := newPool(s, d)
	s.now.pool.Store(p)
	p.run()
	s.now.pool.Store(nil)
	if s.o.Resume != "" {
		if err = s.save(p); err != nil {
			err = &unsaved{s.o.Resume, err}
		}
	}
	p.addTo(&s.all)
	s.blocked += d.blocked()
	s.complete = p.root.whole && s.all.cut+s.all.endless+s.all.unfair == 0
	if n := s.all.endless; p.root.whole && n > 0 {
		s.all.remark("%s %s cut where a cycle repeats for ever; what comes of leaving such a cycle in a later round was not looked at", plural(n, "execution"), was(n))
	}
	if t := &s.all; !p.root.whole && len(t.failed) == 0 && t.unfit == nil && t.cut == 0 {
		t.remark("%s", p.root.est.text(t.executions-p.before+p.taken))
	}
	return err
}

// after takes in a finished execution, and makes it again that often; seed is
// nil when only its schedule determines it. It reports whether the search may go on.
func (w *worker) after(t *tally, x *sim.Execution, seed *sched.Seed, again int) bool {
	s := w.s
	if msg := w.foreign(); msg != "" {
		t.notAFunction(msg)
		return false
	}
	if x.End == sim.Unlike {
		t.nondeterministic(x.Diverged, false)
		return false
	}
	for _, name := range x.Swallows {
		t.remark("thread %s recovers from every panic and goes on: after the end of an execution it had to be ended by force; let its recover() pass on what it does not know", name)
	}
	if x.End == sim.Cancelled {
		s.cancelled(t)
		return false
	}
	if s.o.uses != nil {
		s.o.uses.look(x)
	}
	failing := s.failing(t, x)
	if failing {
		again = 1
	}
	steps, outcome, how, awaits := x.Steps(), x.Outcome, x.End, x.Awaits
	if again > 0 {
		outcome = bytes.Clone(outcome)
	}
	ok := true
	for ; ok && again > 0; again-- {
		ok = w.examine(t, x, seed, failing)
	}
	if t.halted { // it is as if the execution had not been made
		return false
	}
	t.executions++
	t.steps += steps
	t.ends(how, awaits)
	t.count(outcome)
	w.unsaid.executions++
	w.unsaid.steps += int64(steps)
	if !w.memoised() {
		w.tell()
	}
	if !ok {
		return false
	}
	if failing {
		s.now.failures.Add(1)
		t.ended = t.ended || !s.o.All
	}
	return !t.ended
}

// tell lets the progress line know of the executions made since. Those of memoised
// threads are too short for that, one by one.
func (w *worker) tell() {
	w.s.now.executions.Add(w.unsaid.executions)
	w.s.now.steps.Add(w.unsaid.steps)
	w.unsaid.executions, w.unsaid.steps = 0, 0
}

// spent ends a stretch of the search when no more executions are allowed; there
// were so many before it.
func (s *search) spent(t *tally, before int) {
	if s.o.Executions > 0 && before+t.executions >= s.o.Executions {
		t.ended = true
		t.limit("executions")
	}
}

// failing reports whether the execution met anything that counts as a failure.
func (s *search) failing(t *tally, x *sim.Execution) bool {
	for i := range x.Failures {
		f := &x.Failures[i]
		if s.countsKind(f.Kind) {
			return true
		}
		if said := t.said(f); *said != f.Message {
			*said = f.Message
			t.note(f.Message)
		}
	}
	return false
}

// counts reports whether f is a failure under the options.
func (s *search) counts(f sim.Failure) bool { return s.countsKind(f.Kind) }

func (s *search) countsKind(k sim.Kind) bool { return k != sim.Race || s.o.Races == RaceFail }

// cancelled ends a stretch of the search because its context is done.
func (s *search) cancelled(t *tally) {
	t.ended, t.halted = true, true
	if context.Cause(s.ctx) == context.DeadlineExceeded {
		t.limit("timeout")
	} else {
		t.limit("cancelled")
	}
}

// conclude sorts the report and gives the verdict.
func (s *search) conclude() {
	r := s.rep
	r.Blocked, r.Complete = s.blocked, s.complete
	s.all.fill(r)
	slices.SortFunc(r.Outcomes, func(a, b OutcomeCount) int { return cmp.Compare(a.Outcome, b.Outcome) })
	slices.Sort(r.Limits)
	r.Sampling = s.sampling()
	if r.Verdict != sim.Fail && r.Complete {
		r.Verdict = sim.Pass
	}
	r.Elapsed = time.Since(s.started)
}
