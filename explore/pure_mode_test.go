package explore_test

import (
	"strings"
	"testing"
	"time"

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

// TestImpureIsFoundOut has programs that break the promise, or cannot be kept.
func TestImpureIsFoundOut(t *testing.T) {
	for _, c := range []struct {
		name    string
		p       sim.Program
		note    string
		failure string
	}{
		{"a captured variable", func(t *sim.Thread) {
			n := sim.NewAtomic(t, "n", 0)
			sum := 0
			a := t.Go("a", func(t *sim.Thread) { sum += n.Load(t) })
			b := t.Go("b", func(t *sim.Thread) { n.Store(t, 1) })
			t.Join(a, b)
			n.Store(t, sum)
			t.Observe("sum", sum)
		}, "", "the program is not pure - its threads share Go state outside modeled objects, so search without Pure -, or not a function of its choices: an execution came to"},
		{"a captured slice decides", func(t *sim.Thread) {
			n := sim.NewAtomic(t, "n", 0)
			var seen []int
			a := t.Go("a", func(t *sim.Thread) { seen = append(seen, n.Load(t)) })
			b := t.Go("b", func(t *sim.Thread) { n.Store(t, 1) })
			t.Join(a, b)
			if seen[0] == 1 {
				n.Load(t)
			}
		}, "", "or not a function of its choices: it ended before step 6, and with the same choices made again it goes on with `main atomic-load n`"},
		{"the clock", func(t *sim.Thread) {
			t.Go("a", func(t *sim.Thread) { t.Sleep(time.Second) })
			t.Go("b", func(t *sim.Thread) { t.Sleep(2 * time.Second); t.Observe("now", t.Now()) })
		}, "thread b looks at the clock", ""},
		{"pointers", func(t *sim.Thread) {
			p := sim.NewVar(t, "p", new(int))
			t.Go("a", func(t *sim.Thread) { p.Store(t, nil) })
			t.Go("b", func(t *sim.Thread) { p.Load(t) })
		}, "thread main keeps values that hold addresses or cannot be compared", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := mustRun(t, c.p, explore.Options{Name: c.name, Strategy: "dpor", All: true, Pure: true, Races: explore.RaceOff})
			if notes := strings.Join(r.Notes, "\n"); c.note != "" && (!strings.Contains(notes, c.note) || !strings.Contains(notes, "are made directly")) {
				t.Errorf("notes %q, want %s", notes, c.note)
			}
			if c.failure == "" {
				if direct := mustRun(t, c.p, explore.Options{Name: c.name, Strategy: "dpor", All: true, Races: explore.RaceOff}); direct.Executions != r.Executions || r.Verdict != direct.Verdict {
					t.Errorf("%d executions, verdict %v; directly %d, %v", r.Executions, r.Verdict, direct.Executions, direct.Verdict)
				}
				return
			}
			if len(r.Failures) != 1 || r.Failures[0].Kind != sim.Nondeterminism || !strings.Contains(r.Failures[0].Message, c.failure) || r.Complete {
				t.Errorf("complete %v, failures %+v, want %s", r.Complete, r.Failures, c.failure)
			}
		})
	}
}
