package model

// nodeTable holds the nodes that come after one, by result: a hash table with linear
// probing, at most half full. Its length is a power of two.
type nodeTable struct {
	slots []*Node
	n     int
}

// Add makes k, whose result is set, come after n.
func (n *Node) Add(k *Node) {
	if n.kid == nil {
		n.kid = k
		return
	}
	if n.kids == nil {
		n.kids = &nodeTable{slots: make([]*Node, 8)}
		n.kids.add(n.kid)
	}
	n.kids.add(k)
}

// After returns the node that comes after n with result r, nil if there is none.
func (n *Node) After(r *Result) *Node {
	if k := n.kid; k == nil || k.Res == *r {
		return k
	}
	return n.kids.find(r)
}

// find is not inlined, so that After is.
//
//go:noinline
func (x *nodeTable) find(r *Result) *Node {
	if x == nil {
		return nil
	}
	for at := r.hash(); ; at++ {
		k := x.slots[at&uint64(len(x.slots)-1)]
		if k == nil || k.Res == *r {
			return k
		}
	}
}

func (x *nodeTable) add(k *Node) {
	if 2*(x.n+1) > len(x.slots) {
		old := x.slots
		x.slots, x.n = make([]*Node, 2*len(old)), 0
		for _, o := range old {
			if o != nil {
				x.add(o)
			}
		}
	}
	at := k.Res.hash()
	for x.slots[at&uint64(len(x.slots)-1)] != nil {
		at++
	}
	x.slots[at&uint64(len(x.slots)-1)] = k
	x.n++
}

// hash mixes what usually tells results apart.
func (r *Result) hash() uint64 {
	h := uint64(r.Val) ^ uint64(uint16(r.Case))<<40
	if r.OK {
		h ^= 1 << 60
	}
	return h * 0x9e3779b97f4a7c15 >> 32
}
