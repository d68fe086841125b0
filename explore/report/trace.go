package report

import (
	"encoding/json"

	"github.com/interleave-go/interleave/explore"
)

// Trace returns the executions shown in r in Chrome's trace-event format, which
// Perfetto and chrome://tracing open: a process for each execution, a track for
// each thread, a slice for each step. A step takes a microsecond of the trace's
// time, in the order of the steps; arrows follow the control from thread to
// thread, and happens-before where Options.Film was set. Threads that are
// blocked at the end have a slice to the end of the trace.
//
// The format: "Trace Event Format", Google, 2016, in its JSON object form.
func Trace(r *explore.Report) ([]byte, error) {
	t := tracer{}
	for i, f := range executions(r) {
		t.execution(i+1, f)
	}
	return json.Marshal(struct {
		Unit   string       `json:"displayTimeUnit"`
		Events []traceEvent `json:"traceEvents"`
		Other  any          `json:"otherData"`
	}{"ns", append([]traceEvent{}, t.events...), map[string]string{"program": r.Program, "verdict": r.Verdict.String(), "strategy": r.Strategy}})
}

// executions returns the failures with a trace of their own, or the execution
// that was replayed.
func executions(r *explore.Report) []*explore.Failure {
	var fs []*explore.Failure
	seen := map[string]bool{}
	for i := range r.Failures {
		if f := &r.Failures[i]; len(f.Trace)+len(f.Blocked) > 0 && !seen[f.Seed] {
			seen[f.Seed] = true
			fs = append(fs, f)
		}
	}
	if r.Quiet != nil {
		fs = append(fs, r.Quiet)
	}
	return fs
}

// traceEvent is one event of the format.
type traceEvent struct {
	Name     string         `json:"name"`
	Category string         `json:"cat,omitempty"`
	Phase    string         `json:"ph"` // X: complete, M: metadata, s and f: the ends of a flow
	Time     int            `json:"ts"` // microseconds
	Duration int            `json:"dur,omitempty"`
	Process  int            `json:"pid"`
	Thread   int            `json:"tid"`
	ID       int            `json:"id,omitempty"`
	Binding  string         `json:"bp,omitempty"`
	Args     map[string]any `json:"args,omitempty"`
}

type tracer struct {
	events []traceEvent
	flows  int
}

// execution appends process pid.
func (t *tracer) execution(pid int, f *explore.Failure) {
	name := "execution"
	if f.Kind != 0 {
		name = f.Kind.String() + ": " + f.Message
	}
	t.events = append(t.events, traceEvent{Name: "process_name", Phase: "M", Process: pid, Args: map[string]any{"name": name}})
	tid := map[string]int{}
	for i, thread := range f.Threads {
		tid[thread] = i + 1
		t.events = append(t.events,
			traceEvent{Name: "thread_name", Phase: "M", Process: pid, Thread: i + 1, Args: map[string]any{"name": thread}},
			traceEvent{Name: "thread_sort_index", Phase: "M", Process: pid, Thread: i + 1, Args: map[string]any{"sort_index": i}})
	}
	slice := func(s explore.TraceStep, thread string, at, duration int, category string) {
		args := map[string]any{}
		if s.Step > 0 {
			args["step"] = s.Step
		}
		for key, value := range map[string]string{"result": s.Result, "place": s.Place, "peer": s.Peer} {
			if value != "" {
				args[key] = value
			}
		}
		if s.Preempts {
			args["preempts"] = true
		}
		if s.Now > 0 {
			args["virtual time (ns)"] = s.Now
		}
		t.events = append(t.events, traceEvent{Name: s.Op, Category: category, Phase: "X", Time: at, Duration: duration, Process: pid, Thread: tid[thread], Args: args})
	}
	for i, s := range f.Trace {
		slice(s, s.Thread, i, 1, "step")
		if s.Peer != "" {
			slice(explore.TraceStep{Step: s.Step, Op: "meets " + s.Thread, Place: s.Place}, s.Peer, i, 1, "step")
		}
		if i > 0 && f.Trace[i-1].Thread != s.Thread {
			kind := "switch"
			if s.Preempts {
				kind = "preemption"
			}
			t.flow(kind, pid, tid[f.Trace[i-1].Thread], i-1, tid[s.Thread], i)
		}
		if f.Film != nil && i+1 < len(f.Film.Frames) {
			for _, a := range f.Film.Frames[i+1].After {
				t.flow("happens-before", pid, tid[f.Trace[a-1].Thread], a-1, tid[s.Thread], i)
			}
		}
	}
	for _, s := range f.Blocked {
		slice(s, s.Thread, len(f.Trace), max(2, len(f.Trace)/10), "blocked")
	}
}

// flow appends an arrow between two steps.
func (t *tracer) flow(kind string, pid, from, at, to, end int) {
	t.flows++
	t.events = append(t.events,
		traceEvent{Name: kind, Category: kind, Phase: "s", Time: at, Process: pid, Thread: from, ID: t.flows},
		traceEvent{Name: kind, Category: kind, Phase: "f", Binding: "e", Time: end, Process: pid, Thread: to, ID: t.flows})
}
