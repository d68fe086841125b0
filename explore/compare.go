package explore

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/interleave-go/interleave/sim"
)

// Compare holds what runs did against what the model allows. Ended is why the runs
// ended before all were made, "" if they did not.
//
// A run that ended is explained by the same outcome of the model. One that still moved
// when it was given up has none; it is explained if the model has an execution without
// end - a livelock, starvation, one that was cut at the step limit -, of whatever
// threads. One that ended the process is never explained.
func Compare(allowed *Report, seen *Observed, ended string) *CrossReport {
	r := &CrossReport{
		Report: allowed, Runs: seen.Runs(), Procs: seen.Procs, Ended: ended, RealElapsed: seen.Elapsed,
		Real: slices.Clone(seen.Outcomes), Unexplained: []RealOutcome{}, Racy: []RealOutcome{}, Beyond: []RealOutcome{}, Unseen: []OutcomeCount{},
	}
	if r.Procs == nil {
		r.Procs = []ProcRuns{}
	}
	slices.SortFunc(r.Real, func(a, b RealOutcome) int {
		return cmp.Or(cmp.Compare(a.Outcome, b.Outcome), cmp.Compare(a.rank(), b.rank()))
	})
	slices.SortFunc(r.Procs, func(a, b ProcRuns) int { return cmp.Compare(a.Procs, b.Procs) })
	may := r.endless()
	known := map[string]bool{}
	for _, c := range allowed.Outcomes {
		known[c.Outcome] = true
	}
	met := map[string]bool{}
	moved := false
	for _, o := range r.Real {
		explained := known[o.Outcome] && !o.Unended && !o.Crashed
		met[o.Outcome] = met[o.Outcome] || explained
		moved = moved || o.Unended
		switch {
		case explained, o.Unended && may:
		case !allowed.Complete && !o.Crashed: // it need not be strange
			r.Beyond = append(r.Beyond, o)
		case allowed.racy():
			r.Racy = append(r.Racy, o)
		default:
			r.Unexplained = append(r.Unexplained, o)
		}
	}
	for _, c := range allowed.Outcomes {
		if !met[c.Outcome] && !cutOutcome(c.Outcome) && !(moved && endlessOutcome(c.Outcome)) {
			r.Unseen = append(r.Unseen, c)
		}
	}
	return r
}

// rank sorts equal outcomes: of runs that ended, of others.
func (o *RealOutcome) rank() int {
	switch {
	case o.Unended:
		return 1
	case o.Crashed:
		return 2
	}
	return 0
}

// endless reports whether the model has executions without end.
func (r *Report) endless() bool {
	return slices.ContainsFunc(r.Outcomes, func(c OutcomeCount) bool { return endlessOutcome(c.Outcome) || cutOutcome(c.Outcome) })
}

// badEnd matches how an outcome says that an execution did not end well: the kinds,
// and who is concerned.
var badEnd = regexp.MustCompile(`(?:^| )\[([a-z-]+(?: [a-z-]+)*)(?:: .*)?\]$`)

// ends reports whether an outcome ends in one of kinds.
func ends(outcome string, kinds ...string) bool {
	m := badEnd.FindStringSubmatch(outcome)
	return m != nil && slices.ContainsFunc(strings.Fields(m[1]), func(k string) bool { return slices.Contains(kinds, k) })
}

// endlessOutcome reports whether an outcome is one of an execution without end.
func endlessOutcome(outcome string) bool {
	return ends(outcome, sim.Livelock.String(), sim.Starvation.String())
}

// cutOutcome reports whether an outcome says only that the search cut an execution.
func cutOutcome(outcome string) bool { return ends(outcome, sim.StepLimit.String(), "cut") }
