package main

import (
	"fmt"
	"strings"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/scenarios"
)

// crossCheckMany checks scenarios one after the other. A row is printed as soon as
// it is known; on Ctrl-C the check under way ends, and is the last.
func crossCheckMany(c *console, f *crossFlags, list []*scenarios.Scenario) (int, error) {
	if !f.set.Changed("runs") && !f.set.Changed("for") {
		f.runs, f.limit = manyRuns, manyFor
	}
	if !f.set.Changed("timeout") {
		f.timeout = manyTimeout
	}
	defer f.raceBinary.remove()
	var checks []*crossCheck
	for _, s := range list { // mistakes before anything is run
		params, err := s.ParseParams(f.params)
		if err != nil {
			return 0, err
		}
		x, err := newScenarioCheck(f, s, params)
		if err != nil {
			return 0, err
		}
		checks = append(checks, x)
	}
	t := newCrossTable(list, f.race)
	for i, x := range checks {
		if f.soft.Err() != nil {
			break
		}
		r, err := x.run(c)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", list[i].Name, err)
		}
		if row := t.add(list[i], r); !f.json {
			if err := c.print(row); err != nil {
				return 0, err
			}
		}
	}
	var err error
	if f.json {
		err = c.printJSON(t.entries)
	} else {
		err = c.print(t.footer(len(list)))
	}
	if t.disagree > 0 {
		return exitFailure, err
	}
	return exitClean, err
}

// A crossTable is the table of many checks.
type crossTable struct {
	nameWidth int
	races     bool
	family    string // of the latest row
	entries   []crossEntry

	explained, beyond, racy, disagree, unrun int
	allowed, seen, runs                      int
}

// A crossEntry is one check in the JSON form: the report is what crosscheck prints
// for that scenario alone.
type crossEntry struct {
	Name   string               `json:"name"`
	Report *explore.CrossReport `json:"report"`
}

func newCrossTable(list []*scenarios.Scenario, races bool) *crossTable {
	t := &crossTable{nameWidth: len("scenario"), races: races, entries: []crossEntry{}}
	for _, s := range list {
		t.nameWidth = max(t.nameWidth, len(s.Name))
	}
	return t
}

func (t *crossTable) row(name, seen, allowed, runs, hung, races, result string) string {
	line := fmt.Sprintf("%-*s  %5s %7s  %7s  %5s  ", t.nameWidth, name, seen, allowed, runs, hung)
	if t.races {
		line += fmt.Sprintf("%-12s  ", races)
	}
	return strings.TrimRight(line+result, " ") + "\n"
}

// add takes in a report and returns its row: after the header if it is the first,
// and after a blank line where a family ends.
func (t *crossTable) add(s *scenarios.Scenario, r *explore.CrossReport) string {
	t.entries = append(t.entries, crossEntry{s.Name, r})
	allowed, hung := r.Allowed(), 0
	seen := allowed - len(r.Unseen)
	for _, o := range r.Real {
		hung += o.Hung
	}
	t.allowed, t.seen, t.runs = t.allowed+allowed, t.seen+seen, t.runs+r.Runs
	switch {
	case !r.Agrees():
		t.disagree++
	case r.Runs == 0:
		t.unrun++
	case len(r.Beyond) > 0:
		t.beyond++
	case len(r.Racy) > 0:
		t.racy++
	default:
		t.explained++
	}
	of := thousands(allowed)
	if !r.Complete {
		of += "+" // at least so many
	}
	row := t.row(s.Name, thousands(seen), of, thousands(r.Runs), number(hung), racesCell(r.Races), r.Summary())
	switch t.family {
	case s.Family():
	case "":
		row = t.row("scenario", "seen", "allowed", "runs", "hung", "races", "") + "\n" + row
	default:
		row = "\n" + row
	}
	t.family = s.Family()
	return row
}

// number prints a count, nothing for none.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return thousands(n)
}

// racesCell is "2 of 3": so many of the model's races were reported by Go's
// detector, too.
func racesCell(c *explore.RaceCheck) string {
	switch {
	case c == nil:
		return ""
	case c.Skipped != "":
		return "skipped"
	case len(c.Both)+len(c.Luck) == 0:
		return ""
	}
	return fmt.Sprintf("%d of %d", len(c.Both), len(c.Both)+len(c.Luck))
}

// footer counts the rows.
func (t *crossTable) footer(planned int) string {
	var parts []string
	for _, count := range []struct {
		n    int
		what string
	}{
		{t.disagree, "with something unexplained"}, {t.explained, "explained"}, {t.racy, "with racy outcomes"},
		{t.beyond, "with outcomes beyond what was searched"}, {t.unrun, "not run"}, {planned - len(t.entries), "not begun"},
	} {
		if count.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", count.n, count.what))
		}
	}
	unit := "scenarios"
	if len(t.entries) == 1 {
		unit = "scenario"
	}
	return fmt.Sprintf("\n%d %s: %s. %s of %s allowed outcomes were seen in %s runs.\n", len(t.entries), unit,
		strings.Join(parts, ", "), thousands(t.seen), thousands(t.allowed), thousands(t.runs))
}
