package sched

import (
	"slices"

	"github.com/interleave-go/interleave/model"
)

// Switches runs on without preemptions except where its list says otherwise. A
// list of few numbers is what fuzzers and property testers shrink best: the
// empty one is the execution without preemptions, with the first alternative of
// every operation that has several.
type Switches struct {
	List []Switch
	// Picks are the alternatives taken: the i-th operation that has several takes
	// Picks[i] modulo their number, in canonical order; 0 where the list has ended.
	Picks []int

	at, since, picked int
	others            []model.ThreadID
	alts              []model.Alt
}

// A Switch goes on with another thread.
type Switch struct {
	// After is how many steps are made first, counted from the switch before. While
	// only one thread can move the switch waits.
	After int
	// To is which of the other threads that can move, by spawn path, modulo their
	// number.
	To int
}

func (s *Switches) String() string { return "switches" }

// Begin goes back to the start of the lists.
func (s *Switches) Begin(uint64) { s.at, s.since, s.picked = 0, 0, 0 }

// Next decides one step.
func (s *Switches) Next(v *View) model.Choice {
	t := v.RunsOn()
	if s.at < len(s.List) && s.since >= s.List[s.at].After && v.Len() > 1 {
		s.others = s.others[:0]
		for i := range v.Len() {
			if o := v.At(i); o != t {
				s.others = append(s.others, o)
			}
		}
		slices.SortFunc(s.others, v.State.ComparePaths)
		t = s.others[index(s.List[s.at].To, len(s.others))]
		s.at, s.since = s.at+1, 0
	}
	s.since++
	return model.Choice{Thread: t, Alt: s.pick(v, t)}
}

func (s *Switches) pick(v *View, t model.ThreadID) model.Alt {
	s.alts = append(s.alts[:0], v.Alts(t)...)
	if len(s.alts) == 1 {
		return s.alts[0]
	}
	slices.SortFunc(s.alts, v.State.CompareAlts)
	n := 0
	if s.picked < len(s.Picks) {
		n = index(s.Picks[s.picked], len(s.alts))
	}
	s.picked++
	return s.alts[n]
}

// index is i modulo n, and not negative.
func index(i, n int) int { return (i%n + n) % n }
