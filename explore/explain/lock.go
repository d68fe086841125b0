package explain

import (
	"fmt"
	"slices"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sim"
)

// kept is what keeps a thread from a reader-writer lock.
type kept struct {
	by  []model.ThreadID // who has the lock in the way, or waits before it
	how string           // what of these threads is in the way
}

// keeps returns who keeps t from the reader-writer lock that its pending
// operation is on.
func (w *writer) keeps(t model.ThreadID) kept {
	op := w.st.Pending(t)
	if h := w.st.Holder(op.Obj); h != model.NoThread {
		return kept{[]model.ThreadID{h}, "writing"}
	}
	if op.Kind == model.Lock {
		if rs := w.readers(op.Obj); len(rs) > 0 {
			return kept{rs, "reading"}
		}
	}
	lock, _ := w.st.RWMutex(op.Obj)
	mine, k := w.arrived(t), kept{how: "waiting"}
	for _, u := range w.st.Threads() {
		if w.st.Status(u) != model.Pending || u == t || w.st.Pending(u).Obj != op.Obj {
			continue
		}
		if first := lock.Policy != model.FIFOPolicy || w.arrived(u) < mine; first && w.st.Pending(u).Kind == model.Lock {
			k.by = append(k.by, u)
		}
	}
	slices.SortFunc(k.by, w.st.ComparePaths)
	return k
}

// arrived returns t's latest event: where its pending lock waits for its turn,
// that is its arrival.
func (w *writer) arrived(t model.ThreadID) int {
	for i := len(w.st.Events()) - 1; i >= 0; i-- {
		if w.st.Events()[i].Advances(t) {
			return i
		}
	}
	return -1
}

// readers returns the threads that hold o for reading, by spawn path.
func (w *writer) readers(o model.ObjID) []model.ThreadID {
	var rs []model.ThreadID
	for _, t := range w.st.Threads() {
		if w.st.ReadLocks(o, t) > 0 {
			rs = append(rs, t)
		}
	}
	slices.SortFunc(rs, w.st.ComparePaths)
	return rs
}

// shares says what a thread blocked on a reader-writer lock waits for, and why
// in vain.
func (w *writer) shares(t model.ThreadID) (what string, why []string) {
	op := w.st.Pending(t)
	rw, k := w.object(op.Obj), w.keeps(t)
	what = "to lock " + rw
	if op.Kind == model.RLock {
		what = "to read-lock " + rw
	}
	others := slices.DeleteFunc(slices.Clone(k.by), func(u model.ThreadID) bool { return u == t })
	if n := len(others); n > 0 {
		switch hold := plural(n, "holds", "hold"); k.how {
		case "waiting":
			what += fmt.Sprintf(" behind %s, which %s to lock it", some(w.threads(others)), plural(n, "waits", "wait"))
		default:
			what += fmt.Sprintf(", which %s %s for %s", some(w.threads(others)), hold, k.how)
		}
	}
	lock, _ := w.st.RWMutex(op.Obj)
	switch itself := len(others) < len(k.by); {
	case itself && k.how == "writing":
		why = append(why, fmt.Sprintf("It has locked %s itself at %s: a reader-writer lock is not reentrant.", rw, w.at(w.taken(op.Obj))))
	case itself:
		why = append(why, fmt.Sprintf("It has read-locked %s itself at %s: a read lock cannot be upgraded.", rw, w.at(w.read(t, op.Obj))))
	case k.how == "waiting" && w.st.ReadLocks(op.Obj, t) > 0:
		why = append(why, fmt.Sprintf("It has read-locked %s already at %s, and the writer waits for that: no reader may lock again once a writer waits.", rw, w.at(w.read(t, op.Obj))))
	case k.how == "waiting" && lock.Policy == model.WriterPreference:
		why = append(why, fmt.Sprintf("%s prefers writers, as Go's does: a reader that arrives while a writer waits waits as well.", rw))
	case k.how == "waiting":
		why = append(why, fmt.Sprintf("%s is given in order of arrival.", rw))
	}
	for _, u := range others {
		if w.st.Status(u) == model.Ended {
			i := w.taken(op.Obj)
			if k.how == "reading" {
				i = w.read(u, op.Obj)
			}
			why = append(why, fmt.Sprintf("%s took it for %s at %s and has ended,%s without unlocking it.", w.thread(u), k.how, w.at(i), w.howEnded(u)))
		}
	}
	return what, why
}

// howEnded tells of the failure that ended t, if any.
func (w *writer) howEnded(t model.ThreadID) string {
	for _, f := range w.x.Failures {
		if f.Thread == t && f.Kind != sim.Race {
			return fmt.Sprintf(" by a failure (%v: %s),", f.Kind, f.Message)
		}
	}
	return ""
}

// unbalanced says how often the holder of a reentrant mutex has still to
// unlock it, when that is more than once or it has ended.
func (w *writer) unbalanced(mu model.ObjID) []string {
	h, n := w.st.Holder(mu), w.st.Depth(mu)
	if n == 0 || n == 1 && w.st.Status(h) != model.Ended {
		return nil
	}
	from, unlocks := w.taken(mu), 0
	for i := from; i < len(w.st.Events()); i++ {
		if e := &w.st.Events()[i]; e.Op.Obj == mu && e.Op.Kind == model.Unlock && e.Res.Misuse == model.NoMisuse {
			unlocks++
		}
	}
	unlocked, ended := "never unlocked it", ""
	if unlocks > 0 {
		unlocked = "unlocked it " + times(unlocks)
	}
	if w.st.Status(h) == model.Ended {
		ended = ", and has ended" + w.howEnded(h)
	}
	return []string{fmt.Sprintf("Since %s, %s has locked it %s and %s%s.",
		w.at(from), w.thread(h), times(n+unlocks), unlocked, ended)}
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// reads tells whether an event takes a read lock (+1), gives one back (-1) or
// neither.
func reads(e *model.Event) (o model.ObjID, how int) {
	switch {
	case e.Res.Misuse != model.NoMisuse:
	case e.Op.Kind == model.RLock && !e.Res.TimedOut, e.Op.Kind == model.TryRLock && e.Res.OK:
		return e.Op.Obj, +1
	case e.Op.Kind == model.RUnlock:
		return e.Op.Obj, -1
	}
	return 0, 0
}

// read returns the event by which t took the first of the read locks on o that
// it holds.
func (w *writer) read(t model.ThreadID, o model.ObjID) int {
	n, first := 0, -1
	for i := range w.st.Events() {
		e := &w.st.Events()[i]
		if rw, how := reads(e); rw == o && how != 0 && e.Thread == t {
			if n == 0 {
				first = i
			}
			n += how
		}
	}
	return first
}

// heldName prints a lock that is held, with the way in which it is where there
// are several: what t holds of it at present, n times.
func (w *writer) heldName(o model.ObjID, reading bool) string {
	if _, ok := w.st.RWMutex(o); !ok {
		return w.object(o)
	}
	return w.object(o) + " for " + map[bool]string{true: "reading", false: "writing"}[reading]
}

// misusedLock says in which state a lock was that was unlocked by mistake, at
// event i.
func (w *writer) misusedLock(i int) {
	e := &w.st.Events()[i]
	o, h := e.Op.Obj, model.NoThread
	from := -1
	readers := map[model.ThreadID]int{}
	for k := range w.st.Events()[:i] {
		b := &w.st.Events()[k]
		if mu, how := w.locks(b); mu == o && how > 0 {
			h, from = b.Thread, k
		} else if mu == o && how < 0 {
			h = model.NoThread
		}
		if rw, how := reads(b); rw == o {
			readers[b.Thread] += how
		}
	}
	var rs []model.ThreadID
	for _, t := range w.st.Threads() {
		if readers[t] > 0 {
			rs = append(rs, t)
		}
	}
	slices.SortFunc(rs, w.st.ComparePaths)
	_, rw := w.st.RWMutex(o)
	how := ""
	if rw {
		how = " for writing"
	}
	switch {
	case h != model.NoThread:
		w.line("%s holds %s%s, since %s.", w.thread(h), w.object(o), how, w.at(from))
	case len(rs) > 0:
		w.line("%s %s %s for reading only.", list(w.threads(rs)), plural(len(rs), "holds", "hold"), w.object(o))
	default:
		w.line("Nobody holds %s.", w.object(o))
	}
}

// onRW reports whether a pending operation waits for a reader-writer lock.
func (w *writer) onRW(op *model.Op) bool {
	if op.Kind != model.Lock && op.Kind != model.RLock {
		return false
	}
	_, ok := w.st.RWMutex(op.Obj)
	return ok
}
