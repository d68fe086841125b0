package explore

import (
	"fmt"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sim"
)

// Sampling is what the sampled executions of a search were, all strategies
// taken together.
type Sampling struct {
	Executions int `json:"executions"`
	// Classes is how many classes of equivalent interleavings they are of. Only
	// the first 1,000,000 executions are told apart; the rest is in Executions
	// and nowhere else.
	Classes int `json:"classes"`
	Once    int `json:"once"` // classes of which there was one execution
	// Unseen estimates the share of all that could be sampled that is of classes
	// not seen: the probability that the next execution is of a new one. It is
	// the share of the executions that were the only ones of their class (Good,
	// "The population frequencies of species and the estimation of population
	// parameters", Biometrika 1953, after Turing), and speaks of what the
	// strategies prefer, not of all classes.
	Unseen float64 `json:"unseen"`
	// Switches is how many steps were made by another thread than the step before.
	Switches int `json:"switches"`
	Steps    int `json:"steps"`
	// Failing is the number of the first failing execution, from 1; 0: none.
	Failing int `json:"failing,omitempty"`
}

// maxTold is how many sampled executions are told apart, since each class takes
// some memory.
const maxTold = 1_000_000

// sampler keeps the statistics.
type sampler struct {
	Sampling
	print   fingerprint
	classes map[uint64]int32 // fingerprint -> executions
	before  Sampling         // the latest execution, and its class
	latest  uint64
	open    bool // it was seen, and may still not count
}

// see takes in the execution that has ended.
func (p *sampler) see(x *sim.Execution) {
	p.before, p.open = p.Sampling, true
	p.latest = 0
	p.Executions++
	events := x.State().Events()
	p.Steps += len(events)
	before := model.NoThread
	for i := range events {
		if t := events[i].Thread; t != before {
			p.Switches++
			before = t
		}
	}
	if len(events) > 0 {
		p.Switches-- // to the first thread
	}
	if p.Executions > maxTold {
		return
	}
	if p.classes == nil {
		p.classes = map[uint64]int32{}
	}
	p.latest = p.print.of(x.State())
	p.classes[p.latest]++
}

// unsee forgets the latest execution, which does not count after all.
func (p *sampler) unsee() {
	if p.Executions <= maxTold && p.Executions > p.before.Executions {
		if p.classes[p.latest]--; p.classes[p.latest] == 0 {
			delete(p.classes, p.latest)
		}
	}
	p.Sampling = p.before
}

// failed notes the first failing execution, right after it has been examined.
func (p *sampler) failed(t *tally) {
	if t.halted && p.open { // while it was made again
		p.unsee()
	}
	p.open = false
	if t.halted {
		return
	}
	if p.Failing == 0 && (len(t.failed) > 0 || t.unfit != nil) {
		p.Failing = p.Executions
	}
}

// leastClasses estimates how many classes there are at least, by how often those
// that were sampled came up: as many as there were, and those that the ones seen
// once and twice stand for (Chao, "Nonparametric estimation of the number of
// classes in a population", Scandinavian Journal of Statistics 1984, in the form
// without bias that also holds where none was seen twice).
func leastClasses(seen map[uint64]int32) float64 {
	once, twice := 0.0, 0.0
	for _, n := range seen {
		switch n {
		case 1:
			once++
		case 2:
			twice++
		}
	}
	return float64(len(seen)) + once*(once-1)/(2*(twice+1))
}

// report returns the statistics, nil if nothing was sampled.
func (p *sampler) report() *Sampling {
	if p.Executions == 0 {
		return nil
	}
	s := p.Sampling
	s.Classes = len(p.classes)
	for _, n := range p.classes {
		if n == 1 {
			s.Once++
		}
	}
	s.Unseen = float64(s.Once) / float64(min(s.Executions, maxTold))
	return &s
}

// sampling returns the statistics of the search, or of the part of it that was
// saved: what it goes on with is not sampled.
func (s *search) sampling() *Sampling {
	if p := s.sampled.report(); p != nil || s.saved == nil {
		return p
	}
	return s.saved.Sampled
}

// String tells the statistics in a sentence or two.
func (s *Sampling) String() string {
	told := plural(s.Executions, "sampled execution")
	if s.Executions > maxTold {
		told = fmt.Sprintf("The first %s of %s", comma(maxTold), told)
	}
	text := fmt.Sprintf("%s %s of %s, %s seen once", told, was(s.Executions), classes(s.Classes), comma(s.Once))
	if s.Executions >= 20 { // fewer say nothing
		text += fmt.Sprintf("; the next one would be of a new class with a probability of %s (Good-Turing)", percent(s.Unseen))
	}
	return text + fmt.Sprintf(". %.1f steps and %.1f switches on average.",
		float64(s.Steps)/float64(s.Executions), float64(s.Switches)/float64(s.Executions))
}

func classes(n int) string {
	if n == 1 {
		return "1 class"
	}
	return comma(n) + " classes"
}

func percent(p float64) string {
	switch {
	case p == 0:
		return "about 0"
	case p >= 0.1:
		return fmt.Sprintf("%.0f %%", 100*p)
	}
	return fmt.Sprintf("%.2g %%", 100*p)
}
