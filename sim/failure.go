package sim

import (
	"strings"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
)

// Failure is a defect that one execution met.
type Failure struct {
	Kind    Kind
	Thread  model.ThreadID // whose failure it is; NoThread for deadlocks and leaks
	Message string         // one line
	At      int            // how many events had happened
	Place   Place          // of the failing call, when Limits.Places was set
	Via     Place          // of the call of the function that it is in; Line 0: that is the body

	Blocked       []model.ThreadID // Deadlock, Leak, Livelock: who is blocked, by spawn path
	Object        model.ObjID      // Race: the variable
	First, Second int              // Race: the events that nothing orders

	// Of a Livelock or Starvation whose cycle was found: the execution up to the
	// event Until ends in Cycle events that repeat for ever; they were repeated so
	// often to see that.
	Until, Cycle, Repeated int
	Moving                 []model.ThreadID // the threads that move in it
	Starved                []model.ThreadID // Starvation: those that get nothing
}

func (e *Engine) fail(f Failure) {
	if e.kept.on || e.memo != nil && e.memo.feeding() {
		return // it is known
	}
	f.At = e.view.Step()
	e.x.Failures = append(e.x.Failures, f)
}

// Waiting prints what a blocked thread waits in, without values: its pending
// operation, or the Wait or the Arrive whose second half that is; of a loop that
// looks again and again, at what.
func (x *Execution) Waiting(t model.ThreadID) string { return Waiting(&x.engine.view, t) }

// Waiting does the same in the middle of an execution.
func Waiting(v *sched.View, t model.ThreadID) string {
	op := *v.Op(t)
	if op.Await != nil {
		return "spins on" + objectList(op.Await.Objects(), v.Names)
	}
	switch op.Kind {
	case model.Relock:
		op.Kind = model.Wait
	case model.BarrierLeave:
		op.Kind = model.Arrive
	}
	return model.Label(&op, v.Names)
}

// blockedText lists blocked threads with their operations.
func (e *Engine) blockedText(blocked []model.ThreadID) string {
	parts := make([]string, len(blocked))
	for i, t := range blocked {
		parts[i] = e.st.ThreadName(t) + " " + e.x.Waiting(t)
	}
	return strings.Join(parts, ", ")
}

// stuck returns who gets nowhere in a cycle.
func (f *Failure) stuck() []model.ThreadID {
	if f.Kind == Starvation {
		return f.Starved
	}
	return f.Moving
}
