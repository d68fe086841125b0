package explore_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/model/modeltest"
	"github.com/interleave-go/interleave/sim"
)

// sameWithWorkers compares the reports of one worker with those of several.
func sameWithWorkers(t *testing.T, name string, p sim.Program, o explore.Options) *explore.Report {
	t.Helper()
	o.Name, o.Workers = name, 1
	one := mustRun(t, p, o)
	for _, n := range []int{2, 3, 8} {
		o.Workers = n
		many := mustRun(t, p, o)
		if d := cmp.Diff(asJSON(t, one), asJSON(t, many)); d != "" {
			t.Errorf("%s: - 1 worker, + %d workers:\n%s", name, n, d)
		}
		if d := cmp.Diff(one.Text(100), many.Text(100)); d != "" {
			t.Errorf("%s: - 1 worker, + %d workers:\n%s", name, n, d)
		}
	}
	return one
}

// TestWorkersAgree searches programs that are large enough for branches to be
// explored ahead of their turn, in vain and not, by any number of workers.
func TestWorkersAgree(t *testing.T) {
	t.Cleanup(explore.Company(3))
	for _, c := range []struct {
		name string
		p    sim.Program
		want int // classes; 0: the search stops before
		o    explore.Options
	}{
		{"all", mutexes(6, 1), 720, explore.Options{All: true}},
		{"trees that grow", readers(9), 512, explore.Options{All: true, Races: explore.RaceOff}},
		{"trees that grow, racing", lastzero(7), 320, explore.Options{All: true}},
		{"noted races", incnl(3, 2), 7134, explore.Options{All: true, Races: explore.RaceNote}},
		{"deadlocks", philosophers(8, false), 255, explore.Options{All: true}},
		{"conditions", bbuf(2, 2, 1, 1, false), 64, explore.Options{All: true}},
		{"the first failure", lateFailure(7), 0, explore.Options{}},
		{"many kinds", lateFailure(6), 5040, explore.Options{All: true, Races: explore.RaceOff}},
		{"cut", mutexes(5, 2), 0, explore.Options{All: true, Steps: 31}},
		{"auto", mutexes(6, 1), 720 + 400, explore.Options{Strategy: "auto"}},
	} {
		if c.o.Strategy == "" {
			c.o.Strategy = "dpor"
		}
		if r := sameWithWorkers(t, c.name, c.p, c.o); c.want > 0 && (r.Executions != c.want || !r.Complete) {
			t.Errorf("%s: %d executions, complete %v; want %d", c.name, r.Executions, r.Complete, c.want)
		}
	}
}

// lateFailure has n writers and a reader that finds fault with some orders.
func lateFailure(n int) sim.Program {
	return func(t *sim.Thread) {
		x := sim.NewAtomic(t, "x", 0)
		threads(t, n+1, func(i int) sim.Program {
			if i == 0 {
				return func(t *sim.Thread) {
					v := x.Load(t)
					t.Observe("v", v)
					t.Assert(v != n-1, "the last but one")
					t.Assert(v != n, "the last")
				}
			}
			return func(t *sim.Thread) { x.Store(t, i) }
		})
	}
}

// TestWorkersOnGeneratedPrograms does the same with programs over all primitives.
func TestWorkersOnGeneratedPrograms(t *testing.T) {
	t.Cleanup(explore.Company(1))
	eachProgram(t, 12, 5000, func(t *testing.T, p modeltest.Program) {
		for _, all := range []bool{true, false} {
			sameWithWorkers(t, "generated", bridge(p), explore.Options{Strategy: "dpor", All: all})
		}
	})
}

// TestWorkersEnd ends searches by several workers before they are done.
func TestWorkersEnd(t *testing.T) {
	t.Cleanup(explore.Company(1))
	leavesNothing(t, func() {
		for i := range 5 {
			ctx, cancel := context.WithTimeoutCause(context.Background(), time.Duration(i)*5*time.Millisecond, errors.New("enough"))
			r, err := explore.Run(ctx, mutexes(9, 1), explore.Options{Strategy: "dpor", Workers: 4})
			if cancel(); err != nil {
				t.Fatal(err)
			}
			if r.Complete || r.Verdict != sim.Unknown || len(r.Limits) != 1 || r.Limits[0] != "cancelled" {
				t.Errorf("complete %v, verdict %v, limits %q", r.Complete, r.Verdict, r.Limits)
			}
			sum := 0
			for _, o := range r.Outcomes {
				sum += o.Executions
			}
			if sum != r.Executions {
				t.Errorf("%d executions, %d with an outcome", r.Executions, sum)
			}
		}
	})
}

// TestWorkersNameTheSame has values and threads that each engine numbers for
// itself, unless they agree.
func TestWorkersNameTheSame(t *testing.T) {
	t.Cleanup(explore.Company(1))
	p := func(t *sim.Thread) {
		s := sim.NewVar(t, "s", "")
		mu := sim.NewMutex(t, "mu")
		threads(t, 5, func(i int) sim.Program {
			return func(t *sim.Thread) {
				mu.Lock(t)
				s.Store(t, s.Load(t)+fmt.Sprint(i))
				mu.Unlock(t)
				if i%2 == 0 {
					n := sim.NewAtomic(t, "own", i)
					t.Join(t.Go("child", func(t *sim.Thread) { n.Store(t, n.Load(t)+1) }))
				}
			}
		})
		t.Observe("s", s.Load(t))
	}
	if r := sameWithWorkers(t, "strings", p, explore.Options{Strategy: "dpor"}); r.Executions != 120 || len(r.Outcomes) != 120 || r.Verdict != sim.Pass {
		t.Errorf("%d executions with %d outcomes, verdict %v", r.Executions, len(r.Outcomes), r.Verdict)
	}
}
