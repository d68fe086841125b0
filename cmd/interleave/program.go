package main

import (
	"fmt"
	"slices"

	"github.com/interleave-go/interleave/cmd/interleave/function"
	"github.com/interleave-go/interleave/scenarios"
)

// findScenario returns the scenario that an argument names, or the one line
// that says what to write instead.
func findScenario(arg string) (*scenarios.Scenario, error) {
	if s, ok := scenarios.Find(arg); ok {
		return s, nil
	}
	if function.Named(arg) {
		return nil, errNoStory
	}
	if slices.Contains(scenarios.Families(), arg) {
		return nil, fmt.Errorf("unknown scenario %q; it is a family: `interleave list %s` shows its scenarios, `interleave explore '%s/*'` runs them", arg, arg, arg)
	}
	return nil, fmt.Errorf("unknown scenario %q%s `interleave list` shows all", arg, didYouMean(scenarios.Suggest(arg)))
}
