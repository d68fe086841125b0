package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/interleave-go/interleave/scenarios"
)

// newShow is `interleave show <scenario>`.
func newShow() *command {
	cmd := &command{
		name:    "show",
		args:    []string{"<scenario>"},
		summary: "show a scenario's story and the program's source",
		about: []string{
			"Show tells a scenario's story: the defect or the mechanism, the parameters, what a search is " +
				"expected to find, the repairs, the program's source, and the line that runs it.",
		},
		flags: newFlags("show"),
	}
	cmd.run = func(_ context.Context, c *console, args []string) (int, error) {
		s, err := findScenario(args[0])
		if err != nil {
			return 0, err
		}
		page, err := storyPage(s)
		if err != nil {
			return 0, err
		}
		return exitClean, c.print(page)
	}
	return cmd
}

// storyPage prints everything about a scenario. What depends on parameters is
// shown for their defaults.
func storyPage(s *scenarios.Scenario) (string, error) {
	defaults, err := s.ParseParams(nil)
	if err != nil {
		return "", fmt.Errorf("the defaults of %s are wrong: %w", s.Name, err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", s.Name, s.Summary)
	if story := strings.TrimSpace(s.Story); story != "" {
		fmt.Fprintf(&b, "\n%s\n", story)
	}
	if s.Section != "" {
		fmt.Fprintf(&b, "\nThe guide tells of it under %q.\n", s.Section)
	}
	section(&b, "parameters", paramLines(s.Params))
	section(&b, "expected verdict", []string{expectation(s)})
	if s.Outcomes != nil {
		section(&b, "expected outcomes", outcomeLines(s.Outcomes(defaults)))
	}
	section(&b, "repaired by", s.Repairs)
	section(&b, "repairs", repairedBy(s.Name))
	source := strings.Trim(s.Source(), "\n")
	fmt.Fprintf(&b, "\nsource:\n\n%s\n", source)
	if strings.Contains(source, "kit.") {
		fmt.Fprint(&b, "\n"+aboutKit)
	}
	fmt.Fprintf(&b, "\nTo run it:\n\n    interleave explore %s\n", s.Name)
	return b.String(), nil
}

// aboutKit tells what the kit in a program's source is.
const aboutKit = `kit is package github.com/interleave-go/interleave/sim/kit, whose abstractions are
made of the primitives of package sim: the steps of a trace are theirs.
`

// section prints a heading and indented lines; nothing if there are none.
func section(b *strings.Builder, heading string, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s:\n", heading)
	for _, line := range lines {
		b.WriteString(strings.TrimRight("    "+line, " \t") + "\n")
	}
}

// paramLines prints parameters, aligned.
func paramLines(params []scenarios.Param) []string {
	width := 0
	for _, p := range params {
		width = max(width, len(p.Name))
	}
	var lines []string
	for _, p := range params {
		lines = append(lines, fmt.Sprintf("%-*s  %s (default %d, from %d to %d)", width, p.Name, p.Help, p.Default, p.Min, p.Max))
	}
	return lines
}

// outcomeLines makes the outcome of an execution that observed nothing and ended
// well visible, as reports do.
func outcomeLines(outcomes []string) []string {
	lines := slices.Clone(outcomes)
	for i := range lines {
		if lines[i] == "" {
			lines[i] = "(nothing observed)"
		}
	}
	return lines
}

// repairedBy returns the scenarios that name is a repair of.
func repairedBy(name string) []string {
	var names []string
	for _, s := range scenarios.All() {
		if slices.Contains(s.Repairs, name) {
			names = append(names, s.Name)
		}
	}
	return names
}
