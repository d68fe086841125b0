package explain

import (
	"fmt"
	"slices"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sim"
)

// whyShort says why barrier o is not complete: how many have come, who they
// are, and what has become of the others.
func (w *writer) whyShort(o model.ObjID) []string {
	b, _ := w.st.Barrier(o)
	came := map[model.ThreadID]int{} // the latest arrival of each thread
	for i := range w.st.Events() {
		e := &w.st.Events()[i]
		if e.Op.Obj == o && (e.Op.Kind == model.Arrive || e.Op.Kind == model.BarrierIndex) {
			came[e.Thread] = i
		}
	}
	var here, before, never []model.ThreadID
	for _, t := range w.x.ThreadsByPath() {
		_, known := came[t]
		switch {
		case w.st.Status(t) == model.Pending && w.st.Pending(t).Kind == model.BarrierLeave && w.st.Pending(t).Obj == o:
			here = append(here, t)
		case known:
			before = append(before, t)
		default:
			never = append(never, t)
		}
	}
	have := "have come: "
	if b.Arrived == 1 {
		have = "has come: "
	}
	why := []string{fmt.Sprintf("Of the %d parties of %s %d %s%s.", b.Parties, w.object(o), b.Arrived, have, some(w.threads(here)))}
	for i, t := range before {
		if i == maxNamed {
			why = append(why, fmt.Sprintf("%d more came before and do not come again.", len(before)-i))
			break
		}
		why = append(why, fmt.Sprintf("%s, which last came at %s, %s.", w.thread(t), w.at(came[t]), w.became(t)))
	}
	for i, t := range never {
		if i == maxNamed {
			why = append(why, fmt.Sprintf("%d more have never come.", len(never)-i))
			break
		}
		why = append(why, fmt.Sprintf("%s has never come and %s.", w.thread(t), w.became(t)))
	}
	return why
}

// became says where a thread is that does not come: it has ended, or waits for
// something else.
func (w *writer) became(t model.ThreadID) string {
	if w.st.Status(t) == model.Ended {
		i := slices.IndexFunc(w.x.Failures, func(f sim.Failure) bool { return f.Thread == t && f.Kind != sim.Race })
		if i < 0 {
			return "has ended"
		}
		return fmt.Sprintf("has ended by a failure (%v: %s)", w.x.Failures[i].Kind, w.x.Failures[i].Message)
	}
	return "is blocked: " + w.x.Waiting(t)
}
