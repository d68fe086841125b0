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
	threads := v.State.Threads()
	from := 0
	if v.Current != model.NoThread {
		from = v.State.Seq(v.Current) + 1
	}
	for i := range threads {
		if t := threads[(from+i)%len(threads)]; v.Enabled(t) {
			return v.any(t, &r.rng)
		}
	}
	panic("sched: nobody is enabled")
}
