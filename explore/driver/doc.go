// Package driver is the part of the interleave command that runs inside the
// user's own program. `interleave explore ./bank.Transfer` generates a file that
// calls [Main] with that function, builds it in the user's module, and runs it. The
// command itself, run again, is the driver of a scenario that is to run on real
// goroutines.
//
// The two processes speak JSON, one value a line. The command writes one
// [Request] to the driver's standard input and keeps it open; closing it ends
// the search, or the runs, which still reports what it has. The driver answers with [Event]s
// on a file of its own, named by [Variable], since standard output belongs to
// the program: a body that prints disturbs nothing.
//
// The package imports the standard library only, as everything that it imports
// does: a user's go.sum needs no line for it.
package driver
