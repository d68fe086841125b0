package model

// stamp is a clock that may be passed on: what v knows, and count of thread t besides.
// With t it is the clock of that thread as it was when it had this count. Whoever
// knows the count then knows all of the stamp, since a thread publishes its clock
// only together with a count that it has never published before: most questions are
// one comparison.
type stamp struct {
	v     vector
	count uint32
	t     ThreadID // NoThread: the join of several clocks, all of it in v
}

// epoch is a thread, and a count of it.
type epoch struct {
	t     ThreadID // NoThread: none; several: more than one
	count uint32
}

const several ThreadID = -1

// threadClock is what a thread knows: the stamp that it would publish now. Since it
// published the one before it has heard of since only, which stands for all that came
// with it.
type threadClock struct {
	stamp
	since epoch
}

// place is where a stamp is kept.
type place struct {
	sort placeSort
	id   int32 // the thread or the object
	slot int32
}

type placeSort uint8

const (
	ofThread placeSort = iota
	released           // on an object, by unlock, atomic store, close
	readers            // on an object, by runlock
	slotted            // in a slot: of a buffered channel, or for a generation of a barrier
)

func (h *HB) at(p place) *stamp {
	if p.sort == ofThread {
		return &h.thread(ThreadID(p.id)).stamp
	}
	o := h.obj(ObjID(p.id))
	switch p.sort {
	case released:
		return &o.c
	case readers:
		return &o.readers
	}
	for len(o.slots) <= int(p.slot) {
		o.slots = append(o.slots, stamp{})
	}
	return &o.slots[p.slot]
}

// get returns the count of t in s.
func (h *HB) get(s *stamp, t ThreadID) uint32 {
	if s.t == t {
		return s.count
	}
	return h.vecs.get(s.v, t)
}

// covers reports whether c is known to hold all that s does. What it has heard of
// last is looked at first, which among many threads saves the way through a tree.
func (h *HB) covers(c *threadClock, s *stamp) bool {
	switch s.t {
	case NoThread:
		return s.v == vector{}
	case c.t:
		return true
	case c.since.t:
		if c.since.count >= s.count {
			return true
		}
	}
	return h.vecs.get(c.v, s.t) >= s.count
}

// knows reports whether s is known to hold all that c does, but for the count that c
// has not published yet.
func (h *HB) knows(s *stamp, c *threadClock) bool {
	switch {
	case c.count > 1 && h.get(s, c.t) < c.count-1, c.since.t == several:
		return false
	case c.since.t == NoThread:
		return true
	}
	return h.get(s, c.since.t) >= c.since.count
}

// all returns s as a vector.
func (h *HB) all(s *stamp) vector {
	if s.t == NoThread {
		return s.v
	}
	return h.vecs.with(s.v, s.t, s.count)
}

// hear orders t after everything in s.
func (h *HB) hear(t ThreadID, s stamp) {
	c := h.thread(t)
	// The usual case comes first: others have gone on since t published its clock, and s
	// has heard of them and of that.
	behind := (s.t != NoThread || s.v.tree != nil) && s.t != t && h.knows(&s, c)
	if !behind && h.covers(c, &s) {
		return
	}
	h.keep(place{sort: ofThread, id: int32(t)})
	switch {
	case behind:
		c.v, c.since = h.all(&s), epoch{}
	case s.v.tree == nil && s.t != NoThread:
		c.v = h.joined(c.v, s)
	default:
		c.v = h.vecs.join(c.v, h.all(&s))
	}
	c.learn(epoch{s.t, s.count})
}

// learn notes that the thread has heard of x, too.
func (c *threadClock) learn(x epoch) {
	if c.since.t != NoThread || x.t == NoThread {
		x = epoch{several, 0}
	}
	c.since = x
}

// joined is join with s, in one new row if both are rows.
func (h *HB) joined(v vector, s stamp) vector {
	w := h.vecs.join(v, s.v)
	if h.vecs.get(w, s.t) >= s.count {
		return w
	}
	if w.at != v.at && w.at != s.v.at && int32(s.t) < w.n && w.tree == nil { // it is ours
		h.vecs.counts[w.at+int32(s.t)] = s.count
		return w
	}
	return h.vecs.with(w, s.t, s.count)
}

// tick begins a new count of t, after the one before has been published.
func (h *HB) tick(t ThreadID) {
	c := h.thread(t)
	h.keep(place{sort: ofThread, id: int32(t)})
	c.count++
	c.since = epoch{}
}

// publish puts the clock of t in place of what is at p.
func (h *HB) publish(t ThreadID, p place) {
	s := h.at(p)
	h.keep(p)
	*s = h.thread(t).stamp
	h.tick(t)
}

// add joins the clock of t to what is at p.
func (h *HB) add(t ThreadID, p place) {
	s, c := h.at(p), h.thread(t)
	h.keep(p)
	switch {
	case h.covers(c, s):
		*s = c.stamp
	case (s.v.tree != nil || c.v.tree != nil) && h.knows(s, c):
		*s = stamp{v: h.vecs.with(h.all(s), t, c.count)}
	default:
		*s = stamp{v: h.joined(h.all(s), c.stamp)}
	}
	h.tick(t)
}

// clear forgets what is at p.
func (h *HB) clear(p place) {
	s := h.at(p)
	h.keep(p)
	*s = stamp{}
}
