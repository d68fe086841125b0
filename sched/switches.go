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
	List []Switch // in any order; of those at the same point the first counts
	// Picks are the alternatives taken: the i-th operation that has several takes
	// Picks[i] modulo their number, in canonical order; 0 where the list has ended.
	Picks []int

	done   []int // by position in the spawn order: steps made
	picked int
	others []model.ThreadID
	alts   []model.Alt
}

// A Switch goes on with another thread. It stands at a point of a thread's own
// course, so that it means the same when another switch, or a part of the
// program, is left out. Where nobody else can move, or the point is never
// reached, it is void.
type Switch struct {
	Thread int // position in the spawn order, main is 0
	After  int // the steps that the thread has made when it is left
	To     int // which of the others that can move, by spawn path, modulo their number
}

func (s *Switches) String() string { return "switches" }

// Begin goes back to the start.
func (s *Switches) Begin(uint64) {
	s.picked = 0
	clear(s.done)
}

// Next decides one step.
func (s *Switches) Next(v *View) model.Choice {
	t := v.RunsOn()
	if to := s.to(v); to >= 0 && v.Len() > 1 {
		s.others = v.Others(t, s.others[:0])
		t = s.others[to%len(s.others)]
	}
	n := v.State.Seq(t)
	for len(s.done) <= n {
		s.done = append(s.done, 0)
	}
	s.done[n]++
	return model.Choice{Thread: t, Alt: s.pick(v, t)}
}

// to returns where the list goes from the present point, negative for nowhere.
func (s *Switches) to(v *View) int {
	if v.Current == model.NoThread {
		return -1
	}
	n := v.State.Seq(v.Current)
	for _, w := range s.List {
		if w.Thread == n && w.After == s.done[n] {
			return max(0, w.To)
		}
	}
	return -1
}

func (s *Switches) pick(v *View, t model.ThreadID) model.Alt {
	s.alts = append(s.alts[:0], v.Alts(t)...)
	if len(s.alts) == 1 {
		return s.alts[0]
	}
	slices.SortFunc(s.alts, v.State.CompareAlts)
	n := 0
	if s.picked < len(s.Picks) {
		n = max(0, s.Picks[s.picked]) % len(s.alts)
	}
	s.picked++
	return s.alts[n]
}

// Others appends the enabled threads other than t to buf, by spawn path.
func (v *View) Others(t model.ThreadID, buf []model.ThreadID) []model.ThreadID {
	for i := range v.Len() {
		if o := v.At(i); o != t {
			buf = append(buf, o)
		}
	}
	slices.SortFunc(buf, v.State.ComparePaths)
	return buf
}
