package explain

import (
	"fmt"
	"slices"

	"github.com/interleave-go/interleave/model"
)

const nilBlocks = "A nil channel blocks for ever."

func (w *writer) channelName(o model.ObjID) string {
	if o == model.NoObj {
		return "a nil channel"
	}
	return w.object(o)
}

// whyNoReceiver says why nobody takes what t wants to send on o.
func (w *writer) whyNoReceiver(t model.ThreadID, o model.ObjID) []string {
	if o == model.NoObj {
		return []string{nilBlocks}
	}
	ch, _ := w.st.Channel(o)
	why := []string{fmt.Sprintf("%s has no buffer, and no receiver is waiting.", w.object(o))}
	if ch.Cap > 0 {
		why[0] = fmt.Sprintf("%s is full: %d of %d.", w.object(o), ch.Len, ch.Cap)
	}
	return append(why, w.partners(t, o, model.RecvCase, "received from it")...)
}

// whyNoSender says why nobody sends on o, nor closes it.
func (w *writer) whyNoSender(t model.ThreadID, o model.ObjID) []string {
	if o == model.NoObj {
		return []string{nilBlocks}
	}
	ch, _ := w.st.Channel(o)
	why := []string{fmt.Sprintf("%s has no buffer, no sender is waiting, and nobody has closed it.", w.object(o))}
	if ch.Cap > 0 {
		why[0] = fmt.Sprintf("%s is empty, and nobody has closed it.", w.object(o))
	}
	return append(why, w.partners(t, o, model.SendCase, "sent on it")...)
}

// partners says what became of the threads that have used the other side of
// channel o: those that have ended, and those that are blocked elsewhere.
func (w *writer) partners(t model.ThreadID, o model.ObjID, side model.CaseKind, did string) []string {
	last := map[model.ThreadID]int{}
	var who []model.ThreadID
	for i := range w.st.Events() {
		e := &w.st.Events()[i]
		for _, p := range w.onSide(e, o, side) {
			if _, ok := last[p]; !ok {
				who = append(who, p)
			}
			last[p] = i
		}
	}
	slices.SortFunc(who, w.st.ComparePaths)
	var why []string
	for _, p := range who {
		if p == t {
			continue
		}
		s := fmt.Sprintf("%s, which last %s at step %d,", w.thread(p), did, last[p]+1)
		if w.st.Status(p) == model.Ended {
			s += " has ended."
		} else {
			s += fmt.Sprintf(" is blocked: %s.", model.Format(w.st.Pending(p), w.names))
		}
		why = append(why, s)
	}
	if len(why) == 0 {
		why = append(why, fmt.Sprintf("No other thread has ever %s.", did))
	}
	return why
}

// onSide returns the threads that event e let send on (or receive from) o.
func (w *writer) onSide(e *model.Event, o model.ObjID, side model.CaseKind) []model.ThreadID {
	mine := model.CaseKind(0)
	switch e.Op.Kind {
	case model.Send:
		if e.Op.Obj == o && e.Res.Misuse == model.NoMisuse {
			mine = model.SendCase
		}
	case model.Recv:
		if e.Op.Obj == o && e.Res.OK {
			mine = model.RecvCase
		}
	case model.Select, model.TrySend, model.TryRecv:
		if cs := e.Op.Cases[e.Alt.Case]; cs.Obj == o && e.Res.OK {
			mine = cs.Kind
		}
	}
	switch {
	case mine == side:
		return []model.ThreadID{e.Thread}
	case mine != 0 && e.Joint:
		return []model.ThreadID{e.Alt.Peer}
	}
	return nil
}
