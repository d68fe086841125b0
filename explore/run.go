package explore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sim"
)

// Run searches the executions of p for failures, as o says, and reports what
// it found. It ends when the strategy has no more executions, at the first
// failing one unless o.All, at a limit, or when ctx is done; the last two leave
// the report so far.
//
// The error is not nil when the options mean nothing, when a body neither
// ends nor reaches a step for o.Stuck: then the report covers what was done
// before, and that body's goroutine is lost, with those that wait for it; and when what
// is left cannot be saved in o.Resume: then the report has what was found.
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
	if o.Resume != "" {
		if s.saved, err = loadSaved(&o); err != nil {
			return nil, err
		}
	}
	var failed error
	rep, err := s.supervise(func() { failed = s.run() })
	if err == nil && failed != nil {
		if lost := (*unsaved)(nil); !errors.As(failed, &lost) {
			rep = nil
		}
		err = failed
	}
	return rep, err
}

func newSearch(ctx context.Context, p sim.Program, o Options) *search {
	s := &search{
		p: p, o: o, ctx: ctx,
		lim:     o.limits(),
		rep:     &Report{Schema: Schema, Program: o.Name, Params: o.Params, Strategy: o.strategy(), Time: o.Time, Faults: o.Faults, races: o.Races, bound: o.Preemptions, stepLimit: o.steps(), all: o.All, command: o.Command},
		started: time.Now(),
	}
	n := o.workers()
	each, pureRuns := 1, o.Pure && o.Faults == (sim.Faults{}) // a memo knows no faults
	if pureRuns {
		each = 2 // one for the memo
	}
	engines := sim.NewEngines(n * each)
	for i := range n {
		w := &worker{s: s, e: engines[i], all: engines[i : i+1 : i+1]}
		if pureRuns {
			w.all = append(w.all, engines[n+i])
			w.pure = &pure{memo: sim.NewMemo(engines[n+i], p), e: engines[n+i]}
		}
		w.idle.Store(i > 0)
		s.workers = append(s.workers, w)
	}
	return s
}

// supervise runs f on a goroutine that may be lost, and watches it and those of
// the other workers: it passes on the end of the context, feeds the progress, and
// notices a body that does not come back.
func (s *search) supervise(f func()) (*Report, error) {
	finished := make(chan struct{})
	if s.ctx.Err() != nil { // nothing is to be begun, however soon it would end
		s.cancel()
	}
	go func() {
		defer close(finished)
		f()
		for _, w := range s.workers {
			if w.pure != nil {
				w.closePure()
			}
			w.e.Close()
		}
	}()
	stuck := s.o.Stuck
	if stuck == 0 {
		stuck = DefaultStuck
	}
	tick := time.NewTicker(min(100*time.Millisecond, max(stuck/10, time.Millisecond)))
	defer tick.Stop()
	done := s.ctx.Done()
	for _, w := range s.workers {
		w.answers()
	}
	for {
		select {
		case <-finished:
			return s.rep, nil
		case <-done:
			done = nil
			s.cancel()
		case <-tick.C:
			if s.o.Progress != nil {
				s.o.Progress(s.progress())
			}
			for _, w := range s.workers {
				for _, e := range w.all {
					e.Ask()
				}
				if w.answers() || time.Since(w.since) < stuck {
					continue
				}
				if rep, err := s.stuck(w, stuck); err != nil {
					return rep, err
				}
				w.since = time.Now() // no body runs: the search itself has much to do
			}
		}
	}
}

// answers reports whether w gave a sign of life since it was last asked, or has
// nothing to do.
func (w *worker) answers() bool {
	n := uint64(0)
	for _, e := range w.all {
		n += e.Answers()
	}
	if n == w.heard && !w.idle.Load() && !w.since.IsZero() {
		return false
	}
	w.heard, w.since = n, time.Now()
	return true
}

func (s *search) cancel() {
	for _, w := range s.workers {
		for _, e := range w.all {
			e.Cancel()
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
	if pool := s.now.pool.Load(); pool != nil {
		p.Covered = pool.covered()
		p.Estimate = pool.root.est.size(int(pool.done.Load()), float64(pool.root.covered.Load())/(1<<32))
	}
	return p
}

// stuck gives the search up, if a body of w keeps it from going on. Its goroutine keeps
// s.rep, so the report is made from what was published. The coroutines of the other
// threads are left, too: the body has been resumed by way of some of them, and to unwind
// the rest would run deferred functions of the program while that body runs.
func (s *search) stuck(w *worker, after time.Duration) (*Report, error) {
	thread, last, stack := w.all[w.busy.Load()].Stuck()
	if stack == "" {
		return nil, nil
	}
	s.cancel()
	p := s.progress()
	rep := &Report{
		Schema: Schema, Program: s.o.Name, Params: s.o.Params, Strategy: s.o.strategy(), Time: s.o.Time, Faults: s.o.Faults, Limits: []string{"stuck"},
		Executions: p.Executions, Steps: p.Steps, Failures: []Failure{}, Outcomes: []OutcomeCount{}, Elapsed: p.Elapsed,
		Notes: []string{"the goroutine of thread " + thread + " is lost, as are those of the search and of the threads begun, which wait for it: all of them end when its body comes back"},
	}
	err := fmt.Errorf("thread %s has not reached a step for %v, %s: its body loops without operations or waits for something that is not modeled; its stack:\n%s",
		model.Printable(thread), after, model.Printable(last), stack)
	return rep, err
}
