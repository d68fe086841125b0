package explore

import (
	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
)

// ranks is how the first by spawn path is found of many threads, without looking at all
// that can go on: in the order of paths, passing over those that have ended.
type ranks struct {
	known int     // so many threads of the execution are in the order
	next  []int32 // by place in it: the next place that may not have ended, or this one; a path to it
}

// begin forgets who has ended.
func (r *ranks) begin() { r.known, r.next = 0, r.next[:0] }

// from returns the first place from i on whose thread has not ended.
func (r *ranks) from(i int, st *model.State, order []model.ThreadID) int {
	for len(r.next) <= len(order) {
		r.next = append(r.next, int32(len(r.next)))
	}
	for i < len(order) {
		if n := int(r.next[i]); n > i {
			r.next[i] = r.next[n] // half of the way next time
			i = n
			continue
		}
		if st.Status(order[i]) != model.Ended {
			break
		}
		r.next[i] = int32(i + 1)
	}
	return i
}

// firstOfMany is first among many threads. Those that could time out come last, and the
// others are met in their order: what is not as first wants it after the one it looks
// for, is no matter.
func (d *dpor) firstOfMany(v *sched.View) (best model.Choice, ok bool) {
	st, p, r := v.State, &d.paths, &d.ranks
	for live := st.Threads(); r.known < len(live); r.known++ {
		if t := live[r.known]; p.place(t) == 0 {
			p.enter(t)
			r.next = r.next[:0] // places have moved
		}
	}
	for i := r.from(0, st, p.order); i < len(p.order); i = r.from(i+1, st, p.order) {
		t := p.order[i]
		if t == v.Current || !v.Enabled(t) || st.Late(t) {
			continue
		}
		if !oneWay(v.Op(t)) {
			return best, false
		}
		if !d.asleep(t, model.Alt{}) {
			return model.Choice{Thread: t}, true
		}
	}
	return best, false
}
