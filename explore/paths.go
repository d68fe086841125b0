package explore

import (
	"slices"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
)

// paths remembers how threads are ordered by spawn path, which never changes: of
// many enabled threads the first is looked for at every other step.
type paths struct {
	of    *sched.View      // whose threads they are
	order []model.ThreadID // those met so far
	rank  []int32          // by ThreadID: the place in order, from 1
}

// before reports whether t comes before u by spawn path.
func (p *paths) before(v *sched.View, t, u model.ThreadID) bool {
	if p.of != v {
		p.of, p.order, p.rank = v, p.order[:0], p.rank[:0]
	}
	a, b := p.place(t), p.place(u)
	if a > 0 && b > 0 {
		return a < b
	}
	p.enter(t)
	p.enter(u)
	return p.place(t) < p.place(u)
}

func (p *paths) place(t model.ThreadID) int32 {
	if int(t) < len(p.rank) {
		return p.rank[t]
	}
	return 0
}

// enter puts t into the order.
func (p *paths) enter(t model.ThreadID) {
	if p.place(t) > 0 {
		return
	}
	for len(p.rank) <= int(t) {
		p.rank = append(p.rank, 0)
	}
	at, _ := slices.BinarySearchFunc(p.order, t, p.of.State.ComparePaths)
	p.order = slices.Insert(p.order, at, t)
	for i, u := range p.order[at:] {
		p.rank[u] = int32(at + i + 1)
	}
}
