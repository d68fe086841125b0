package model

import "strconv"

// units of virtual time, the largest first.
var units = []struct {
	name string
	ns   Word
}{{"s", 1e9}, {"ms", 1e6}, {"us", 1e3}, {"ns", 1}}

// FormatDuration prints virtual nanoseconds in the largest unit that leaves no
// fraction: "5ms".
func FormatDuration(ns Word) string {
	for _, u := range units {
		if ns%u.ns == 0 && ns != 0 {
			return strconv.FormatInt(ns/u.ns, 10) + u.name
		}
	}
	return "0s"
}
