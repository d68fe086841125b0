package explore_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

func threads(t *sim.Thread, n int, body func(i int) sim.Program) {
	ts := make([]*sim.Thread, 0, n)
	for i := range n {
		ts = append(ts, t.Go(threadNames[i], body(i)))
	}
	t.Join(ts...)
}

// names returns n names of objects, for a program that makes them in every execution.
func names(prefix string, n int) []string {
	s := make([]string, n)
	for i := range s {
		s[i] = fmt.Sprint(prefix, i)
	}
	return s
}

var threadNames = names("t", 100)

func readers(n int) sim.Program {
	return func(t *sim.Thread) {
		x := sim.NewVar(t, "x", 0)
		threads(t, n+1, func(i int) sim.Program {
			if i == 0 {
				return func(t *sim.Thread) { x.Store(t, 42) }
			}
			return func(t *sim.Thread) { x.Load(t) }
		})
	}
}

func lastzero(n int) sim.Program {
	cells := names("a", n+1)
	return func(t *sim.Thread) {
		a := make([]*sim.Var[int], n+1)
		for i := range a {
			a[i] = sim.NewVar(t, cells[i], 0)
		}
		threads(t, n+1, func(j int) sim.Program {
			if j == 0 {
				return func(t *sim.Thread) {
					for i := n; a[i].Load(t) != 0; i-- {
					}
				}
			}
			return func(t *sim.Thread) { a[j].Store(t, a[j-1].Load(t)+1) }
		})
	}
}

func mutexes(n, k int) sim.Program {
	return func(t *sim.Thread) {
		mu, c := sim.NewMutex(t, "mu"), sim.NewVar(t, "c", 0)
		threads(t, n, func(int) sim.Program {
			return func(t *sim.Thread) {
				for range k {
					mu.Lock(t)
					c.Store(t, c.Load(t)+1)
					mu.Unlock(t)
				}
			}
		})
	}
}

func philosophers(n int, ordered bool) sim.Program {
	forks := names("f", n)
	return func(t *sim.Thread) {
		f := make([]*sim.Mutex, n)
		for i := range f {
			f[i] = sim.NewMutex(t, forks[i])
		}
		threads(t, n, func(i int) sim.Program {
			a, b := f[i], f[(i+1)%n]
			if ordered && i == n-1 {
				a, b = b, a
			}
			return func(t *sim.Thread) { a.Lock(t); b.Lock(t); b.Unlock(t); a.Unlock(t) }
		})
	}
}

func incnl(n, k int) sim.Program {
	return func(t *sim.Thread) {
		x := sim.NewVar(t, "x", 0)
		threads(t, n, func(int) sim.Program {
			return func(t *sim.Thread) {
				for range k {
					x.Store(t, x.Load(t)+1)
				}
			}
		})
	}
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

func bbuf(p, c, k, slots int, broadcast bool) sim.Program {
	return func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		notFull, notEmpty := sim.NewCond(t, "notFull", mu), sim.NewCond(t, "notEmpty", mu)
		n := sim.NewVar(t, "n", 0)
		wake := func(t *sim.Thread, c *sim.Cond) {
			if broadcast {
				c.Broadcast(t)
			} else {
				c.Signal(t)
			}
		}
		threads(t, p+c, func(i int) sim.Program {
			if i < p {
				return func(t *sim.Thread) {
					for range k {
						mu.Lock(t)
						for n.Load(t) == slots {
							notFull.Wait(t)
						}
						n.Store(t, n.Load(t)+1)
						wake(t, notEmpty)
						mu.Unlock(t)
					}
				}
			}
			return func(t *sim.Thread) {
				for range k * p / c {
					mu.Lock(t)
					for n.Load(t) == 0 {
						notEmpty.Wait(t)
					}
					n.Store(t, n.Load(t)-1)
					wake(t, notFull)
					mu.Unlock(t)
				}
			}
		})
	}
}

// writers has n threads that store and one that loads.
func writers(n int) sim.Program {
	return func(t *sim.Thread) {
		x := sim.NewVar(t, "x", 0)
		threads(t, n+1, func(i int) sim.Program {
			if i == n {
				return func(t *sim.Thread) { x.Load(t) }
			}
			return func(t *sim.Thread) { x.Store(t, i) }
		})
	}
}

// indexer is the hash table of Flanagan and Godefroid, POPL'05: each thread
// inserts four messages, and up to 11 threads never collide.
func indexer(n int) sim.Program {
	const size = 128
	cells := names("table", size)
	return func(t *sim.Thread) {
		table := make([]*sim.Atomic[int], size)
		for i := range table {
			table[i] = sim.NewAtomic(t, cells[i], 0)
		}
		threads(t, n, func(tid int) sim.Program {
			return func(t *sim.Thread) {
				for m := 1; m <= 4; m++ {
					w := m*11 + tid
					h := w * 7 % size
					for !table[h].CompareAndSwap(t, 0, w) {
						h = (h + 1) % size
					}
				}
			}
		})
	}
}

// filesystem is the other program of Flanagan and Godefroid, POPL'05: threads
// allocate blocks to inodes, and up to 13 threads never collide.
func filesystem(n int) sim.Program {
	const blocks, inodes = 26, 32
	lockis, inodeNames, lockbs, busies := names("locki", inodes), names("inode", inodes), names("lockb", blocks), names("busy", blocks)
	return func(t *sim.Thread) {
		var locki [inodes]*sim.Mutex
		var inode [inodes]*sim.Var[int]
		var lockb [blocks]*sim.Mutex
		var busy [blocks]*sim.Var[bool]
		for i := range locki {
			locki[i], inode[i] = sim.NewMutex(t, lockis[i]), sim.NewVar(t, inodeNames[i], 0)
		}
		for b := range lockb {
			lockb[b], busy[b] = sim.NewMutex(t, lockbs[b]), sim.NewVar(t, busies[b], false)
		}
		threads(t, n, func(tid int) sim.Program {
			return func(t *sim.Thread) {
				i := tid % inodes
				locki[i].Lock(t)
				if inode[i].Load(t) == 0 {
					for b := i * 2 % blocks; ; b = (b + 1) % blocks {
						lockb[b].Lock(t)
						if !busy[b].Load(t) {
							busy[b].Store(t, true)
							inode[i].Store(t, b+1)
							lockb[b].Unlock(t)
							break
						}
						lockb[b].Unlock(t)
					}
				}
				locki[i].Unlock(t)
			}
		})
	}
}

// circularBuffer has a producer and a consumer of n items each, under one mutex.
func circularBuffer(n int) sim.Program {
	return func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		put, got := sim.NewVar(t, "put", 0), sim.NewVar(t, "got", 0)
		threads(t, 2, func(i int) sim.Program {
			return func(t *sim.Thread) {
				for range n {
					mu.Lock(t)
					if p, g := put.Load(t), got.Load(t); i == 0 {
						put.Store(t, p+1)
					} else if g < p {
						got.Store(t, g+1)
					}
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
			t.Go(threadNames[i], func(t *sim.Thread) { wg.Done(t) })
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
