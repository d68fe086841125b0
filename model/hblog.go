package model

import "slices"

// hbLog is by what an HB steps backwards, and how it gets rid of vectors that nobody
// has any more.
type hbLog struct {
	on      bool
	changes []hbChange
	steps   []hbMark
	spare   []uint32
	room    int // how many counts may be there before it is looked for old ones
}

// hbChange is what was at a place before it was changed.
type hbChange struct {
	place
	stamp stamp
	since epoch // of a thread
}

// hbMark is how much there was before an event that orders something.
type hbMark struct{ event, changes, counts, notes int32 }

// Changes of what a channel has counted are noted as places, too.
const (
	sends placeSort = iota + slotted + 1
	receives
)

// leastRoom is how many counts need not be looked at for old ones, 1 MB.
const leastRoom = 1 << 18

func (l *hbLog) reset() {
	l.changes, l.steps, l.room = l.changes[:0], l.steps[:0], leastRoom
}

// KeepSteps makes h able to step backwards, or not, at the price of keeping the clocks
// of all steps. What it was told holds from the next Reset on, which must come before
// the next step if that is something else.
func (h *HB) KeepSteps(on bool) { h.log.on = on }

// begin opens a step, event number at.
func (h *HB) begin(at int) {
	l := &h.log
	l.steps = append(l.steps, hbMark{int32(at), int32(len(l.changes)), int32(len(h.vecs.counts)), int32(len(h.notes))})
}

// keep notes what is at p, which is about to change.
func (h *HB) keep(p place) {
	if h.log.on {
		h.write(p)
	}
}

func (h *HB) write(p place) {
	l := &h.log
	n := len(l.changes)
	if n == cap(l.changes) {
		l.changes = slices.Grow(l.changes, 1)
	}
	l.changes = l.changes[:n+1]
	c := &l.changes[n] // written in place: this is done for every step
	c.sort, c.id, c.slot = p.sort, p.id, p.slot
	switch p.sort {
	case sends, receives:
	case ofThread:
		t := h.thread(ThreadID(p.id))
		c.stamp, c.since = t.stamp, t.since
	default:
		c.stamp = *h.at(p)
	}
}

// Back takes back what was taken in of events from number n on. It may be called only
// with KeepSteps.
func (h *HB) Back(n int) {
	l := &h.log
	for i := len(l.steps) - 1; i >= 0 && int(l.steps[i].event) >= n; i-- {
		h.back(&l.steps[i])
		l.steps = l.steps[:i]
	}
	h.done = min(h.done, n)
}

func (h *HB) back(m *hbMark) {
	l := &h.log
	for i := len(l.changes) - 1; i >= int(m.changes); i-- {
		switch c := &l.changes[i]; c.sort {
		case sends:
			h.objs[c.id].sent--
		case receives:
			h.objs[c.id].received--
		case ofThread:
			h.threads[c.id] = threadClock{c.stamp, c.since}
		default:
			*h.at(c.place) = c.stamp
		}
	}
	l.changes = l.changes[:m.changes]
	h.vecs.counts = h.vecs.counts[:m.counts]
	h.notes = h.notes[:m.notes]
}

// compact moves the rows that somebody has to the front.
func (h *HB) compact() {
	old := h.vecs
	h.vecs.counts, h.log.spare = h.log.spare[:0], old.counts
	move := func(s *stamp) {
		if v := s.v; v.tree == nil && v.n > 0 {
			s.v.at = int32(len(h.vecs.counts))
			h.vecs.counts = append(h.vecs.counts, old.flat(v)...)
		}
	}
	for i := range h.threads {
		move(&h.threads[i].stamp)
	}
	for i := range h.objs {
		o := &h.objs[i]
		move(&o.c)
		move(&o.readers)
		for j := range o.slots {
			move(&o.slots[j])
		}
	}
	for i := range h.notes {
		move(&h.notes[i].stamp)
	}
	h.log.room = max(leastRoom, 2*len(h.vecs.counts))
}
