package explore

import (
	"regexp"
	"strings"

	"github.com/interleave-go/interleave/sim"
)

// Messages of panics and assertions may have addresses in them, which differ from one
// execution to the next with the same steps: that is no reason to call a program
// nondeterministic.

var address = regexp.MustCompile(`0x[0-9a-f]{5,}`)

// masked returns a message without addresses.
func masked(message string) string {
	if !strings.Contains(message, "0x") { // asked for each execution that fails
		return message
	}
	return address.ReplaceAllString(message, "0x…")
}

// sameMessages reports whether x, made again, has failed as it did before. From the first
// messages on that differ in addresses only, the search shows none.
func (s *search) sameMessages(x *sim.Execution, before []string) bool {
	now := failureMessages(x)
	if len(now) != len(before) {
		return false
	}
	for i, m := range now {
		if m == before[i] {
			continue
		}
		if masked(m) != masked(before[i]) {
			return false
		}
		s.addresses.Store(true)
	}
	return true
}

// mask takes the addresses out of x's messages, if any have differed.
func (s *search) mask(x *sim.Execution) {
	if !s.addresses.Load() {
		return
	}
	for i := range x.Failures {
		x.Failures[i].Message = masked(x.Failures[i].Message)
	}
}
