// Package own is explored by a story of the command line, as a function of this
// module.
package own

import "github.com/interleave-go/interleave/sim"

// LostUpdate has two threads that increment without a lock.
func LostUpdate(t *sim.Thread) {
	n := sim.NewVar(t, "n", 0)
	inc := func(t *sim.Thread) { n.Store(t, n.Load(t)+1) }
	t.Join(t.Go("a", inc), t.Go("b", inc))
}
