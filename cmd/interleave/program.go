package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/interleave-go/interleave/scenarios"
)

// findScenario returns the scenario that an argument names, or the one line
// that says what to write instead.
func findScenario(arg string) (*scenarios.Scenario, error) {
	if s, ok := scenarios.Find(arg); ok {
		return s, nil
	}
	switch {
	case isPath(arg):
		return nil, fmt.Errorf("%s: the command takes your own package in a later version; until then call explore.Check(t, program) in a test", arg)
	case slices.Contains(scenarios.Families(), arg):
		return nil, fmt.Errorf("unknown scenario %q; it is a family: `interleave list %s` shows its scenarios", arg, arg)
	}
	return nil, fmt.Errorf("unknown scenario %q%s `interleave list` shows all", arg, didYouMean(scenarios.Suggest(arg)))
}

// isPath tells whether an argument means a package of the user's: ./bank.Transfer.
func isPath(arg string) bool {
	slashed := filepath.ToSlash(arg)
	return filepath.IsAbs(arg) || strings.HasPrefix(slashed, "/") ||
		strings.HasPrefix(slashed, ".") && strings.Contains(slashed, "/")
}
