package explore

import (
	"fmt"
	"slices"

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
		return ", the least that fails so (found: " + found + "; " + timesTried(s.Tries) + ")"
	case s.Least:
		return ", the least that fails so (" + timesTried(s.Tries) + ")"
	case changed:
		return "; it was found with " + found + " (" + timesTried(s.Tries) + ")"
	}
	return "; " + timesTried(s.Tries) + " found no less"
}

func timesTried(n int) string {
	if n == 1 {
		return "1 try"
	}
	return comma(n) + " tries"
}

// showShrunk puts the least execution into the report, instead of the one that
// failure i was found in, after making it from its seed alone. Where they are the
// same the seed stays: a sampled one is shorter. What a search that was taken up
// from a file has not kept is there again then.
func (s *search) showShrunk(i int, h *shrinker) {
	old := s.rep.Failures[i].Seed
	replay := &sched.Replay{Schedule: &h.best.schedule}
	rec := &sched.Record{Strategy: replay}
	x := h.e.Run(s.p, rec, 0, placed(s.lim))
	if replay.End(); replay.Diverged != nil || !h.ended(x) || !h.alike(x) {
		return // it is not reproduced, whatever the reason: what was found stands
	}
	s.mask(x)
	seed := s.scheduleSeed(x, rec)
	changed := h.best.size != h.start
	if !changed {
		seed = &h.seed
	}
	show := s.shower(x, rec, seed)
	first := true
	for _, f := range x.Failures {
		if !s.counts(f) {
			continue
		}
		key := failureKey(x, f)
		j := s.place(key)
		known := j >= 0
		if !known {
			j = len(s.rep.Failures)
			s.rep.Failures = append(s.rep.Failures, Failure{Executions: 1})
		}
		r := &s.rep.Failures[j]
		if !known || key == h.key || s.sequel(r) && r.Seed == old {
			times := r.Executions
			*r = show(f, !first)
			r.key, r.Executions = key, times
			if key == h.key {
				r.Shrinking = &h.out
			}
		}
		first = false
	}
	if changed {
		s.dropSequels(old)
	}
}

// sequel reports whether f is told with the failure that it is a consequence of:
// who is blocked at the end. Other failures have executions of their own, and so
// have all when a search went on and met each in many ways.
func (s *search) sequel(f *Failure) bool {
	return !s.o.All && f.Consequence && (f.Kind == sim.Deadlock || f.Kind == sim.Leak)
}

// place returns where the failure with this key is in the report, negative if it
// is not.
func (s *search) place(key string) int {
	return slices.IndexFunc(s.rep.Failures, func(f Failure) bool { return f.key == key })
}

// dropSequels forgets who was blocked in consequence of a failure that is now
// shown by another execution, where nothing else has ended so.
func (s *search) dropSequels(seed string) {
	s.rep.Failures = slices.DeleteFunc(s.rep.Failures, func(f Failure) bool { return s.sequel(&f) && f.Seed == seed })
}
