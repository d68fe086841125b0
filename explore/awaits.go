package explore

import (
	"slices"
	"strings"

	"github.com/interleave-go/interleave/sim"
)

// maxAssumed is how many of the awaits that a search rests on are named.
const maxAssumed = 8

// assume takes in the awaits that were recognised in an execution: that a loop
// waits by looking was concluded from its repeating itself, which is no proof.
func (t *tally) assume(awaits []string) {
	for _, a := range awaits {
		if !slices.Contains(t.assumed, a) {
			t.assumed = append(t.assumed, a)
		}
	}
}

// ends takes in how an execution has ended, and the awaits that were recognised
// in it.
func (t *tally) ends(how sim.End, awaits []string) {
	switch how {
	case sim.CutSteps:
		t.cut++
		t.limit("steps")
	case sim.Endless:
		t.endless++
	case sim.Unfair:
		t.unfair++
	}
	t.assume(awaits)
}

// restsOn says on what the search rests, and what it has left out.
func (t *tally) restsOn() (notes []string) {
	if n := len(t.assumed); n > 0 {
		names := slices.Sorted(slices.Values(t.assumed))
		list := strings.Join(names[:min(n, maxAssumed)], ", ")
		if n > maxAssumed {
			list += ", and " + comma(n-maxAssumed) + " more"
		}
		notes = append(notes, "assuming "+plural(n, "await")+", each repeated "+comma(sim.PumpRounds)+" times with the same results: "+list)
	}
	if t.unfair > 0 {
		notes = append(notes, plural(t.unfair, "execution")+" "+was(t.unfair)+" cut where some threads went round and round while others could have gone on all the time; what such loops come to after more rounds was not looked at")
	}
	return notes
}
