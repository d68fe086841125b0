package explore

import "slices"

// wakeup is a node of a wakeup tree (POPL'14, section 5): a step, and what to
// explore after it. A frame has the branches that are left as such nodes, in order,
// after the one that is being explored; a leaf stands for everything that begins
// with its path.
type wakeup struct {
	branch *branch
	kids   []*wakeup
	task   *task // who explores it meanwhile; nil: nobody
}

// initial says how step b relates to the sequence v. It is a weak initial when
// it could come first: it is in v, at position k, with nothing dependent before
// it; or it is not in v and independent of all of it, then k is -1.
func initial(v []*branch, b *branch) (k int, ok bool) {
	for k, x := range v {
		if x.thread == b.thread && x.alt == b.alt {
			return k, true
		}
		if x.dependent(b) {
			return 0, false
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
func (d *dpor) insert(i int, v []*branch) {
	if i < d.floor() {
		d.export(i, v)
		return
	}
	f := &d.frames[i]
	for _, s := range f.sleep {
		if s.covers(v) {
			return
		}
	}
	if f.cur != nil && f.cur.covers(v) {
		return
	}
	kids := &f.tree
	var top *wakeup // the branch of the frame that v belongs to
	for {
		var next *wakeup
		for _, w := range *kids {
			if k, ok := initial(v, w.branch); ok {
				v = behind(v, k, w.branch)
				next = w
				break
			}
		}
		if next == nil {
			break
		}
		if len(v) == 0 || len(next.kids) == 0 {
			return
		}
		if top == nil {
			top = next
		}
		kids = &next.kids
	}
	if top != nil && top.task != nil { // whoever explores it does not know of v
		top.task.spoil()
		top.task = nil
	}
	*kids = append(*kids, inRow(v))
}

// inRow returns a tree that is the sequence v.
func inRow(v []*branch) *wakeup {
	nodes, kids := make([]wakeup, len(v)), make([]*wakeup, len(v))
	for n, b := range v {
		nodes[n].branch, kids[n] = b, &nodes[n]
		if n > 0 {
			nodes[n-1].kids = kids[n : n+1 : n+1]
		}
	}
	return kids[0]
}

// behind returns what is left of v after b, which is at position k of it, or with
// a negative k not in it.
func behind(v []*branch, k int, b *branch) []*branch {
	earlier := len(v) // of what stands before b it takes some room now
	if k >= 0 {
		v, earlier = slices.Delete(v, k, k+1), k
	}
	if b.counted {
		for n := range v[:earlier] {
			v[n] = v[n].crowded(b)
		}
	}
	return v
}
