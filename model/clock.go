package model

// vector is a vector clock as it was at one moment: a count per thread, zero for
// those never heard of. The zero vector knows nobody. A vector is never changed: a
// clock that moves on is another vector, and who keeps the one before can go back to
// it.
//
// Among up to flatThreads threads a vector is a row of counts. Beyond, vectors are trees
// that share structure, see clocktree.go, so that 100,000 threads do not cost 100,000
// counts per step.
type vector struct {
	tree  *clockTree // nil: it is a row
	at, n int32      // where in vectors.counts, and how many; of a tree, how many of the recent counts
}

// vectors holds the counts of vectors that are no trees, one after the other.
type vectors struct{ counts []uint32 }

const flatThreads = 64

func (x *vectors) flat(v vector) []uint32 { return x.counts[v.at : v.at+v.n] }

// get returns the count of t in v.
func (x *vectors) get(v vector, t ThreadID) uint32 {
	switch {
	case v.tree != nil:
		return v.tree.get(v.n, t)
	case int32(t) < v.n:
		return x.counts[v.at+int32(t)]
	}
	return 0
}

// with returns v with count c of t.
func (x *vectors) with(v vector, t ThreadID, c uint32) vector {
	if v.tree != nil || t >= flatThreads {
		v = x.grown(v)
		return v.tree.with(v.n, tally{t, c})
	}
	w := x.copied(v, int32(t)+1)
	x.counts[w.at+int32(t)] = c
	return w
}

// copied returns a copy of v, which is flat, with at least n counts. It is the latest
// vector, and whoever makes it may change it until it is shared.
func (x *vectors) copied(v vector, n int32) vector {
	w := vector{at: int32(len(x.counts)), n: max(v.n, n)}
	x.counts = append(x.counts, x.flat(v)...)
	for i := v.n; i < n; i++ {
		x.counts = append(x.counts, 0)
	}
	return w
}

// grown returns v as a tree.
func (x *vectors) grown(v vector) vector {
	if v.tree != nil {
		return v
	}
	w := vector{tree: &clockTree{}}
	for t, c := range x.flat(v) {
		if c != 0 {
			w = w.tree.with(w.n, tally{ThreadID(t), c})
		}
	}
	return w
}

// join returns the least vector that covers a and b: one of them, if it does.
func (x *vectors) join(a, b vector) vector {
	if a.tree != nil || b.tree != nil {
		return joinTrees(x.grown(a), x.grown(b))
	}
	if a.n < b.n {
		a, b = b, a
	}
	if a.at == b.at {
		return a
	}
	ca, cb := x.flat(a)[:b.n], x.flat(b)
	less, more := false, a.n > b.n
	for t, c := range cb {
		less = less || ca[t] < c
		more = more || ca[t] > c
	}
	switch {
	case !less:
		return a
	case !more:
		return b
	}
	w := x.copied(a, 0)
	for t, c := range x.flat(b) {
		p := &x.counts[w.at+int32(t)]
		*p = max(*p, c)
	}
	return w
}
