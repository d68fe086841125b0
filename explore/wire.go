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
	Command   string
	Elapsed   time.Duration
}

// Encode returns r for [Decode] in another process. Unlike the JSON form it
// holds everything, and it is no format to keep: both sides must be of the same
// version.
func (r *Report) Encode() ([]byte, error) {
	return json.Marshal(wire{r, r.races, r.bound, r.stepLimit, r.command, r.Elapsed})
}

// Decode returns the report that was encoded. Its text and its JSON form are
// the same as those of the original.
func Decode(data []byte) (*Report, error) {
	w := wire{Report: &Report{}}
	if err := json.Unmarshal(data, &w); err != nil {
		return nil, err
	}
	r := w.Report
	r.races, r.bound, r.stepLimit = w.Races, w.Bound, w.StepLimit
	r.command, r.Elapsed = w.Command, w.Elapsed
	return r, nil
}
