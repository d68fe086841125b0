package explore

import (
	"slices"

	"github.com/interleave-go/interleave/model"
)

// maxObstacles is how many steps are left out together to make a blocked one
// possible, before all are.
const maxObstacles = 3

// clearWay looks for the frames in between without which the later step of c is
// possible, and leaves them out, with all that follows them: every choice of few of
// which no part is enough. They commute with frame i and prevent the step as well:
// of two readers each keeps a writer out, and a third one that has come and gone
// does not. v are the steps of between, which st is after; use is given what is left
// of them, at a state where the step is possible. It returns what of between st is
// after in the end.
func (d *dpor) clearWay(st *model.State, c *candidate, between []int, v []*branch, done []int32, use func(v []*branch)) []int {
	all := slices.Clone(between)
	in := d.obstacles(st, c, all)
	try := func(out []int) bool {
		rest := slices.Clone(all)
		for _, k := range out {
			if n := slices.Index(rest, k); n >= 0 {
				rest = append(rest[:n], d.without(k, rest[n+1:])...)
			}
		}
		p := 0
		for p < len(between) && p < len(rest) && between[p] == rest[p] {
			p++
		}
		for k := len(between) - 1; k >= p; k-- {
			d.retreat(st, between[k], done)
		}
		between, v = between[:p], v[:p]
		for _, k := range rest[p:] {
			between, v = append(between, k), append(v, d.forth(st, k, done))
		}
		st.Settle()
		return st.IsEnabled(c.thread)
	}
	var cleared [][]int
	for size := 1; size <= min(maxObstacles, len(in)); size++ {
		subsets(in, size, nil, func(out []int) bool {
			if slices.ContainsFunc(cleared, func(c []int) bool { return includes(out, c) }) {
				return false // less is enough
			}
			if try(out) {
				cleared = append(cleared, slices.Clone(out))
				use(v)
			}
			return false
		})
	}
	if len(cleared) == 0 && len(in) > 0 && try(in) {
		use(v)
	}
	return between
}

// includes reports whether all of part are in whole.
func includes(whole, part []int) bool {
	return !slices.ContainsFunc(part, func(k int) bool { return !slices.Contains(whole, k) })
}

// subsets calls f with out and every choice of size elements of from, in their
// order, until f returns true.
func subsets(from []int, size int, out []int, f func([]int) bool) bool {
	if size == 0 {
		return f(out)
	}
	for i := range len(from) - size + 1 {
		if subsets(from[i+1:], size-1, append(slices.Clip(out), from[i]), f) {
			return true
		}
	}
	return false
}

// obstacles returns those of the frames in between, the last first, that touch
// what the later step of c waits for, and that this does not follow.
func (d *dpor) obstacles(st *model.State, c *candidate, between []int) []int {
	if st.Status(c.thread) != model.Pending {
		return nil
	}
	latest := -1 // the thread's latest step
	for _, k := range between {
		if d.frames[k].cur.advances(c.thread) {
			latest = k
		}
	}
	op := st.Pending(c.thread)
	objs := waitsFor(st, op)
	var in []int
	for _, k := range slices.Backward(between) {
		if latest >= 0 && d.follows(latest, k) {
			continue
		}
		if slices.ContainsFunc(d.frames[k].cur.foot, func(a model.Access) bool { return slices.Contains(objs, a.Obj) && hinders(st, op, a) }) {
			in = append(in, k)
		}
	}
	return in
}

// hinders reports whether a step that touched what op waits for in the way a can be
// what keeps op waiting. Whoever counts a wait group down does not, and only seems to
// when it is left out with those who follow it: of forty of them three are left out in
// ten thousand ways.
func hinders(st *model.State, op *model.Op, a model.Access) bool {
	if op.Await != nil {
		return true
	}
	switch op.Kind {
	case model.GroupWait:
		return a.Mode == model.Renew || a.Mode == model.More
	case model.EventWait:
		return a.Mode == model.Lower
	case model.SemAcquire:
		if m, ok := st.Semaphore(a.Obj); ok && !m.FIFO {
			return a.Mode == model.Down
		}
	case model.Lock, model.Relock:
		return !st.PlainMutex(a.Obj) || a.Mode == model.Acquire
	}
	return true
}
