package model

// clockTree holds the vectors that have come from one another, each by one more count:
// they have what is in blocks, and so many of the recent counts. Who adds a count to the
// latest of them writes it behind these; it is in none of the vectors before. When there
// is no more room, all recent counts go to blocks of another tree, which shares those
// that none of them changes.
//
// No count is ever less than one that its thread had in a vector before.
type clockTree struct {
	blocks []*clockBlock // of 256 threads each; never changed, nor what is in them
	used   int32         // how many of recent there are
	recent [16]tally
}

// tally is a count of a thread.
type tally struct {
	t ThreadID
	c uint32
}

// clockBlock is 16 leaves of 16 counts; nil stands for zeros.
type clockBlock [16]*clockLeaf

type clockLeaf [16]uint32

// get returns the count of t in the vector that has n of the recent counts.
func (x *clockTree) get(n int32, t ThreadID) uint32 {
	for i := n - 1; i >= 0; i-- {
		if r := &x.recent[i]; r.t == t {
			return r.c
		}
	}
	if i := int(t) >> 8; i < len(x.blocks) && x.blocks[i] != nil {
		if l := x.blocks[i][t>>4&15]; l != nil {
			return l[t&15]
		}
	}
	return 0
}

// with returns that vector with another count.
func (x *clockTree) with(n int32, r tally) vector {
	switch {
	case n == int32(len(x.recent)):
		x, n = &clockTree{blocks: x.settled()}, 0
	case n < x.used: // another vector has gone on from here
		y := &clockTree{blocks: x.blocks}
		copy(y.recent[:], x.recent[:n])
		x = y
	}
	x.recent[n] = r
	x.used = n + 1
	return vector{tree: x, n: x.used}
}

// settled returns the blocks with all recent counts in them.
func (x *clockTree) settled() []*clockBlock {
	size := len(x.blocks)
	for _, r := range x.recent {
		size = max(size, int(r.t)>>8+1)
	}
	blocks := make([]*clockBlock, size)
	copy(blocks, x.blocks)
	for _, r := range x.recent {
		i, j := int(r.t)>>8, int(r.t)>>4&15
		var old clockBlock
		if i < len(x.blocks) && x.blocks[i] != nil {
			old = *x.blocks[i]
			if blocks[i] == x.blocks[i] {
				blocks[i] = nil
			}
		}
		if blocks[i] == nil {
			b := old
			blocks[i] = &b
		}
		b := blocks[i]
		if b[j] == old[j] {
			l := clockLeaf{}
			if old[j] != nil {
				l = *old[j]
			}
			b[j] = &l
		}
		b[j][r.t&15] = r.c
	}
	return blocks
}

// joinTrees returns the least vector that covers a and b: one of them where their blocks
// and what is recent show it.
func joinTrees(a, b vector) vector {
	if a.tree == b.tree {
		if a.n < b.n {
			return b
		}
		return a
	}
	blocks, inA, inB := joinBlocks(a.tree.blocks, b.tree.blocks)
	switch {
	case inA:
		return a.plus(b)
	case inB:
		return b.plus(a)
	}
	w := vector{tree: &clockTree{blocks: blocks}}
	return w.plus(a).plus(b)
}

// plus returns v with what is recent in w and not known in v.
func (v vector) plus(w vector) vector {
	for _, r := range w.tree.recent[:w.n] {
		if v.tree.get(v.n, r.t) < r.c {
			v = v.tree.with(v.n, r)
		}
	}
	return v
}

// joinBlocks returns the greater one of each count in a and b; nothing where that is just
// a, or b.
func joinBlocks(a, b []*clockBlock) (all []*clockBlock, inA, inB bool) {
	inA, inB = true, true
	for i := range max(len(a), len(b)) {
		if i >= len(b) && !inB && all == nil {
			return nil, true, false // what is left is of a alone
		}
		x, y := blockAt(a, i), blockAt(b, i)
		w := joinBlock(x, y)
		before := a
		if !inA {
			before = b
		}
		inA, inB = inA && w == x, inB && w == y
		if all == nil && !inA && !inB {
			all = make([]*clockBlock, max(len(a), len(b)))
			copy(all[:i], before)
		}
		if all != nil {
			all[i] = w
		}
	}
	return all, inA, inB
}

// blockAt returns blocks[i], nil where there is none.
func blockAt(blocks []*clockBlock, i int) *clockBlock {
	if i < len(blocks) {
		return blocks[i]
	}
	return nil
}

func joinBlock(a, b *clockBlock) *clockBlock { return joinEach(a, b, joinLeaf) }

func joinLeaf(a, b *clockLeaf) *clockLeaf { return joinEach(a, b, maxCount) }

func maxCount(a, b uint32) uint32 { return max(a, b) }

// joinEach joins a and b part by part: it returns one of them, if that is what comes of
// it.
func joinEach[A ~[16]P, P comparable](a, b *A, join func(P, P) P) *A {
	switch {
	case a == b || b == nil:
		return a
	case a == nil:
		return b
	}
	m, inA, inB := *a, true, true
	for i, p := range *b {
		w := join(m[i], p)
		inA, inB = inA && w == m[i], inB && w == p
		m[i] = w
	}
	switch {
	case inA:
		return a
	case inB:
		return b
	}
	w := m // which escapes only here
	return &w
}
