package explore_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/model/modeltest"
	"github.com/interleave-go/interleave/sim"
)

// sameWhenPure compares the reports of a direct and a pure search.
func sameWhenPure(t *testing.T, name string, p sim.Program, o explore.Options) *explore.Report {
	t.Helper()
	o.Name = name
	direct := mustRun(t, p, o)
	o.Pure = true
	pure := mustRun(t, p, o)
	if d := cmp.Diff(asJSON(t, direct), asJSON(t, pure)); d != "" {
		t.Errorf("%s: - direct, + pure:\n%s", name, d)
	}
	if d := cmp.Diff(direct.Text(100), pure.Text(100)); d != "" {
		t.Errorf("%s: - direct, + pure:\n%s", name, d)
	}
	return pure
}

// TestPureIsDirect searches both ways.
func TestPureIsDirect(t *testing.T) {
	for _, c := range []struct {
		name string
		p    sim.Program
		o    explore.Options
	}{
		{"readers", readers(8), explore.Options{All: true}},
		{"lastzero", lastzero(6), explore.Options{All: true}},
		{"mutexes", mutexes(4, 2), explore.Options{}},
		{"philosophers", philosophers(5, false), explore.Options{All: true}},
		{"incnl", incnl(3, 2), explore.Options{All: true, Races: explore.RaceNote}},
		{"trylocks", trylocks(4), explore.Options{All: true}},
		{"bbuf", bbuf(2, 2, 1, 1, false), explore.Options{All: true}},
		{"late", lateFailure(5), explore.Options{All: true}},
		{"first", lateFailure(6), explore.Options{}},
		{"workers", mutexes(6, 1), explore.Options{Workers: 4}},
		{"within a bound", incnl(2, 3), explore.Options{All: true, Preemptions: 2}},
		{"dfs", incnl(2, 2), explore.Options{All: true, Strategy: "dfs"}},
		{"cut", mutexes(3, 2), explore.Options{All: true, Steps: 12}},
	} {
		if c.o.Strategy == "" {
			c.o.Strategy = "dpor"
		}
		sameWhenPure(t, c.name, c.p, c.o)
	}
}

// TestPureOnGeneratedPrograms does the same with programs over all primitives.
func TestPureOnGeneratedPrograms(t *testing.T) {
	eachProgram(t, 20, 3000, func(t *testing.T, p modeltest.Program) {
		for _, strategy := range []string{"dpor", "dfs"} {
			sameWhenPure(t, strategy, bridge(p), explore.Options{Strategy: strategy, All: true})
		}
	})
}
