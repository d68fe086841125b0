package model

// Clock is a vector clock: a count per thread, zero for those never heard of.
// The zero Clock is empty and ready for use.
//
// Up to flatThreads threads a clock is an array, copied in place without
// allocation. Beyond, clocks are persistent trees that share structure: a copy
// is a pointer, a tick copies one path, and a join visits only where the two
// sides differ, so that 100,000 threads do not cost 100,000 counts per step.
type Clock struct {
	flat []uint32
	root *clockNode // not nil: the tree holds everything and flat is unused
	// ticked: nothing has been joined since the latest Tick. Of a thread that ticks
	// whenever it has published its clock: all but its own count is published.
	ticked bool
}

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

// Get returns the count of t.
func (c *Clock) Get(t ThreadID) uint32 {
	if c.root != nil {
		return c.root.get(int(t))
	}
	if int(t) < len(c.flat) {
		return c.flat[t]
	}
	return 0
}

// Tick adds one to the count of t.
func (c *Clock) Tick(t ThreadID) {
	c.set(t, c.Get(t)+1)
	c.ticked = true
}

// JoinThread is Join with the clock o of thread t, which has ended. When c has
// heard of the last time that t published its clock, and t has heard of nobody
// since, that is known without looking: the question is in one count.
func (c *Clock) JoinThread(t ThreadID, o *Clock) {
	if last := o.Get(t); o.ticked && last > 1 && c.Get(t) >= last-1 {
		c.set(t, last)
		c.ticked = false
		return
	}
	c.Join(o)
}

func (c *Clock) set(t ThreadID, v uint32) {
	if c.root == nil && int(t) >= flatThreads {
		c.grow()
	}
	if c.root != nil {
		c.root = c.root.with(int(t), v)
		return
	}
	for len(c.flat) <= int(t) {
		c.flat = append(c.flat, 0)
	}
	c.flat[t] = v
}

// grow turns a flat clock into a tree.
func (c *Clock) grow() {
	root := &clockNode{}
	for t, v := range c.flat {
		if v != 0 {
			root = root.with(t, v)
		}
	}
	c.root = root
}

// Assign makes c a copy of o.
func (c *Clock) Assign(o *Clock) {
	c.root, c.ticked = o.root, false
	if o.root == nil {
		c.flat = append(c.flat[:0], o.flat...)
	}
}

// Join makes c the least clock that covers c and o.
func (c *Clock) Join(o *Clock) {
	c.ticked = false
	switch {
	case c.root == nil && o.root == nil:
		for len(c.flat) < len(o.flat) {
			c.flat = append(c.flat, 0)
		}
		for t, v := range o.flat {
			if v > c.flat[t] {
				c.flat[t] = v
			}
		}
	case o.root == nil:
		for t, v := range o.flat {
			if v > c.Get(ThreadID(t)) {
				c.set(ThreadID(t), v)
			}
		}
	default:
		if c.root == nil {
			c.grow()
		}
		c.root = joinNodes(c.root, o.root)
	}
}

// Clear empties the clock and keeps its array.
func (c *Clock) Clear() { c.flat, c.root, c.ticked = c.flat[:0], nil, false }

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
