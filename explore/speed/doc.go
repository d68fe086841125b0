// Package speed measures complete searches of programs whose number of classes is
// known: those on which the literature compares explorers, and some of ours. One
// search by optimal DPOR makes one execution of each class.
//
// The command cmd/benchtable prints the table of all of them.
package speed
