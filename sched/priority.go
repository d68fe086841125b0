package sched

import "github.com/interleave-go/interleave/model"

// Priority is a scheduler with strict priorities: of the threads that could go
// on, the most urgent one does. Main is the most urgent, and of the others who was
// spawned first. Whoever is less urgent starves while somebody above it does not
// wait; Aging repairs that. Who waits for a lock is held up by all who are more
// urgent than its holder, unless that inherits the priority.
//
// Only alternatives are drawn at random.
type Priority struct {
	// Aging is how many steps of being passed over make a thread one place more
	// urgent, until it has its turn; 0: it does not help to wait.
	Aging int
	// Inherit makes a thread that holds a mutex as urgent as whoever waits for it
	// (Sha, Rajkumar, Lehoczky, IEEE ToC 1990: basic priority inheritance).
	Inherit bool

	rng   PRNG
	since []int // by spawn order: the latest step of the thread, or its birth
	lent  []int // by spawn order: the rank that is inherited
}

func (p *Priority) String() string {
	switch {
	case p.Inherit:
		return "inheritance"
	case p.Aging > 0:
		return "aging"
	}
	return "priority"
}

func (p *Priority) unfair() {}

// AgingSteps is what the strategy "aging" uses.
const AgingSteps = 4

// Begin seeds the draws of alternatives.
func (p *Priority) Begin(number uint64) { p.rng, p.since = NewPRNG(number), p.since[:0] }

// Next returns the most urgent thread.
func (p *Priority) Next(v *View) model.Choice {
	for len(p.since) < len(v.State.Threads()) {
		p.since = append(p.since, v.Step())
	}
	if p.Inherit {
		p.lend(v)
	}
	best, least := model.NoThread, 0
	for i := range v.Len() {
		t := v.At(i)
		rank := v.State.Seq(t)
		if p.Inherit {
			rank = p.lent[rank]
		}
		if p.Aging > 0 {
			rank -= (v.Step() - p.since[v.State.Seq(t)]) / p.Aging
		}
		if best == model.NoThread || rank < least || rank == least && v.State.Seq(t) < v.State.Seq(best) {
			best, least = t, rank
		}
	}
	p.since[v.State.Seq(best)] = v.Step()
	return v.any(best, &p.rng)
}

// lend works out who has inherited which rank, along chains of locks.
func (p *Priority) lend(v *View) {
	threads := v.State.Threads()
	p.lent = p.lent[:0]
	for i := range threads {
		p.lent = append(p.lent, i)
	}
	for again := true; again; {
		again = false
		for i, t := range threads {
			if v.State.Status(t) != model.Pending || v.Enabled(t) || v.Op(t).Kind != model.Lock {
				continue
			}
			h := v.State.Holder(v.Op(t).Obj)
			if h != model.NoThread && p.lent[i] < p.lent[v.State.Seq(h)] {
				p.lent[v.State.Seq(h)], again = p.lent[i], true
			}
		}
	}
}
