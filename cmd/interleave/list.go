package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/interleave-go/interleave/scenarios"
	"github.com/interleave-go/interleave/sim"
)

// newList is `interleave list [family] [--json]`.
func newList() *command {
	cmd := &command{
		name:    "list",
		args:    []string{"[family]"},
		summary: "show the catalogue with the expected verdicts",
		about: []string{
			"List shows the catalogued programs by family: the name, what a search is expected to conclude " +
				"with the kinds of failure it finds, and one line about the program.",
		},
		flags: newFlags("list"),
	}
	asJSON := cmd.flags.Bool("json", false, "print an array of objects, one for each scenario")
	cmd.run = func(_ context.Context, c *console, args []string) (int, error) {
		list := scenarios.All()
		if len(args) > 0 {
			family := strings.TrimSuffix(args[0], "/")
			list = slices.DeleteFunc(slices.Clone(list), func(s *scenarios.Scenario) bool { return s.Family() != family })
			if len(list) == 0 {
				return 0, unknownFamily(family)
			}
		}
		if *asJSON {
			return exitClean, c.printJSON(entries(list))
		}
		return exitClean, c.print(catalogue(list))
	}
	return cmd
}

func unknownFamily(name string) error {
	if _, ok := scenarios.Find(name); ok {
		return fmt.Errorf("unknown family %q; it is a scenario: `interleave show %s` shows it", name, name)
	}
	near := scenarios.Closest(name, scenarios.Families())
	if len(near) == 0 {
		return fmt.Errorf("unknown family %q; known are %s", name, strings.Join(scenarios.Families(), ", "))
	}
	return fmt.Errorf("unknown family %q%s `interleave list` shows all", name, didYouMean(near))
}

// catalogue prints scenarios, a heading for each family, in aligned columns.
func catalogue(list []*scenarios.Scenario) string {
	nameWidth, expectWidth := 0, 0
	for _, s := range list {
		nameWidth = max(nameWidth, len(s.Name))
		expectWidth = max(expectWidth, len(expectation(s)))
	}
	var b strings.Builder
	family := ""
	for _, s := range list {
		if s.Family() != family {
			if family != "" {
				b.WriteByte('\n')
			}
			family = s.Family()
			b.WriteString(family + "\n")
		}
		fmt.Fprintf(&b, "  %-*s  %-*s  %s\n", nameWidth, s.Name, expectWidth, expectation(s), s.Summary)
	}
	return b.String()
}

// expectation is the expected verdict with the kinds: "fail (deadlock, panic)".
func expectation(s *scenarios.Scenario) string {
	if len(s.Kinds) == 0 {
		return s.Verdict.String()
	}
	var kinds []string
	for _, k := range s.Kinds {
		kinds = append(kinds, k.String())
	}
	return fmt.Sprintf("%v (%s)", s.Verdict, strings.Join(kinds, ", "))
}

// An entry is a scenario in the JSON form of the catalogue.
type entry struct {
	Name    string      `json:"name"`
	Family  string      `json:"family"`
	Summary string      `json:"summary"`
	Verdict sim.Verdict `json:"verdict"`
	Kinds   []sim.Kind  `json:"kinds"`
	Params  []param     `json:"params"`
	Repairs []string    `json:"repairs"`
}

type param struct {
	Name    string `json:"name"`
	Default int    `json:"default"`
	Min     int    `json:"min"`
	Max     int    `json:"max"`
	Help    string `json:"help"`
}

// entries returns the JSON form: every list is an array, also an empty one.
func entries(list []*scenarios.Scenario) []entry {
	all := []entry{}
	for _, s := range list {
		e := entry{
			Name: s.Name, Family: s.Family(), Summary: s.Summary, Verdict: s.Verdict,
			Kinds:   append([]sim.Kind{}, s.Kinds...),
			Params:  []param{},
			Repairs: append([]string{}, s.Repairs...),
		}
		for _, p := range s.Params {
			e.Params = append(e.Params, param{p.Name, p.Default, p.Min, p.Max, p.Help})
		}
		all = append(all, e)
	}
	return all
}
