package scenarios

import (
	"fmt"
	"slices"

	"github.com/interleave-go/interleave/sim"
)

// sctbench is the family of the programs by which schedule-sampling tools are
// compared: those of SCTBench (Thomson, Donaldson, Betts, "Concurrency Testing
// Using Controlled Schedulers: An Empirical Study", TOPC 2016), written anew from
// their published descriptions, each with a repair. Memory that the originals
// access without order is atomic here, so that what fails is what failed there,
// and not the data race before it. The parameters reach the published sizes;
// the defaults are small, so that everything can be covered.
var sctbench = slices.Concat(benchFlags, benchOrder, benchLocks, benchBuffers, benchQueues, benchStacks, benchTime)

// team starts n threads that run body, and returns them.
func team(t *sim.Thread, n int, name string, body func(t *sim.Thread, i int)) []*sim.Thread {
	var all []*sim.Thread
	for i := range n {
		all = append(all, t.Go(fmt.Sprint(name, i+1), func(t *sim.Thread) { body(t, i) }))
	}
	return all
}
