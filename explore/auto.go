package explore

import (
	"fmt"

	"github.com/interleave-go/interleave/sched"
)

// Auto is the search for who does not want to choose: a burst of sampling, in
// which most defects show, then the exhaustive search for as long as it can be
// expected to end within the budget, and sampling again where it cannot. What
// it decides rests on counts and estimates alone, never on the clock, so that
// it decides alike on every machine.
//
// Estimates are rough: on the closed forms of the tests they are between 5 times
// too large and 6,000 times too small, and the latter the more so the earlier
// they are made. So the exhaustive search is given up only where the number is
// well beyond the budget, but then soon.
const (
	autoBurst  = 100       // sampled executions that auto begins with
	autoBudget = 1_000_000 // executions that the exhaustive part may need where Options.Executions says nothing
	autoProbe  = 16        // exhaustive executions after which their number is first estimated
	autoSlack  = 8         // how many times the budget an estimate must be then
	autoLate   = 2         // and when a quarter of the budget has been used
)

// auto carries out the search.
func (s *search) auto() {
	p := newPortfolio()
	p.run(s, autoBurst)
	if s.over {
		return
	}
	d := s.exhaustive()
	s.rep.Strategy = fmt.Sprintf("auto: %d sampled, then %s", autoBurst, d)
	s.budget = autoBudget
	if s.o.Executions > 0 {
		s.budget = s.o.Executions - s.rep.Executions
	}
	before := s.rep.Executions
	s.enumerate(d)
	if s.over || s.rep.Complete {
		return
	}
	n := DefaultExecutions
	if s.o.Executions > 0 {
		n = s.o.Executions - s.rep.Executions
	}
	s.rep.Strategy = fmt.Sprintf("auto: %d sampled, %s by %s, then %s sampled", autoBurst, comma(s.rep.Executions-before), d, comma(n))
	p.run(s, n)
	if !s.over {
		s.limit("executions")
	}
}

// tooMany reports whether the exhaustive part of auto is to be given up: it has
// used its budget up, or cannot be expected to end within it. It is asked after
// each of its executions, of which there have been e.n.
func (s *search) tooMany(e *estimate) bool {
	if s.budget == 0 {
		return false // not auto
	}
	if e.n >= s.budget {
		s.remark("the exhaustive search was left after its budget of %s; the strategies dpor and dfs have none", plural(e.n, "execution"))
		return true
	}
	slack := 0.0
	switch {
	case e.n == s.budget/4:
		slack = autoLate
	case e.n >= autoProbe && e.n&(e.n-1) == 0:
		slack = autoSlack
	default:
		return false
	}
	if least, _ := e.bounds(); least <= slack*float64(s.budget) {
		return false
	}
	s.remark("the exhaustive search was left after %s, since it cannot be expected to end within its budget of %s", plural(e.n, "execution"), comma(s.budget))
	return true
}

// portfolio samples with several strategies in turn, since none is the best for
// all programs. Each draws its own executions, and counts those of all.
type portfolio struct {
	first   sched.Strategy   // makes the first execution, of which nothing is known yet
	members []sched.Strategy // each once
	turns   []int            // members, in the order of their turns
	greybox *greybox         // takes part when all these have had their chance
	n       int              // executions so far
}

// greyboxFrom is how many executions the members make before every other one is
// greybox's: what they have not found by then is deep, and then it pays to
// learn from what was seen.
const greyboxFrom = 10_000

// rotation is the order of turns. Measured on the programs of SCTBench
// (cmd/sctbench) this mixture comes nearest to the best single strategy for
// each: it needs 2.1 times as many executions at worst. SURW alone is right
// where many threads must be stopped at once, PCT with many changes where one
// must run far, POS where few steps race.
var rotation = []string{"surw", "pct:10", "surw", "pos", "surw", "pct:10"}

func newPortfolio() *portfolio {
	p := &portfolio{first: &sched.Random{}}
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
	s.begin("auto", -1)
	for range n {
		if s.over || !p.one(s) {
			return
		}
		s.spent()
	}
}

// one makes the next execution, and reports whether the search may go on.
func (p *portfolio) one(s *search) bool {
	i := p.n
	p.n++
	switch {
	case i == 0:
		return s.sampleOne(p.first, i, p.members...)
	case i >= greyboxFrom && i%2 == 1:
		if p.greybox == nil {
			p.greybox = newGreybox(s)
		}
		return p.greybox.run(p.greybox.next())
	case i >= greyboxFrom:
		return s.sampleOne(p.members[p.turns[i/2%len(p.turns)]], i, p.members...)
	}
	return s.sampleOne(p.members[p.turns[(i-1)%len(p.turns)]], i, p.members...)
}
