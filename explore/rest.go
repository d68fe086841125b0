package explore

import "slices"

// What does not follow a step is asked for wherever one of its races is reversed, and
// so is how that relates to what was explored before the step. Most of it is as it was
// in the execution before, so it is kept with the frame.

// rest is the frames that do not follow a frame.
type rest struct {
	of      int   // the frame
	at      int64 // the execution when it was made, or brought up to date
	upto    int   // the frames before this one have been looked at
	frames  []int
	steps   []*branch // of these frames
	counted int       // how many of them are counted

	// Of the steps that are asleep before the frame, and of the one explored there:
	asked bool
	own   int       // 1: the latter is the first of apart, for good since what is dependent follows it
	apart []*branch // those independent of all of steps
	met   []meeting // the others
}

// meeting is a step with the first of the frames of a rest that has its thread or is
// dependent.
type meeting struct {
	step  *branch
	frame int
	first bool // it could come first: what has its thread is this step
}

// maxRests is how long executions may be so that every frame keeps its rest, which may
// be nearly as long.
const maxRests = 256

// rest returns the frames that do not follow frame i.
func (d *dpor) rest(i int) *rest {
	f := &d.frames[i]
	r := f.rest
	switch {
	case d.n > maxRests:
		r = &d.tries.spare
	case r == nil:
		r = &rest{at: -1}
		f.rest = r
	}
	if r.at == d.number && r.of == i {
		return r
	}
	if r.of != i || r.at < f.born || r == &d.tries.spare {
		r.of, r.upto, r.asked, r.own, r.counted = i, i+1, false, 0, 0
		r.frames, r.steps, r.apart, r.met = r.frames[:0], r.steps[:0], r.apart[:0], r.met[:0]
	} else {
		r.cut(d.stayed(r))
	}
	r.at = d.number
	n := len(r.frames)
	r.frames, r.steps = slices.Grow(r.frames, d.n-r.upto), slices.Grow(r.steps, d.n-r.upto)
	frames, steps, all := r.frames[:cap(r.frames)], r.steps[:cap(r.steps)], d.frames[:d.n]
	o, after := &d.order, int32(i)
	counts, at, width := o.rows, r.upto*o.width+int(f.cur.thread), o.width
	if o.wide {
		counts, at, width = o.column(f.cur.thread, r.upto, d.n), 0, 1
	}
	for k := r.upto; k < len(all); k, at = k+1, at+width {
		if counts[at] > after {
			continue
		}
		b := all[k].cur
		frames[n], steps[n] = k, b
		n++
		if b.counted {
			r.counted++
		}
		if len(r.apart) > r.own {
			r.meet(k, b)
		}
	}
	r.frames, r.steps, r.upto = frames[:n], steps[:n], d.n
	return r
}

// stayed returns the first of the frames that r has looked at that is another one now.
func (d *dpor) stayed(r *rest) int {
	if r.at == d.number-1 {
		return min(r.upto, d.analysed)
	}
	n := min(r.upto, d.n)
	for n > r.of+1 && d.frames[n-1].born > r.at {
		n--
	}
	return n
}

// cut leaves out the frames from frame n on.
func (r *rest) cut(n int) {
	if n == r.upto {
		return
	}
	r.upto = n
	k := len(r.frames)
	for k > 0 && r.frames[k-1] >= n {
		k--
	}
	if r.counted > 0 {
		for _, b := range r.steps[k:] {
			if b.counted {
				r.counted--
			}
		}
	}
	r.frames, r.steps = r.frames[:k], r.steps[:k]
	kept := r.met[:0]
	for _, m := range r.met {
		if m.frame < n {
			kept = append(kept, m)
		} else {
			r.apart = append(r.apart, m.step)
		}
	}
	r.met = kept
}

// meet looks who of those apart meets step b of frame k.
func (r *rest) meet(k int, b *branch) {
	for n := r.own; n < len(r.apart); {
		s := r.apart[n]
		if s.thread != b.thread && s.key != b.key && s.key|b.key >= 0 || !b.dependent(s) {
			n++
			continue
		}
		r.met = append(r.met, meeting{s, k, b.thread == s.thread && b.alt == s.alt})
		last := len(r.apart) - 1
		r.apart[n] = r.apart[last]
		r.apart = r.apart[:last]
	}
}

// ask finds out how what is asleep before frame i, and what was explored there, relates
// to the rest.
func (d *dpor) ask(i int, r *rest) {
	r.asked = true
	f := &d.frames[i]
	if f.cur.plain {
		r.apart, r.own = append(r.apart, f.cur), 1
	} else {
		r.ask(f.cur)
	}
	for _, s := range f.sleep {
		r.ask(s)
	}
}

func (r *rest) ask(s *branch) {
	switch k, ok := initial(r.steps, s); {
	case k < 0:
		r.apart = append(r.apart, s)
	default:
		r.met = append(r.met, meeting{s, r.frames[k], ok})
	}
}

// first returns the first of the frames whose step is asleep, or was explored, before
// the frame and could come first; if there is none, one that is no frame.
func (r *rest) first() int {
	first := r.upto
	for n := range r.met {
		if m := &r.met[n]; m.first {
			first = min(first, m.frame)
		}
	}
	return first
}

// without returns those of the later frames that do not follow frame k.
func (d *dpor) without(k int, later []int) []int {
	return slices.DeleteFunc(slices.Clone(later), func(l int) bool { return d.follows(l, k) })
}
