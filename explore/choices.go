package explore

import (
	"slices"

	"github.com/interleave-go/interleave/model"
)

// choices does what attempt does for the other alternatives of a choice, frame i: nothing
// depends on it, so that each of them alone is what is to be scheduled, once for all, where
// nobody else sleeps before the frame or is to be explored there. Otherwise it reports
// false, and what does not follow the frame matters.
func (d *dpor) choices(st *model.State, i int, c *candidate) bool {
	f := &d.frames[i]
	if int(c.j) != i || f.cur.op.Kind != model.Choose {
		return false
	}
	mine := int32(f.cur.thread) + 1
	if i < d.floor() {
		if d.chosen[i] != mine {
			return false
		}
	} else if f.chosen != mine && !d.choose(st, i) {
		return false
	}
	c.settled = true
	f.links.open--
	return true
}

// choose schedules the alternatives.
func (d *dpor) choose(st *model.State, i int) bool {
	f := &d.frames[i]
	t := f.cur.thread
	known := map[model.Alt]bool{f.cur.alt: true}
	for _, s := range f.sleep {
		if s.thread != t {
			return false
		}
		known[s.alt] = true
	}
	link := &f.tree
	for ; *link != nil; link = &(*link).next {
		b := (*link).branch
		if b.thread != t {
			return false
		}
		known[b.alt] = true
	}
	d.stepBack(st, i)
	for _, a := range sortedAlts(st, t) {
		if !known[a] {
			*link = d.wakeups.node(d.made.peek(d.view, model.Choice{Thread: t, Alt: a}), nil)
			link = &(*link).next
		}
	}
	f.chosen = int32(t) + 1
	return true
}

// chosenTo returns, by frame up to frame i, of which thread's choice there all alternatives
// are scheduled.
func (d *dpor) chosenTo(i int) []int32 {
	var chosen []int32
	if d.share != nil {
		chosen = slices.Clone(d.chosen)
	}
	for j := len(chosen); j <= i; j++ {
		chosen = append(chosen, d.frames[j].chosen)
	}
	return chosen
}
