package explore

import (
	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// greybox samples with feedback, as fuzzers do: executions that did what none
// had done before are kept, and others are made by changing them. It follows
// RFF (Wolff, Zhang, Mathur, Roychoudhury, "Greybox Fuzzing for Concurrency
// Testing", ASPLOS'24) in what counts as new - which write a read reads from - and
// in preferring the kept ones whose set of such pairs has come up seldom. We
// differ in what is changed: schedules themselves rather than constraints on
// pairs, by a cut, a delay of one thread, or a crossing of two; and in that
// every object has such pairs, not only memory.
//
// What an execution was derived from is no part of a 64-bit number, so a failing
// one has its schedule for a seed.
type greybox struct {
	s        *search
	w        *worker
	coverage *coverage
	kept     []keptRun
	words    []string // for the corpus: the executions that had a pair that was new
	rng      sched.PRNG
	fresh    []sched.Strategy // make executions that follow nothing
	rests    []sched.Strategy // go on where what is followed ends
	guided   sched.Guided
	followed []model.Choice
	n        int
}

// keptRun is an execution that is worth changing.
type keptRun struct {
	choices []model.Choice
	set     uint64 // of its pairs
	chosen  int    // how often it has been changed
}

// What is kept is bounded, in executions and in steps; beyond that, one that was
// chosen often gives way.
const (
	maxKept      = 2000
	maxKeptSteps = 4_000_000 // 12 bytes each
)

func newGreybox(s *search) *greybox {
	return &greybox{
		s: s, w: s.workers[0], coverage: newCoverage(),
		fresh: []sched.Strategy{&sched.Random{}, &sched.POS{}, &sched.SURW{}},
		rests: []sched.Strategy{&sched.Random{}, &sched.POS{}},
	}
}

// greybox makes n executions, first those that the corpus has.
func (s *search) greybox(n int) {
	name := "greybox"
	s.now.strategy.Store(&name)
	g := newGreybox(s)
	defer g.save()
	for _, schedule := range s.corpus {
		if n--; n < 0 || s.all.ended || !g.run(&sched.Replay{Schedule: schedule, Rest: &sched.Random{}}) {
			return
		}
		s.spent(&s.all, 0)
	}
	for range n {
		if s.all.ended || !g.run(g.next()) {
			return
		}
		s.spent(&s.all, 0)
	}
}

// run makes one execution, and keeps it if it is of use. It reports whether the
// search may go on.
func (g *greybox) run(st sched.Strategy) bool {
	s := g.s
	g.w.busy.Store(0)
	x := g.w.e.Run(s.p, st, sched.Mix(s.o.Seed, uint64(g.n)), s.lim)
	g.n++
	fresh := 0
	if x.End != sim.Cancelled {
		s.sampled.see(x)
		fresh = g.keep(g.w.e.View().State)
	}
	for _, st := range g.fresh {
		learn(st, x.Steps(), g.w.e.View())
	}
	more := g.w.after(&s.all, x, nil, repeats(g.n-1))
	s.sampled.failed(&s.all)
	s.tire(g.w)
	if fresh > 0 && s.o.Corpus != "" {
		g.record()
	}
	return more
}

// keep takes in the execution that has ended in st, and returns how many pairs
// of it were new.
func (g *greybox) keep(st *model.State) (fresh int) {
	fresh, set, times := g.coverage.take(st)
	if times > 1 && fresh == 0 {
		return 0
	}
	k := keptRun{set: set}
	for i := range st.Events() {
		e := &st.Events()[i]
		k.choices = append(k.choices, model.Choice{Thread: e.Thread, Alt: e.Alt})
	}
	if len(g.kept) < max(16, min(maxKept, maxKeptSteps/max(1, len(k.choices)))) {
		g.kept = append(g.kept, k)
		return fresh
	}
	// Of a few, the one chosen most often has had its chance.
	out := g.rng.IntN(len(g.kept))
	for range 7 {
		if i := g.rng.IntN(len(g.kept)); g.cost(i) > g.cost(out) {
			out = i
		}
	}
	g.kept[out] = k
	return fresh
}

// cost is what speaks against choosing the i-th: how often it was, and how
// often executions with the same pairs have come.
func (g *greybox) cost(i int) int { return g.kept[i].chosen + g.coverage.seen[g.kept[i].set] }

// next returns what makes the next execution: one in four follows nothing.
func (g *greybox) next() sched.Strategy {
	g.rng = sched.NewPRNG(sched.Mix(g.s.o.Seed^0x67726579, uint64(g.n)))
	if len(g.kept) == 0 || g.rng.IntN(4) == 0 {
		return g.fresh[g.rng.IntN(len(g.fresh))]
	}
	g.followed = g.change(g.followed[:0])
	g.guided = sched.Guided{Prefix: g.followed, Rest: g.rests[g.rng.IntN(len(g.rests))]}
	return &g.guided
}

// choose returns one that is kept, the best of a few.
func (g *greybox) choose() *keptRun {
	best := g.rng.IntN(len(g.kept))
	for range 3 {
		if i := g.rng.IntN(len(g.kept)); g.cost(i) < g.cost(best) {
			best = i
		}
	}
	g.kept[best].chosen++
	return &g.kept[best]
}

// change appends the choices of one that is kept, changed, to buf.
func (g *greybox) change(buf []model.Choice) []model.Choice {
	k := g.choose()
	if len(k.choices) == 0 {
		return buf
	}
	at := g.rng.IntN(len(k.choices))
	buf = append(buf, k.choices[:at]...)
	switch g.rng.IntN(5) {
	case 0, 1: // cut: go on in another way from here
		return buf
	case 2, 3: // delay: the thread whose turn it is makes its steps of a window after it
		end := min(at+1+g.rng.IntN(1+len(k.choices)/4), len(k.choices))
		late := k.choices[at].Thread
		window := k.choices[at:end]
		for _, c := range window {
			if c.Thread != late {
				buf = append(buf, c)
			}
		}
		for _, c := range window {
			if c.Thread == late {
				buf = append(buf, c)
			}
		}
		return append(buf, k.choices[end:]...)
	}
	// cross: go on as another one does from its corresponding place on
	other := g.choose()
	if at < len(other.choices) {
		buf = append(buf, other.choices[at:]...)
	}
	return buf
}
