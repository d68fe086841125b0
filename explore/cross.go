package explore

import (
	"context"
	"slices"
	"time"

	"github.com/interleave-go/interleave/sim"
)

// CrossCheck holds the model to account: it finds out what the model allows p to do
// ([Allowed]), runs p on real goroutines and the real sync, sync/atomic and channels as
// o.Real says ([Observe]), and compares ([Compare]). The end of ctx ends either; the
// report is of what was done.
//
// The runs are made in this process, one after the other. A run that hangs - in a
// deadlock, with a leak - is ended, and its goroutines with it; but nothing in Go can
// end one that computes, or waits for something that is not modeled, without end. After
// o.Real.Left of these no more runs are made, and the report says so. Programs that do
// that, or may end the whole process, are better checked by `interleave crosscheck
// ./pkg.Function`, where the runs have a process of their own, that is replaced. To
// run a test binary again as such a process would be possible, but whatever a test does
// before it calls CrossCheck would be done twice. GOMAXPROCS is changed while the runs
// are made, for the whole process. Under go test -race a program with a data race fails
// the test, by Go's detector.
//
// The errors are those of [Run], and of o.Real.
func CrossCheck(ctx context.Context, p sim.Program, o Options) (*CrossReport, error) {
	if err := o.Real.Check(); err != nil {
		return nil, err
	}
	allowed, err := Allowed(ctx, p, o)
	if err != nil {
		return nil, err
	}
	o.Real = o.Real.Within(allowed)
	seen := &Observed{}
	ended := Observe(ctx, p, o, 0, seen.Add)
	return Compare(allowed, seen, ended), nil
}

// CrossReport is what a program does on real goroutines beside what the model allows.
// Its JSON form is that of the search of the model, with what follows.
type CrossReport struct {
	*Report // of the search of the model: see Allowed

	Runs  int        `json:"runs"`                 // made on real goroutines
	Procs []ProcRuns `json:"procs"`                // how many with each value of GOMAXPROCS
	Ended string     `json:"runs_ended,omitempty"` // why they ended before all were made: see Observe
	// Real is what the runs did, sorted.
	Real []RealOutcome `json:"real"`
	// Unexplained is what the model does not allow: a defect of the model, or a
	// program whose threads share what is not modeled.
	Unexplained []RealOutcome `json:"unexplained"`
	// Racy is what the model does not allow either, of a program with a data race:
	// its memory need not be sequentially consistent.
	Racy []RealOutcome `json:"racy"`
	// Beyond is what the model was not seen to allow, where not everything was searched.
	Beyond []RealOutcome `json:"beyond"`
	// Unseen is what the model allows and no run did.
	Unseen []OutcomeCount `json:"unseen"`
	// Races compares the data races of the model with those that Go's detector
	// reports; nil where that was not asked for.
	Races *RaceCheck `json:"races,omitempty"`
	// RealElapsed is how long the runs took.
	RealElapsed time.Duration `json:"-"`
}

// Agrees reports whether the model allows everything that was seen, as far as it was
// searched, and reports every race that Go's detector does.
func (r *CrossReport) Agrees() bool {
	return len(r.Unexplained) == 0 && (r.Races == nil || len(r.Races.Unexplained) == 0)
}

// Allowed returns how many outcomes the model was seen to allow; ways in which a
// search was cut are none.
func (r *CrossReport) Allowed() int {
	n := 0
	for _, c := range r.Outcomes {
		if !cutOutcome(c.Outcome) {
			n++
		}
	}
	return n
}

// racy reports whether the model found a data race.
func (r *Report) racy() bool {
	return slices.ContainsFunc(r.Failures, func(f Failure) bool { return f.Kind == sim.Race })
}
