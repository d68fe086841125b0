package main

import "strings"

// didYouMean returns what stands between a mistake and the hint where to look:
// "; did you mean a or b?", or ";" if nothing is close.
func didYouMean(names []string) string {
	if len(names) == 0 {
		return ";"
	}
	return "; did you mean " + strings.Join(names, " or ") + "?"
}
