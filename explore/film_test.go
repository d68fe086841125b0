package explore_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// filmed runs p and tells the film of its first failure, a line for each frame:
// what was set, who waits for whom, and which steps it is ordered after.
func filmed(t *testing.T, p sim.Program) string {
	t.Helper()
	r := mustRun(t, p, explore.Options{Strategy: "dfs", Film: true, Races: explore.RaceOff})
	if len(r.Failures) == 0 || r.Failures[0].Film == nil {
		t.Fatalf("nothing is filmed:\n%s", r.Text(100))
	}
	f := &r.Failures[0]
	if len(f.Film.Frames) != f.Steps+1 {
		t.Fatalf("%d frames of %d steps", len(f.Film.Frames), f.Steps)
	}
	var b strings.Builder
	for i, fr := range f.Film.Frames {
		if i > 0 {
			fmt.Fprintf(&b, "%d %s %s:", i, f.Trace[i-1].Thread, f.Trace[i-1].Op)
		}
		for _, s := range fr.Set {
			o := f.Film.Objects[s.Object]
			fmt.Fprintf(&b, " %s %s=%s;", o.Sort, o.Name, s.State)
		}
		if len(fr.After) > 0 {
			fmt.Fprintf(&b, " after %v;", fr.After)
		}
		for _, w := range fr.Waits {
			fmt.Fprintf(&b, " %s in %s for %v;", w.Thread, w.Op, w.For)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// TestFilm tells films of small programs in full.
func TestFilm(t *testing.T) {
	for _, c := range []struct {
		name    string
		program sim.Program
		want    string
	}{
		{"deadlock", lockOrder, `
 mutex A=free; mutex B=free;
1 main go a:
2 main go b: main in join a b for [a b];
3 a lock A: mutex A=held by a; after [1]; main in join a b for [a b];
4 b lock B: mutex B=held by b; after [2]; main in join a b for [a b]; a in lock B for [b]; b in lock A for [a];
`},
		{"rendezvous and close", func(t *sim.Thread) {
			c, done := sim.NewChan[int](t, "c", 0), sim.NewChan[string](t, "done", 1)
			t.Go("a", func(t *sim.Thread) { c.Send(t, 7); done.Send(t, "yes"); done.Close(t) })
			c.Recv(t)
			done.Recv(t)
			t.Fail("here")
		}, `
 channel c=rendezvous; channel done=[] of 1;
1 main go a:
2 a send c 7: main in recv done for [];
3 a send done yes: channel done=[yes] of 1;
4 a close done: channel done=[yes] of 1, closed;
5 main recv done: channel done=[] of 1, closed; after [3];
`},
		{"a lock passes on what came before", func(t *sim.Thread) {
			mu, n := sim.NewMutex(t, "mu"), sim.NewVar(t, "n", 0)
			add := func(t *sim.Thread) { mu.Lock(t); n.Store(t, 1); mu.Unlock(t) }
			a, b := t.Go("a", add), t.Go("b", add)
			t.Join(a, b)
			t.Fail("here")
		}, `
 mutex mu=free; variable n=0;
1 main go a:
2 main go b: main in join a b for [a b];
3 a lock mu: mutex mu=held by a; after [1]; main in join a b for [a b]; b in lock mu for [a];
4 a store n 1: variable n=1; main in join a b for [a b]; b in lock mu for [a];
5 a unlock mu: mutex mu=free; main in join a b for [b];
6 b lock mu: mutex mu=held by b; after [2 5]; main in join a b for [b];
7 b store n 1: main in join a b for [b];
8 b unlock mu: mutex mu=free;
9 main join a b: after [8];
`},
	} {
		if d := cmp.Diff(strings.TrimPrefix(c.want, "\n"), filmed(t, c.program)); d != "" {
			t.Errorf("%s: - want, + got:\n%s", c.name, d)
		}
	}
}

// TestFilmOrder checks that no arrow follows from others and from the order of
// each thread's own steps.
func TestFilmOrder(t *testing.T) {
	for _, p := range []sim.Program{lockOrder, lostWakeup, ring(4), leastCounter(3), transfer(forth, back), meetings} {
		r := mustRun(t, p, explore.Options{Strategy: "random", Film: true, Shrink: explore.NoShrink})
		f := &r.Failures[0]
		past := make([]map[int]bool, f.Steps+1)
		latest := map[string]int{}
		for i := 1; i <= f.Steps; i++ {
			past[i] = map[int]bool{}
			from := slices.Clone(f.Film.Frames[i].After)
			movers := []string{f.Trace[i-1].Thread}
			if peer := f.Trace[i-1].Peer; peer != "" {
				movers = append(movers, peer)
			}
			for _, m := range movers {
				if p := latest[m]; p > 0 && !slices.Contains(from, p) {
					from = append(from, p)
				}
			}
			for _, a := range from {
				for q := range past[a] {
					past[i][q] = true
				}
			}
			for _, a := range f.Film.Frames[i].After {
				if a >= i || past[i][a] {
					t.Errorf("step %d is ordered after %v: %d follows from the others\n%s", i, f.Film.Frames[i].After, a, r.Text(100))
				}
			}
			for _, a := range from {
				past[i][a] = true
			}
			for _, m := range movers {
				latest[m] = i
			}
		}
	}
}

// meetings has three threads that hand a value on, and fails at its end.
func meetings(t *sim.Thread) {
	a, b := sim.NewChan[int](t, "a", 0), sim.NewChan[int](t, "b", 0)
	t.Go("first", func(t *sim.Thread) { a.Send(t, 1); a.Send(t, 2) })
	t.Go("second", func(t *sim.Thread) {
		for range 2 {
			v, _ := a.Recv(t)
			b.Send(t, v)
		}
	})
	b.Recv(t)
	b.Recv(t)
	t.Fail("here")
}
