package explore

import (
	"encoding/json"
	"time"
)

// wire is a report on its way to another process: its JSON form, and what that
// leaves out although the text form needs it.
type wire struct {
	Report    *Report
	Races     RaceMode
	Bound     int
	StepLimit int
	All       bool
	Command   string
	Elapsed   time.Duration
	Turned    bool
	Single    bool
	Hidden    []hidden // of what the executions show, in their order
}

// hidden is what the JSON form of a failure leaves out.
type hidden struct {
	Paths map[string]string
	At    string
	Marks []int
	Film  *Film
}

// Encode returns r for [Decode] in another process. Unlike the JSON form it
// holds everything, and it is no format to keep: both sides must be of the same
// version.
func (r *Report) Encode() ([]byte, error) {
	var hide []hidden
	for _, f := range r.executions() {
		hide = append(hide, hidden{f.Paths, f.At, f.Marks, f.Film})
	}
	return json.Marshal(wire{r, r.races, r.bound, r.stepLimit, r.all, r.command, r.Elapsed, r.turned, r.single, hide})
}

// Decode returns the report that was encoded. Its text and its JSON form are
// the same as those of the original.
func Decode(data []byte) (*Report, error) {
	w := wire{Report: &Report{}}
	if err := json.Unmarshal(data, &w); err != nil {
		return nil, err
	}
	r := w.Report
	r.races, r.bound, r.stepLimit, r.all = w.Races, w.Bound, w.StepLimit, w.All
	r.command, r.Elapsed, r.turned, r.single = w.Command, w.Elapsed, w.Turned, w.Single
	for i, f := range r.executions() {
		if i < len(w.Hidden) {
			h := &w.Hidden[i]
			f.Paths, f.At, f.Marks, f.Film = h.Paths, h.At, h.Marks, h.Film
		}
	}
	return r, nil
}

// executions returns what is shown by executions: the failures, and that of a
// replay that did not fail.
func (r *Report) executions() []*Failure {
	var fs []*Failure
	for i := range r.Failures {
		fs = append(fs, &r.Failures[i])
	}
	if r.Quiet != nil {
		fs = append(fs, r.Quiet)
	}
	return fs
}
