package speed

import (
	"fmt"

	"github.com/interleave-go/interleave/sim"
)

var threadNames = names("t", 100)

// start starts n threads with the bodies that body returns. Nobody waits for them: a
// join at the end would be a step more in every execution, which the programs that
// other tools are measured with do not have.
func start(t *sim.Thread, n int, body func(i int) sim.Program) {
	for i := range n {
		t.Go(threadNames[i], body(i))
	}
}

// names returns n names of objects, for a program that makes them in every execution.
func names(prefix string, n int) []string {
	s := make([]string, n)
	for i := range s {
		s[i] = fmt.Sprint(prefix, i)
	}
	return s
}

// Readers has n threads that load what one stores: 2^n classes.
func Readers(n int) sim.Program {
	return func(t *sim.Thread) {
		x := sim.NewVar(t, "x", 0)
		start(t, n+1, func(i int) sim.Program {
			if i == 0 {
				return func(t *sim.Thread) { x.Store(t, 42) }
			}
			return func(t *sim.Thread) { x.Load(t) }
		})
	}
}

// LastZero has one thread that looks for the last zero of n+1 cells while n others
// each store one more than the cell before theirs: (n+3)2^(n-2) classes (Abdulla,
// Aronis, Jonsson, Sagonas, POPL'14).
func LastZero(n int) sim.Program {
	cells := names("a", n+1)
	return func(t *sim.Thread) {
		a := make([]*sim.Var[int], n+1)
		for i := range a {
			a[i] = sim.NewVar(t, cells[i], 0)
		}
		start(t, n+1, func(j int) sim.Program {
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

// Mutex has n threads with k critical sections each of one mutex: (nk)!/(k!)^n classes.
func Mutex(n, k int) sim.Program {
	return func(t *sim.Thread) {
		mu, c := sim.NewMutex(t, "mu"), sim.NewVar(t, "c", 0)
		start(t, n, func(int) sim.Program {
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

// Philosophers has n philosophers who eat once, and all take their left fork first,
// or where they are ordered all but the last one: 2^n-1 classes, one of them the
// deadlock, or 2^n-2.
func Philosophers(n int, ordered bool) sim.Program {
	forks := names("f", n)
	return func(t *sim.Thread) {
		f := make([]*sim.Mutex, n)
		for i := range f {
			f[i] = sim.NewMutex(t, forks[i])
		}
		start(t, n, func(i int) sim.Program {
			a, b := f[i], f[(i+1)%n]
			if ordered && i == n-1 {
				a, b = b, a
			}
			return func(t *sim.Thread) { a.Lock(t); b.Lock(t); b.Unlock(t); a.Unlock(t) }
		})
	}
}

// LoadStore has n threads that k times load a cell and store one more.
func LoadStore(n, k int) sim.Program {
	return func(t *sim.Thread) {
		x := sim.NewVar(t, "x", 0)
		start(t, n, func(int) sim.Program {
			return func(t *sim.Thread) {
				for range k {
					x.Store(t, x.Load(t)+1)
				}
			}
		})
	}
}

// BoundedBuffer is a monitor with so many slots, p producers of k items each and c
// consumers. Whoever puts or takes wakes one waiter, or where broadcast is set all.
func BoundedBuffer(p, c, k, slots int, broadcast bool) sim.Program {
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
		start(t, p+c, func(i int) sim.Program {
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

// Writers has n threads that store, and one that loads: (n+1)! classes.
func Writers(n int) sim.Program {
	return func(t *sim.Thread) {
		x := sim.NewVar(t, "x", 0)
		start(t, n+1, func(i int) sim.Program {
			if i == n {
				return func(t *sim.Thread) { x.Load(t) }
			}
			return func(t *sim.Thread) { x.Store(t, i) }
		})
	}
}
