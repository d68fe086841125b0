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
	var ts []*sim.Thread
	for i := range n {
		ts = append(ts, t.Go(fmt.Sprint("t", i), body(i)))
	}
	t.Join(ts...)
}

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
	return func(t *sim.Thread) {
		a := make([]*sim.Var[int], n+1)
		for i := range a {
			a[i] = sim.NewVar(t, fmt.Sprint("a", i), 0)
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
	return func(t *sim.Thread) {
		f := make([]*sim.Mutex, n)
		for i := range f {
			f[i] = sim.NewMutex(t, fmt.Sprint("f", i))
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

func TestClosedForms(t *testing.T) {
	for _, c := range []struct {
		name string
		p    sim.Program
		want int
	}{
		{"readers(2)", readers(2), 4}, {"readers(8)", readers(8), 256}, {"readers(12)", readers(12), 4096},
		{"lastzero(3)", lastzero(3), 12}, {"lastzero(6)", lastzero(6), 144}, {"lastzero(12)", lastzero(12), 15360},
		{"mutex(3,1)", mutexes(3, 1), 6}, {"mutex(2,5)", mutexes(2, 5), 252}, {"mutex(8,1)", mutexes(8, 1), 40320},
		{"phil(2)", philosophers(2, false), 3}, {"phil(5)", philosophers(5, false), 31}, {"phil(12)", philosophers(12, false), 4095},
		{"phil-ord(5)", philosophers(5, true), 30},
		{"incnl(2,3)", incnl(2, 3), 328}, {"incnl(3,2)", incnl(3, 2), 7134}, {"incnl(2,5)", incnl(2, 5), 34904},
		{"trylock(2)", trylocks(2), 4}, {"trylock(3)", trylocks(3), 21}, {"trylock(4)", trylocks(4), 148},
		{"bbuf(1,1,3)", bbuf(1, 1, 3, 1, false), 32}, {"bbuf(2,2)", bbuf(2, 2, 1, 1, false), 64},
		{"bbuf(2,2,cap2)", bbuf(2, 2, 1, 2, false), 60}, {"bbuf-bc", bbuf(2, 2, 1, 1, true), 80},
	} {
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
