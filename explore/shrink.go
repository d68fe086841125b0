package explore

import (
	"cmp"
	"fmt"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// Shrinking says how a failure's execution was made small: fewest preemptions,
// then fewest steps.
type Shrinking struct {
	Tries       int `json:"tries"`       // executions made for it
	Steps       int `json:"steps"`       // of the execution that the search found
	Preemptions int `json:"preemptions"` // of that one
	// Least: every execution with fewer preemptions than the one shown, and every
	// shorter one with as many, was tried, and none fails alike.
	Least bool `json:"least"`
}

// shrunk says behind the size of f's execution how it was made small: ", the
// least that fails so (found: 9 steps and 2 preemptions; 31 tries)".
func (f *Failure) shrunk() string {
	s := f.Shrinking
	if s == nil {
		return ""
	}
	found := fmt.Sprintf("%s and %s", plural(s.Steps, "step"), plural(s.Preemptions, "preemption"))
	changed := f.Steps != s.Steps || f.Preemptions != s.Preemptions
	switch {
	case s.Least && changed:
		return ", the least that fails so (found: " + found + "; " + tries(s.Tries) + ")"
	case s.Least:
		return ", the least that fails so (" + tries(s.Tries) + ")"
	case changed:
		return "; it was found with " + found + " (" + tries(s.Tries) + ")"
	}
	return "; " + tries(s.Tries) + " found no less"
}

func tries(n int) string {
	if n == 1 {
		return "1 try"
	}
	return comma(n) + " tries"
}

// maxShrinkWork bounds the steps made to shrink one failure, so that long
// executions do not take for ever: 2,000 tries of 1,000 steps. A step among
// thousands of threads counts as many.
const maxShrinkWork = 2_000_000

// shrink makes the executions of all failures small. It is called once, when
// the search is over.
func (s *search) shrink() {
	most := s.o.Shrink
	switch {
	case most == NoShrink:
		return
	case most == 0:
		most = DefaultShrink
	}
	for i := 0; i < len(s.rep.Failures); i++ {
		f := &s.rep.Failures[i]
		if f.Seed == "" || f.Shrinking != nil || s.e.Foreign() != "" {
			continue
		}
		h := &shrinker{s: s, key: f.key, most: most}
		if h.begin(f.Seed) {
			h.reduce()
			h.prove()
			if !h.out.Least && f.Kind != sim.Race { // of several races only the first is seen, in each order another
				h.reprove()
			}
			s.showShrunk(i, h)
		}
	}
}

// A shrinker looks for the least execution that fails as a given one does. Each
// candidate is executed, and must fail in the same kind, with the same
// objects, operations and places.
type shrinker struct {
	s      *search
	key    string // of the failure, with places
	coarse string // without
	most   int    // executions
	work   int    // steps made so far, see maxShrinkWork
	best   smallest
	start  size
	out    Shrinking
}

// size is what shrinking makes small, in this order.
type size struct{ preemptions, steps, deviations int }

func (a size) less(b size) bool {
	return cmp.Or(cmp.Compare(a.preemptions, b.preemptions), cmp.Compare(a.steps, b.steps), cmp.Compare(a.deviations, b.deviations)) < 0
}

// smallest is the least execution so far that fails alike.
type smallest struct {
	size
	list     []deviation
	choices  []model.Choice
	blocks   []block
	schedule sched.Schedule
}

// begin makes the execution that the search found. It reports whether that
// fails alike when made by its seed alone: what is recognised over many
// executions, or by more than its steps, cannot be shrunk.
func (h *shrinker) begin(seed string) bool {
	sd, err := sched.ParseSeed(seed)
	if err != nil {
		return false
	}
	st, _, err := strategyOf(sd, false)
	if err != nil {
		return false
	}
	h.best.size = size{1 << 30, 1 << 30, 1 << 30}
	if _, ok := h.run(st, sd.Number, placed(h.s.lim)); !ok {
		return false
	}
	h.start = h.best.size
	h.out = Shrinking{Steps: h.best.steps, Preemptions: h.best.preemptions}
	return true
}

// spent reports whether no more candidates may be tried.
func (h *shrinker) spent() bool {
	return h.out.Tries >= h.most || h.work >= maxShrinkWork || h.s.ctx.Err() != nil
}

// run makes one execution and keeps it when it is smaller than the best one and
// fails alike.
func (h *shrinker) run(st sched.Strategy, number uint64, lim sim.Limits) (x *sim.Execution, better bool) {
	dev := &deviations{Strategy: st}
	rec := &sched.Record{Strategy: dev}
	x = h.make(rec, number, lim)
	n := size{len(rec.Preempting), x.Steps(), len(dev.list)}
	if !h.ended(x) || !n.less(h.best.size) || !h.alike(x, lim.Places) {
		return x, false
	}
	if !lim.Places { // the coarse look says yes; now the exact one
		if h.spent() {
			return x, false
		}
		if x = h.make(sched.NewFollow(h.s.e.View()), 0, placed(lim)); !h.ended(x) || !h.alike(x, true) {
			return x, false
		}
	}
	h.best = smallest{size: n, list: dev.list, choices: choicesOf(x.State()), blocks: blocksOf(x.State()), schedule: rec.Schedule}
	return x, true
}

// make makes one execution, and counts it.
func (h *shrinker) make(st sched.Strategy, number uint64, lim sim.Limits) *sim.Execution {
	x := h.s.e.Run(h.s.p, st, number, lim)
	h.out.Tries++
	h.work += x.Steps() * (1 + len(x.State().Threads())/64)
	return x
}

// ended reports whether an execution went as far as it may.
func (h *shrinker) ended(x *sim.Execution) bool {
	return x.End == sim.Quiet || h.cut(x)
}

// cut reports whether an execution hit the step limit of the search.
func (h *shrinker) cut(x *sim.Execution) bool {
	return x.End == sim.CutSteps && x.Steps() >= h.s.lim.Steps
}

func placed(lim sim.Limits) sim.Limits {
	lim.Places = true
	return lim
}

// alike reports whether an execution has the failure.
func (h *shrinker) alike(x *sim.Execution, places bool) bool {
	for _, f := range x.Failures {
		switch {
		case !h.s.counts(f):
		case places && failureKey(x, f) == h.key:
			h.coarse = coarseKey(x, f)
			return true
		case !places && coarseKey(x, f) == h.coarse:
			return true
		}
	}
	return false
}

// coarseKey is what failures with the same key have in common when their
// places are not known.
func coarseKey(x *sim.Execution, f sim.Failure) string {
	key := f.Kind.String() + "|"
	switch f.Kind {
	case sim.Deadlock, sim.Leak:
		return f.Message
	case sim.Race:
		return key + x.Names().ObjectName(f.Object)
	}
	return key + x.Names().ThreadName(f.Thread)
}

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
	rest := without(bs, from, from+1)
	return append(append(rest[:to:to], bs[from]), rest[to:]...)
}

// prove tries everything with no preemption, then with one, and so on up to
// as many as the best execution has: context bounding (Musuvathi, Qadeer, PLDI
// 2007). Where that ends, the best execution is the least.
func (h *shrinker) prove() {
	for bound := 0; bound <= h.best.preemptions; bound++ {
		d := newDFS(bound)
		for more := true; more; {
			if h.spent() || h.out.Tries >= h.most/2 {
				return
			}
			lim := h.s.lim
			if bound == h.best.preemptions { // a longer one is no better
				lim.Steps = h.best.steps
			}
			x, _ := h.run(d, 0, lim)
			if d.diverged(h.s.e.View()) != nil || x.End == sim.Cancelled || h.cut(x) {
				return
			}
			more = d.next(h.s.e.View(), x.End == sim.Quiet)
		}
	}
	h.out.Least = true
}

// showShrunk puts the least execution into the report, instead of the one that
// failure i was found in, after making it from its seed alone.
func (s *search) showShrunk(i int, h *shrinker) {
	old := s.rep.Failures[i].Seed
	if h.best.size == h.start {
		s.rep.Failures[i].Shrinking = &h.out
		return
	}
	replay := &sched.Replay{Schedule: &h.best.schedule}
	rec := &sched.Record{Strategy: replay}
	x := s.e.Run(s.p, rec, 0, placed(s.lim))
	if replay.End(); replay.Diverged != nil || !h.ended(x) || !h.alike(x, true) {
		return // it is not reproduced, whatever the reason: what was found stands
	}
	seed := s.scheduleSeed(rec)
	show := s.shower(x, rec, seed)
	first := true
	for _, f := range x.Failures {
		if !s.counts(f) {
			continue
		}
		key := failureKey(x, f)
		j, known := s.found[key]
		if !known {
			j = len(s.rep.Failures)
			s.found[key] = j
			s.rep.Failures = append(s.rep.Failures, Failure{key: key, Executions: 1})
		}
		if r := &s.rep.Failures[j]; !known || key == h.key || r.Consequence && r.Seed == old {
			*r = show(f, r, !first)
			r.Shrinking = &h.out
		}
		first = false
	}
	s.dropSequels(old)
}

// dropSequels forgets who was blocked in consequence of a failure that is now
// shown by another execution, where nothing else has ended so.
func (s *search) dropSequels(seed string) {
	if s.o.All {
		return
	}
	left := s.rep.Failures[:0]
	for _, f := range s.rep.Failures {
		if f.Consequence && f.Seed == seed && (f.Kind == sim.Deadlock || f.Kind == sim.Leak) {
			delete(s.found, f.key)
			continue
		}
		s.found[f.key] = len(left)
		left = append(left, f)
	}
	s.rep.Failures = left
}
