package sched

import (
	"github.com/interleave-go/interleave/model"
)

// A Strategy decides choices. It is a deterministic function of the number
// given to Begin and of the views it is shown since. It has no budgets: those
// belong to whoever runs executions.
type Strategy interface {
	// String returns the strategy with all parameters that determine its
	// choices, as Parse reads it.
	String() string
	// Begin starts an execution. Sampling strategies draw everything from the
	// PRNG seeded with number; others ignore it.
	Begin(number uint64)
	// Next decides one step. It is called only when somebody is enabled, and
	// returns an enabled thread with one of its alternatives, or the zero
	// Choice to end the execution here.
	Next(v *View) model.Choice
}

// A Learner is a strategy that gets better with the lengths of executions.
type Learner interface {
	Strategy
	// Learn is told the number of steps of the execution that has ended.
	Learn(steps int)
}

// A Tuned strategy rests on what threads did in the executions before. So its
// name and number alone do not determine an execution: a seed also carries
// what Tuning returns.
type Tuned interface {
	Strategy
	// Study takes in the execution that has ended, as v shows it.
	Study(v *View)
	// Tuning returns, as one word, what the execution begun last rests on; "" is
	// nothing.
	Tuning() string
	// Tune makes all executions from now on rest on what Tuning returned.
	Tune(text string) error
}

// A View is what a strategy may look at before a step: the pending operations
// of all threads. It is accessors over the model's state, never a copy.
type View struct {
	State   *model.State
	Names   model.Names
	Current model.ThreadID // who made the latest step, NoThread before the first
	Kept    bool           // the cases of operations stay as they are after the execution
	Nodes   int            // grows when the nodes of [model.Event.From] get other numbers
	buf     []model.Alt
}

// Step returns the number of steps made so far.
func (v *View) Step() int { return len(v.State.Events()) }

// Len returns how many threads are enabled.
func (v *View) Len() int { return v.State.NumEnabled() }

// At returns the i-th enabled thread. The order is a function of the choices
// so far; it is not canonical.
func (v *View) At(i int) model.ThreadID { return v.State.EnabledAt(i) }

// Enabled reports whether t may move.
func (v *View) Enabled(t model.ThreadID) bool { return v.State.IsEnabled(t) }

// Op returns the pending operation of t.
func (v *View) Op(t model.ThreadID) *model.Op { return v.State.Pending(t) }

// Alts returns the enabled alternatives of t's pending operation, in an order
// that is a function of the choices so far. It is valid until the next call.
func (v *View) Alts(t model.ThreadID) []model.Alt {
	v.buf = v.State.Alts(t, v.buf[:0])
	return v.buf
}

// Runner returns the thread from which a switch now is a preemption: the one
// that made the latest step, if it could go on. A switch at a blocking
// operation - one that could only time out, too -, at the end of a thread, right after a Yield or when time has
// passed is free.
func (v *View) Runner() model.ThreadID {
	if v.Current == model.NoThread || !v.Enabled(v.Current) || v.State.Ticked() || v.State.Late(v.Current) {
		return model.NoThread
	}
	events := v.State.Events()
	if events[len(events)-1].Op.Kind == model.Yield {
		return model.NoThread
	}
	return v.Current
}

// Preempts reports whether choosing t now is a preemption.
func (v *View) Preempts(t model.ThreadID) bool {
	r := v.Runner()
	return r != model.NoThread && r != t
}

// any returns thread t with one of its alternatives, uniformly.
func (v *View) any(t model.ThreadID, rng *PRNG) model.Choice {
	alts := v.Alts(t)
	c := model.Choice{Thread: t, Alt: alts[0]}
	if len(alts) > 1 {
		c.Alt = alts[rng.IntN(len(alts))]
	}
	return c
}

// RunsOn returns the current thread when it may go on, and otherwise the first
// enabled thread by spawn path: the scheduler that never preempts. A thread that
// could only time out has its turn when nobody else can move.
func (v *View) RunsOn() model.ThreadID {
	if v.Current != model.NoThread && v.Enabled(v.Current) && !v.State.Late(v.Current) {
		return v.Current
	}
	best := v.At(0)
	for i := range v.Len() {
		if t := v.At(i); v.SoonerOn(t, best) {
			best = t
		}
	}
	return best
}

// SoonerOn reports whether a scheduler that does not preempt would rather run t
// than u, both enabled.
func (v *View) SoonerOn(t, u model.ThreadID) bool {
	if t == u {
		return false
	}
	if late := v.State.Late(t); late != v.State.Late(u) {
		return !late
	}
	if t == v.Current || u == v.Current {
		return t == v.Current
	}
	return v.State.ComparePaths(t, u) < 0
}
