package explore

import (
	"slices"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
)

// branches makes branches, of equal steps one: a search comes to the same steps over
// and over, and then makes nothing new.
type branches struct {
	seen  *sched.View // of the engine whose steps are known
	known []*branch   // a hash table with linear probing; its length is a power of two
	n     int
	from  []*branch      // by node of a memo: the fixed steps that leave it
	nodes int            // see sched.View.Nodes
	ready [256]*branch   // by slot: some fixed steps that leave no node
	foot  []model.Access // scratch
}

// maxBranches is how many different steps are kept. A program whose values never
// come again begins anew there.
const maxBranches = 1 << 15

// step returns the step of ev. A fixed one is known by the node that its thread was at,
// or else by what it does, without asking the model what it touches.
func (bs *branches) step(ev *model.Event, v *sched.View) *branch {
	n := 0
	if at := ev.From(); at != nil {
		n = int(at.ID)
	}
	if bs.seen == v && ev.Alt == (model.Alt{}) {
		if n == 0 {
			if b := bs.ready[slot(ev)]; b != nil && ev.Op.Await == nil && b.isOf(ev) {
				return b
			}
		} else if n < len(bs.from) && bs.nodes == v.Nodes && bs.from[n] != nil {
			return bs.from[n]
		}
	}
	bs.foot = v.State.Footprint(ev, bs.foot[:0])
	b := bs.of(ev, bs.foot, v)
	switch {
	case !b.fixed || b.alt != (model.Alt{}):
	case n == 0:
		bs.ready[slot(ev)] = b
	default:
		if bs.nodes != v.Nodes {
			bs.from, bs.nodes = nil, v.Nodes
		}
		for len(bs.from) <= n {
			bs.from = append(bs.from, nil)
		}
		bs.from[n] = b
	}
	return b
}

// slot returns where in ready the step of ev is, if it is there.
func slot(ev *model.Event) uint8 {
	op := ev.Op
	h := uint32(ev.Thread)<<16 ^ uint32(op.Obj)<<8 ^ uint32(op.Kind) ^ uint32(op.Arg)<<4
	return uint8(h * 0x9e3779b1 >> 24)
}

// of returns the step of ev, which touches foot; neither is kept.
func (bs *branches) of(ev *model.Event, foot []model.Access, v *sched.View) *branch {
	if ev.Op.Await != nil { // it is looked for by what it has seen, which is another one each time
		return newBranch(ev, foot, v)
	}
	if bs.seen != v || 2*bs.n >= len(bs.known) {
		bs.grow(v)
	}
	h := hashOf(ev, foot)
	at := h & uint64(len(bs.known)-1)
	for ; bs.known[at] != nil; at = (at + 1) & uint64(len(bs.known)-1) {
		if b := bs.known[at]; b.hash == h && b.equals(ev, foot) {
			return b
		}
	}
	b := newBranch(ev, foot, v)
	b.hash = h
	bs.known[at] = b
	bs.n++
	return b
}

// grow makes room, and forgets what another engine has made.
func (bs *branches) grow(v *sched.View) {
	old := bs.known
	if bs.seen != v || bs.n >= maxBranches {
		old, bs.n, bs.from = nil, 0, nil
		clear(bs.ready[:])
	}
	bs.seen, bs.known = v, make([]*branch, max(64, 2*len(old)))
	for _, b := range old {
		if b == nil {
			continue
		}
		at := b.hash & uint64(len(bs.known)-1)
		for bs.known[at] != nil {
			at = (at + 1) & uint64(len(bs.known)-1)
		}
		bs.known[at] = b
	}
}

// hashOf mixes what usually tells steps apart.
func hashOf(ev *model.Event, foot []model.Access) uint64 {
	h := uint64(ev.Thread)<<32 ^ uint64(ev.Op.Obj)<<8 ^ uint64(ev.Op.Kind)
	h = (h ^ uint64(ev.Op.Arg)) * 0x9e3779b97f4a7c15
	h ^= uint64(ev.Alt.Peer)<<32 ^ uint64(uint16(ev.Alt.Case))<<16 ^ uint64(uint16(ev.Alt.PeerCase))
	for _, a := range foot {
		h = (h ^ uint64(a.Obj)<<40 ^ uint64(a.Part)<<24 ^ uint64(a.Left)<<8 ^ uint64(a.Mode)) * 0xbf58476d1ce4e5b9
	}
	return h ^ h>>29
}

// equals reports whether b is the step of ev.
func (b *branch) equals(ev *model.Event, foot []model.Access) bool {
	return b.isOf(ev) && b.alt == ev.Alt && slices.Equal(b.foot, foot)
}

// isOf reports whether b is the step of ev, apart from its alternative and from what it
// touches.
func (b *branch) isOf(ev *model.Event) bool {
	return b.thread == ev.Thread && b.joint == ev.Joint && equalOps(&b.op, ev.Op)
}

// equalOps reports whether two operations that begin no round of an await are the
// same, values included.
func equalOps(a, b *model.Op) bool {
	return a.Kind == b.Kind && a.Obj == b.Obj && a.Arg == b.Arg && a.Arg2 == b.Arg2 && a.Timeout == b.Timeout &&
		a.Opaque == b.Opaque && a.Flaky == b.Flaky && a.Mortal == b.Mortal && slices.Equal(a.Cases, b.Cases)
}
