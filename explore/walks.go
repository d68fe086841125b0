package explore

// A pair that is not settled is tried again in each execution. Mostly its sequence belongs
// into the tree of the frame just where it did before, and is there: what decided which way
// to go is as it was. So that is kept.

// walk is the way of a sequence to a leaf of a tree, at each step of which it was decided
// which branch the sequence belongs to: by how the later step of the pair relates to those
// that begin like the branch, and the steps of the sequence before frame until.
type walk struct {
	at    int64     // the execution in which it was looked at last
	until int       // a frame, that of the later step at least
	free  []*branch // where a branch was taken or passed over since no other step is dependent of this one
}

// The number of the walk of a pair that has none. Only one that is tried again gets one.
const (
	untried = 0
	tried   = -1
)

// walks keeps those of the pairs that are not settled.
type walks struct {
	all  []walk
	idle []int32 // the numbers of those that nobody has, from 1
	held int     // how often one has held
	off  bool    // none is kept, for tests
}

// maxFree is how many steps a walk may depend on in that way.
const maxFree = 8

// holds reports whether the sequence of c, a pair of frame i that has a walk, goes the same
// way as before, to a leaf which is still there: trees only grow while a pair lives, and not
// at leaves. The frames that decided it must be the same. Those that are new must be
// independent of what no other step was dependent of.
func (d *dpor) holds(i int, c *candidate) bool {
	w := &d.walks.all[c.walk-1]
	if w.until >= d.n || d.frames[w.until].born > w.at {
		return false
	}
	r := d.rest(i)
	if r.counted > 0 {
		return false
	}
	for n := len(r.frames) - 1; n >= 0 && d.frames[r.frames[n]].born > w.at; n-- {
		s := r.steps[n]
		for _, b := range w.free {
			if s.dependent(b) {
				return false
			}
		}
	}
	w.at = d.number
	d.walks.held++
	return true
}

// walked keeps the walk of c, if it has come to a leaf and may be needed.
func (d *dpor) walked(c *candidate, x *whole) {
	ws := &d.walks
	if c.settled || ws.off || !x.keep || !x.leaf || len(x.free) > maxFree {
		ws.drop(c)
		c.walk = tried
		return
	}
	if c.walk == tried {
		if n := len(ws.idle); n > 0 {
			c.walk = ws.idle[n-1]
			ws.idle = ws.idle[:n-1]
		} else {
			ws.all = append(ws.all, walk{})
			c.walk = int32(len(ws.all))
		}
	}
	w := &ws.all[c.walk-1]
	w.at, w.until, w.free = d.number, x.decided, append(w.free[:0], x.free...)
}

// drop forgets the walk of c.
func (ws *walks) drop(c *candidate) {
	if c.walk > 0 {
		ws.idle = append(ws.idle, c.walk)
	}
}
