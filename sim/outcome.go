package sim

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/interleave-go/interleave/model"
)

// outcome writes down what the execution observed and how it ended: each
// thread's observations in its own order, threads by spawn path; then, if it
// did not end well, the kinds of failure and the blocked threads with their
// operations: "n=1 a/x=2 [deadlock: a lock B, b lock A]". There is nothing in
// it that real hardware could not tell. Data races are no ending. threads are those
// that may have observed something.
func (e *Engine) outcome(threads []model.ThreadID) {
	b := e.x.Outcome[:0]
	observers := 0
	for _, id := range threads {
		if len(e.threads[id].obs) > 0 {
			observers++
		}
	}
	if observers > 1 && !slices.IsSortedFunc(threads, e.st.ComparePaths) {
		threads = slices.Clone(threads)
		slices.SortFunc(threads, e.st.ComparePaths)
	}
	for _, id := range threads {
		if obs := e.threads[id].obs; len(obs) > 0 {
			if len(b) > 0 {
				b = append(b, ' ')
			}
			b = append(b, obs...)
		}
	}
	if end := e.badEnd(); end != "" {
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = append(b, end...)
	}
	e.x.Outcome = b
}

// observers returns threads of which all others have observed nothing.
func (e *Engine) observers() []model.ThreadID {
	if !e.observed {
		return nil
	}
	return e.st.Threads()
}

func (e *Engine) badEnd() string {
	var kinds []string
	blocked := ""
	for i := range e.x.Failures {
		f := &e.x.Failures[i]
		if f.Kind == Race {
			continue
		}
		if !slices.Contains(kinds, f.Kind.String()) {
			kinds = append(kinds, f.Kind.String())
		}
		if len(f.Blocked) > 0 {
			blocked = ": " + e.blockedText(f.Blocked)
		}
		if f.Cycle > 0 {
			blocked = ": " + strings.Join(e.threadNames(f.stuck()), ", ")
		}
	}
	switch e.x.End {
	case CutSteps:
		kinds = append(kinds, StepLimit.String())
	case Cancelled, Stopped, Unfair, Unlike:
		kinds = append(kinds, "cut")
	}
	return endText(kinds, blocked)
}

// endText prints an end that is not good: the kinds of failure, in order, and who is
// blocked.
func endText(kinds []string, blocked string) string {
	if len(kinds) == 0 {
		return ""
	}
	slices.Sort(kinds)
	return "[" + strings.Join(kinds, " ") + blocked + "]"
}

// ThreadsByPath returns the threads of the execution in canonical order.
func (x *Execution) ThreadsByPath() []model.ThreadID {
	ts := slices.Clone(x.State().Threads())
	slices.SortFunc(ts, x.State().ComparePaths)
	return ts
}

// printsAddress reports whether %v of v shows where something is in memory.
func printsAddress(v any) bool {
	return v != nil && holdsAddress(reflect.ValueOf(v), 0)
}

func holdsAddress(v reflect.Value, depth int) bool {
	if v.IsValid() && v.CanInterface() { // fmt, too, looks no further then
		switch v.Interface().(type) {
		case error, fmt.Stringer, fmt.Formatter:
			return false
		}
	}
	switch v.Kind() {
	case reflect.Chan, reflect.Func, reflect.UnsafePointer:
		return true
	case reflect.Pointer:
		// At the top %v follows a pointer to a composite, and prints &{...}.
		if depth > 0 || v.IsNil() {
			return !v.IsNil()
		}
		switch v.Elem().Kind() {
		case reflect.Struct, reflect.Slice, reflect.Array, reflect.Map:
			return holdsAddress(v.Elem(), depth+1)
		}
		return true
	case reflect.Interface:
		return !v.IsNil() && holdsAddress(v.Elem(), depth+1)
	case reflect.Struct:
		for i := range v.NumField() {
			if holdsAddress(v.Field(i), depth+1) {
				return true
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if holdsAddress(v.Index(i), depth+1) {
				return true
			}
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			if holdsAddress(it.Key(), depth+1) || holdsAddress(it.Value(), depth+1) {
				return true
			}
		}
	}
	return false
}
