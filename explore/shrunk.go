package explore

import (
	"fmt"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// shrunk says behind the size of f's execution how it was made small: ", the
// least that fails so (found: 9 steps and 2 preemptions; 31 tries)".
func (f *Failure) shrunk() string {
	s := f.Shrinking
	if s == nil {
		return ""
	}
	found := fmt.Sprintf("%s and %s", plural(s.Steps, "step"), plural(s.Preemptions, "preemption"))
	changed := f.Steps != s.Steps || f.Preemptions != s.Preemptions
	switch {
	case s.Least && changed:
		return ", the least that fails so (found: " + found + "; " + tries(s.Tries) + ")"
	case s.Least:
		return ", the least that fails so (" + tries(s.Tries) + ")"
	case changed:
		return "; it was found with " + found + " (" + tries(s.Tries) + ")"
	}
	return "; " + tries(s.Tries) + " found no less"
}

func tries(n int) string {
	if n == 1 {
		return "1 try"
	}
	return comma(n) + " tries"
}

// showShrunk puts the least execution into the report, instead of the one that
// failure i was found in, after making it from its seed alone.
func (s *search) showShrunk(i int, h *shrinker) {
	old := s.rep.Failures[i].Seed
	if h.best.size == h.start {
		s.rep.Failures[i].Shrinking = &h.out
		return
	}
	replay := &sched.Replay{Schedule: &h.best.schedule}
	rec := &sched.Record{Strategy: replay}
	x := s.e.Run(s.p, rec, 0, placed(s.lim))
	if replay.End(); replay.Diverged != nil || !h.ended(x) || !h.alike(x) {
		return // it is not reproduced, whatever the reason: what was found stands
	}
	seed := s.scheduleSeed(rec)
	show := s.shower(x, rec, seed)
	first := true
	for _, f := range x.Failures {
		if !s.counts(f) {
			continue
		}
		key := failureKey(x, f)
		j, known := s.entry(key)
		r := &s.rep.Failures[j]
		if !known {
			r.Executions = 1
		}
		if !known || key == h.key || s.sequel(r) && r.Seed == old {
			*r = show(f, r, !first)
			if key == h.key {
				r.Shrinking = &h.out
			}
		}
		first = false
	}
	s.dropSequels(old)
}

// sequel reports whether f is told with the failure that it is a consequence of:
// who is blocked at the end. Other failures have executions of their own, and so
// have all when a search went on and met each in many ways.
func (s *search) sequel(f *Failure) bool {
	return !s.o.All && f.Consequence && (f.Kind == sim.Deadlock || f.Kind == sim.Leak)
}

// dropSequels forgets who was blocked in consequence of a failure that is now
// shown by another execution, where nothing else has ended so.
func (s *search) dropSequels(seed string) {
	left := s.rep.Failures[:0]
	for _, f := range s.rep.Failures {
		if s.sequel(&f) && f.Seed == seed {
			delete(s.found, f.key)
			continue
		}
		s.found[f.key] = len(left)
		left = append(left, f)
	}
	s.rep.Failures = left
}
