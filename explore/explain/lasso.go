package explain

import (
	"fmt"
	"strings"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sim"
)

// endless tells what repeats for ever, who moves in it, and who never does.
func (w *writer) endless(f sim.Failure) {
	from := f.Until - f.Cycle
	w.line("Steps %d to %d repeat for ever: after them everything shared is as before, and in %d repetitions every thread did the same, with the same results.", from+1, f.Until, f.Repeated)
	for _, t := range f.Moving {
		if line := w.round(t, from, f.Until); line != "" {
			w.line("  %s: %s", w.thread(t), line)
		}
	}
	for _, t := range f.Starved {
		if w.moves(t, from, f.Until) {
			w.line("%s tries in every round, and always in vain.", w.thread(t))
			continue
		}
		w.line("%s never moves: %s%s. It could have gone on now and then, and somebody was always sooner.", w.thread(t), w.x.Waiting(t), w.here(t))
	}
	if f.Kind == sim.Livelock {
		w.line("All who can go on do, and nobody gets anything done: no thread marks progress (t.Progress), or acquires something and keeps it.")
	} else {
		w.line("The others do get on. What serves in the order of arrival, as a FIFO lock does, would not let this happen.")
	}
}

func (w *writer) moves(t model.ThreadID, from, to int) bool {
	for i := from; i < to; i++ {
		if w.st.Events()[i].Advances(t) {
			return true
		}
	}
	return false
}

// maxTold is how many steps of a round are told of each thread.
const maxTold = 12

// round lists what t does in the steps from up to to.
func (w *writer) round(t model.ThreadID, from, to int) string {
	var told []string
	n := 0
	for i := from; i < to; i++ {
		e := &w.st.Events()[i]
		if !e.Advances(t) {
			continue
		}
		if n++; n > maxTold {
			continue
		}
		text := model.Format(e.Op, w.names)
		if e.Thread == t {
			if res := model.FormatResult(e, w.names); res != "" {
				text += " (" + res + ")"
			}
		}
		told = append(told, text)
	}
	if n > maxTold {
		told = append(told, fmt.Sprintf("and %d more", n-maxTold))
	}
	return strings.Join(told, ", ")
}
