package explain

import (
	"fmt"
	"slices"

	"github.com/interleave-go/interleave/model"
)

// whyNoPermit says what became of the permits of semaphore o: how many there
// were, and who has taken one and not released any since.
func (w *writer) whyNoPermit(t model.ThreadID, o model.ObjID) []string {
	sem, _ := w.st.Semaphore(o)
	var takes, gives []int
	for i := range w.st.Events() {
		switch e := &w.st.Events()[i]; {
		case e.Op.Obj != o:
		case takesPermit(e):
			takes = append(takes, i)
		case e.Op.Kind == model.SemRelease && e.Res.Misuse == model.NoMisuse:
			gives = append(gives, i)
		}
	}
	why := []string{fmt.Sprintf("%s began with %s; %d taken and %d released since.", w.object(o), count(sem.Initial, "permit"), len(takes), len(gives))}
	if sem.Initial == 0 && len(gives) == 0 {
		why[0] = fmt.Sprintf("%s began without permits, and nobody has released one.", w.object(o))
	}
	keepers := w.keepers(o)
	for i, k := range keepers {
		if i == maxNamed {
			why = append(why, fmt.Sprintf("So have %d more threads.", len(keepers)-i))
			break
		}
		who, it := w.thread(k.thread), " "
		if k.thread == t {
			it = " itself "
		}
		what, at := "a permit", w.in(k.last)
		if k.n > 1 {
			what, at = fmt.Sprintf("%d permits", k.n), "the last at "+at
		}
		why = append(why, fmt.Sprintf("%s has%staken %s (%s) and not released%s.", who, it, what, at, w.fate(k.thread, t)))
	}
	if n := len(gives); n > 0 {
		e := &w.st.Events()[gives[n-1]]
		why = append(why, fmt.Sprintf("The last release was by %s at %s%s.", w.thread(e.Thread), w.at(gives[n-1]), w.fate(e.Thread, t)))
	}
	return why
}

func takesPermit(e *model.Event) bool {
	return e.Op.Kind == model.SemAcquire && !e.Res.TimedOut || e.Op.Kind == model.SemTry && e.Res.OK
}

// keeper is a thread that has taken more permits than it has released.
type keeper struct {
	thread  model.ThreadID
	n, last int
}

// keepers returns the keepers of permits of o, by spawn path.
func (w *writer) keepers(o model.ObjID) []keeper {
	var all []keeper
	of := func(t model.ThreadID) *keeper {
		i := slices.IndexFunc(all, func(k keeper) bool { return k.thread == t })
		if i < 0 {
			i = len(all)
			all = append(all, keeper{thread: t})
		}
		return &all[i]
	}
	for i := range w.st.Events() {
		switch e := &w.st.Events()[i]; {
		case e.Op.Obj != o:
		case takesPermit(e):
			k := of(e.Thread)
			k.n, k.last = k.n+1, i
		case e.Op.Kind == model.SemRelease && e.Res.Misuse == model.NoMisuse:
			if k := of(e.Thread); k.n > 0 {
				k.n--
			}
		}
	}
	all = slices.DeleteFunc(all, func(k keeper) bool { return k.n == 0 })
	slices.SortFunc(all, func(a, b keeper) int { return w.st.ComparePaths(a.thread, b.thread) })
	return all
}

// fate says that a thread has ended, or where it is blocked; of t itself it says nothing.
func (w *writer) fate(x, t model.ThreadID) string {
	switch {
	case x == t:
		return ""
	case w.st.Status(x) == model.Ended:
		return "; it has ended"
	}
	return "; it is blocked: " + w.x.Waiting(x) + w.here(x)
}

func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// whyNotSet says whether event o was ever set, and who cleared it.
func (w *writer) whyNotSet(t model.ThreadID, o model.ObjID) []string {
	set, cleared, began := -1, -1, -1
	for i := range w.st.Events() {
		e := &w.st.Events()[i]
		if e.Advances(t) {
			began = i
		}
		switch {
		case e.Op.Obj != o:
		case e.Op.Kind == model.EventSet:
			set = i
		case e.Op.Kind == model.EventClear:
			cleared = i
		}
	}
	if set < 0 {
		return []string{fmt.Sprintf("Nobody has ever set %s.", w.object(o))}
	}
	// The first clear after the last set.
	for i := range cleared {
		if e := &w.st.Events()[i]; i > set && e.Op.Obj == o && e.Op.Kind == model.EventClear {
			cleared = i
			break
		}
	}
	when := "before " + w.thread(t) + " began to wait"
	if began < cleared {
		when = "before " + w.thread(t) + ", which waited, could go on"
	}
	who := func(i int) model.ThreadID { return w.st.Events()[i].Thread }
	return []string{
		fmt.Sprintf("%s was last set by %s at %s, and cleared by %s at %s, %s.",
			w.object(o), w.thread(who(set)), w.at(set), w.thread(who(cleared)), w.at(cleared), when),
		fmt.Sprintf("Nobody sets it again: %s%s.", w.thread(who(set)), w.becameOf(who(set), t)),
	}
}

// becameOf is fate as part of a sentence of its own.
func (w *writer) becameOf(x, t model.ThreadID) string {
	switch {
	case x == t:
		return " waits itself"
	case w.st.Status(x) == model.Ended:
		return " has ended"
	}
	return " is blocked: " + w.x.Waiting(x) + w.here(x)
}

// whyNotZero says who has added to wait group o and who has taken off, and which
// threads could still do so.
func (w *writer) whyNotZero(o model.ObjID) []string {
	added, taken, lastAdd, lastDone := int64(0), int64(0), -1, -1
	for i := range w.st.Events() {
		e := &w.st.Events()[i]
		if e.Op.Obj != o || e.Res.Misuse != model.NoMisuse {
			continue
		}
		switch {
		case e.Op.Kind == model.GroupDone:
			taken, lastDone = taken+1, i
		case e.Op.Kind == model.GroupAdd && e.Op.Arg < 0:
			taken, lastDone = taken-e.Op.Arg, i
		case e.Op.Kind == model.GroupAdd && e.Op.Arg > 0:
			added, lastAdd = added+e.Op.Arg, i
		}
	}
	why := []string{fmt.Sprintf("The counter of %s is %d: %d added, the last by %s at %s; %d done.",
		w.object(o), w.st.GroupCount(o), added, w.thread(w.st.Events()[lastAdd].Thread), w.at(lastAdd), taken)}
	if lastDone >= 0 {
		why = append(why, fmt.Sprintf("The last to be done was %s at %s.", w.thread(w.st.Events()[lastDone].Thread), w.at(lastDone)))
	}
	var alive []string
	for _, x := range w.x.ThreadsByPath() {
		op := w.st.Pending(x)
		if w.st.Status(x) == model.Pending && (op.Kind != model.GroupWait || op.Obj != o) {
			alive = append(alive, w.thread(x)+": "+w.x.Waiting(x)+w.here(x))
		}
	}
	if len(alive) == 0 {
		return append(why, "All threads that do not wait for it have ended.")
	}
	return append(why, "Who could still be done is blocked: "+some(alive)+".")
}

// whyNotOver says who is inside the function of once o.
func (w *writer) whyNotOver(t model.ThreadID, o model.ObjID) []string {
	r, _ := w.st.OnceState(o)
	if r == model.NoThread {
		return nil
	}
	began := -1
	for i := range w.st.Events() {
		if e := &w.st.Events()[i]; e.Op.Obj == o && e.Op.Kind == model.OnceBegin && e.Res.OK {
			began = i
		}
	}
	if r == t {
		return []string{fmt.Sprintf("It is inside the function of %s itself, since %s: a Do in there waits for its own end.", w.object(o), w.at(began))}
	}
	return []string{fmt.Sprintf("%s is inside the function of %s, since %s%s.", w.thread(r), w.object(o), w.at(began), w.fate(r, t))}
}
