package explore

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/interleave-go/interleave/sim"
)

// tally is what a stretch of a search has found, execution by execution. The
// tallies of stretches that follow each other add up to that of the whole.
type tally struct {
	executions, steps, cut int
	endless, unfair        int      // executions that go on for ever, and those where others were passed over
	assumed                []string // the awaits that executions had which were recognised
	outcomes               map[string]*int
	outcome                []byte // of the latest execution, and how many had it
	latest                 *int
	limits, notes          []string
	noted                  map[string]bool     // of notes
	latestNotes            []string            // of failures that do not count: see said
	failed                 []failedRun         // in order
	alike                  map[string]int      // how many of failed have such a failure
	more                   map[string]int      // and how many more there were
	best                   map[string]*Failure // by key, of failed
	unfit                  *Failure            // the program is not a function of its choices
	ended                  bool                // what comes after it does not count
	halted                 bool                // the search was cancelled on the way
}

// maxExamined is how many executions with a failure like another one - in kind, thread
// and message - are made again to look at their places; where there are as many of each of
// the failures of an execution, these are counted only.
const maxExamined = 1000

// failedRun is a failing execution that was made again.
type failedRun struct {
	Failures []seenFailure `json:"failures"`
}

// seenFailure is a failure of one execution.
type seenFailure struct {
	Key   string   `json:"key"`             // what makes two failures the same
	Alike string   `json:"alike"`           // what many have in common: see maxExamined
	Shown *Failure `json:"shown,omitempty"` // nil when an earlier execution shows it as well
}

// remark adds a note, once.
func (t *tally) remark(format string, args ...any) { t.note(fmt.Sprintf(format, args...)) }

func (t *tally) note(s string) {
	if n := len(t.notes); n > 0 && t.notes[n-1] == s || t.noted[s] {
		return
	}
	if t.noted == nil {
		t.noted = map[string]bool{}
		for _, n := range t.notes {
			t.noted[n] = true
		}
	}
	if !t.noted[s] {
		t.noted[s] = true
		t.notes = append(t.notes, s)
	}
}

// said returns where the message of a failure like f is, that is one of the same thread and
// object, if there was one. Mostly executions fail alike.
func (t *tally) said(f *sim.Failure) *string {
	if t.latestNotes == nil {
		t.latestNotes = make([]string, 64)
	}
	return &t.latestNotes[(uint(f.Object)*8+uint(f.Thread))%64]
}

func (t *tally) limit(name string) {
	if !slices.Contains(t.limits, name) {
		t.limits = append(t.limits, name)
	}
}

func (t *tally) count(outcome []byte) {
	if t.latest == nil || !bytes.Equal(outcome, t.outcome) {
		if t.latest = t.outcomes[string(outcome)]; t.latest == nil {
			t.countMany(string(outcome), 0)
			t.latest = t.outcomes[string(outcome)]
		}
		t.outcome = append(t.outcome[:0], outcome...)
	}
	*t.latest++
}

func (t *tally) countMany(outcome string, n int) {
	if t.outcomes == nil {
		t.outcomes = map[string]*int{}
	}
	if m, ok := t.outcomes[outcome]; ok {
		*m += n
		return
	}
	t.outcomes[outcome] = &n
}

// full reports whether no more executions with such failures are looked at.
func (t *tally) full(alike []string) bool {
	return !slices.ContainsFunc(alike, func(a string) bool { return t.alike[a] < maxExamined })
}

// skip counts so many executions with such failures that are not looked at.
func (t *tally) skip(alike []string, n int) {
	if t.more == nil {
		t.more = map[string]int{}
	}
	for _, a := range alike {
		t.more[a] += n
	}
}

// fail takes in a failing execution that was made again.
func (t *tally) fail(r failedRun) {
	alike := make([]string, len(r.Failures))
	for i, f := range r.Failures {
		alike[i] = f.Alike
	}
	if t.full(alike) {
		t.skip(alike, 1)
		return
	}
	if t.alike == nil {
		t.alike, t.best = map[string]int{}, map[string]*Failure{}
	}
	for _, a := range alike {
		t.alike[a]++
	}
	for i := range r.Failures {
		s := &r.Failures[i]
		if s.Shown == nil || t.best[s.Key] != nil && !s.Shown.better(t.best[s.Key].Preemptions, t.best[s.Key].Steps) {
			s.Shown = nil
			continue
		}
		t.best[s.Key] = s.Shown
	}
	t.failed = append(t.failed, r)
}

// better reports whether an execution shows a failure better than one with so
// many preemptions and steps: with fewer preemptions, or as many and fewer steps.
func (f *Failure) better(preemptions, steps int) bool {
	if f.Preemptions != preemptions {
		return f.Preemptions < preemptions
	}
	return f.Steps < steps
}

// add appends what comes after t.
func (t *tally) add(u *tally) {
	t.executions += u.executions
	t.steps += u.steps
	t.cut += u.cut
	t.endless += u.endless
	t.unfair += u.unfair
	t.assume(u.assumed)
	for o, n := range u.outcomes {
		t.countMany(o, *n)
	}
	for _, l := range u.limits {
		t.limit(l)
	}
	for _, n := range u.notes {
		t.note(n)
	}
	for _, r := range u.failed {
		t.fail(r)
	}
	for alike, n := range u.more {
		t.skip([]string{alike}, n)
	}
	if t.unfit == nil {
		t.unfit = u.unfit
	}
	t.ended = t.ended || u.ended
	t.halted = t.halted || u.halted
}

// failures lists what failed, in the order of finding, each shown by the best
// execution.
func (t *tally) failures() []Failure {
	list := []Failure{}
	at := map[string]int{}    // by key
	alike := map[string]int{} // by what is alike: the latest such failure
	for _, r := range t.failed {
		for _, s := range r.Failures {
			i, known := at[s.Key]
			if !known {
				i = len(list)
				at[s.Key] = i
				list = append(list, Failure{})
			}
			alike[s.Alike] = i
			times := list[i].Executions + 1
			if s.Shown != nil && (!known || s.Shown.better(list[i].Preemptions, list[i].Steps)) {
				list[i] = *s.Shown
				list[i].key = s.Key
			}
			list[i].Executions = times
		}
	}
	for a, n := range t.more {
		list[alike[a]].Executions += n
	}
	if t.unfit != nil {
		list = append(list, *t.unfit)
	}
	return list
}

// fill puts t into the report.
func (t *tally) fill(r *Report) {
	r.Executions, r.Steps, r.Cut = t.executions, t.steps, t.cut
	r.Failures = t.failures()
	r.Outcomes = []OutcomeCount{}
	for o, n := range t.outcomes {
		r.Outcomes = append(r.Outcomes, OutcomeCount{o, *n})
	}
	r.Limits = append(r.Limits, t.limits...)
	r.Notes = append(r.Notes, t.notes...)
	r.Notes = append(r.Notes, t.restsOn()...)
	if t.unfit != nil {
		r.Complete = false
	}
	if len(r.Failures) > 0 {
		r.Verdict = sim.Fail
	}
}
