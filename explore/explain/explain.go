// Package explain says in words why an execution failed: who holds what, who
// waits for whom, which signal was lost, which accesses nothing orders.
package explain

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sim"
)

// Failure explains f, a failure of x. It returns lines without a final
// newline, "" when the message says it all. x must have been run with
// sim.Limits.Places for the explanation to name source positions.
func Failure(x *sim.Execution, f sim.Failure) string {
	w := &writer{x: x, st: x.State(), names: x.Names()}
	switch f.Kind {
	case sim.Deadlock, sim.Leak, sim.Livelock, sim.Starvation:
		if f.Cycle > 0 {
			w.endless(f)
			break
		}
		w.blocked(f)
	case sim.Race:
		w.race(f)
	case sim.Assertion, sim.Panic, sim.Misuse:
		w.failed(f)
	}
	return strings.TrimRight(w.b.String(), "\n")
}

// writer collects the lines of one explanation.
type writer struct {
	b     strings.Builder
	x     *sim.Execution
	st    *model.State
	names model.Names
}

func (w *writer) line(format string, args ...any) {
	w.b.WriteString(model.Printable(fmt.Sprintf(format, args...)))
	w.b.WriteByte('\n')
}

func (w *writer) thread(t model.ThreadID) string { return w.names.ThreadName(t) }

func (w *writer) object(o model.ObjID) string { return w.names.ObjectName(o) }

// at prints where event i happened: "step 3 (bank.go:12)".
func (w *writer) at(i int) string { return fmt.Sprintf("step %d", i+1) + brackets(w.x.Place(i)) }

// in prints the same, to stand in brackets itself: "step 3, bank.go:12".
func (w *writer) in(i int) string {
	if p := w.x.Place(i); p.Line > 0 {
		return fmt.Sprintf("step %d, %v", i+1, p)
	}
	return fmt.Sprintf("step %d", i+1)
}

// here prints where a blocked thread stands: " (bank.go:12)", or nothing.
func (w *writer) here(t model.ThreadID) string { return brackets(w.x.PendingPlace(t)) }

func brackets(p sim.Place) string {
	if p.Line == 0 {
		return ""
	}
	return " (" + p.String() + ")"
}

// value prints a value inside prose.
func (w *writer) value(o model.ObjID, v model.Word) string {
	s := w.names.Value(o, v)
	if strings.ContainsAny(s, " \t\n") || s == "" {
		return strconv.Quote(s)
	}
	return s
}

// list joins words with commas and a last "and".
func list(words []string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
}

// failed says where a thread was when it failed, and what it held.
func (w *writer) failed(f sim.Failure) {
	where := ""
	if f.Place.Line > 0 {
		where = " at " + f.Place.String()
	}
	after := "before its first step"
	for i := f.At - 1; i >= 0; i-- {
		if e := &w.st.Events()[i]; e.Advances(f.Thread) {
			after = "after"
			if e.Res.Misuse != model.NoMisuse {
				after = "in"
			}
			after += fmt.Sprintf(" step %d (%s)", i+1, model.Format(e.Op, w.names))
			break
		}
	}
	w.line("%s failed%s, %s.", w.thread(f.Thread), where, after)
	if held := w.heldAt(f.Thread, f.At); len(held) > 0 {
		w.line("It held %s.", list(held))
	}
	w.misused(f)
}

// misused says who has brought an object into a state in which its use was a
// mistake.
func (w *writer) misused(f sim.Failure) {
	i := f.At - 1
	if i < 0 || w.st.Events()[i].Thread != f.Thread {
		return
	}
	e := &w.st.Events()[i]
	obj := e.Op.Obj
	switch e.Res.Misuse {
	case model.SendOnClosed, model.CloseOfClosed:
		if len(e.Op.Cases) > 0 {
			obj = e.Op.Cases[e.Alt.Case].Obj
		}
		for i--; i >= 0; i-- {
			if b := &w.st.Events()[i]; b.Op.Kind == model.Close && b.Op.Obj == obj {
				w.line("%s closed %s at %s.", w.thread(b.Thread), w.object(obj), w.at(i))
				return
			}
		}
	case model.UnlockOfUnlocked:
		for i--; i >= 0; i-- {
			if mu, how := w.locks(&w.st.Events()[i]); mu == obj && how < 0 {
				w.line("%s was freed before by %s at %s, and has not been locked since.", w.object(obj), w.thread(w.st.Events()[i].Thread), w.at(i))
				return
			}
		}
		w.line("Nobody has locked %s before.", w.object(obj))
	case model.UnlockByOther, model.UnlockNotWriteLocked, model.RUnlockNotReadLocked:
		w.misusedLock(i)
	}
}

// heldAt returns the mutexes that t held after the first n events.
func (w *writer) heldAt(t model.ThreadID, n int) []string {
	holder := map[model.ObjID]model.ThreadID{}
	reading := map[model.ObjID]int{}
	var order []model.ObjID
	for i := range w.st.Events()[:n] {
		e := &w.st.Events()[i]
		switch mu, how := w.locks(e); how {
		case +1:
			holder[mu] = e.Thread
			order = append(order, mu)
		case -1:
			delete(holder, mu)
		}
		if rw, how := reads(e); how != 0 && e.Thread == t {
			if reading[rw] == 0 {
				order = append(order, rw)
			}
			reading[rw] += how
		}
	}
	var held []string
	seen := map[model.ObjID]bool{}
	for _, mu := range order {
		if reading[mu] > 0 && !seen[mu] {
			seen[mu] = true
			held = append(held, w.heldName(mu, true))
		}
		if holder[mu] == t && !seen[mu] {
			seen[mu] = true
			held = append(held, w.heldName(mu, false))
		}
	}
	return held
}

// locks tells whether an event takes a mutex (+1), frees one (-1) or neither.
func (w *writer) locks(e *model.Event) (mu model.ObjID, how int) {
	if e.Res.Misuse != model.NoMisuse || e.Alt.Fault() {
		return 0, 0
	}
	switch e.Op.Kind {
	case model.Lock:
		if !e.Res.TimedOut && e.Res.Val <= 1 { // of a reentrant mutex: the outermost
			return e.Op.Obj, +1
		}
	case model.TryLock:
		if e.Res.OK && e.Res.Val <= 1 {
			return e.Op.Obj, +1
		}
	case model.Unlock:
		if e.Res.Val == 0 {
			return e.Op.Obj, -1
		}
	case model.Wait:
		return w.st.CondMutex(e.Op.Obj), -1
	case model.Relock:
		if !e.Res.TimedOut {
			return w.st.CondMutex(e.Op.Obj), +1
		}
	}
	return 0, 0
}

// taken returns the event by which the present holder took mu, -1 if none.
func (w *writer) taken(mu model.ObjID) int {
	for i := len(w.st.Events()) - 1; i >= 0; i-- {
		if o, how := w.locks(&w.st.Events()[i]); o == mu && how > 0 {
			return i
		}
	}
	return -1
}
