// Package scenarios is the catalogue: programs worth exploring, as data.
//
// A scenario is a short story. It holds a program, what the program teaches,
// and what a search must find in it: the verdict, the kinds of failure, the
// exact set of outcomes, the exact number of classes of interleavings. The
// package never runs a program; the command and the tests do.
//
// Names are family/name, and a suffix names a variant. Where a scenario is
// about a defect, the base name is the defective program and the suffix says
// what repairs it: race/lost-update, race/lost-update-mutex. Where it is about
// a mechanism, the base name is the correct program and -broken the defect:
// csp/worker-pool, csp/worker-pool-broken. Every defective program has a
// repaired twin that the same search proves clean; Repairs leads there.
//
// Sizes are parameters with small defaults, so that the default search is
// complete in about a second, and the parameter shows how the cost grows.
//
// A Sampled scenario is too large for that: nothing is stated of its outcomes,
// and its verdict, which is that of a default search, may be unknown.
//
// There is one file per family, or per part of one: lockorder.go, philosophers.go
// and detect.go belong to deadlock. Programs that need more room stand in a file
// of their own: counter.go, buffer.go. What `interleave show` prints is the text of
// those functions, taken from the source that is embedded here.
package scenarios
