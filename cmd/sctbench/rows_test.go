package main

import (
	"context"
	"testing"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/scenarios"
)

// At the published sizes, too, what is found replays from the seed that it was
// found with, and from that of what it shrinks to, which is no worse.
func TestRowsReplayAndShrink(t *testing.T) {
	const tries = 300 // the default takes long where executions are
	for _, r := range rows {
		if r.name == "SafeStack" || testing.Short() && len(r.params) > 0 {
			continue // too deep for a test, and large
		}
		s, _ := scenarios.Find(r.scenario)
		p, err := s.ParseParams(r.params)
		if err != nil {
			t.Fatal(err)
		}
		o := explore.Options{Name: s.Name, Params: p.KV(), Strategy: "surw", Seed: 1, Races: explore.RaceOff, Steps: maxSteps}
		found := map[int]explore.Failure{}
		for _, mode := range []int{explore.NoShrink, tries} {
			o.Shrink = mode
			rep, err := explore.Run(context.Background(), s.Program(p), o)
			if err != nil {
				t.Fatal(err)
			}
			if len(rep.Failures) == 0 {
				t.Errorf("%s: not found in %d executions", r.name, rep.Executions)
				continue
			}
			f := rep.Failures[0]
			found[mode] = f
			again, err := explore.Replay(s.Program(p), f.Seed, o)
			switch {
			case err != nil:
				t.Errorf("%s: %v", r.name, err)
			case len(again.Failures) == 0 || again.Failures[0].Kind != f.Kind || again.Failures[0].Message != f.Message || again.Failures[0].Steps != f.Steps:
				t.Errorf("%s: the seed %s makes another execution than that of %s", r.name, f.Seed, f.Message)
			}
		}
		whole, shrunk := found[explore.NoShrink], found[tries]
		if shrunk.Kind != whole.Kind || shrunk.Preemptions > whole.Preemptions || shrunk.Preemptions == whole.Preemptions && shrunk.Steps > whole.Steps {
			t.Errorf("%s: %v with %d preemptions and %d steps shrinks to %v with %d and %d", r.name,
				whole.Kind, whole.Preemptions, whole.Steps, shrunk.Kind, shrunk.Preemptions, shrunk.Steps)
		}
		t.Logf("%s: %d preemptions, %d steps shrink to %d, %d: %+v", r.name, whole.Preemptions, whole.Steps, shrunk.Preemptions, shrunk.Steps, shrunk.Shrinking)
	}
}
