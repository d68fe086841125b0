package scenarios

import (
	"cmp"
	"slices"
	"strings"
)

// maxSuggestions is how many names Suggest returns at most.
const maxSuggestions = 3

// Suggest returns the names that somebody who typed name may have meant: those
// at a small edit distance, with or without the family, the nearest first; and
// if there are none, those that contain what was typed. There may be none.
func Suggest(name string) []string {
	name = strings.ToLower(strings.TrimSpace(name))
	limit := max(2, len(name)/4)
	type near struct {
		name     string
		distance int
	}
	var found []near
	for _, s := range All() {
		_, bare, _ := strings.Cut(s.Name, "/")
		if d := min(distance(name, s.Name), distance(name, bare)); d <= limit {
			found = append(found, near{s.Name, d})
		}
	}
	if len(found) == 0 && len(name) >= 3 {
		for _, s := range All() {
			if strings.Contains(s.Name, name) {
				found = append(found, near{name: s.Name})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return cmp.Compare(a.distance, b.distance) })
	var names []string
	for _, f := range found[:min(len(found), maxSuggestions)] {
		names = append(names, f.name)
	}
	return names
}

// Closest returns those of names that are nearest to name and still near enough
// to be a slip, in the order given: at most one letter in three differs.
func Closest(name string, names []string) []string {
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

// distance is the number of bytes to insert, delete, replace or swap with
// their neighbour that turns a into b (optimal string alignment).
func distance(a, b string) int {
	var before []int // the row before last
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			replace := last[j-1]
			if a[i-1] != b[j-1] {
				replace++
			}
			row[j] = min(replace, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
