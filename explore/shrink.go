package explore

import (
	"cmp"

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
		if s.rep.Complete { // what was covered once may be covered again, to know the least of all
			most += 2 * s.rep.Executions
		}
	}
	e := s.direct()
	for i := 0; i < len(s.rep.Failures); i++ {
		f := &s.rep.Failures[i]
		if f.Seed == "" || f.Cycle > 0 || f.Shrinking != nil || s.sequel(f) || e.Foreign() != "" {
			continue
		}
		h := &shrinker{s: s, e: e, key: f.key, most: most}
		if h.begin(f.Seed) {
			h.reduce()
			if f.Kind == sim.Race { // of several races only the first is seen, in each order another
				h.prove(most)
			} else if h.prove(most / 2); !h.out.Least {
				h.reprove()
			}
			s.showShrunk(i, h)
		}
	}
	if s.ctx.Err() != nil && len(s.rep.Failures) > 0 {
		s.rep.remark("the search was ended before all failures were shrunk: some are shown as they were found")
	}
}

// direct returns the engine that makes executions when the search is over, which
// from then on is the one that is watched.
func (s *search) direct() *sim.Engine {
	w := s.workers[0]
	w.busy.Store(0)
	return w.e
}

// A shrinker looks for the least execution that fails as a given one does. Each
// candidate is executed, and must fail in the same kind, with the same
// objects, operations and places.
type shrinker struct {
	s      *search
	e      *sim.Engine
	key    string // of the failure, with places
	coarse string // without; "" until the execution that was found has been made again
	most   int    // executions
	work   int    // steps made so far, see maxShrinkWork
	best   smallest
	seed   sched.Seed // of the execution that was found
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
	if _, ok := h.run(st, sd.Number, h.s.lim); !ok {
		return false
	}
	h.seed, h.start = sd, h.best.size
	h.out = Shrinking{Steps: h.best.steps, Preemptions: h.best.preemptions}
	return true
}

// spent reports whether no more candidates may be tried.
func (h *shrinker) spent() bool {
	return h.out.Tries >= h.most || h.work >= maxShrinkWork || h.s.ctx.Err() != nil
}

// run makes one execution and keeps it when it is smaller than the best one and
// fails alike. Only what looks so is made again, with source positions.
func (h *shrinker) run(st sched.Strategy, number uint64, lim sim.Limits) (x *sim.Execution, better bool) {
	dev := &deviations{Strategy: st}
	x = h.make(dev, number, lim)
	n := size{dev.preemptions, x.Steps(), len(dev.list)}
	if !h.ended(x) || !n.less(h.best.size) || !h.looksAlike(x) || h.spent() {
		return x, false
	}
	rec := &sched.Record{Strategy: sched.NewFollow(h.e.View())}
	if x = h.make(rec, 0, placed(lim)); !h.ended(x) || !h.alike(x) {
		return x, false
	}
	h.best = smallest{size: n, list: dev.list, choices: choicesOf(x.State()), blocks: blocksOf(x.State()), schedule: rec.Schedule}
	return x, true
}

// make makes one execution, and counts it.
func (h *shrinker) make(st sched.Strategy, number uint64, lim sim.Limits) *sim.Execution {
	x := h.e.Run(h.s.p, st, number, lim)
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

// alike reports whether an execution made with source positions has the failure.
func (h *shrinker) alike(x *sim.Execution) bool {
	for _, f := range x.Failures {
		if h.s.counts(f) && failureKey(x, f) == h.key {
			h.coarse = coarseKey(x, f)
			return true
		}
	}
	return false
}

// looksAlike reports whether an execution may have the failure, as far as that can
// be said without source positions.
func (h *shrinker) looksAlike(x *sim.Execution) bool {
	for _, f := range x.Failures {
		if h.s.counts(f) && (h.coarse == "" || coarseKey(x, f) == h.coarse) {
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
