package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/scenarios"
	"github.com/interleave-go/interleave/sim"
)

// A summary is the table of many searches: expectations beside findings.
type summary struct {
	nameWidth, expectWidth, foundWidth int

	family     string // of the latest row
	entries    []summaryEntry
	executions int
	elapsed    time.Duration
	incomplete bool // some search was not complete
}

// A summaryEntry is one search in the JSON form: the report is what explore
// prints for that scenario alone.
type summaryEntry struct {
	Name     string          `json:"name"`
	Expected expectedEntry   `json:"expected"`
	Found    agreement       `json:"found"` // "agrees", "differs", "undecided"
	Report   *explore.Report `json:"report"`
}

type expectedEntry struct {
	Verdict sim.Verdict `json:"verdict"`
	Kinds   []sim.Kind  `json:"kinds"`
}

// newSummary makes the columns as wide as the scenarios need.
func newSummary(list []*scenarios.Scenario) *summary {
	t := &summary{nameWidth: len("scenario"), expectWidth: len("expected"), entries: []summaryEntry{}}
	for _, s := range list {
		t.nameWidth = max(t.nameWidth, len(s.Name))
		t.expectWidth = max(t.expectWidth, len(expectation(s)))
	}
	t.foundWidth = max(len("unknown (executions)"), t.expectWidth)
	return t
}

func (t *summary) row(name, expected, found, executions, remark string) string {
	line := fmt.Sprintf("%-*s  %-*s  %-*s  %10s  %s", t.nameWidth, name, t.expectWidth, expected, t.foundWidth, found, executions, remark)
	return strings.TrimRight(line, " ") + "\n"
}

// add takes in a report and returns its row: after the header if it is the
// first, and after a blank line where a family ends.
func (t *summary) add(s *scenarios.Scenario, r *explore.Report) string {
	e := summaryEntry{Name: s.Name, Expected: expectedEntry{s.Verdict, append([]sim.Kind{}, s.Kinds...)}, Found: compare(s, r), Report: r}
	t.entries = append(t.entries, e)
	t.executions += r.Executions
	t.elapsed += r.Elapsed
	t.incomplete = t.incomplete || !r.Complete && r.Verdict != sim.Fail
	remark := ""
	if e.Found != agrees {
		remark = string(e.Found)
	}
	row := t.row(s.Name, expectation(s), finding(r), thousands(r.Executions), remark)
	switch t.family {
	case s.Family():
	case "":
		row = t.row("scenario", "expected", "found", "executions", "") + "\n" + row
	default:
		row = "\n" + row
	}
	t.family = s.Family()
	return row
}

// finding is a verdict with the kinds of failure, or with the limits that were hit:
// "fail (deadlock, panic)", "unknown (executions)".
func finding(r *explore.Report) string {
	var why []string
	for _, f := range r.Failures {
		why = append(why, f.Kind.String())
	}
	if len(why) == 0 && r.Verdict == sim.Unknown {
		why = append(why, r.Limits...)
	}
	if len(why) == 0 {
		return r.Verdict.String()
	}
	slices.Sort(why)
	return fmt.Sprintf("%v (%s)", r.Verdict, strings.Join(slices.Compact(why), ", "))
}

// footer counts the rows: "17 scenarios: all as expected, 9 pass and 8 fail".
func (t *summary) footer(planned int) string {
	found := map[agreement]int{}
	verdicts := map[sim.Verdict]int{}
	for _, e := range t.entries {
		found[e.Found]++
		verdicts[e.Report.Verdict]++
	}
	n := len(t.entries)
	var parts []string
	switch {
	case n == 0:
	case found[agrees] == n:
		counts := fmt.Sprintf("%d pass and %d fail", verdicts[sim.Pass], verdicts[sim.Fail])
		if u := verdicts[sim.Unknown]; u > 0 { // endless programs, of which no search is complete
			counts = fmt.Sprintf("%d pass, %d fail and %d unknown", verdicts[sim.Pass], verdicts[sim.Fail], u)
		}
		parts = append(parts, "all as expected, "+counts)
	default:
		parts = append(parts, fmt.Sprintf("%d as expected", found[agrees]))
	}
	for _, a := range []agreement{differs, undecided} {
		if found[a] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", found[a], a))
		}
	}
	if n < planned {
		parts = append(parts, fmt.Sprintf("%d not begun", planned-n))
	}
	unit := "scenarios"
	if n == 1 {
		unit = "scenario"
	}
	return fmt.Sprintf("\n%d %s: %s.\n", n, unit, strings.Join(parts, ", "))
}

// status is the exit status: a difference is a failure, an expected failure is
// none.
func (t *summary) status(requireComplete bool) int {
	if slices.ContainsFunc(t.entries, func(e summaryEntry) bool { return e.Found == differs }) {
		return exitFailure
	}
	if requireComplete && t.incomplete {
		return exitIncomplete
	}
	return exitClean
}
