package explore

import (
	"sync/atomic"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sim"
)

// uses notes, over all executions of a search, what the program makes use of that
// is not the same in the model and on real hardware.
type uses struct {
	time  atomic.Bool // sleeps and time-outs: durations promise nothing there
	tries atomic.Bool // tries of locks: they may fail for no reason there
	found func()      // called when one of them is seen
}

// look takes in a finished execution.
func (u *uses) look(x *sim.Execution) {
	events := x.State().Events()
	for i := range events {
		op := events[i].Op
		if op.Timeout > 0 && !u.time.Load() {
			u.time.Store(true)
			u.found()
		}
		if model.CanFlake(op.Kind) && !u.tries.Load() {
			u.tries.Store(true)
			u.found()
		}
	}
}
