// Package child has programs run by processes of their own, which serve them by
// [github.com/interleave-go/interleave/explore/driver]: the drivers that are built
// for functions of the user's, and the command itself, run again, for scenarios.
//
// A process is asked for one task. It is ended when the command is, when it is
// asked to end and does not, and, where it runs programs on real goroutines, when
// they have left too many goroutines behind, or when it does not answer:
// then the next one goes on where it was. See [Process.Observe].
package child
