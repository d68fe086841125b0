package model

// vector is a vector clock as it was at one moment: a count per thread, zero for
// those never heard of. The zero vector knows nobody. A vector is never changed: a
// clock that moves on is another vector, and who keeps the one before can go back to
// it.
//
// Among up to flatThreads threads a vector is a row of counts. Beyond, vectors are
// persistent trees that share structure: another count copies one path, and a join
// visits only where the two sides differ, so that 100,000 threads do not cost 100,000
// counts per step.
type vector struct {
	root  *clockNode // not nil: the tree holds everything
	at, n int32      // otherwise: where in vectors.counts, and how many
}

// vectors holds the counts of vectors that are no trees, one after the other.
type vectors struct{ counts []uint32 }

const (
	flatThreads = 64
	clockFan    = 16
)

// clockNode is a block of counts. Block b holds threads b*16 .. b*16+15; its
// children are the blocks 16b+1 .. 16b+16. Nodes are never changed once shared.
type clockNode struct {
	vals [clockFan]uint32
	kids [clockFan]*clockNode
}

func (x *vectors) flat(v vector) []uint32 { return x.counts[v.at : v.at+v.n] }

// get returns the count of t in v.
func (x *vectors) get(v vector, t ThreadID) uint32 {
	switch {
	case v.root != nil:
		return v.root.get(int(t))
	case int32(t) < v.n:
		return x.counts[v.at+int32(t)]
	}
	return 0
}

// with returns v with count c of t.
func (x *vectors) with(v vector, t ThreadID, c uint32) vector {
	if v.root != nil || t >= flatThreads {
		return vector{root: x.tree(v).with(int(t), c)}
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

// tree returns v as a tree, nil when it knows nobody.
func (x *vectors) tree(v vector) *clockNode {
	root := v.root
	for t, c := range x.flat(v) {
		if c != 0 {
			root = root.with(t, c)
		}
	}
	return root
}

// join returns the least vector that covers a and b: one of them, if it does.
func (x *vectors) join(a, b vector) vector {
	if a.root != nil || b.root != nil {
		return vector{root: joinNodes(x.tree(a), x.tree(b))}
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

// get descends to the block of t. The way is found from the block upwards, so
// it is walked by recursion.
func (n *clockNode) get(t int) uint32 {
	if n = n.find(t / clockFan); n == nil {
		return 0
	}
	return n.vals[t%clockFan]
}

func (n *clockNode) find(block int) *clockNode {
	if block == 0 {
		return n
	}
	if n = n.find((block - 1) / clockFan); n == nil {
		return nil
	}
	return n.kids[(block-1)%clockFan]
}

// with returns a copy of the tree in which t has count v.
func (n *clockNode) with(t int, v uint32) *clockNode {
	var path [16]int
	depth := 0
	for b := t / clockFan; b > 0; b = (b - 1) / clockFan {
		path[depth] = (b - 1) % clockFan
		depth++
	}
	return n.withPath(path[:depth], t%clockFan, v)
}

// withPath follows path, whose last element is the first branch.
func (n *clockNode) withPath(path []int, slot int, v uint32) *clockNode {
	m := &clockNode{}
	if n != nil {
		*m = *n
	}
	if len(path) == 0 {
		m.vals[slot] = v
		return m
	}
	k := path[len(path)-1]
	m.kids[k] = m.kids[k].withPath(path[:len(path)-1], slot, v)
	return m
}

func joinNodes(a, b *clockNode) *clockNode {
	if a == b || b == nil {
		return a
	}
	if a == nil {
		return b
	}
	m, sameA, sameB := *a, true, true
	for i, v := range b.vals {
		if v > m.vals[i] {
			m.vals[i], sameA = v, false
		} else if v < m.vals[i] {
			sameB = false
		}
	}
	for i, k := range b.kids {
		m.kids[i] = joinNodes(a.kids[i], k)
		sameA = sameA && m.kids[i] == a.kids[i]
		sameB = sameB && m.kids[i] == k
	}
	switch {
	case sameA:
		return a
	case sameB:
		return b
	}
	r := m
	return &r
}
