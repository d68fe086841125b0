package linear

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/anishathalye/porcupine"

	"github.com/interleave-go/interleave/sim"
)

// Spec is a sequential specification: an object that is used by one thread. S is
// its state, In a call with its arguments, Out its result.
type Spec[S, In, Out any] struct {
	// Init is the state at the start. It is never changed in place.
	Init S
	// Step makes a call: its result, and the state after it, which must not share
	// memory with state that it changes. ok is false where the call would block.
	Step func(state S, in In) (out Out, next S, ok bool)
	// Equal compares states; nil: reflect.DeepEqual.
	Equal func(a, b S) bool
	// SameOut compares results; nil: reflect.DeepEqual.
	SameOut func(a, b Out) bool
}

// History records the calls on one object in one execution.
type History[S, In, Out any] struct {
	spec  Spec[S, In, Out]
	clock *sim.Event
	now   int64
	calls []*call[In, Out]
}

// call is one call: the numbers of its beginning and its end among those of all.
type call[In, Out any] struct {
	thread     string
	in         In
	out        Out
	begun, end int64 // end is 0 while it has not returned
}

// New begins a history. name is that of the event in traces. Call it in the
// program, so that each execution has its own.
func New[S, In, Out any](t *sim.Thread, name string, spec Spec[S, In, Out]) *History[S, In, Out] {
	if spec.Equal == nil {
		spec.Equal = func(a, b S) bool { return reflect.DeepEqual(a, b) }
	}
	if spec.SameOut == nil {
		spec.SameOut = func(a, b Out) bool { return reflect.DeepEqual(a, b) }
	}
	return &History[S, In, Out]{spec: spec, clock: sim.NewEvent(t, name)}
}

// Call makes a call on the object by do, and records it.
func (h *History[S, In, Out]) Call(t *sim.Thread, in In, do func() Out) Out {
	h.clock.Clear(t)
	h.now++
	c := &call[In, Out]{thread: t.Name(), in: in, begun: h.now}
	h.calls = append(h.calls, c)
	out := do()
	h.clock.Set(t)
	h.now++
	c.out, c.end = out, h.now
	return out
}

// Check fails t if no order of the calls explains their results: with a message
// that lists them, those that overlap one another's time in square brackets.
func (h *History[S, In, Out]) Check(t *sim.Thread) {
	if !h.linearizable() {
		t.Fail("not linearizable: %s", h)
	}
}

// linearizable asks the checker.
func (h *History[S, In, Out]) linearizable() bool {
	type state = S
	m := porcupine.NondeterministicModel{
		Init: func() []any { return []any{h.spec.Init} },
		Step: func(s, in, out any) []any {
			c := out.(*call[In, Out])
			want, next, ok := h.spec.Step(s.(state), in.(In))
			switch {
			case c.end == 0 && ok: // it may have taken effect, or not yet
				return []any{s, next}
			case c.end == 0:
				return []any{s}
			case ok && h.spec.SameOut(want, c.out):
				return []any{next}
			}
			return nil
		},
		Equal: func(a, b any) bool { return h.spec.Equal(a.(state), b.(state)) },
	}
	ops := make([]porcupine.Operation, len(h.calls))
	for i, c := range h.calls {
		end := c.end
		if end == 0 {
			end = h.now + 1
		}
		ops[i] = porcupine.Operation{ClientId: i, Input: c.in, Call: c.begun, Output: c, Return: end}
	}
	return porcupine.CheckOperations(m.ToModel(), ops)
}

// String lists the calls in the order of their beginnings: "a push 1 → true
// [1, 4]; b pop → 2 [2, 3]".
func (h *History[S, In, Out]) String() string {
	parts := make([]string, len(h.calls))
	for i, c := range h.calls {
		end := "no return"
		result := ""
		if c.end > 0 {
			end, result = fmt.Sprint(c.end), fmt.Sprintf(" → %v", c.out)
		}
		parts[i] = fmt.Sprintf("%s %v%s [%d, %s]", c.thread, c.in, result, c.begun, end)
	}
	return strings.Join(parts, "; ")
}

// Program returns the program in which one thread for each list makes its calls,
// one after the other, on an object that make has made and do uses; main joins
// them and checks the history.
func Program[O, S, In, Out any](spec Spec[S, In, Out], make func(*sim.Thread) O, do func(O, *sim.Thread, In) Out, calls [][]In) sim.Program {
	return func(t *sim.Thread) {
		h := New(t, "history", spec)
		o := make(t)
		threads := []*sim.Thread{}
		for i, list := range calls {
			threads = append(threads, t.Go(fmt.Sprintf("t%d", i+1), func(t *sim.Thread) {
				for _, in := range list {
					h.Call(t, in, func() Out { return do(o, t, in) })
				}
			}))
		}
		t.Join(threads...)
		h.Check(t)
	}
}
