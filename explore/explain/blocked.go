package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sim"
)

// At most so many threads are looked at, and so many sorts of waiting told.
const (
	maxBlocked = 1000
	maxSorts   = 12
	maxNamed   = 4 // of the threads that are named together
)

// blocked explains why nobody can move: the cycle of threads that wait for
// each other if there is one, and for each blocked thread what it waits for and
// why that never comes. Threads that wait alike are told together.
func (w *writer) blocked(f sim.Failure) {
	cycle := w.cycle(f.Blocked)
	switch {
	case len(cycle) == 1:
		w.line("%s waits for itself.", w.thread(cycle[0]))
	case len(cycle) > 1:
		w.line("%s wait for each other, in a cycle of %d.", list(w.threads(cycle)), len(cycle))
	}
	for _, t := range cycle {
		w.tell([]string{w.thread(t)}, w.waits(t))
	}
	w.others(slices.DeleteFunc(slices.Clone(f.Blocked), func(t model.ThreadID) bool { return slices.Contains(cycle, t) }))
	if len(cycle) > 1 && w.allLocks(cycle) {
		w.coffman(cycle)
	}
}

// others tells of the threads outside the cycle.
func (w *writer) others(blocked []model.ThreadID) {
	rest := max(0, len(blocked)-maxBlocked)
	var sorts []waiting
	var who [][]string
	for _, t := range blocked[:len(blocked)-rest] {
		x := w.waits(t)
		i := slices.IndexFunc(sorts, x.equal)
		switch {
		case i >= 0:
			who[i] = append(who[i], w.thread(t))
		case len(sorts) == maxSorts:
			rest++
		default:
			sorts, who = append(sorts, x), append(who, []string{w.thread(t)})
		}
	}
	for i, x := range sorts {
		w.tell(who[i], x)
	}
	switch {
	case rest == 1:
		w.line("  1 more thread is blocked.")
	case rest > 1:
		w.line("  %d more threads are blocked.", rest)
	}
}

// waiting is what a blocked thread holds, waits for, and why in vain.
type waiting struct {
	held  string // "holds A and ", or nothing
	what  string // "for B (bank.go:12)"
	why   []string
	alone bool // what is said of this thread holds of no other
	spins bool
}

func (x waiting) equal(y waiting) bool {
	return x.held+y.held == "" && !x.alone && !y.alone && x.what == y.what && slices.Equal(x.why, y.why)
}

func (w *writer) tell(who []string, x waiting) {
	verb := "waits"
	switch {
	case x.spins && len(who) > 1:
		verb = "look"
	case x.spins:
		verb = "looks"
	case len(who) > 1:
		verb = "wait"
	}
	w.line("  %s %s%s %s.", some(who), x.held, verb, x.what)
	for _, r := range x.why {
		w.line("    %s", r)
	}
}

// some lists a few of the names, and counts the rest.
func some(names []string) string {
	if n := len(names); n > maxNamed+1 {
		names = append(slices.Clip(names[:maxNamed]), fmt.Sprintf("%d more", n-maxNamed))
	}
	return list(names)
}

func (w *writer) threads(ts []model.ThreadID) []string {
	names := make([]string, len(ts))
	for i, t := range ts {
		names[i] = w.thread(t)
	}
	return names
}

// waits says what one blocked thread holds, waits for, and why in vain.
func (w *writer) waits(t model.ThreadID) (x waiting) {
	if held := w.heldNow(t); len(held) > 0 {
		x.held = "holds " + list(held) + " and "
	}
	op := w.st.Pending(t)
	if op.Await != nil {
		w.spins(t, op.Await, &x)
		return x
	}
	switch op.Kind {
	case model.Lock, model.Relock, model.RLock:
		if w.onRW(op) {
			x.what, x.why = w.shares(t)
			break
		}
		mu := w.mutexOf(op)
		if mu == model.NoObj { // a waiter that nobody has woken
			x.what = "for a signal on " + w.object(op.Obj)
			x.why, x.alone = w.whyNoSignal(t, op.Obj), true
			break
		}
		x.what = "for " + w.object(mu)
		if h := w.st.Holder(mu); h != model.NoThread && h != t && w.st.Status(h) != model.Ended {
			x.what += ", which " + w.thread(h) + " holds"
		}
		x.why = w.whyHeld(t, mu)
	case model.SemAcquire:
		x.what = "for a permit of " + w.object(op.Obj)
		x.why, x.alone = w.whyNoPermit(t, op.Obj), slices.ContainsFunc(w.keepers(op.Obj), func(k keeper) bool { return k.thread == t })
	case model.EventWait:
		x.what = "for " + w.object(op.Obj) + " to be set"
		x.why = w.whyNotSet(t, op.Obj)
	case model.GroupWait:
		x.what = "for " + w.object(op.Obj) + " to reach zero"
		x.why = w.whyNotZero(op.Obj)
	case model.OnceBegin:
		x.what = "for " + w.object(op.Obj) + " to be over"
		x.why = w.whyNotOver(t, op.Obj)
	case model.Join:
		x.what = "for " + some(w.threads(w.needs(t))) + " to end"
	case model.Send:
		x.what = "to send on " + w.channelName(op.Obj)
		if op.Obj != model.NoObj {
			x.what = fmt.Sprintf("to send %s on %s", w.value(op.Obj, op.Arg), w.object(op.Obj))
		}
		x.why = w.whyNoReceiver(t, op.Obj)
	case model.Recv:
		x.what = "to receive from " + w.channelName(op.Obj)
		x.why = w.whyNoSender(t, op.Obj)
	case model.BarrierLeave:
		x.what = "at " + w.object(op.Obj)
		x.why = w.whyShort(op.Obj)
	case model.Select:
		x.what = "in a select of which no case is ready"
		if len(op.Cases) == 0 {
			x.what = "in a select without cases, which blocks for ever"
		}
		for _, cs := range op.Cases {
			way, why := "receive from ", w.whyNoSender(t, cs.Obj)
			if cs.Kind == model.SendCase {
				way, why = "send on ", w.whyNoReceiver(t, cs.Obj)
			}
			x.why = append(x.why, way+w.channelName(cs.Obj)+": "+strings.Join(why, " "))
		}
	default:
		x.what = "to " + model.Format(op, w.names)
	}
	x.what += w.here(t)
	return x
}

// heldNow lists the mutexes that t holds, with the steps that took them.
func (w *writer) heldNow(t model.ThreadID) []string {
	var held []string
	for _, o := range w.st.Objects() {
		if w.st.Holder(o) == t {
			name := w.heldName(o, false)
			if n := w.st.Depth(o); n > 1 {
				name += " " + times(n)
			}
			held = append(held, fmt.Sprintf("%s (%s)", name, w.in(w.taken(o))))
		}
		if w.st.ReadLocks(o, t) > 0 {
			held = append(held, fmt.Sprintf("%s (%s)", w.heldName(o, true), w.in(w.read(t, o))))
		}
	}
	return held
}

// mutexOf returns the mutex that a pending Lock or Relock needs; NoObj for a
// waiter that has not been woken.
func (w *writer) mutexOf(op *model.Op) model.ObjID {
	if op.Kind == model.Lock {
		return op.Obj
	}
	for _, t := range w.st.Waiters(op.Obj) {
		if w.st.Pending(t) == op {
			return model.NoObj
		}
	}
	return w.st.CondMutex(op.Obj)
}

func (w *writer) whyHeld(t model.ThreadID, mu model.ObjID) []string {
	h := w.st.Holder(mu)
	switch {
	case h == model.NoThread:
		return nil
	case w.st.Depth(mu) > 0:
		return w.unbalanced(mu)
	case h == t:
		return []string{"A mutex is not reentrant: not even its holder can take it again."}
	case w.st.Status(h) == model.Ended:
		return []string{fmt.Sprintf("%s took it at %s and has ended,%s without unlocking it.", w.thread(h), w.at(w.taken(mu)), w.howEnded(h))}
	}
	return nil
}
