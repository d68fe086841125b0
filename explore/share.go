package explore

import (
	"slices"
	"strconv"

	"github.com/interleave-go/interleave/model"
)

// How a branch of the tree is given to somebody else.
//
// What optimal DPOR explores below a branch is a function of the steps that lead
// there, of what is asleep there, and of the wakeup tree that the branch has when
// its turn comes. The first two are known as soon as the branch is. The tree may
// still grow while the branches to the left of it are explored; mostly it does not.
// So a branch may be explored ahead of its turn, by a search of its own with a copy
// of the tree: if the tree has grown by the time its turn comes, all that was in
// vain and the branch is explored again. Otherwise the result is, execution by
// execution, what it would have been in its turn. What the races found there
// schedule before the branch is kept in order, and inserted when its turn has come.
//
// It would be wrong to leave a sequence to a branch that covers it but has been
// explored without it: a branch relies on what sleeps there having sent it, through
// its tree, what must not begin with the sleepers (a row of TestKnownMistakes).

// share is what a search that was given a branch knows of the tree around it.
type share struct {
	base   int         // the frame of the branch: what is inserted there or before is not ours
	entry  []*branch   // what is asleep there
	known  [][]*branch // by frame up to base: steps that cover what begins with them for good
	chosen []int32     // by frame up to base: see dporFrame
	out    []insertion // for the frames up to base, in order
	sent   map[string]bool
}

// insertion is a sequence to schedule from the state before a frame.
type insertion struct {
	at int
	v  []*branch
	// Where only what is needed of it is to be scheduled, see dpor.need: which frames the
	// steps were, and their clocks, one after the other, of as many counts as threads make
	// these steps. Who sleeps there knows the search whose frame it is.
	frames  []int
	columns []model.ThreadID // by step: where in a clock its thread is
	clocks  []int32
}

// fresh reports whether v is neither covered nor has been sent before; now it has.
func (s *share) fresh(i int, v []*branch) bool {
	for _, b := range s.known[i] {
		if b.covers(v) {
			return false
		}
	}
	key := strconv.AppendInt(nil, int64(i), 36)
	for _, b := range v {
		for _, n := range [...]int{int(b.thread), int(b.alt.Case), int(b.alt.Peer), int(b.alt.PeerCase)} {
			key = strconv.AppendInt(append(key, ' '), int64(n), 36)
		}
	}
	if s.sent[string(key)] {
		return false
	}
	s.sent[string(key)] = true
	return true
}

// split gives away the branch nearest to the root, at frame from or below, whose
// turn has not come, as a search of its own. It returns nil when there is none.
// It may be called between executions only.
func (d *dpor) split(from int) (*dpor, *wakeup) {
	for i := max(from, d.floor()); i <= d.analysed && i < len(d.frames); i++ {
		for w := range d.frames[i].tree.row {
			if w.task == nil && (w != d.frames[i].tree || i < d.analysed) { // the one whose turn it is stays
				return d.give(i, w), w
			}
		}
	}
	return nil, nil
}

// give returns a search of branch w of frame i.
func (d *dpor) give(i int, w *wakeup) *dpor {
	f := &d.frames[i]
	s := &share{base: i, sent: map[string]bool{}, known: make([][]*branch, i+1)}
	for j := range i + 1 {
		if j < d.floor() {
			s.known[j] = d.known[j]
			continue
		}
		g := &d.frames[j]
		s.known[j] = slices.Clone(g.sleep)
		if g.cur != nil {
			s.known[j] = append(s.known[j], g.cur)
		}
	}
	for x := range f.tree.row { // they are asleep, or done, when its turn comes
		s.known[i] = append(s.known[i], x.branch)
		if x == w {
			break
		}
	}
	s.entry = s.known[i][: len(s.known[i])-1 : len(s.known[i])-1]
	carry := w.copy()
	for _, g := range slices.Backward(d.frames[:i]) {
		carry = &wakeup{branch: g.cur, kid: carry}
	}
	s.chosen = d.chosenTo(i)
	e := newDPOR(d.bound)
	e.order.wideFrom = d.order.wideFrom
	e.share, e.carry = s, carry
	return e
}

// copy returns a tree that grows on its own.
func (w *wakeup) copy() *wakeup {
	c := &wakeup{branch: w.branch}
	link := &c.kid
	for k := range w.kid.row {
		*link = k.copy()
		link = &(*link).next
	}
	return c
}

// task returns who explores the branch whose turn it is.
func (d *dpor) task() *task { return d.frames[d.analysed].tree.task }

// reclaim takes back the branch whose turn it is, and goes on with it.
func (d *dpor) reclaim() progress {
	d.frames[d.analysed].tree.task = nil
	return d.take(d.analysed)
}

// absorb takes in what was found below the branch whose turn it is, and goes on.
func (d *dpor) absorb(e *dpor) progress {
	i := d.analysed
	d.frames[i].next()
	d.frames[i].leave()
	for _, x := range e.out {
		d.put(x)
	}
	d.redundant += e.redundant
	d.inexact += e.inexact
	if p := d.take(i); p != over {
		return p
	}
	return d.backtrack(i - 1)
}

// next takes the next branch off the tree.
func (f *dporFrame) next() {
	f.cur, f.tree = f.tree.branch, f.tree.next
}

// adopt goes on with e, which explores the branch whose turn it is and is not done.
func (d *dpor) adopt(e *dpor) {
	i := d.analysed
	d.frames[i].next() // its tree is in e's frames
	for _, x := range e.out {
		d.put(x)
	}
	d.frames = append(d.frames[:i+1], e.frames[i+1:]...)
	d.analysed, d.fork = e.analysed, e.fork
	d.redundant += e.redundant
	d.inexact += e.inexact
}
