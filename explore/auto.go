package explore

import (
	"fmt"
	"slices"

	"github.com/interleave-go/interleave/sched"
)

// Auto is the search for who does not want to choose: a burst of sampling, in
// which most defects show, then the exhaustive search for as long as it can be
// expected to end within the budget, and sampling again where it cannot. What
// it decides rests on counts and estimates alone, never on the clock, so that
// it decides alike on every machine and with any number of workers.
//
// There are two estimates. How often the sampled executions were of the same
// classes tells how many classes there are at least; so the burst is longer where
// most of them were of none seen before, and where there are too many no exhaustive
// search is begun. Once one is under way, its tree is estimated; on the closed forms
// of the tests these guesses are between 5 times too large and 6,000 times too
// small, and the latter the more so the earlier they are made. So the exhaustive
// search is given up only where the number is well beyond the budget, but then
// soon.
const (
	autoBurst  = 100       // sampled executions that auto begins with
	autoLonger = 6400      // and at most, where most are of new classes; with a limit, a tenth of that
	autoBudget = 1_000_000 // executions that the exhaustive part may need where Options.Executions says nothing
	autoProbe  = 16        // exhaustive executions after which their number is first estimated
	autoSlack  = 8         // how many times the budget an estimate must be then
	autoLate   = 2         // and when a quarter of the budget has been used
	autoLook   = 256       // executions after which workers may share the search: what is found when is not known then
)

// auto carries out the search. One that is saved when it ends early, or was, is
// an exhaustive one and not left.
func (s *search) auto() error {
	p := newPortfolio()
	many := false
	if s.saved == nil {
		many = p.burst(s)
	}
	if s.all.ended {
		if s.o.Resume != "" && (len(s.all.failed) == 0 || s.o.All) {
			s.all.remark("nothing was saved in %s: the search ended among the %d executions that auto samples first; what dpor leaves can be taken up", s.o.Resume, autoBurst)
		}
		return nil
	}
	burst := s.all.executions
	if s.saved != nil {
		burst = autoBurst
	}
	n := DefaultExecutions
	if !many {
		d := s.exhaustive()
		s.rep.Strategy = fmt.Sprintf("auto: %s sampled, then %s", comma(burst), d)
		if s.o.Resume == "" {
			s.budget = s.exhaustible()
		}
		before := s.all.executions
		if err := s.enumerate(d); err != nil || s.complete || !s.left() {
			return err
		}
		s.all.ended = false
		s.rep.Strategy = fmt.Sprintf("auto: %s sampled, %s by %s, then sampled", comma(burst), comma(s.all.executions-before), d)
	}
	if s.o.Executions > 0 {
		n = s.o.Executions - s.all.executions
	}
	p.run(s, n)
	if !s.all.ended {
		s.all.limit("executions")
	}
	return nil
}

// exhaustible returns how many executions an exhaustive search from here on may
// have.
func (s *search) exhaustible() int {
	if s.o.Executions > 0 {
		return s.o.Executions - s.all.executions
	}
	return autoBudget
}

// burst samples, for longer while most executions are of new classes, and reports
// whether there are too many classes for an exhaustive search. One execution in
// four is one of the random walk then: the members prefer what is likely to fail,
// which makes the classes look fewer. A search that can be saved is an exhaustive
// one, and one within a bound on preemptions does not have the classes that are
// sampled.
//
// Where sampling has given up recognising awaits (see tire) the rounds of their
// loops are told apart, and an exhaustive search that recognises them may have fewer
// classes than that. It is not begun all the same: what is so costly to recognise in
// sampled executions is no less so in those.
func (p *portfolio) burst(s *search) (many bool) {
	p.run(s, autoBurst)
	if s.o.Resume != "" || s.bound() >= 0 {
		return false
	}
	most := autoLonger
	if s.o.Executions > 0 {
		most = s.o.Executions / 10
	}
	walked := map[uint64]int32{}
	for p.n < most && !s.all.ended && s.sampled.report().Unseen >= 0.5 {
		for next := min(2*p.n, most); p.n < next && !s.all.ended; {
			if p.n%4 > 0 {
				p.run(s, 1)
				continue
			}
			s.sampleOne(p.first, p.n, p.members...)
			s.spent(&s.all, 0)
			walked[s.sampled.latest]++
			p.n++
		}
		least := max(leastClasses(s.sampled.classes), leastClasses(walked))
		if least > float64(s.exhaustible()) && !s.all.ended {
			s.all.remark("no exhaustive search was made: by the sampled executions there are at least some %s classes (Chao), and its budget is %s executions", rough(least, 0), comma(s.exhaustible()))
			return true
		}
	}
	return false
}

// left reports whether the exhaustive part of auto was given up: it has not
// covered everything, and nothing else ended it.
func (s *search) left() bool {
	t := &s.all
	return !t.halted && t.unfit == nil && (len(t.failed) == 0 || s.o.All) && !slices.Contains(t.limits, "executions")
}

// tooMany gives the exhaustive part of auto up when it cannot be expected to end
// within its budget. It is asked after 1, 2, 4, ... executions of the whole tree,
// t, when their number has just been estimated.
func (s *search) tooMany(t *task) {
	n := t.est.n
	if s.budget == 0 || n < min(autoProbe, s.budget/4) || s.o.Executions == 0 && n > autoLook {
		return
	}
	slack := autoSlack
	if n >= s.budget/4 {
		slack = autoLate
	}
	least, _, ok := t.est.bounds(n, t.est.covered)
	if !ok || least <= float64(slack)*float64(s.budget) {
		return
	}
	t.tally.remark("the exhaustive search was left after %s, since it cannot be expected to end within its budget of %s", plural(n, "execution"), comma(s.budget))
	t.tally.ended = true
}

// portfolio samples with several strategies in turn, since none is the best for
// all programs. Each draws its own executions, and learns from those of all.
type portfolio struct {
	first   sched.Strategy   // makes the first execution, of which nothing is known yet, and the walks of a burst
	members []sched.Strategy // each once
	turns   []int            // members, in the order of their turns
	deep    sched.Strategy   // has turns of its own when all these have had their chance
	greybox *greybox         // and so has this; nil before
	n       int              // executions so far
}

// deepFrom is how many executions the members make before they have one turn in
// three, and POS and greybox the others: what they have not found by then is deep.
// The deepest of the programs, SafeStack, is found by these two.
const deepFrom = 10_000

// rotation is the order of turns. Measured on the programs of SCTBench
// (cmd/sctbench/results.md) no row needs twice as many executions as with the best
// single strategy for it. SURW alone is right where many threads must be stopped
// at once, and has more than half of the turns, or there auto would need twice as
// many; PCT with many changes where one thread must run far, POS where few steps
// race.
var rotation = []string{"surw", "pct:10", "surw", "pos", "surw", "pct:10", "surw"}

func newPortfolio() *portfolio {
	p := &portfolio{first: &sched.Random{}, deep: &sched.POS{}}
	at := map[string]int{}
	for _, name := range rotation {
		i, ok := at[name]
		if !ok {
			st, err := sched.Parse(name)
			if err != nil {
				panic(err) // the names are ours
			}
			i = len(p.members)
			at[name] = i
			p.members = append(p.members, st)
		}
		p.turns = append(p.turns, i)
	}
	return p
}

// run makes n executions, or fewer when the search is over.
func (p *portfolio) run(s *search, n int) {
	name := "auto"
	s.now.strategy.Store(&name)
	for range n {
		if s.all.ended || !p.one(s) {
			return
		}
		s.spent(&s.all, 0)
	}
}

// one makes the next execution, and reports whether the search may go on.
func (p *portfolio) one(s *search) bool {
	i := p.n
	p.n++
	st := p.first
	switch {
	case i == 0:
	case i < deepFrom:
		st = p.members[p.turns[(i-1)%len(p.turns)]]
	case i%3 == 0:
		st = p.members[p.turns[i/3%len(p.turns)]]
	case i%3 == 1:
		st = p.deep
	default:
		if p.greybox == nil {
			p.greybox = newGreybox(s)
		}
		return p.greybox.run(p.greybox.next())
	}
	return s.sampleOne(st, i, p.members...)
}
