package explore

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// An enumerator is a strategy that, execution by execution, covers all there
// are. It also sees the finished trace.
type enumerator interface {
	sim.Keeper
	// diverged tells, after an execution, where the program was not the same as
	// in an earlier one; nil: nowhere.
	diverged(v *sched.View) *sched.Divergence
	// within reports whether an execution that has ended counts under the bound
	// on preemptions. It is called before next.
	within(v *sched.View, maximal bool) bool
	// next is told that the execution is over, and whether it was maximal - not
	// cut by a limit -, and says how to go on.
	next(v *sched.View, maximal bool) progress
	// blocked returns how many executions were cut off as redundant, so far.
	blocked() int
	// covered returns the share of the tree that is done, 0 to 1.
	covered() float64
}

// progress is how a search goes on after an execution.
type progress uint8

const (
	another progress = iota // there is another execution
	away                    // the next branch has been given to somebody else
	over                    // all are done
)

// enumeratorOf returns the exhaustive search called name, with a bound on
// preemptions, negative for none; nil when name is none.
func enumeratorOf(name string, preemptions int) (enumerator, error) {
	switch name {
	case "dpor":
		return newDPOR(preemptions), nil
	case "dfs":
		return newDFS(preemptions), nil
	}
	d, ok := strings.CutPrefix(name, "delay:")
	if !ok {
		return nil, nil
	}
	n, err := strconv.Atoi(d)
	if errors.Is(err, strconv.ErrRange) && n > 0 {
		return nil, fmt.Errorf("strategy %q: %q delays are too many", name, d)
	}
	if err != nil || n < 0 {
		return nil, fmt.Errorf("strategy %q: %q is not a number of delays; want 0 or more, as in delay:2", name, d)
	}
	return newDelays(n), nil
}
