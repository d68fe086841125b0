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

// TestPureTimed looks at the results of operations that may time out where the body is
// brought up to date by being fed them.
func TestPureTimed(t *testing.T) {
	const ms = time.Millisecond
	for name, wait := range map[string]func(t *sim.Thread) func(*sim.Thread) any{
		"barrier": func(t *sim.Thread) func(*sim.Thread) any {
			b := sim.NewBarrier(t, "b", 2)
			t.Go("late", func(t *sim.Thread) { t.Sleep(time.Duration(1+2*t.Choose(2)) * ms); b.Wait(t) })
			return func(t *sim.Thread) any { return b.WaitTimeout(t, 2*ms) }
		},
		"semaphore": func(t *sim.Thread) func(*sim.Thread) any {
			s := sim.NewSemaphore(t, "s", 0)
			t.Go("late", func(t *sim.Thread) { t.Sleep(time.Duration(1+2*t.Choose(2)) * ms); s.Release(t) })
			return func(t *sim.Thread) any { return s.AcquireTimeout(t, 2*ms) }
		},
		"event": func(t *sim.Thread) func(*sim.Thread) any {
			e := sim.NewEvent(t, "e")
			t.Go("late", func(t *sim.Thread) { t.Sleep(time.Duration(1+2*t.Choose(2)) * ms); e.Set(t) })
			return func(t *sim.Thread) any { return e.WaitTimeout(t, 2*ms) }
		},
		"mutex": func(t *sim.Thread) func(*sim.Thread) any {
			mu := sim.NewMutex(t, "mu")
			mu.Lock(t)
			t.Go("late", func(t *sim.Thread) { t.Sleep(time.Duration(1+2*t.Choose(2)) * ms); mu.Unlock(t) })
			return func(t *sim.Thread) any { return mu.LockTimeout(t, 2*ms) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := func(t *sim.Thread) {
				f := wait(t)
				w := t.Go("waits", func(t *sim.Thread) { t.Observe("in time", f(t)) })
				t.Join(w)
			}
			direct := mustRun(t, p, explore.Options{Strategy: "dpor", All: true})
			pure := mustRun(t, p, explore.Options{Strategy: "dpor", All: true, Pure: true})
			if len(direct.Outcomes) < 2 {
				t.Errorf("one outcome only: %v", direct.Outcomes)
			}
			if d := cmp.Diff(direct.Outcomes, pure.Outcomes); d != "" || pure.Verdict != direct.Verdict {
				t.Errorf("%v directly, %v in pure mode; - direct, + pure:\n%s", direct.Verdict, pure.Verdict, d)
			}
		})
	}
}
