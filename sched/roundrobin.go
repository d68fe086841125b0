package sched

import "github.com/interleave-go/interleave/model"

// RoundRobin gives one step to each thread in turn, in the order of their
// spawning. It draws only alternatives at random.
type RoundRobin struct{ rng PRNG }

func (r *RoundRobin) String() string { return "round-robin" }

// Begin seeds the draws of alternatives.
func (r *RoundRobin) Begin(number uint64) { r.rng = NewPRNG(number) }

// Next returns the first enabled thread after the current one.
func (r *RoundRobin) Next(v *View) model.Choice {
	from := 0
	if v.Current != model.NoThread {
		from = v.State.Seq(v.Current) + 1
	}
	return v.any(v.inTurn(from), &r.rng)
}

// inTurn returns the first enabled thread from the given place in the order of
// spawning on, and then from its beginning. Where few of many threads are
// enabled, it looks at these only.
func (v *View) inTurn(from int) model.ThreadID {
	threads := v.State.Threads()
	from %= len(threads)
	for i := range min(len(threads), v.Len()) {
		if t := threads[(from+i)%len(threads)]; v.Enabled(t) {
			return t
		}
	}
	best, least := model.NoThread, len(threads)
	for i := range v.Len() {
		t := v.At(i)
		if ahead := (v.State.Seq(t) - from + len(threads)) % len(threads); ahead < least {
			best, least = t, ahead
		}
	}
	return best
}
