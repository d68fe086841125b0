package explore

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/interleave-go/interleave/sim"
)

// Run searches the executions of p for failures, as o says, and reports what
// it found. It ends when the strategy has no more executions, at the first
// failing one unless o.All, at a limit, or when ctx is done; the last two leave
// the report so far.
//
// The error is not nil when the options mean nothing, and when a body neither
// ends nor reaches a step for o.Stuck: then the report covers what was done
// before, and that body's goroutine is lost.
func Run(ctx context.Context, p sim.Program, o Options) (*Report, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	if o.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, o.Timeout)
		defer cancel()
	}
	corpus, err := o.loadCorpus()
	if err != nil {
		return nil, err
	}
	s := newSearch(ctx, p, o)
	s.corpus = corpus
	return s.supervise(s.run)
}

func newSearch(ctx context.Context, p sim.Program, o Options) *search {
	return &search{
		p: p, o: o, ctx: ctx, e: sim.NewEngine(),
		lim:      sim.Limits{Steps: o.steps(), NoRaces: o.Races == RaceOff},
		rep:      &Report{Schema: Schema, Program: o.Name, Params: o.Params, Strategy: o.strategy(), Failures: []Failure{}, Outcomes: []OutcomeCount{}, races: o.Races, bound: o.Preemptions, stepLimit: o.steps(), command: o.Command},
		outcomes: map[string]*int{}, found: map[string]int{}, examined: map[string]int{},
		started: time.Now(),
	}
}

// supervise runs f on a goroutine that may be lost, and watches it: it passes
// on the end of the context, feeds the progress, and notices a body that does
// not come back.
func (s *search) supervise(f func()) (*Report, error) {
	finished := make(chan struct{})
	if s.ctx.Err() != nil { // nothing is to be begun, however soon it would end
		s.e.Cancel()
	}
	go func() {
		defer close(finished)
		f()
		s.e.Close()
	}()
	stuck := s.o.Stuck
	if stuck == 0 {
		stuck = DefaultStuck
	}
	tick := time.NewTicker(min(100*time.Millisecond, max(stuck/10, time.Millisecond)))
	defer tick.Stop()
	done := s.ctx.Done()
	heard, since := s.e.Answers(), time.Now()
	for {
		select {
		case <-finished:
			return s.rep, nil
		case <-done:
			done = nil
			s.e.Cancel()
		case <-tick.C:
			if s.o.Progress != nil {
				s.o.Progress(s.progress())
			}
			s.e.Ask()
			if n := s.e.Answers(); n != heard {
				heard, since = n, time.Now()
			} else if time.Since(since) >= stuck {
				return s.stuck(stuck)
			}
		}
	}
}

func (s *search) progress() Progress {
	p := Progress{
		Executions: int(s.now.executions.Load()), Steps: int(s.now.steps.Load()),
		Failures: int(s.now.failures.Load()), Elapsed: time.Since(s.started), Covered: -1,
	}
	if name := s.now.strategy.Load(); name != nil {
		p.Strategy = *name
	}
	if c := s.now.covered.Load(); c != math.MaxUint64 {
		p.Covered = float64(c) / (1 << 32)
	}
	return p
}

// stuck gives the search up. Its goroutine keeps s.rep, so the report is made
// from what was published.
func (s *search) stuck(after time.Duration) (*Report, error) {
	s.e.Cancel()
	thread, last, stack := s.e.Stuck()
	p := s.progress()
	rep := &Report{
		Schema: Schema, Program: s.o.Name, Params: s.o.Params, Strategy: s.o.strategy(), Limits: []string{"stuck"},
		Executions: p.Executions, Steps: p.Steps, Failures: []Failure{}, Outcomes: []OutcomeCount{}, Elapsed: p.Elapsed,
		Notes: []string{"the goroutine of thread " + thread + " is lost: it still runs"},
	}
	err := fmt.Errorf("thread %s has not reached a step for %v, %s: its body loops without operations or waits for something that is not modeled; its stack:\n%s",
		thread, after, last, stack)
	return rep, err
}
