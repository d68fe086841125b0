package sched

import "github.com/interleave-go/interleave/model"

// Random is the random walk: at every step each enabled thread is equally
// likely, and so is each of its alternatives.
type Random struct{ rng PRNG }

func (r *Random) String() string { return "random" }

// Begin seeds the walk.
func (r *Random) Begin(number uint64) { r.rng = NewPRNG(number) }

// Next draws a thread and an alternative.
func (r *Random) Next(v *View) model.Choice {
	t := v.At(0)
	if n := v.Len(); n > 1 {
		t = v.At(r.rng.IntN(n))
	}
	return v.any(t, &r.rng)
}
