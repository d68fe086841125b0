package explain

import (
	"fmt"
	"slices"

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
			if e.Res.Misuse != model.NoMisuse {
				continue
			}
			if e.Res.Val == 0 {
				lost = append(lost, i)
			} else {
				spent = append(spent, i)
			}
		}
	}
	var why []string
	lost = slices.DeleteFunc(lost, func(i int) bool { return i > began })
	if n := len(lost); n > 0 {
		e := &w.st.Events()[lost[n-1]]
		what := fmt.Sprintf("the %s by %s at %s", e.Op.Kind, w.thread(e.Thread), w.at(lost[n-1]))
		if n > 1 {
			what += fmt.Sprintf(", like %d before it,", n-1)
		}
		why = append(why, fmt.Sprintf("Lost wake-up: %s found no waiter; %s began to wait at %s.", what, w.thread(t), w.at(began)))
	}
	told := 0
	for _, i := range spent {
		e := &w.st.Events()[i]
		if i < began || e.Op.Kind != model.Signal {
			continue
		}
		if told++; told <= maxNamed {
			why = append(why, fmt.Sprintf("The signal by %s at %s woke %s instead.", w.thread(e.Thread), w.at(i), w.thread(e.Alt.Peer)))
		}
	}
	if told > maxNamed {
		why = append(why, fmt.Sprintf("So did %d more signals wake others.", told-maxNamed))
	}
	if len(lost)+len(spent) == 0 {
		why = append(why, "Nobody has ever signalled it.")
	} else if len(why) == 0 {
		why = append(why, fmt.Sprintf("Nobody signalled it after %s began to wait at %s.", w.thread(t), w.at(began)))
	}
	return why
}
