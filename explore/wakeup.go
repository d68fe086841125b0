package explore

import (
	"slices"

	"github.com/interleave-go/interleave/model"
)

// Wakeup trees (POPL'14, section 5): what is still to be explored from a point,
// as an ordered tree of steps. The first child of the root is the branch that
// is being explored; a leaf stands for everything that begins with its path.

// initial says how step b relates to the sequence v. It is a weak initial when
// it could come first: it is in v, at position k, with nothing dependent before
// it; or it is not in v and independent of all of it, then k is -1.
func initial(v []*branch, b *branch) (k int, ok bool) {
	for k, x := range v {
		if x.choice() == b.choice() {
			return k, true
		}
		if x.dependent(b) {
			return 0, false
		}
	}
	return -1, true
}

// insert schedules the sequence v from the state before frame i, unless a
// sleeping step or a branch of the tree covers it already.
func (d *dpor) insert(i int, v []*branch) {
	if i < d.floor() {
		d.export(i, v)
		return
	}
	f := &d.frames[i]
	for _, s := range f.sleep {
		if _, ok := initial(v, s); ok {
			return
		}
	}
	kids := &f.tree
	var top *wakeup // the branch of the frame that v belongs to
	for root := true; root || len(*kids) > 0; root = false {
		var next *wakeup
		for _, w := range *kids {
			k, ok := initial(v, w.branch)
			if !ok {
				continue
			}
			if k >= 0 {
				v = append(crowd(v[:k], w.branch), v[k+1:]...)
			} else {
				v = crowd(v, w.branch)
			}
			next = w
			break
		}
		if len(v) == 0 {
			return
		}
		if top == nil {
			top = next
		}
		if next == nil {
			if top != nil && top.task != nil { // whoever explores it does not know of v
				top.task.spoil()
				top.task = nil
			}
			for _, b := range v {
				w := &wakeup{branch: b}
				*kids = append(*kids, w)
				kids = &w.kids
			}
			return
		}
		kids = &next.kids
	}
}

// crowd returns v as it is with b before it: of what there is room for once in
// every so often, b takes some.
func crowd(v []*branch, b *branch) []*branch {
	v = append(make([]*branch, 0, len(v)+1), v...)
	if !counted(b) {
		return v
	}
	for i, x := range v {
		for j, y := range x.foot {
			if slices.ContainsFunc(b.foot, func(a model.Access) bool { return a.Crowds(y) }) {
				c := &branch{ev: x.ev, foot: slices.Clone(x.foot), seen: x.seen}
				c.foot[j].Left--
				v[i] = c
				break
			}
		}
	}
	return v
}
