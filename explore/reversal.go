package explore

import (
	"slices"

	"github.com/interleave-go/interleave/model"
)

// tries is what reversing races works with, kept for the next time.
type tries struct {
	at      int       // the state is before this frame
	spare   rest      // where it is not kept with its frame
	v       []*branch // the sequence to schedule
	between []int     // frames of v
	seq     []*branch // a copy that insert may change
	whole   whole     // see graft
	done    []int32   // by ThreadID: steps made before the frame
	blocked []hiding
	hid     []int32 // frames with steps that were reversed, in this execution, by pairs not settled
	alts    []model.Alt
}

// hiding is a would-be step, with an earlier frame with which it was reversed.
type hiding struct {
	later candidate
	frame int32
}

// reverse tries all candidates that are not settled, the latest first, so that the
// model steps back through the execution once. The state is at the end, and somewhere
// before afterwards.
func (d *dpor) reverse(st *model.State) {
	t := &d.tries
	t.at, t.blocked = d.n, t.blocked[:0]
	for _, j := range t.hid {
		if int(j) >= d.n { // it is no more
			continue
		}
		l := &d.frames[j].links
		l.hides = l.hides[:l.settled]
	}
	t.hid = t.hid[:0]
	from := d.order.open
	d.order.open = d.n
	for i := d.n - 1; i >= from; i-- {
		l := &d.frames[i].links
		if l.open == 0 {
			continue
		}
		for k := range l.pairs {
			c := &l.pairs[k]
			switch {
			case c.settled:
			case d.hidden(i, c):
			case d.attempt(st, i, c) && int(c.j) != i && !c.meet:
				d.hide(i, c)
			}
		}
		if l.open > 0 {
			d.order.open = i
		}
	}
}

// hide notes that the later step of c has been reversed with frame i, for as long as
// that is settled.
func (d *dpor) hide(i int, c *candidate) {
	if c.j < 0 {
		d.tries.blocked = append(d.tries.blocked, hiding{*c, int32(i)})
		return
	}
	l := &d.frames[c.j].links
	l.hides = append(l.hides, int32(i))
	if !c.settled {
		d.tries.hid = append(d.tries.hid, c.j)
		return
	}
	last := len(l.hides) - 1
	l.hides[l.settled], l.hides[last] = l.hides[last], l.hides[l.settled]
	l.settled++
	d.frames[i].links.open--
}

// hidden reports whether the same later step was reversed with a step that the
// earlier one of c, frame i, happens before: then the pair is no race. It is settled
// where the other pair is.
func (d *dpor) hidden(i int, c *candidate) bool {
	if c.meet || int(c.j) == i {
		return false
	}
	if c.j < 0 {
		for _, h := range d.tries.blocked {
			if h.later.j == c.j && h.later.thread == c.thread && d.follows(int(h.frame), i) {
				return true
			}
		}
		return false
	}
	l := &d.frames[c.j].links
	for n, g := range l.hides {
		if d.follows(int(g), i) {
			if n < int(l.settled) {
				c.settled = true
				d.frames[i].links.open--
			}
			return true
		}
	}
	return false
}

// stepBack takes the state back to before frame i.
func (d *dpor) stepBack(st *model.State, i int) {
	for t := &d.tries; t.at > i; t.at-- {
		st.Back()
	}
}

// schedule schedules v and then b from the state before frame i.
func (d *dpor) schedule(i int, v []*branch, b *branch) {
	t := &d.tries
	t.seq = append(append(t.seq[:0], v...), b)
	d.insert(i, t.seq)
}

// attempt schedules the later step of c before the earlier one, frame i, by every
// alternative that it has there, and reports whether that reverses a race
// of this very step.
func (d *dpor) attempt(st *model.State, i int, c *candidate) bool {
	t := &d.tries
	if c.walk > 0 && d.holds(i, c) || d.choices(st, i, c) {
		return true
	}
	if i >= int(d.frames[d.n-1].links.row) && d.alone(i, c) {
		return true
	}
	if d.sleeps(i, c) || d.unslept(i, c) {
		return true
	}
	r := d.rest(i)
	if d.outright(i, c, r) {
		return true
	}
	v, between := append(t.v[:0], r.steps...), append(t.between[:0], r.frames...)
	if c.meet && c.j >= 0 { // nor may they follow the other of the two
		v, between = v[:0], between[:0]
		for n, k := range r.frames {
			if !d.follows(k, int(c.j)) {
				v, between = append(v, r.steps[n]), append(between, k)
			}
		}
	}
	t.v, t.between = v, between
	d.stepBack(st, i)
	d.chains()
	// How many steps each thread has made before frame i.
	t.done = t.done[:0]
	for k := range d.order.threads {
		n, _ := slices.BinarySearch(d.order.threads[k].steps, int32(i))
		t.done = append(t.done, int32(n))
	}
	for n, k := range between {
		v[n] = d.forth(st, k, t.done)
	}
	st.Settle()
	same := false
	switch {
	case c.meet:
		d.meetings(st, i, c, v)
	case st.IsEnabled(c.thread):
		same = d.alternatives(st, i, c, v)
	default:
		between = d.clearWay(st, c, between, v, t.done, func(v []*branch) {
			same = d.alternatives(st, i, c, v) || same
		})
	}
	for range between {
		st.Back()
	}
	return same
}

// alternatives schedules v and then the later step of c, by every alternative
// that it has at st.
func (d *dpor) alternatives(st *model.State, i int, c *candidate, v []*branch) (same bool) {
	if st.Status(c.thread) != model.Pending {
		return false
	}
	alts := sortedAlts(st, c.thread)
	for _, a := range alts {
		same = same || c.same(a, d.frames[max(c.j, 0)].cur, alts)
		d.schedule(i, v, d.made.peek(d.view, model.Choice{Thread: c.thread, Alt: a}))
	}
	return same
}

// meetings schedules v and then a rendezvous of a thread of the one step with
// a thread of the other.
func (d *dpor) meetings(st *model.State, i int, c *candidate, v []*branch) {
	mine := []model.ThreadID{c.thread}
	if c.j >= 0 {
		mine = movers(d.frames[c.j].cur)
	}
	for _, x := range movers(d.frames[i].cur) {
		for _, y := range mine {
			d.meeting(st, i, v, x, y)
			d.meeting(st, i, v, y, x)
		}
	}
}

// meeting schedules v and then each way in which owner can meet peer.
func (d *dpor) meeting(st *model.State, i int, v []*branch, owner, peer model.ThreadID) {
	if st.Status(owner) != model.Pending {
		return
	}
	for _, a := range sortedAlts(st, owner) {
		if a.Peer == peer {
			if b := d.made.peek(d.view, model.Choice{Thread: owner, Alt: a}); b.joint {
				d.schedule(i, v, b)
			}
		}
	}
}

// same reports whether alternative a of the later step is the one that was
// taken; only then the race is this step's, and hides those before it. An
// operation blocked at the end has taken none: it counts when it has no choice.
// A rendezvous never counts, since the partner may have been in another step.
func (c *candidate) same(a model.Alt, later *branch, alts []model.Alt) bool {
	if c.j < 0 {
		return len(alts) == 1 && a == model.Alt{}
	}
	return a == later.alt && !later.joint
}
