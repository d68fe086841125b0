package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/interleave-go/interleave/model"
)

// WaitsFor returns the threads that t, which is blocked, waits for by name. It
// may be asked at any point of an execution.
func WaitsFor(st *model.State, names model.Names, t model.ThreadID) []model.ThreadID {
	return (&writer{st: st, names: names}).needs(t)
}

// needs returns the threads that t waits for by name: the holder of the mutex
// it wants, the only one that has permits of the semaphore, who is inside the
// once, or the threads it joins.
func (w *writer) needs(t model.ThreadID) []model.ThreadID {
	op := w.st.Pending(t)
	if op.Await != nil {
		return nil
	}
	if w.onRW(op) {
		return slices.DeleteFunc(w.keeps(t).by, func(u model.ThreadID) bool { return w.st.Status(u) == model.Ended })
	}
	switch op.Kind {
	case model.Lock, model.Relock:
		if mu := w.mutexOf(op); mu != model.NoObj {
			if h := w.st.Holder(mu); h != model.NoThread && w.st.Status(h) != model.Ended {
				return []model.ThreadID{h}
			}
		}
	case model.OnceBegin:
		if r, _ := w.st.OnceState(op.Obj); r != model.NoThread && w.st.Status(r) != model.Ended {
			return []model.ThreadID{r}
		}
	case model.SemAcquire:
		if k := w.keepers(op.Obj); len(k) == 1 && w.st.Status(k[0].thread) != model.Ended {
			return []model.ThreadID{k[0].thread}
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
	for _, t := range blocked {
		if slices.Contains(w.needs(t), t) {
			return []model.ThreadID{t}
		}
	}
	var best []model.ThreadID
	for _, from := range blocked[:min(len(blocked), maxBlocked)] {
		if len(best) == 2 {
			break // there is no shorter one
		}
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
		op := w.st.Pending(t)
		if k := op.Kind; k != model.Lock && k != model.Relock || w.onRW(op) {
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
