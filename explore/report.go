package explore

import (
	"fmt"
	"slices"
	"time"

	"github.com/interleave-go/interleave/sim"
)

// Schema is the version of the JSON form of a Report.
const Schema = 1

// Report is what a search found. Its JSON form holds nothing that varies
// between two runs of the same search.
type Report struct {
	Schema     int            `json:"schema"`
	Program    string         `json:"program"`
	Params     []string       `json:"params,omitempty"`
	Strategy   string         `json:"strategy"`
	Time       sim.Clock      `json:"time,omitzero"`   // left out where it is quiescent
	Faults     sim.Faults     `json:"faults,omitzero"` // left out where there are none
	Verdict    sim.Verdict    `json:"verdict"`
	Complete   bool           `json:"complete"`   // everything within the bounds was covered
	Executions int            `json:"executions"` // run to their end
	Blocked    int            `json:"blocked"`    // started, and cut off as redundant
	Cut        int            `json:"cut,omitempty"`
	Steps      int            `json:"steps"` // the sum of the lengths of the executions
	Outcomes   []OutcomeCount `json:"outcomes"`
	Failures   []Failure      `json:"failures"`
	Limits     []string       `json:"limits,omitempty"`   // the limits hit: "executions", "steps", "timeout", "cancelled"
	Notes      []string       `json:"notes,omitempty"`    // what else the reader should know
	Sampling   *Sampling      `json:"sampling,omitempty"` // what was sampled, nil if nothing was
	Elapsed    time.Duration  `json:"-"`
	// Quiet is the execution that Replay made, when it did not fail.
	Quiet *Failure `json:"execution,omitempty"`

	races     RaceMode                 // of the search: replaying must use the same
	bound     int                      // of the search: Options.Preemptions
	stepLimit int                      // of each execution
	all       bool                     // the search goes on after a failure: Options.All
	turned    bool                     // a replay left its seed: Options.Turn
	single    bool                     // it is of one execution, which nobody searched for: Once
	command   string                   // what stands for the program in the line that replays a seed; "": its name
	paste     func(seed string) string // the line that replays a seed; nil: the command line's
}

// remark adds a note, once.
func (r *Report) remark(format string, args ...any) {
	note := fmt.Sprintf(format, args...)
	if !slices.Contains(r.Notes, note) {
		r.Notes = append(r.Notes, note)
	}
}

// OutcomeCount is an outcome and how many executions had it.
type OutcomeCount struct {
	Outcome    string `json:"outcome"`
	Executions int    `json:"executions"`
}

// Failure is a defect, with an execution that shows it. Failures of equal
// kind, threads, objects, operations and places are one; of the executions that show it,
// the one with fewest preemptions is kept, then the shortest, then the first;
// and that one is shrunk.
type Failure struct {
	Kind        sim.Kind    `json:"kind"`
	Message     string      `json:"message"` // one line
	Explanation string      `json:"explanation"`
	Consequence bool        `json:"consequence,omitempty"` // another failure of the same execution came first
	Seed        string      `json:"seed"`
	Steps       int         `json:"steps"`
	Cycle       int         `json:"cycle,omitempty"` // so many of the last steps repeat for ever
	Preemptions int         `json:"preemptions"`
	Executions  int         `json:"executions"` // how many executions showed it
	Threads     []string    `json:"threads"`    // of the execution, by spawn path
	Trace       []TraceStep `json:"trace"`
	Blocked     []TraceStep `json:"blocked,omitempty"` // what threads wait in at the end, without step numbers
	Outcome     string      `json:"outcome"`
	// Paths are the whole paths of the files that Trace and Blocked name by their
	// last folder.
	Paths map[string]string `json:"-"`
	// At is the place of the failure: of the failing call, or of the first
	// blocked thread; of a data race, of the second access.
	At string `json:"-"`
	// Marks are the steps that failed, from 1: of a data race both accesses.
	Marks []int `json:"-"`
	// Film shows the execution from the inside; nil unless Options.Film was set.
	Film *Film `json:"-"`
	// Shrinking tells how the execution was made small; nil where it was not tried.
	Shrinking *Shrinking `json:"shrinking,omitempty"`

	key string // what makes two failures the same
}

// TraceStep is one step of an execution, printed.
type TraceStep struct {
	Step   int    `json:"step"` // counted from 1
	Thread string `json:"thread"`
	Op     string `json:"op"`
	Result string `json:"result"`
	Place  string `json:"place,omitempty"` // source position: "bank/transfer.go:12"
	Peer   string `json:"peer,omitempty"`  // the other thread that a rendezvous advanced
	// Preempts: the step before was another thread's, which could have gone on.
	Preempts bool  `json:"preempts,omitempty"`
	Now      int64 `json:"now,omitempty"` // the virtual time of the step, in nanoseconds
}
