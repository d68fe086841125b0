package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sim"
)

// blocked explains why nobody can move: the cycle of threads that wait for
// each other if there is one, and for each blocked thread what it waits for and
// why that never comes.
func (w *writer) blocked(f sim.Failure) {
	cycle := w.cycle(f.Blocked)
	switch {
	case len(cycle) == 1:
		w.line("%s waits for itself.", w.thread(cycle[0]))
	case len(cycle) > 1:
		names := make([]string, len(cycle))
		for i, t := range cycle {
			names[i] = w.thread(t)
		}
		w.line("%s wait for each other, in a cycle of %d.", list(names), len(cycle))
	}
	for _, t := range cycle {
		w.waits(t)
	}
	for _, t := range f.Blocked {
		if !slices.Contains(cycle, t) {
			w.waits(t)
		}
	}
	if len(cycle) > 0 && w.allLocks(cycle) {
		w.coffman(cycle)
	}
}

// waits prints what one blocked thread holds, waits for, and why in vain.
func (w *writer) waits(t model.ThreadID) {
	var b strings.Builder
	fmt.Fprintf(&b, "  %s", w.thread(t))
	if held := w.heldNow(t); len(held) > 0 {
		fmt.Fprintf(&b, " holds %s and", list(held))
	}
	op := w.st.Pending(t)
	var why []string
	switch op.Kind {
	case model.Lock, model.Relock:
		mu := w.mutexOf(op)
		if mu == model.NoObj { // a waiter that nobody has woken
			fmt.Fprintf(&b, " waits for a signal on %s", w.object(op.Obj))
			why = w.whyNoSignal(t, op.Obj)
			break
		}
		fmt.Fprintf(&b, " waits for %s", w.object(mu))
		why = w.whyHeld(t, mu)
	case model.Join:
		var left []string
		for _, cs := range op.Cases {
			if x := model.ThreadID(cs.Obj); w.st.Status(x) != model.Ended {
				left = append(left, w.thread(x))
			}
		}
		fmt.Fprintf(&b, " waits for %s to end", list(left))
	case model.Send:
		fmt.Fprintf(&b, " waits to send %s on %s", w.names.Value(op.Obj, op.Arg), w.channelName(op.Obj))
		why = w.whyNoReceiver(t, op.Obj)
	case model.Recv:
		fmt.Fprintf(&b, " waits to receive from %s", w.channelName(op.Obj))
		why = w.whyNoSender(t, op.Obj)
	case model.Select:
		if len(op.Cases) == 0 {
			b.WriteString(" waits in a select without cases, which blocks for ever")
			break
		}
		fmt.Fprintf(&b, " waits in a select of which no case is ready")
		for _, cs := range op.Cases {
			verb, reasons := "receive from", []string(nil)
			if cs.Kind == model.SendCase {
				verb, reasons = "send on", w.whyNoReceiver(t, cs.Obj)
			} else {
				reasons = w.whyNoSender(t, cs.Obj)
			}
			for i, r := range reasons {
				if i == 0 {
					r = verb + " " + w.channelName(cs.Obj) + ": " + r
				}
				why = append(why, r)
			}
		}
	default:
		fmt.Fprintf(&b, " waits to %s", model.Format(op, w.names))
	}
	w.line("%s%s.", b.String(), w.here(t))
	for _, r := range why {
		w.line("    %s", r)
	}
}

// heldNow lists the mutexes that t holds, with the steps that took them.
func (w *writer) heldNow(t model.ThreadID) []string {
	var held []string
	for _, o := range w.st.Objects() {
		if w.st.Holder(o) == t {
			held = append(held, fmt.Sprintf("%s (%s)", w.object(o), w.at(w.taken(o))))
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
	case h == t:
		return []string{fmt.Sprintf("It took %s itself at %s; a mutex is not reentrant.", w.object(mu), w.at(w.taken(mu)))}
	case w.st.Status(h) == model.Ended:
		return []string{fmt.Sprintf("%s took it at %s and has ended without unlocking it.", w.thread(h), w.at(w.taken(mu)))}
	}
	return nil
}

// needs returns the threads that t waits for by name: the holder of the mutex
// it wants, or the threads it joins.
func (w *writer) needs(t model.ThreadID) []model.ThreadID {
	op := w.st.Pending(t)
	switch op.Kind {
	case model.Lock, model.Relock:
		if mu := w.mutexOf(op); mu != model.NoObj {
			if h := w.st.Holder(mu); h != model.NoThread && w.st.Status(h) != model.Ended {
				return []model.ThreadID{h}
			}
		}
	case model.Join:
		var left []model.ThreadID
		for _, cs := range op.Cases {
			if x := model.ThreadID(cs.Obj); w.st.Status(x) != model.Ended {
				left = append(left, x)
			}
		}
		return left
	}
	return nil
}

// cycle returns the threads of a shortest cycle of the wait-for graph, each
// waiting for the next, beginning with the first by spawn path; nil if none.
func (w *writer) cycle(blocked []model.ThreadID) []model.ThreadID {
	var best []model.ThreadID
	for _, from := range blocked {
		// Breadth first from each thread back to itself.
		prev := map[model.ThreadID]model.ThreadID{}
		queue := []model.ThreadID{from}
		for len(queue) > 0 && prev[from] == model.NoThread {
			t := queue[0]
			queue = queue[1:]
			for _, n := range w.needs(t) {
				if prev[n] == model.NoThread {
					prev[n] = t
					queue = append(queue, n)
				}
			}
		}
		if prev[from] == model.NoThread {
			continue
		}
		path := []model.ThreadID{from}
		for t := prev[from]; t != from; t = prev[t] {
			path = append(path, t)
		}
		slices.Reverse(path[1:])
		if best == nil || len(path) < len(best) {
			best = path
		}
	}
	return best
}

func (w *writer) allLocks(cycle []model.ThreadID) bool {
	for _, t := range cycle {
		if k := w.st.Pending(t).Kind; k != model.Lock && k != model.Relock {
			return false
		}
	}
	return true
}

// coffman names the four conditions that a deadlock needs (Coffman, Elphick,
// Shoshani, Computing Surveys 1971) with what satisfies each here. To break one
// is to repair the program.
func (w *writer) coffman(cycle []model.ThreadID) {
	var mutexes, holds, only, chain []string
	for i, t := range cycle {
		mu := w.object(w.mutexOf(w.st.Pending(t)))
		h := w.thread(cycle[(i+1)%len(cycle)])
		mutexes = append(mutexes, mu)
		only = append(only, fmt.Sprintf("%s by %s", mu, h))
		chain = append(chain, fmt.Sprintf("%s → %s", w.thread(t), mu))
		var held []string
		for _, u := range cycle {
			if o := w.mutexOf(w.st.Pending(u)); w.st.Holder(o) == t {
				held = append(held, w.object(o))
			}
		}
		holds = append(holds, fmt.Sprintf("%s keeps %s while it waits for %s", w.thread(t), list(held), mu))
	}
	chain = append(chain, w.thread(cycle[0]))
	slices.Sort(mutexes)
	are := "are mutexes"
	if len(mutexes) == 1 {
		are = "is a mutex"
	}
	w.line("The four conditions of a deadlock all hold; breaking any one repairs it:")
	w.line("  mutual exclusion  %s %s: one holder at a time", list(mutexes), are)
	w.line("  hold and wait     %s", strings.Join(holds, "; "))
	w.line("  no preemption     only unlocking gives a mutex back: %s", strings.Join(only, ", "))
	w.line("  circular wait     %s", strings.Join(chain, " → "))
}
