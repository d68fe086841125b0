package explore

import "slices"

// wakeup is a node of a wakeup tree (POPL'14, section 5): a step, and what to
// explore after it. A frame has the branches that are left as such nodes, in order,
// after the one that is being explored; a leaf stands for everything that begins
// with its path.
type wakeup struct {
	branch *branch
	kid    *wakeup // the first of those after it
	next   *wakeup // the one to explore after this one, from the same state
	task   *task   // who explores it meanwhile; nil: nobody
}

// row iterates over w and those after it.
func (w *wakeup) row(yield func(*wakeup) bool) {
	for ; w != nil; w = w.next {
		if !yield(w) {
			return
		}
	}
}

// wakeups keeps nodes for the next time: a search takes as many off its trees as it
// puts in.
type wakeups struct {
	fresh []wakeup  // made and not used yet
	free  *wakeup   // linked by next
	spent []*wakeup // taken off by the running execution, which may have to be begun again

	gone, left []*branch // scratch: see dporFrame.graft
}

func (ws *wakeups) node(b *branch, kid *wakeup) *wakeup {
	w := ws.free
	if w != nil {
		ws.free = w.next
	} else {
		if len(ws.fresh) == 0 {
			ws.fresh = make([]wakeup, 64)
		}
		w, ws.fresh = &ws.fresh[0], ws.fresh[1:]
	}
	*w = wakeup{branch: b, kid: kid}
	return w
}

// release lets the nodes that were taken off be used again.
func (ws *wakeups) release() {
	for _, w := range ws.spent {
		w.next, ws.free = ws.free, w
	}
	ws.spent = ws.spent[:0]
}

// inRow returns a tree that is the sequence v.
func (ws *wakeups) inRow(v []*branch) (w *wakeup) {
	for _, b := range slices.Backward(v) {
		w = ws.node(b, w)
	}
	return w
}

// initial says how step b relates to the sequence v. It is a weak initial when
// it could come first: it is in v, at position k, with nothing dependent before
// it; or it is not in v and independent of all of it, then k is -1. Otherwise the
// step at position k is dependent.
func initial(v []*branch, b *branch) (k int, ok bool) {
	thread, key := b.thread, b.key
	for k, x := range v {
		if x.thread == thread {
			return k, x.alt == b.alt
		}
		if x.key|key >= 0 {
			if x.key == key && x.against>>(b.mode&63)&1 != 0 {
				return k, false
			}
		} else if x.clashes(b) {
			return k, false
		}
	}
	return -1, true
}

// covers reports whether b is a weak initial of v.
func (b *branch) covers(v []*branch) bool {
	_, ok := initial(v, b)
	return ok
}

// insert schedules the sequence v from the state before frame i, unless a
// sleeping step or a branch of the tree covers it already. It may change v.
func (d *dpor) insert(i int, v []*branch) { d.put(insertion{at: i, v: v}) }

func (d *dpor) put(x insertion) {
	if x.at < d.floor() {
		if d.fresh(x.at, x.v) {
			x.v = slices.Clone(x.v)
			d.out = append(d.out, x)
		}
		return
	}
	f := &d.frames[x.at]
	for _, s := range f.sleep {
		if s.covers(x.v) {
			return
		}
	}
	if f.cur != nil && f.cur.covers(x.v) {
		return
	}
	if x.frames == nil {
		f.graft(x.v, nil, 0, true, &d.wakeups)
		return
	}
	all := &d.tries.whole
	all.sent(&x)
	for _, s := range f.sleep {
		all.meet(s)
	}
	if f.cur != nil {
		all.meet(f.cur)
	}
	v, _ := all.needed(nil)
	f.graft(v, all, 0, true, &d.wakeups)
}

// graft puts the sequence v, which nothing explored covers, into the tree of f. It
// reports whether that is settled: whether every sequence that begins with the same
// early steps, and ends in the same one, belongs where v does, and is there now.
// Where it is not sure in which way the last of v touches its object, and that would
// matter, nothing is done and nothing known.
//
// Where v is but what is needed of a sequence, all is the whole of it; else it is nil. A
// branch may begin with a step that is not in v and of which all of v is independent, but
// not the rest of the sequence: then what the sequence stands for does not begin like the
// branch, though v does. From there on the whole is looked at, and what is needed of it
// besides, since it is dependent of what is in the way, is scheduled with v. What decided
// which way to go is noted in all, if that may be needed: see walk.
func (f *dporFrame) graft(v []*branch, all *whole, early int, sure bool, ws *wakeups) (settled, known bool) {
	link := &f.tree
	gone := ws.gone[:0] // of the sequence, on the way, where v is not all of it
	whole := false      // v is what is left of all
	keep := all != nil && all.keep
	var top *wakeup // the branch of the frame that v belongs to
	settled = true
	placed, fixed := false, sure // the last of v has been met on the way; it always touches the same
	for w := *link; w != nil; w = *link {
		if w.branch == v[0] && len(v) > 1 { // mostly: the way is the one that another sequence took
			n := 0
			for n < len(v)-1 && w.branch == v[n] {
				if top == nil {
					top = w
				}
				n++
				if w.kid == nil {
					all.reached(v[:n], early)
					return settled && n <= early, true
				}
				link = &w.kid
				w = w.kid
			}
			settled = settled && n <= early
			if keep && n > early {
				all.late(v[n-1])
			}
			if all != nil {
				gone = append(gone, v[:n]...)
				ws.gone = gone
			}
			v, early = v[n:], max(early-n, 0)
		}
		k, ok := 0, true
		if w.branch != v[0] {
			k, ok = initial(v, w.branch)
		}
		if all != nil && k < 0 && !whole && all.meets(gone, w.branch) { // it is in the sequence, or in its way
			whole = true
			v, early = all.left(gone, ws)
			k, ok = initial(v, w.branch)
		}
		last := !placed && k == len(v)-1
		if !sure && !(last && ok) && (last || k < 0) {
			if free, known := v[len(v)-1].commutes(w.branch); !known || free != (k < 0) {
				return false, false
			}
		}
		if keep {
			switch {
			case k < 0 || last && !ok:
				all.free = append(all.free, w.branch)
			case k >= early && !last:
				all.late(v[k])
			}
		}
		if !ok {
			settled = settled && (k < early || last && top == nil && f.follow(w.branch))
			if whole {
				all.met = append(all.met, way{k, len(gone)})
			}
			link = &w.next
			continue
		}
		settled = settled && (last && fixed || k >= 0 && k < early)
		if last {
			placed, sure = true, true
		}
		if w.kid == nil {
			all.reached(nil, 0)
			return settled, true
		}
		v = behind(v, k, w.branch)
		if k >= 0 && k < early {
			early--
		}
		if all != nil {
			gone = append(gone, w.branch)
			ws.gone = gone
		}
		if len(v) == 0 {
			return false, true
		}
		if top == nil {
			top = w
		}
		link = &w.kid
	}
	if !sure {
		return false, false
	}
	if whole {
		if v, early = all.rest(gone, ws); len(v) == 0 {
			return false, true // all that is needed is on the way
		}
	}
	top.spoil()
	*link = ws.inRow(v)
	if !placed {
		v = v[:len(v)-1]
	}
	all.reached(v, early)
	return settled && len(v) <= early, true
}

// graftOne is graft for a sequence of one step that always touches the same.
func (f *dporFrame) graftOne(b *branch, ws *wakeups) (settled bool) {
	link := &f.tree
	var top *wakeup
	settled = true
	for w := *link; w != nil; w = *link {
		x := w.branch
		switch {
		case x.is(b):
			return settled && w.kid == nil
		case x.dependent(b):
			settled = settled && top == nil && f.follow(x)
			link = &w.next
			continue
		}
		settled = false
		if w.kid == nil {
			return false
		}
		b = b.crowded(x)
		if top == nil {
			top = w
		}
		link = &w.kid
	}
	top.spoil()
	*link = ws.node(b, nil)
	return settled
}

// spoil says that the tree of w has grown: whoever explores it does not know of that.
func (w *wakeup) spoil() {
	if w != nil && w.task != nil {
		w.task.spoil()
		w.task = nil
	}
}

// follow reports whether step b, which is possible before f, can happen after it only
// as one that depends on it: so it is none of those that do not follow f.
func (f *dporFrame) follow(b *branch) bool { return b.fixed && f.cur != nil && b.dependent(f.cur) }

// behind returns what is left of v after b, which is at position k of it, or with
// a negative k not in it.
func behind(v []*branch, k int, b *branch) []*branch {
	earlier := len(v) // of what stands before b it takes some room now
	switch {
	case k == 0:
		return v[1:]
	case k > 0:
		v, earlier = slices.Delete(v, k, k+1), k
	}
	if b.counted {
		for n := range v[:earlier] {
			v[n] = v[n].crowded(b)
		}
	}
	return v
}
