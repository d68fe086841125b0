package explore

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/interleave-go/interleave/explore/explain"
	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// examine makes the execution that has just ended again, choice by choice. The
// program must announce the same operations and come to the same end, or it is
// not a function of its choices. A failing execution is made again with source
// positions, and its failures go into the tally. It reports whether the
// search may go on.
func (w *worker) examine(t *tally, x *sim.Execution, seed *sched.Seed, failing bool) bool {
	s := w.s
	if failing {
		if alike := s.alike(x); t.full(alike) {
			t.skip(alike, 1)
			return true
		}
	}
	memoised := w.memoised()
	var follow *sched.Follow
	if memoised {
		follow = sched.FollowForeign(w.view())
	} else {
		follow = sched.NewFollow(w.view())
	}
	rec := &sched.Record{Strategy: follow}
	outcome := bytes.Clone(x.Outcome)
	end, messages := x.End, failureMessages(x)
	lim := s.lim
	lim.Places = failing
	var st sched.Strategy = follow
	if failing {
		st = rec // what is not reported needs no record
	}
	w.busy.Store(0)
	again := w.e.Run(s.p, st, 0, lim)
	if msg := w.foreign(); msg != "" {
		t.notAFunction(msg)
		return false
	}
	if again.End == sim.Cancelled {
		s.cancelled(t)
		return false
	}
	if again.End == sim.Unlike {
		t.nondeterministic(again.Diverged, false)
		return false
	}
	if follow.End(); follow.Diverged != nil {
		t.nondeterministic(follow.Diverged, memoised)
		return false
	}
	if again.End != end || !bytes.Equal(again.Outcome, outcome) || !s.sameMessages(again, messages) {
		t.unlike(string(outcome), strings.Join(messages, "\n"), string(again.Outcome), strings.Join(failureMessages(again), "\n"), memoised)
		return false
	}
	if failing {
		s.mask(again)
		s.record(t, again, rec, seed)
	}
	return true
}

// alike returns what the failures of x that count have in common with others, without
// their places.
func (s *search) alike(x *sim.Execution) (alike []string) {
	for _, f := range x.Failures {
		if s.counts(f) {
			alike = append(alike, alikeKey(x, f))
		}
	}
	return alike
}

func alikeKey(x *sim.Execution, f sim.Failure) string {
	name := ""
	if f.Thread != model.NoThread {
		name = x.Names().ThreadName(f.Thread)
	}
	return f.Kind.String() + "|" + name + "|" + masked(f.Message)
}

func failureMessages(x *sim.Execution) (list []string) {
	for _, f := range x.Failures {
		list = append(list, f.Kind.String()+": "+f.Message)
	}
	return list
}

// record puts the failures of an execution, made again with places, into the
// tally. seed is nil when the schedule in rec is the seed.
func (s *search) record(t *tally, x *sim.Execution, rec *sched.Record, seed *sched.Seed) {
	if seed == nil || endless(x) {
		seed = s.scheduleSeed(x, rec)
	}
	show := s.shower(x, rec, seed)
	run := failedRun{}
	for _, f := range x.Failures {
		if !s.counts(f) {
			t.note(f.Message)
			continue
		}
		seen := seenFailure{Key: failureKey(x, f), Alike: alikeKey(x, f)}
		best := Failure{Preemptions: preemptions(rec, shown(x)), Steps: shown(x)}
		if known := t.best[seen.Key]; known == nil || best.better(known.Preemptions, known.Steps) {
			best = show(f, len(run.Failures) > 0)
			seen.Shown = &best
		}
		run.Failures = append(run.Failures, seen)
	}
	t.fail(run)
}

// preemptions returns how many preemptions the first steps of a recording have.
func preemptions(rec *sched.Record, steps int) int {
	n, _ := slices.BinarySearch(rec.Preempting, steps)
	return n
}

// shower returns what describes a failure of x. The trace and the seed are printed
// once for all.
func (s *search) shower(x *sim.Execution, rec *sched.Record, seed *sched.Seed) func(f sim.Failure, consequence bool) Failure {
	word := ""
	var trace []TraceStep
	return func(f sim.Failure, consequence bool) Failure {
		if trace == nil {
			trace, word = traceOf(x, rec), seed.String()
		}
		return Failure{
			Kind: f.Kind, Message: f.Message, Explanation: explain.Failure(x, f), Consequence: consequence,
			Seed: word, Steps: shown(x), Cycle: f.Cycle, Preemptions: preemptions(rec, shown(x)),
			Threads: threadNames(x), Blocked: blockedAt(x), Trace: trace, Outcome: string(x.Outcome),
			Paths: pathsOf(x), At: placeOf(x, f).String(), Marks: marksOf(x, f),
		}
	}
}

// placeOf returns where a failure is.
func placeOf(x *sim.Execution, f sim.Failure) sim.Place {
	switch {
	case f.Kind == sim.Race:
		return x.Place(f.Second)
	case len(f.Blocked) > 0:
		for _, t := range f.Blocked { // who joins others is blocked by what blocks them
			if x.State().Pending(t).Kind != model.Join {
				return x.PendingPlace(t)
			}
		}
		return x.PendingPlace(f.Blocked[0])
	case f.Place.Line > 0:
		return f.Place
	}
	// It belongs to no call: what has no end begins somewhere, and what a thread is
	// told when it looks was so at the latest step.
	at := min(max(f.At, 1), x.Steps()) - 1
	if f.Cycle > 0 {
		at = f.Until - f.Cycle
	}
	for at = min(at, x.Steps()-1); at > 0 && x.Place(at).Line == 0; {
		at--
	}
	return x.Place(max(at, 0))
}

// marksOf returns the steps at which f happened.
func marksOf(x *sim.Execution, f sim.Failure) []int {
	switch {
	case f.Kind == sim.Race:
		return []int{f.First + 1, f.Second + 1}
	case len(f.Blocked) > 0:
		return nil
	}
	for i := min(f.At, x.Steps()) - 1; i >= 0; i-- {
		if x.State().Events()[i].Advances(f.Thread) {
			return []int{i + 1}
		}
	}
	return nil
}

// pathsOf returns the whole paths of the files in x.
func pathsOf(x *sim.Execution) map[string]string {
	paths := map[string]string{}
	note := func(p sim.Place) {
		if _, known := paths[p.File]; !known && p.Line > 0 {
			paths[p.File] = p.Path
		}
	}
	for i := range x.State().Events() {
		note(x.Place(i))
	}
	for _, t := range x.State().Threads() {
		note(x.PendingPlace(t))
	}
	for _, f := range x.Failures {
		note(f.Place)
	}
	return paths
}

// failureKey tells failures apart: kind, threads, objects, operations and places. Of an
// assertion in a helper it matters who has called that.
func failureKey(x *sim.Execution, f sim.Failure) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v", f.Kind)
	names := x.Names()
	if f.Cycle > 0 {
		fmt.Fprintf(&b, "|%s", f.Message)
		return b.String()
	}
	switch f.Kind {
	case sim.Deadlock, sim.Leak, sim.Livelock:
		for _, t := range f.Blocked {
			fmt.Fprintf(&b, "|%s %s %s", names.ThreadName(t), x.Waiting(t), x.PendingPlace(t))
		}
	case sim.Race:
		a, c := raceSide(x, f.First), raceSide(x, f.Second)
		fmt.Fprintf(&b, "|%s|%s|%s", names.ObjectName(f.Object), min(a, c), max(a, c))
	default:
		fmt.Fprintf(&b, "|%s|%s|%s", names.ThreadName(f.Thread), f.Place, f.Via)
		if f.Place.Line == 0 || f.Kind == sim.Misuse { // which names the object
			b.WriteString(masked(f.Message))
		}
	}
	return b.String()
}

func raceSide(x *sim.Execution, i int) string {
	e := &x.State().Events()[i]
	return fmt.Sprintf("%s %s %s", x.Names().ThreadName(e.Thread), e.Op.Kind, x.Place(i))
}

// traceOf prints the steps of an execution.
func traceOf(x *sim.Execution, rec *sched.Record) []TraceStep {
	names := x.Names()
	trace := make([]TraceStep, 0, shown(x))
	for i := range x.State().Events()[:shown(x)] {
		e := &x.State().Events()[i]
		ts := TraceStep{
			Step: i + 1, Thread: names.ThreadName(e.Thread), Op: model.Format(e.Op, names),
			Result: model.FormatResult(e, names), Place: x.Place(i).String(), Now: e.Now,
		}
		if e.Joint {
			ts.Peer = names.ThreadName(e.Alt.Peer)
		}
		trace = append(trace, ts)
	}
	for _, i := range rec.Preempting[:preemptions(rec, len(trace))] {
		trace[i].Preempts = true
	}
	return trace
}

func threadNames(x *sim.Execution) []string {
	var names []string
	for _, t := range x.ThreadsByPath() {
		names = append(names, x.Names().ThreadName(t))
	}
	return names
}

// blockedAt prints what each thread that is left waits in.
func blockedAt(x *sim.Execution) []TraceStep {
	var blocked []TraceStep
	for _, t := range x.ThreadsByPath() {
		if x.State().Status(t) == model.Pending && x.End == sim.Quiet {
			blocked = append(blocked, TraceStep{
				Thread: x.Names().ThreadName(t), Op: x.Waiting(t), Place: x.PendingPlace(t).String(),
			})
		}
	}
	return blocked
}
