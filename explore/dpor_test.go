package explore_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/explore/speed"
	"github.com/interleave-go/interleave/sim"
)

// The programs that are measured, too.
var (
	readers        = speed.Readers
	lastzero       = speed.LastZero
	mutexes        = speed.Mutex
	philosophers   = speed.Philosophers
	incnl          = speed.LoadStore
	writers        = speed.Writers
	indexer        = speed.Indexer
	filesystem     = speed.FileSystem
	circularBuffer = speed.CircularBuffer
	bbuf           = speed.BoundedBuffer
)

// threads starts n threads with the bodies that body returns, and joins them.
func threads(t *sim.Thread, n int, body func(i int) sim.Program) {
	var ts []*sim.Thread
	for i := range n {
		ts = append(ts, t.Go(fmt.Sprint("t", i), body(i)))
	}
	t.Join(ts...)
}

func trylocks(n int) sim.Program {
	return func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		threads(t, n, func(int) sim.Program {
			return func(t *sim.Thread) {
				if mu.TryLock(t) {
					mu.Unlock(t)
				}
			}
		})
	}
}

// countdown has n threads that count a wait group down, and main waits. They commute:
// whoever comes last lets main go on.
func countdown(n int) sim.Program {
	return func(t *sim.Thread) {
		wg := sim.NewWaitGroup(t, "wg")
		wg.Add(t, n)
		for i := range n {
			t.Go(fmt.Sprint("t", i), func(t *sim.Thread) { wg.Done(t) })
		}
		wg.Wait(t)
	}
}

// storeBuffering is the litmus test SB.
func storeBuffering(t *sim.Thread) {
	x, y := sim.NewAtomic(t, "x", 0), sim.NewAtomic(t, "y", 0)
	threads(t, 2, func(i int) sim.Program {
		a, b := x, y
		if i == 1 {
			a, b = y, x
		}
		return func(t *sim.Thread) { a.Store(t, 1); b.Load(t) }
	})
}

// TestClosedForms meets the numbers of the literature, of other tools and of
// brute force exactly: one execution of each class, and none cut off.
func TestClosedForms(t *testing.T) {
	forms := []struct {
		name string
		p    sim.Program
		want int
	}{
		{"storeBuffering", storeBuffering, 3}, {"lockOrder", lockOrder, 3},
		{"writers(4)", writers(4), 120},
		{"indexer(11)", indexer(11), 1}, {"indexer(12)", indexer(12), 8}, {"indexer(13)", indexer(13), 64},
		{"filesystem(13)", filesystem(13), 1}, {"filesystem(14)", filesystem(14), 2}, {"filesystem(16)", filesystem(16), 8},
		{"circularBuffer(3)", circularBuffer(3), 20},
		{"readers(2)", readers(2), 4}, {"readers(8)", readers(8), 256},
		{"lastzero(3)", lastzero(3), 12}, {"lastzero(6)", lastzero(6), 144},
		{"mutex(3,1)", mutexes(3, 1), 6}, {"mutex(2,5)", mutexes(2, 5), 252},
		{"phil(2)", philosophers(2, false), 3}, {"phil(5)", philosophers(5, false), 31},
		{"phil-ord(5)", philosophers(5, true), 30},
		{"incnl(2,3)", incnl(2, 3), 328},
		{"trylock(2)", trylocks(2), 4}, {"trylock(3)", trylocks(3), 21}, {"trylock(4)", trylocks(4), 148},
		{"bbuf(1,1,3)", bbuf(1, 1, 3, 1, false), 32}, {"bbuf(2,2)", bbuf(2, 2, 1, 1, false), 64},
		{"countdown(3)", countdown(3), 1}, {"countdown(100)", countdown(100), 1},
		{"bbuf(2,2,cap2)", bbuf(2, 2, 1, 2, false), 60}, {"bbuf-bc", bbuf(2, 2, 1, 1, true), 80},
	}
	if !testing.Short() {
		forms = append(forms, []struct {
			name string
			p    sim.Program
			want int
		}{
			{"writers(6)", writers(6), 5040}, {"circularBuffer(7)", circularBuffer(7), 3432}, {"readers(12)", readers(12), 4096}, {"lastzero(12)", lastzero(12), 15360},
			{"mutex(8,1)", mutexes(8, 1), 40320}, {"phil(12)", philosophers(12, false), 4095}, {"incnl(2,5)", incnl(2, 5), 34904}, {"incnl(3,2)", incnl(3, 2), 7134},
			{"readers(14)", readers(14), 16384}, {"indexer(15)", indexer(15), 4096}, {"filesystem(20)", filesystem(20), 128},
			{"phil-ord(12)", philosophers(12, true), 4094}, {"bbuf(1,1,5)", bbuf(1, 1, 5, 1, false), 512}, {"bbuf(3,3)", bbuf(3, 3, 1, 1, false), 17856},
		}...)
	}
	for _, c := range forms {
		t0 := time.Now()
		r, err := explore.Run(context.Background(), c.p, explore.Options{Name: c.name, Strategy: "dpor", All: true, Races: explore.RaceOff})
		if err != nil {
			t.Fatal(err)
		}
		d := time.Since(t0)
		t.Logf("%-16s %7d want %7d blocked %d complete %v %8.1f ms %8.0f ex/s", c.name, r.Executions, c.want, r.Blocked, r.Complete, d.Seconds()*1000, float64(r.Executions)/d.Seconds())
		if r.Executions != c.want || r.Blocked != 0 || !r.Complete {
			t.Errorf("%s: %d executions, want %d; blocked %d, complete %v", c.name, r.Executions, c.want, r.Blocked, r.Complete)
		}
	}
}

// TestLeastPreemptions compares how many classes need at most so many
// preemptions with the histograms that brute force has found.
func TestLeastPreemptions(t *testing.T) {
	for _, c := range []struct {
		name string
		p    sim.Program
		want []int // classes with at most 0, 1, 2, ... preemptions
	}{
		{"incnl(2,3)", incnl(2, 3), []int{2, 12, 56, 132, 236, 304, 326, 328}},
		{"incnl(2,2)", incnl(2, 2), []int{2, 8, 22, 32, 34}},
		{"incnl(3,1)", incnl(3, 1), []int{6, 24, 36}},
		{"incnl(3,2)", incnl(3, 2), []int{6, 60, 360, 1380, 3384, 5628, 6864, 7122, 7134}},
		{"phil(2)", philosophers(2, false), []int{2, 3}},
		{"phil(5)", philosophers(5, false), []int{30, 31}},
		{"mutex(3,2)", mutexes(3, 2), []int{6, 24, 60, 90}},
		{"trylock(3)", trylocks(3), []int{6, 21}},
		{"readers(6)", readers(6), []int{64}},
		{"bbuf(2,2)", bbuf(2, 2, 1, 1, false), []int{64}},
	} {
		if testing.Short() && c.want[len(c.want)-1] > 1000 {
			continue
		}
		for k, want := range c.want {
			bound := k
			if k == 0 {
				bound = explore.NoPreemptions
			}
			r, err := explore.Run(context.Background(), c.p, explore.Options{Name: c.name, Strategy: "dpor", All: true, Races: explore.RaceOff, Preemptions: bound})
			if err != nil {
				t.Fatal(err)
			}
			if r.Executions != want || !r.Complete {
				t.Errorf("%s: %d classes need at most %d preemptions, want %d; complete %v", c.name, r.Executions, k, want, r.Complete)
			}
		}
	}
}

// TestDelays counts the schedules of two threads with two steps each, which
// have up to two delays, and sees that the defect of depth one needs none.
func TestDelays(t *testing.T) {
	count := func(p sim.Program, d int) *explore.Report {
		r, err := explore.Run(context.Background(), p, explore.Options{Name: "p", Strategy: fmt.Sprint("delay:", d), All: true, Races: explore.RaceOff})
		if err != nil {
			t.Fatal(err)
		}
		if !r.Complete {
			t.Errorf("delay:%d is not complete", d)
		}
		return r
	}
	all, err := explore.Run(context.Background(), incnl(2, 2), explore.Options{Name: "p", Strategy: "dfs", All: true, Races: explore.RaceOff})
	if err != nil {
		t.Fatal(err)
	}
	last := 0
	for d := range 12 {
		n := count(incnl(2, 2), d).Executions
		if d == 0 && n != 1 || n < last || n > all.Executions {
			t.Errorf("delay:%d has %d schedules after %d, of %d", d, n, last, all.Executions)
		}
		last = n
	}
	if last != all.Executions {
		t.Errorf("with delays to spare there are %d schedules, of %d", last, all.Executions)
	}
	if r := count(lockOrder, 0); r.Verdict != sim.Pass {
		t.Errorf("without delays lock-order is %v", r.Verdict)
	}
	if r := count(lockOrder, 1); r.Verdict != sim.Fail {
		t.Errorf("one delay does not find the deadlock of lock-order")
	}
}

// TestValuesOfAllSorts has threads store values that are kept by table, in
// every order: their words must not make the program look like another one.
func TestValuesOfAllSorts(t *testing.T) {
	type point struct{ x, y int }
	p := func(t *sim.Thread) {
		s, q := sim.NewAtomic(t, "s", ""), sim.NewVar(t, "q", point{})
		r, l := sim.NewVar[*point](t, "r", nil), sim.NewVar[[]int](t, "l", nil)
		ch := sim.NewChan[any](t, "ch", 3)
		threads(t, 3, func(i int) sim.Program {
			return func(t *sim.Thread) {
				s.Store(t, fmt.Sprint("s", i))
				if i < 2 {
					q.Store(t, point{i, i})
					r.Store(t, &point{i, i})
					l.Store(t, []int{i})
				}
				ch.Send(t, i)
			}
		})
		t.Observe("s", s.Load(t))
		t.Observe("q", q.Load(t))
		t.Observe("r", r.Load(t).x)
		t.Observe("l", l.Load(t))
	}
	r, err := explore.Run(context.Background(), p, explore.Options{Name: "p", Strategy: "dpor", All: true, Races: explore.RaceOff, Executions: 3000})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Failures {
		t.Errorf("%v: %s", f.Kind, f.Message)
	}
	if len(r.Outcomes) < 12 {
		t.Errorf("only %d outcomes: %v", len(r.Outcomes), r.Outcomes)
	}
}
