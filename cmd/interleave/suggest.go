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

// closest returns the names that are nearest to name and still near enough to
// be a slip, in the order given: at most one letter in three differs.
func closest(name string, names []string) []string {
	var near []string
	best := max(len(name)/3, 1)
	for _, n := range names {
		switch d := distance(name, n); {
		case d < best:
			best, near = d, []string{n}
		case d == best:
			near = append(near, n)
		}
	}
	return near
}

// distance returns how many letters must be inserted, removed, replaced or
// swapped with their neighbour to turn a into b: the optimal string alignment
// distance, a swap never being edited again.
func distance(a, b string) int {
	var before []int // the row above last
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
