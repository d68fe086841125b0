package sched

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

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

// A View is what a strategy may look at before a step: the pending operations
// of all threads. It is accessors over the model's state, never a copy.
type View struct {
	State   *model.State
	Names   model.Names
	Current model.ThreadID // who made the latest step, NoThread before the first
	Kept    bool           // the cases of operations stay as they are after the execution
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

// Names of the strategies that Parse knows, with their parameters.
const Known = "random, pct:D (depth D, at least 1), round-robin, priority, aging, inheritance, fair:S (S any of these)"

// maxDepth bounds the depth of PCT, which draws that many numbers an execution.
const maxDepth = 1000

// ErrUnknown is in the error that Parse returns for a name it does not know.
var ErrUnknown = errors.New("unknown strategy")

// Parse returns the strategy called name: "random", "pct:3", "pct:3:57"
// (depth and length), "round-robin", "priority", "aging",
// "inheritance", "fair:pct:3".
func Parse(name string) (Strategy, error) {
	if inner, ok := strings.CutPrefix(name, "fair:"); ok {
		return parseFair(inner)
	}
	kind, rest, more := strings.Cut(name, ":")
	var params []int
	for more {
		var f string
		f, rest, more = strings.Cut(rest, ":")
		n, err := strconv.Atoi(f)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("strategy %q: parameter %q is not a positive number; known are %s", name, f, Known)
		}
		params = append(params, n)
	}
	switch {
	case kind == "random" && len(params) == 0:
		return &Random{}, nil
	case kind == "priority" && len(params) == 0:
		return &Priority{}, nil
	case kind == "inheritance" && len(params) == 0:
		return &Priority{Inherit: true}, nil
	case kind == "aging" && len(params) == 0:
		return &Priority{Aging: AgingSteps}, nil
	case kind == "round-robin" && len(params) == 0:
		return &RoundRobin{}, nil
	case kind == "pct" && len(params) <= 2:
		p := &PCT{Depth: 3}
		if len(params) > 0 {
			p.Depth = params[0]
		}
		if p.Depth > maxDepth {
			return nil, fmt.Errorf("strategy %q: depth %d is more than %d", name, p.Depth, maxDepth)
		}
		if len(params) > 1 {
			p.Length = params[1]
		}
		return p, nil
	}
	return nil, fmt.Errorf("%w %q; known are %s", ErrUnknown, name, Known)
}
