package explore

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/interleave-go/interleave/sim"
)

// The bounds of the model's side of a cross-check.
const (
	// AllowedExecutions is how many executions are made at most, where
	// Options.Executions is 0.
	AllowedExecutions = 100_000
	// widening is how many more are sampled at most where the search could not cover
	// everything.
	widening = 10_000
)

// Allowed finds out what the model allows p to do on real hardware: every outcome
// of every interleaving, with durations that promise nothing where the program
// uses time, and with tries that fail for no reason where it tries locks, as Go's
// memory model lets them. It searches with dpor to the end, races included, and
// shrinks nothing; of o it takes what names and bounds the search, Pure, NoAwaits and
// the faults that are to happen besides.
//
// Where that does not end within o.Executions (0: AllowedExecutions) or o.Timeout, the
// report is not complete, and the outcomes of as many executions, but no more than
// 10,000 and what half of o.Timeout lets, sampled by "pos", are added to it.
func Allowed(ctx context.Context, p sim.Program, o Options) (*Report, error) {
	o.Strategy, o.Preemptions, o.All, o.Shrink, o.Races = "dpor", 0, true, NoShrink, RaceFail
	o.Corpus, o.Resume, o.Film = "", "", false
	if o.Executions == 0 {
		o.Executions = AllowedExecutions
	}
	whole, deadline := o.Timeout, time.Now().Add(o.Timeout)
	for {
		r, again, err := o.allowed(ctx, p)
		switch {
		case err != nil:
			return r, err
		case again:
			if whole > 0 {
				o.Timeout = max(time.Until(deadline), time.Millisecond)
			}
			continue
		case r.Complete, slices.Contains(r.Limits, "cancelled"):
			return r, nil
		}
		o.Timeout = whole / 2
		return r, o.widen(ctx, p, r)
	}
}

// allowed searches once. Where the program turns out to use what o does not allow
// for, that is added to o, and the search is to be made again.
func (o *Options) allowed(ctx context.Context, p sim.Program) (r *Report, again bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	u := &uses{}
	u.time.Store(o.Time == sim.Adversarial)
	u.tries.Store(o.Faults.Tries)
	u.found = cancel
	o.uses = u
	r, err = Run(ctx, p, *o)
	if u.time.Load() && o.Time != sim.Adversarial {
		o.Time, again = sim.Adversarial, true
	}
	if u.tries.Load() && !o.Faults.Tries {
		o.Faults.Tries, again = true, true
	}
	return r, again, err
}

// widen adds what sampling finds to a report of a search that is not complete.
func (o *Options) widen(ctx context.Context, p sim.Program, r *Report) error {
	s := *o
	s.uses, s.Strategy, s.Executions = nil, "pos", min(widening, o.Executions)
	more, err := Run(ctx, p, s)
	if more == nil || err != nil {
		return err
	}
	r.Executions += more.Executions
	r.Steps += more.Steps
	r.Cut += more.Cut
	r.Elapsed += more.Elapsed
	r.Sampling = more.Sampling
	r.Strategy = "dpor, then " + more.Strategy
	for _, m := range more.Outcomes {
		i, known := slices.BinarySearchFunc(r.Outcomes, m.Outcome, func(a OutcomeCount, b string) int { return cmp.Compare(a.Outcome, b) })
		if !known {
			r.Outcomes = slices.Insert(r.Outcomes, i, OutcomeCount{Outcome: m.Outcome})
		}
		r.Outcomes[i].Executions += m.Executions
	}
	for _, f := range more.Failures {
		if !slices.ContainsFunc(r.Failures, func(g Failure) bool { return g.key == f.key }) {
			r.Failures = append(r.Failures, f)
		}
	}
	if len(r.Failures) > 0 {
		r.Verdict = sim.Fail
	}
	for _, l := range more.Limits {
		if !slices.Contains(r.Limits, l) && l != "executions" {
			r.Limits = append(r.Limits, l)
		}
	}
	slices.Sort(r.Limits)
	return nil
}
