package explore

import (
	"strings"

	"github.com/interleave-go/interleave/sim"
)

// maxAssumed is how many of the awaits that a search rests on are named.
const maxAssumed = 8

// assumed notes on what awaits the search rests: that a loop waits by looking
// was concluded from its repeating itself so often, which is no proof.
func (s *search) assumed() {
	names := s.e.Assumed()
	if len(names) == 0 {
		return
	}
	list := strings.Join(names[:min(len(names), maxAssumed)], ", ")
	if n := len(names) - maxAssumed; n > 0 {
		list += ", and " + comma(n) + " more"
	}
	s.remark("assuming %s, each repeated %s times with the same results: %s", plural(len(names), "await"), comma(sim.PumpRounds), list)
}
