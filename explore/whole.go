package explore

import (
	"slices"

	"github.com/interleave-go/interleave/model"
)

// whole is all of a sequence of which only what is needed is to be scheduled: the steps
// that do not follow a frame, and then that of frame j; or what has been sent.
type whole struct {
	steps   []*branch // without the last
	frames  []int     // which they are; nil: what does not follow frame i has not been asked for
	last    *branch
	j       int              // steps of frames before this one are early ones: see graft
	columns []model.ThreadID // where in a clock the threads of steps are; nil: where they always are
	clocks  []int32          // of steps that have been sent
	d       *dpor            // it has those of others
	i       int

	upto  clock // of what is needed
	until int   // no later frame is
	met   []way // and what is, too

	// Of the way through the tree, see walk:
	keep    bool // it may be needed
	leaf    bool // it has come to one
	decided int
	free    []*branch
	at      []int // scratch
}

// way is a step in the way of a branch, the k-th of what was left when so many were gone.
type way struct{ k, gone int }

// of makes x what does not follow frame i, of which r may be nil, and then frame j, of
// which nothing is needed yet.
func (x *whole) of(d *dpor, i, j int, r *rest) {
	x.d, x.i, x.j, x.last = d, i, j, d.frames[j].cur
	x.columns, x.clocks, x.met = nil, nil, x.met[:0]
	x.keep, x.leaf, x.decided, x.free = false, false, j, x.free[:0]
	if x.steps, x.frames = nil, nil; r != nil {
		x.steps, x.frames = r.steps, r.frames
	}
}

// sent makes x what has been sent, of which what the last step follows is needed.
func (x *whole) sent(s *insertion) {
	last := len(s.v) - 1
	x.steps, x.last, x.frames, x.j = s.v[:last], s.v[last], s.frames, 0
	x.columns, x.clocks, x.met = s.columns, s.clocks, x.met[:0]
	x.keep = false
	x.upto, x.until = clock{row: append(x.upto.row[:0], x.clock(last).row...)}, x.frames[last]
}

// follow makes what the last step follows what is needed.
func (x *whole) follow() {
	if o := &x.d.order; o.wide {
		x.upto = o.clock(x.j)
	} else {
		x.upto = clock{row: append(x.upto.row[:0], o.clock(x.j).row...)}
	}
	x.until = x.j
}

// clock returns the clock of step p.
func (x *whole) clock(p int) clock {
	if x.clocks == nil {
		return x.d.order.clock(x.frames[p])
	}
	width := len(x.clocks) / len(x.frames)
	return clock{row: x.clocks[p*width : (p+1)*width]}
}

// meets reports whether b, which is independent of the last step, is in the sequence, or
// could not come first of all of it, without the steps in gone, each of which is the first
// of its thread there.
func (x *whole) meets(gone []*branch, b *branch) bool {
	if x.frames == nil {
		r := x.d.rest(x.i)
		x.steps, x.frames = r.steps, r.frames
		x.follow()
	}
	for from := 0; ; {
		k, _ := initial(x.steps[from:], b)
		if k < 0 {
			return false
		}
		if from += k; !isGone(x.steps, from, gone) {
			return true
		}
		from++
	}
}

// isGone reports whether step k is one of those that are gone.
func isGone(steps []*branch, k int, gone []*branch) bool {
	n, t := 0, steps[k].thread
	for _, g := range gone {
		if g.thread == t {
			n++
		}
	}
	if n == 0 {
		return false
	}
	for _, b := range steps[:k] {
		if b.thread == t {
			n--
		}
	}
	return n > 0
}

// left returns what is left of the sequence without the steps in gone, to be changed, and
// how many of them are early ones.
func (x *whole) left(gone []*branch, ws *wakeups) (v []*branch, early int) {
	v = append(append(ws.left[:0], x.steps...), x.last)
	ws.left = v
	early, _ = slices.BinarySearch(x.frames[:len(x.steps)], x.j)
	for _, g := range gone {
		k := 0
		for k < len(v) && v[k].thread != g.thread {
			k++
		}
		if k == len(v) {
			continue
		}
		if k < early {
			early--
		}
		if k == 0 {
			v = v[1:]
		} else {
			v = slices.Delete(v, k, k+1)
		}
	}
	return v, early
}

// need says that step p is needed, with what it follows.
func (x *whole) need(p int) {
	if !x.needs(p) {
		x.upto.join(x.clock(p))
		x.until = max(x.until, x.frames[p])
	}
}

// meet says that s sleeps: what wakes it up is needed.
func (x *whole) meet(s *branch) {
	if k, ok := initial(x.steps, s); !ok {
		x.need(k)
	}
}

// needs reports whether step p is needed.
func (x *whole) needs(p int) bool {
	t := x.steps[p].thread
	if x.columns != nil {
		t = x.columns[p]
	}
	return x.upto.of(t) > int32(x.frames[p])
}

// needed puts what is needed into buf, and returns how many of these steps are early.
func (x *whole) needed(buf []*branch) (v []*branch, early int) {
	v = buf
	row := x.upto.row
	if x.columns != nil {
		row = nil
	}
	for p, b := range x.steps {
		k := x.frames[p]
		if k > x.until {
			break
		}
		if row != nil && row[b.thread] > int32(k) || row == nil && x.needs(p) {
			if v = append(v, b); k < x.j {
				early++
			}
		}
	}
	return append(v, x.last), early
}

// rest returns what is needed of what is left without the steps in gone, and how many of
// these steps are early.
func (x *whole) rest(gone []*branch, ws *wakeups) (v []*branch, early int) {
	at := x.at[:0]
	for p := range len(x.steps) + 1 {
		at = append(at, p)
	}
	x.at = at
	n := 0
	leave := func(upto int) {
		for ; n < upto; n++ {
			t := gone[n].thread
			if k := slices.IndexFunc(at, func(p int) bool { return x.step(p).thread == t }); k >= 0 {
				at = slices.Delete(at, k, k+1)
			}
		}
	}
	for _, m := range x.met {
		if leave(m.gone); at[m.k] < len(x.steps) {
			x.need(at[m.k])
		}
	}
	leave(len(gone))
	v = ws.left[:0]
	for _, p := range at {
		if p < len(x.steps) && !x.needs(p) {
			continue
		}
		if v = append(v, x.step(p)); p < len(x.steps) && x.frames[p] < x.j {
			early++
		}
	}
	ws.left = v
	return v, early
}

// reached says that the way has come to a leaf, with so many early steps of v, which are
// the latest on it.
func (x *whole) reached(v []*branch, early int) {
	if x == nil {
		return
	}
	if x.leaf = true; x.keep && len(v) > early {
		x.late(v[len(v)-1])
	}
}

// late says that a step that is no early one has decided which way to go.
func (x *whole) late(b *branch) {
	p := len(x.frames) - 1
	for p >= 0 && (p >= len(x.steps) || x.steps[p] != b) {
		p--
	}
	if p < 0 {
		x.keep = false // nobody knows which one it was
		return
	}
	x.decided = max(x.decided, x.frames[p])
}

func (x *whole) step(p int) *branch {
	if p < len(x.steps) {
		return x.steps[p]
	}
	return x.last
}
