package main

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/scenarios"
	"github.com/interleave-go/interleave/sim"
)

// aboutMany is the paragraph on searching many scenarios with one command.
const aboutMany = "A pattern such as 'deadlock/*' or '*/*-broken', or --all-scenarios, searches many scenarios one " +
	"after the other and prints one table: what was expected of each, and what was found. Limits hold for each " +
	"search. The exit status is 1 then if a finding differs from what is expected, and 0 if all agree."

// isPattern tells whether a program is written as a pattern of scenarios' names.
func isPattern(arg string) bool { return strings.ContainsAny(arg, "*?[") }

// several returns the scenarios that a command line names together: all, or those that
// a pattern matches. It returns none where it names one program.
func several(all bool, args []string) ([]*scenarios.Scenario, error) {
	switch {
	case all:
		return scenarios.All(), nil
	case isPattern(args[0]):
		return matching(args[0])
	}
	return nil, nil
}

// matching returns the scenarios whose names a pattern matches, as path.Match
// does: a star stands for anything but a slash. A pattern without a slash is one
// of names without their families.
func matching(pattern string) ([]*scenarios.Scenario, error) {
	var found []*scenarios.Scenario
	for _, s := range scenarios.All() {
		name := s.Name
		if !strings.Contains(pattern, "/") {
			name = path.Base(name)
		}
		ok, err := path.Match(pattern, name)
		if err != nil {
			return nil, fmt.Errorf("pattern %q is malformed: a [ needs its ]", pattern)
		}
		if ok {
			found = append(found, s)
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("no scenario matches %q; `interleave list` shows all", pattern)
	}
	return found, nil
}

// A searchPlan is a scenario with the options of its search.
type searchPlan struct {
	s      *scenarios.Scenario
	params scenarios.Params
	o      explore.Options
}

// plans reads the flags for each scenario, before anything is run.
func plans(f *exploreFlags, list []*scenarios.Scenario) ([]searchPlan, error) {
	if f.resume != "" {
		return nil, errors.New("--resume keeps one search; name one program")
	}
	if *f.files != (reportFiles{}) {
		return nil, errors.New("--html, --trace, --sarif and --junit write the report of one search; name one program")
	}
	var all []searchPlan
	for _, s := range list {
		params, err := s.ParseParams(f.params)
		if err != nil {
			return nil, err
		}
		o, err := f.options(s)
		if err != nil {
			return nil, err
		}
		o.Name, o.Params = s.Name, params.KV()
		all = append(all, searchPlan{s, params, o})
	}
	return all, nil
}

// exploreMany searches scenarios one after the other. A row is printed as soon as
// it is known; when ctx is cancelled the search under way ends, and is the last.
func exploreMany(ctx context.Context, c *console, f *exploreFlags, list []*scenarios.Scenario) (int, error) {
	todo, err := plans(f, list)
	if err != nil {
		return 0, err
	}
	t := newSummary(list)
	out := c.print
	if f.json {
		out = func(string) error { return nil }
	}
	for _, p := range todo {
		if ctx.Err() != nil {
			break
		}
		line := &progressLine{w: c.err, width: c.errWidth}
		if c.human() && !f.json {
			p.o.Progress = line.draw
		}
		r, err := explore.Run(ctx, p.s.Program(p.params), p.o)
		line.clear()
		if err != nil {
			return 0, fmt.Errorf("%s: %w", p.s.Name, err)
		}
		if err := out(t.add(p.s, r)); err != nil {
			return 0, err
		}
	}
	if f.json {
		err = c.printJSON(t.entries)
	} else {
		err = c.print(t.footer(len(list)))
	}
	if c.human() && !f.json {
		fmt.Fprintln(c.err, effort(t.executions, t.elapsed))
	}
	return t.status(f.requireComplete), err
}

// agreement tells how a finding stands to what was expected.
type agreement string

const (
	agrees    agreement = "agrees"
	differs   agreement = "differs"
	undecided agreement = "undecided" // the search came to no verdict
)

// compare holds a report against the expectations of its scenario. A search that
// stops at the first failing execution need not meet every kind.
func compare(s *scenarios.Scenario, r *explore.Report) agreement {
	switch r.Verdict {
	case s.Verdict:
	case sim.Unknown:
		return undecided
	default:
		return differs
	}
	for _, f := range r.Failures {
		if !slices.Contains(s.Kinds, f.Kind) {
			return differs
		}
	}
	return agrees
}
