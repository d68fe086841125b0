package explore

import "slices"

// whole is all of a sequence of which only what is needed is to be scheduled: the steps
// that do not follow frame i, and then that of frame j; or what has been sent.
type whole struct {
	d    *dpor
	i, j int
	sent *insertion

	upto  clock // of what is needed of what has been sent; otherwise it is in tries
	at    []int // the positions of what is left
	early int   // so many steps of the sequence are early ones: see graft
}

// meets reports whether b, which is independent of the step of frame j, is in the sequence,
// or could not come first of all of it, without the steps in gone, each of which is the
// first of its thread there.
func (x *whole) meets(gone []*branch, b *branch) bool {
	var steps []*branch
	if x.sent != nil {
		steps = x.sent.v
	} else {
		steps = x.d.rest(x.i).steps
	}
	for from := 0; ; {
		k, _ := initial(steps[from:], b)
		if k < 0 {
			return false
		}
		if from += k; !isGone(steps, from, gone) {
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
	for _, b := range steps[:k] {
		if n > 0 && b.thread == t {
			n--
		}
	}
	return n > 0
}

// steps returns the steps of the sequence, to be changed.
func (x *whole) steps(buf []*branch) []*branch {
	if x.sent != nil {
		x.early = 0
		return append(buf, x.sent.v...)
	}
	r := x.d.rest(x.i)
	x.early, _ = slices.BinarySearch(r.frames, x.j)
	return append(append(buf, r.steps...), x.d.frames[x.j].cur)
}

// left returns what is left of the sequence without the steps in gone, each of which is
// the first of its thread there.
func (x *whole) left(gone []*branch, ws *wakeups) []*branch {
	left := x.steps(ws.left[:0])
	ws.left = left
	x.at = x.at[:0]
	for n := range left {
		x.at = append(x.at, n)
	}
	for _, g := range gone {
		if n := slices.IndexFunc(left, func(b *branch) bool { return b.thread == g.thread }); n >= 0 {
			left, x.at = slices.Delete(left, n, n+1), slices.Delete(x.at, n, n+1)
		}
	}
	return left
}

// ahead returns how many of the steps left are early ones.
func (x *whole) ahead() int {
	n, _ := slices.BinarySearch(x.at, x.early)
	return n
}

// take takes the k-th of the steps left away.
func (x *whole) take(k int) { x.at = slices.Delete(x.at, k, k+1) }

// wake says that the k-th of the steps left is needed, too.
func (x *whole) wake(k int) {
	if k == len(x.at)-1 && x.at[k] == x.last() {
		return // it is, always
	}
	if x.sent != nil {
		join(x.upto.row, x.sent.clock(x.at[k]))
		return
	}
	x.d.tries.upto.join(x.d.order.clock(x.d.rest(x.i).frames[x.at[k]]))
}

func (x *whole) last() int {
	if x.sent != nil {
		return len(x.sent.v) - 1
	}
	return len(x.d.rest(x.i).frames)
}

// needed returns what is needed of the steps left, v.
func (x *whole) needed(v []*branch) []*branch {
	last := x.last()
	n := 0
	for k, b := range v {
		p := x.at[k]
		if p == last || x.known(p, b) {
			v[n], x.at[n] = b, p
			n++
		}
	}
	x.at = x.at[:n]
	return v[:n]
}

func (x *whole) known(p int, b *branch) bool {
	if x.sent != nil {
		return x.upto.row[x.sent.columns[p]] > x.sent.steps[p]
	}
	return x.d.tries.upto.of(b.thread) > int32(x.d.rest(x.i).frames[p])
}
