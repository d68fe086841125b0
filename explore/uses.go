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

// look takes in a finished execution: what was done, what the step of a partner
// completed, and what is still waited for.
func (u *uses) look(x *sim.Execution) {
	st := x.State()
	events := st.Events()
	for i := range events {
		u.note(events[i].Op)
	}
	for i := range st.Meetings() {
		op := st.PeerOp(i)
		u.note(&op)
	}
	for _, t := range st.Threads() {
		if st.Status(t) == model.Pending {
			u.note(st.Pending(t))
		}
	}
}

func (u *uses) note(op *model.Op) {
	if op.Timeout > 0 && !u.time.Load() {
		u.time.Store(true)
		u.found()
	}
	if model.CanFlake(op.Kind) && !u.tries.Load() {
		u.tries.Store(true)
		u.found()
	}
}
