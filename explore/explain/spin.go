package explain

import (
	"fmt"

	"github.com/interleave-go/interleave/model"
)

// spins says what a thread looks at again and again, what it saw, and who
// changed that last.
func (w *writer) spins(t model.ThreadID, a *model.Await, x *waiting) {
	x.spins = true
	objs := a.Objects()
	if len(objs) == 0 {
		x.what = "at nothing, round after round" + w.here(t)
		x.why = []string{"Whatever others do, the next round is like the one before."}
		return
	}
	names := make([]string, len(objs))
	for i, o := range objs {
		names[i] = w.object(o)
	}
	x.what = "at " + list(names) + " again and again" + w.here(t)
	x.alone = true
	for i := range a.Seen {
		x.why = append(x.why, w.sawLast(t, &a.Seen[i]))
	}
}

// sawLast says what a look found, and who has changed the object last.
func (w *writer) sawLast(t model.ThreadID, s *model.Seen) string {
	name := w.object(s.Obj)
	saw := ""
	switch s.Kind {
	case model.Load, model.AtomicLoad, model.Swap:
		saw = fmt.Sprintf("%s is %s", name, w.value(s.Obj, s.Arg))
	case model.CAS:
		saw = fmt.Sprintf("%s is not %s", name, w.value(s.Obj, s.Arg))
	case model.TryLock:
		saw = name + " is held"
		if h := w.st.Holder(s.Obj); h != model.NoThread {
			saw += " by " + w.thread(h)
			if h == t {
				saw += " itself"
			}
			return saw + ", who took it at " + w.at(w.taken(s.Obj)) + "."
		}
	case model.SemTry:
		saw = name + " has no permit"
	case model.EventIsSet:
		saw = name + " is not set"
		if s.Arg == 1 {
			saw = name + " is set"
		}
	case model.Len:
		saw = fmt.Sprintf("%s holds %d", name, s.Arg)
	case model.TrySend:
		saw = name + " is full"
	case model.TryRecv:
		saw = name + " is empty"
	}
	for i := len(w.st.Events()) - 1; i >= 0; i-- {
		e := &w.st.Events()[i]
		if changes(e, s.Obj) {
			return fmt.Sprintf("%s: the last to change it was %s at %s, and nobody is left who could.", saw, w.thread(e.Thread), w.at(i))
		}
	}
	return saw + ", as it was from the beginning, and nobody is left who could change it."
}

// changes reports whether an event may have changed what an await looks at.
func changes(e *model.Event, o model.ObjID) bool {
	if e.Alt.Fault() {
		return false
	}
	if len(e.Op.Cases) > int(e.Alt.Case) && e.Alt.Case >= 0 && e.Op.Kind != model.Join {
		cs := e.Op.Cases[e.Alt.Case]
		return cs.Obj == o && cs.Kind != model.DefaultCase
	}
	if e.Op.Obj != o {
		return false
	}
	switch e.Op.Kind {
	case model.Load, model.AtomicLoad, model.Len, model.EventIsSet, model.EventWait:
		return false
	case model.CAS, model.TryLock, model.SemTry:
		return e.Res.OK
	case model.Swap:
		return e.Res.Val != e.Op.Arg
	}
	return e.Res.Misuse == model.NoMisuse && !e.Res.TimedOut
}
