package explain

import (
	"fmt"

	"github.com/interleave-go/interleave/model"
)

// whyNoSignal says why nobody wakes t, a waiter on condition c: the signals
// that found no waiter, who was woken instead, or that there were none.
func (w *writer) whyNoSignal(t model.ThreadID, c model.ObjID) []string {
	began := -1
	var lost, spent []int
	for i := range w.st.Events() {
		e := &w.st.Events()[i]
		if e.Op.Obj != c {
			continue
		}
		switch e.Op.Kind {
		case model.Wait:
			if e.Thread == t {
				began = i
			}
		case model.Signal, model.Broadcast:
			if e.Res.Val == 0 {
				lost = append(lost, i)
			} else {
				spent = append(spent, i)
			}
		}
	}
	var why []string
	for _, i := range lost {
		e := &w.st.Events()[i]
		when := "before"
		if i > began {
			when = "after"
		}
		if when == "before" {
			why = append(why, fmt.Sprintf("Lost wake-up: the %s by %s at %s found no waiter; %s began to wait at %s.",
				e.Op.Kind, w.thread(e.Thread), w.at(i), w.thread(t), w.at(began)))
		}
	}
	for _, i := range spent {
		e := &w.st.Events()[i]
		if i > began && e.Op.Kind == model.Signal {
			why = append(why, fmt.Sprintf("The signal by %s at %s woke %s instead.", w.thread(e.Thread), w.at(i), w.thread(e.Alt.Peer)))
		}
	}
	if len(lost)+len(spent) == 0 {
		why = append(why, "Nobody has ever signalled it.")
	} else if len(why) == 0 {
		why = append(why, fmt.Sprintf("Nobody signalled it after %s began to wait at %s.", w.thread(t), w.at(began)))
	}
	return why
}
