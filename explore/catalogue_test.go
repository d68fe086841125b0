package explore_test

import (
	"context"
	"testing"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/model/modeltest"
	"github.com/interleave-go/interleave/scenarios"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// TestCatalogueClasses counts the classes of every scenario that is small enough by
// brute force: the numbers in the catalogue are those, not what dpor happens to
// explore. Scenarios that keep values with addresses are left out, since the tracer
// takes values for part of an event; and so are those with awaits, endless
// executions, faults or another clock, which plain visits do not know.
func TestCatalogueClasses(t *testing.T) {
	limit := 3000
	if testing.Short() {
		limit = 100
	}
	counted := 0
	for _, s := range scenarios.All() {
		params, err := s.ParseParams(nil)
		if err != nil {
			t.Fatal(err)
		}
		if !s.Pure() || s.Endless || s.Clock != 0 || s.Faults != (sim.Faults{}) {
			continue
		}
		p := s.Program(params)
		r, err := explore.Run(context.Background(), p, explore.Options{Strategy: "dfs", All: true, Executions: limit, Steps: s.Steps, Races: explore.RaceOff, Shrink: explore.NoShrink, Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		if !r.Complete {
			continue
		}
		tracer := modeltest.NewTracer()
		classes := map[string]bool{}
		explore.VisitDFS(p, -1, func(v *sched.View) { classes[tracer.Class(v.State)] = true })
		if want := s.Classes(params); len(classes) != want {
			t.Errorf("%s: there are %d classes, the catalogue says %d", s.Name, len(classes), want)
		}
		counted++
	}
	t.Logf("%d of %d scenarios counted", counted, len(scenarios.All()))
	if counted < 100 && !testing.Short() {
		t.Errorf("only %d scenarios are small enough to be counted", counted)
	}
}
