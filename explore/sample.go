package explore

import (
	"fmt"
	"strings"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// sample runs n executions of a sampling strategy.
func (s *search) sample(name string, n int) {
	if name == "greybox" {
		s.greybox(n)
		return
	}
	st, err := sched.Parse(name)
	if err != nil {
		panic(err) // Options.check has parsed it
	}
	s.now.strategy.Store(&name)
	defer s.allEnded(st)
	for i := 0; i < n && !s.all.ended; i++ {
		if !s.sampleOne(st, i) {
			return
		}
		s.spent(&s.all, 0)
	}
}

// sampleOne runs the i-th execution of a search under st, and lets st learn
// from it; others learn what is of use to them, too. It reports whether the
// search may go on.
func (s *search) sampleOne(st sched.Strategy, i int, others ...sched.Strategy) bool {
	w := s.workers[0]
	number := sched.Mix(s.o.Seed, uint64(i))
	_, s.o.unfair = st.(sched.Unfair)
	s.lim.Unfair, s.lim.Thorough = s.o.unfair, i < autoBurst
	w.busy.Store(0)
	x := w.e.Run(s.p, st, number, s.lim)
	var seed *sched.Seed
	if len(x.Failures) > 0 { // before st learns and is another one; few executions have any use for it
		seed = &sched.Seed{Strategy: st.String(), Program: s.o.programHash(), Number: number, Steps: s.o.Steps, Options: append(s.o.shape(), tuningOption(st)...)}
	}
	if x.End != sim.Cancelled {
		s.sampled.see(x)
	}
	learn(st, x.Steps(), w.e.View())
	for _, other := range others {
		if other != st {
			learn(other, x.Steps(), w.e.View())
		}
	}
	more := w.after(&s.all, x, seed, repeats(i))
	s.sampled.failed(&s.all)
	s.tire(w)
	return more
}

// awaitLooks bounds what recognising awaits may cost sampled executions, in looks
// made for nothing else, beside some for each step.
const awaitLooks = 1_000_000

// tire gives up recognising awaits in the sampled executions to come when that has
// cost many times as much as the executions: where threads look at much that
// changes, every execution has awaits that no other had. Their loops are run as they
// stand then, which loses nothing that sampling can show.
func (s *search) tire(w *worker) {
	if s.lim.Awaits && w.e.Looks() > awaitLooks+8*s.all.steps {
		s.lim.Awaits, s.o.NoAwaits, s.tired = false, true, true
		s.all.note("loops that wait by looking are run as they stand after " + plural(s.all.executions, "execution") + ", since recognising them took longer than running them")
	}
}

// learn lets st take in the execution that has ended: how long it was, and what
// threads did in it.
func learn(st sched.Strategy, steps int, v *sched.View) {
	if l, ok := st.(sched.Learner); ok {
		l.Learn(steps)
	}
	if t, ok := st.(sched.Tuned); ok {
		t.Study(v)
	}
}

// optionTuning is the key of the option of a seed that holds what a Tuned
// strategy had learned.
const optionTuning = "tuning="

func tuningOption(st sched.Strategy) []string {
	if t, ok := st.(sched.Tuned); ok {
		if text := t.Tuning(); text != "" {
			return []string{optionTuning + text}
		}
	}
	return nil
}

// sampledStrategy returns the strategy of a sampled execution's seed, ready to
// make that execution.
func sampledStrategy(sd *sched.Seed) (sched.Strategy, error) {
	st, err := sched.Parse(sd.Strategy)
	if err != nil {
		return nil, err
	}
	for _, o := range sd.Options {
		text, ok := strings.CutPrefix(o, optionTuning)
		if !ok {
			continue
		}
		t, ok := st.(sched.Tuned)
		if !ok {
			return nil, fmt.Errorf("strategy %s takes no tuning; copy the seed again", sd.Strategy)
		}
		if err := t.Tune(text); err != nil {
			return nil, fmt.Errorf("its tuning: %w; copy the seed again", err)
		}
	}
	return st, nil
}
