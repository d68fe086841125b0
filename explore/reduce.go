package explore

import (
	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sim"
)

// reduce makes the execution small, step by step.
func (h *shrinker) reduce() {
	try := func(list []deviation) ([]deviation, bool) {
		if h.spent() {
			return nil, false
		}
		_, ok := h.run(newDeviant(list), 0, h.s.lim)
		return h.best.list, ok
	}
	for {
		before := h.best.size
		h.linearize(h.best.choices)
		minimize(h.best.list, try)
		h.merge()
		if h.best.size == before || h.spent() {
			return
		}
	}
}

// merge joins blocks of the same thread, until that makes nothing smaller (the
// moves of Jalbert, Sen, FSE 2010).
func (h *shrinker) merge() {
	for again := true; again; {
		again = false
		bs := h.best.blocks
		for i := range bs {
			j := i + 1
			for j < len(bs) && bs[j].thread != bs[i].thread {
				j++
			}
			if j >= len(bs) || j == i+1 {
				continue
			}
			if h.tryBlocks(moved(bs, j, i+1)) || h.tryBlocks(moved(bs, i, j-1)) {
				again = true
				break
			}
		}
	}
}

func (h *shrinker) tryBlocks(bs []block) bool {
	if h.spent() {
		return false
	}
	alts := map[point]model.Alt{}
	for _, d := range h.best.list {
		if d.to == model.NoThread {
			alts[d.point] = d.alt
		}
	}
	_, ok := h.run(&inBlocks{blocks: bs, alts: alts}, 0, h.s.lim)
	return ok
}

// moved returns the blocks with the one at from brought to position to.
func moved(bs []block, from, to int) []block {
	rest := leaveOut(bs, from, from+1)
	return append(append(rest[:to:to], bs[from]), rest[to:]...)
}

// prove tries everything with no preemption, then with one, and so on up to
// as many as the best execution has: context bounding (Musuvathi, Qadeer, PLDI
// 2007). Where that ends within so many tries, the best execution is the least.
func (h *shrinker) prove(most int) {
	for bound := 0; bound <= h.best.preemptions; bound++ {
		d := newDFS(bound)
		for more := another; more == another; {
			if h.spent() || h.out.Tries >= most {
				return
			}
			lim := h.s.lim
			if bound == h.best.preemptions { // a longer one is no better
				lim.Steps = h.best.steps
			}
			x, _ := h.run(d, 0, lim)
			if d.diverged(h.e.View()) != nil || x.End == sim.Cancelled || h.cut(x) {
				return
			}
			more = d.next(h.e.View(), x.End == sim.Quiet)
		}
	}
	h.out.Least = true
}
