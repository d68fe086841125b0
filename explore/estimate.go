package explore

import (
	"fmt"
	"sync/atomic"
)

// estimate guesses how many executions an exhaustive search has, from the
// share of its tree that is done: the weighted backtrack estimator of Kilby,
// Slaney, Thiebaux and Walsh, AAAI'06. One number means little, since the
// parts of a tree differ; the spread of the guesses on the way says how much.
type estimate struct {
	n       int
	covered float64
	next    int
	late    atomic.Pointer[[3]float64] // the latest guesses, at 1, 2, 4, 8, ... executions; 0: none
}

// due reports whether a guess is to be made after n executions.
func (e *estimate) due(n int) bool { return n >= max(e.next, 1) }

// see takes in that n executions have covered so much of the tree.
func (e *estimate) see(n int, covered float64) {
	e.n, e.covered = n, covered
	if !e.due(n) || covered <= 0 {
		return
	}
	e.next = 2 * n
	late := [3]float64{2: float64(n) / covered}
	if before := e.late.Load(); before != nil {
		late[0], late[1] = before[1], before[2]
	}
	e.late.Store(&late)
}

// String prints the share covered and the number of executions.
func (e *estimate) String() string {
	size := e.size(e.n, e.covered)
	if size == "" {
		return "nothing can be said about the size of the search"
	}
	return fmt.Sprintf("%.2g %% of the search tree is covered; by that there are some %s executions in all", 100*e.covered, size)
}

// size prints the least and the greatest of the guesses of the last three
// doublings and of now; "" when there is none. It may be called by another
// goroutine than see.
func (e *estimate) size(n int, covered float64) string {
	late := e.late.Load()
	if late == nil || covered <= 0 {
		return ""
	}
	lo := float64(n) / covered
	hi := lo
	for _, g := range late {
		if g > 0 {
			lo, hi = min(lo, g), max(hi, g)
		}
	}
	return span(lo, hi)
}

func span(lo, hi float64) string {
	a, b := rough(lo), rough(hi)
	if a == b {
		return a
	}
	return a + " to " + b
}

// rough prints a number with two significant digits.
func rough(x float64) string {
	if x < 1e12 {
		scale := 1.0
		for x/scale >= 100 {
			scale *= 10
		}
		return comma(int(float64(int(x/scale+0.5)) * scale))
	}
	return fmt.Sprintf("%.1e", x)
}
