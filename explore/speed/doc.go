// Package speed measures complete searches of programs whose number of classes is
// known: those on which the literature compares explorers, and some of ours. One
// search by optimal DPOR makes one execution of each class. Main starts the threads of a
// program and waits for none of them, as where other tools measure it: a join would be
// a step more in every execution.
//
// The command cmd/benchtable prints the table of all of them.
package speed
