package explore

import (
	"fmt"
	"slices"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// A program that is not a function of its choices can be neither enumerated
// nor replayed. It ends the search, as a failure of its own kind.

const whatVaries = `What usually varies: real time (use the thread's clock), the order of a map,
math/rand (use Choose), state kept outside the program function from one
execution to the next, goroutines of the program's own (use Go).`

// divergence compares what the program is about to do in step number at, from
// 0, with what it did there in an earlier execution: choice c, which executed
// op. It returns nil when c is there to be made again.
func divergence(v *sched.View, at int, c model.Choice, op *model.Op) *sched.Divergence {
	t, st := c.Thread, v.State
	waits := st.Status(t) == model.Pending
	same := waits && sched.SameOp(op, v.Op(t))
	if same && v.Enabled(t) && slices.Contains(v.Alts(t), c.Alt) {
		return nil
	}
	d := endedEarly(v, at, c, op)
	switch {
	case !waits:
		d.Now = announced(v, v.RunsOn())
	case !v.Enabled(t):
		d.Now = announced(v, t) + " (blocked)"
	case same:
		d.Now = announced(v, t) + " (without that alternative)"
		if c.Alt.Peer != model.NoThread {
			d.Recorded += " (with " + st.ThreadName(c.Alt.Peer) + ")"
			d.Now = announced(v, t) + " (without " + st.ThreadName(c.Alt.Peer) + ")"
		}
	default:
		d.Now = announced(v, t)
		if sched.Text(v, t) == d.Recorded {
			d.Recorded += " (another value)"
		}
	}
	return d
}

// endedEarly says that the program did op by choice c in step number at, from
// 0. Values are left out: those of an earlier execution cannot be printed now.
func endedEarly(v *sched.View, at int, c model.Choice, op *model.Op) *sched.Divergence {
	return &sched.Divergence{Step: at + 1, Recorded: v.State.ThreadName(c.Thread) + " " + model.Label(op, v.Names)}
}

// announced prints t's pending operation.
func announced(v *sched.View, t model.ThreadID) string {
	return v.State.ThreadName(t) + " " + model.Format(v.Op(t), v.Names)
}

// broken is the promise that a program did not keep.
func broken(pure bool) string {
	if pure {
		return "the program is not pure - its threads share Go state outside modeled objects, so search without Pure -, or not a function of its choices: "
	}
	return "the program is not a function of its choices: "
}

// nondeterministic reports the first operation that differed: in an execution that
// was made again, or where a program promised to be pure, made directly.
func (t *tally) nondeterministic(d *sched.Divergence, pure bool) {
	msg := fmt.Sprintf("step %d was `%s`, and with the same choices made again ", d.Step, d.Recorded)
	switch {
	case d.Now == "":
		msg += "the program has ended there"
	case d.Recorded == "":
		msg = fmt.Sprintf("it ended before step %d, and with the same choices made again it goes on with `%s`", d.Step, d.Now)
	default:
		msg += fmt.Sprintf("it is `%s`", d.Now)
	}
	t.notAFunction(broken(pure) + msg)
}

// unlike reports executions with the same operations and different ends.
func (t *tally) unlike(outcome, failures, outcome2, failures2 string, pure bool) {
	if outcome == outcome2 {
		outcome, outcome2 = failures, failures2
	}
	t.notAFunction(broken(pure) + fmt.Sprintf("an execution came to %q, and with the same choices made again to %q", outcome, outcome2))
}

func (t *tally) notAFunction(msg string) {
	t.ended = true
	t.unfit = &Failure{
		Kind: sim.Nondeterminism, Message: msg, Explanation: whatVaries, Executions: 1, Threads: []string{}, Trace: []TraceStep{},
	}
}
