package explain

import (
	"fmt"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sim"
)

// race names both accesses and says why nothing orders them.
func (w *writer) race(f sim.Failure) {
	ev := w.st.Events()
	a, b := &ev[f.First], &ev[f.Second]
	w.line("Two accesses of %s, at least one a store, are not ordered by happens-before:", w.object(f.Object))
	locksA, locksB := w.heldAt(a.Thread, f.First), w.heldAt(b.Thread, f.Second)
	w.line("  %s: %s (%s), holding %s", w.thread(a.Thread), model.Format(a.Op, w.names), w.in(f.First), orNoLock(locksA))
	w.line("  %s: %s (%s), holding %s", w.thread(b.Thread), model.Format(b.Op, w.names), w.in(f.Second), orNoLock(locksB))
	w.line("Why nothing orders them: %s", w.unordered(f))
}

func orNoLock(held []string) string {
	if len(held) == 0 {
		return "no lock"
	}
	return list(held)
}

// unordered says what is missing between the two accesses: the first thread
// published nothing after its access, or the second has taken in nothing of it.
func (w *writer) unordered(f sim.Failure) string {
	ev := w.st.Events()
	a, b := ev[f.First].Thread, ev[f.Second].Thread
	published := -1
	for i := f.First + 1; i < f.Second && published < 0; i++ {
		if ev[i].Advances(a) && publishes(&ev[i]) {
			published = i
		}
	}
	if published < 0 {
		return fmt.Sprintf("between the two, %s does nothing that another thread could synchronise with (unlock, send, close, atomic store, signal, go), so %s cannot know that step %d is over.",
			w.thread(a), w.thread(b), f.First+1)
	}
	return fmt.Sprintf("%s does %s at %s, but no chain of synchronisation leads from there to %s before step %d.",
		w.thread(a), model.Format(ev[published].Op, w.names), w.at(published), w.thread(b), f.Second+1)
}

// publishes reports whether an event is one that others can be ordered after.
func publishes(e *model.Event) bool {
	if e.Res.Misuse != model.NoMisuse {
		return false
	}
	switch e.Op.Kind {
	case model.Unlock, model.RUnlock, model.Wait, model.AtomicStore, model.Swap, model.Add, model.Close, model.Spawn, model.Send, model.Recv:
		return true
	case model.CAS, model.Arrive, model.BarrierIndex:
		return e.Res.OK
	case model.BarrierAbort, model.BarrierReset, model.SemRelease, model.EventSet, model.GroupDone, model.OnceEnd:
		return true
	case model.GroupAdd:
		return e.Op.Arg < 0
	case model.Signal, model.Broadcast:
		return e.Res.Val > 0
	case model.Select, model.TrySend, model.TryRecv:
		return e.Res.OK
	}
	return e.Joint
}
