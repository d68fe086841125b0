package explore

import (
	"fmt"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// A program that is not a function of its choices can be neither enumerated
// nor replayed. It ends the search, as a failure of its own kind.

const whatVaries = `What usually varies: real time (use the thread's clock), the order of a map,
math/rand (use Choose), state kept outside the program function from one
execution to the next, goroutines of the program's own (use Go).`

// nondeterministic reports the first operation that differed.
func (s *search) nondeterministic(d *sched.Divergence) {
	msg := fmt.Sprintf("the program is not a function of its choices: step %d was `%s`, and with the same choices made again ", d.Step, d.Recorded)
	switch {
	case d.Now == "":
		msg += "the program has ended there"
	case d.Recorded == "":
		msg = fmt.Sprintf("the program is not a function of its choices: it ended before step %d, and with the same choices made again it goes on with `%s`", d.Step, d.Now)
	default:
		msg += fmt.Sprintf("it is `%s`", d.Now)
	}
	s.notAFunction(msg)
}

// unlike reports executions with the same operations and different ends.
func (s *search) unlike(outcome, failures, outcome2, failures2 string) {
	if outcome == outcome2 {
		outcome, outcome2 = failures, failures2
	}
	s.notAFunction(fmt.Sprintf("the program is not a function of its choices: an execution came to %q, and with the same choices made again to %q", outcome, outcome2))
}

// foreign reports a goroutine that is no modeled thread.
func (s *search) foreign(msg string) { s.notAFunction(msg) }

func (s *search) notAFunction(msg string) {
	s.over = true
	s.rep.Complete = false
	s.rep.Failures = append(s.rep.Failures, Failure{Kind: sim.Nondeterminism, Message: msg, Explanation: whatVaries, Executions: 1})
}
