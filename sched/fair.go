package sched

import (
	"fmt"
	"math"
	"strings"

	"github.com/interleave-go/interleave/model"
)

// Unfair is a strategy whose passing over threads that could go on is what is to
// be explored, rather than an accident of the search: a scheduler with priorities.
type Unfair interface {
	Strategy
	unfair()
}

// Fair makes any strategy fair: a thread that could go on all the while, and was
// passed over Bound times, has the next turn (cf. Musuvathi, Qadeer, PLDI'08; we
// bound the waiting instead of lowering who yields, since loops need not yield).
// Where nobody waits so long it changes nothing.
type Fair struct {
	Strategy
	// Bound is how often a thread is passed over at most, in steps; 0: FairBound.
	Bound int

	rng   PRNG
	since []int // by ThreadID: the step from which on it could go on without a turn; -1: it cannot
}

// FairBound is the default bound. It is far above what a search for a defect
// needs a thread to be held back for.
const FairBound = 200

func (f *Fair) String() string { return "fair:" + f.Strategy.String() }

// Begin begins the strategy underneath.
func (f *Fair) Begin(number uint64) {
	f.since = f.since[:0]
	f.rng = NewPRNG(number ^ 0x66616972)
	f.Strategy.Begin(number)
}

// Learn passes the length of an execution on to who learns from it.
func (f *Fair) Learn(steps int) {
	if l, ok := f.Strategy.(Learner); ok {
		l.Learn(steps)
	}
}

// Next gives the turn to who has waited longest, if it is due, and otherwise asks
// the strategy underneath.
func (f *Fair) Next(v *View) model.Choice {
	bound := f.Bound
	if bound == 0 {
		bound = FairBound
	}
	now := v.Step()
	for _, t := range v.State.Threads() {
		for len(f.since) <= int(t) {
			f.since = append(f.since, -1)
		}
		switch {
		case !v.Enabled(t):
			f.since[t] = -1
		case f.since[t] < 0:
			f.since[t] = now
		}
	}
	due, longest := model.NoThread, math.MaxInt
	for i := range v.Len() {
		if t := v.At(i); f.since[t] < longest || f.since[t] == longest && v.State.ComparePaths(t, due) < 0 {
			due, longest = t, f.since[t]
		}
	}
	c := f.Strategy.Next(v)
	if now-longest >= bound && c.Thread != model.NoThread && c.Thread != due {
		c = v.any(due, &f.rng)
	}
	if c.Thread != model.NoThread {
		f.since[c.Thread] = -1
	}
	return c
}

// parseFair makes the strategy called name fair.
func parseFair(name string) (Strategy, error) {
	if strings.HasPrefix(name, "fair:") {
		return nil, fmt.Errorf("strategy %q: fair once is enough", "fair:"+name)
	}
	s, err := Parse(name)
	if err != nil {
		return nil, err
	}
	return &Fair{Strategy: s}, nil
}
