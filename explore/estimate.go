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

// text prints the share covered and the number of executions, of which so many
// were made: some perhaps after the latest guess. The tree is never all covered,
// or there would be nothing to estimate.
func (e *estimate) text(made int) string {
	lo, hi, ok := e.bounds(e.n, e.covered)
	if !ok {
		return "nothing can be said about the size of the search"
	}
	return fmt.Sprintf("%s of the search tree is covered; by that there are some %s executions in all", percent(min(e.covered, 0.99)), span(lo, hi, made))
}

// size prints the least and the greatest of the guesses; "" when there is none.
// It may be called by another goroutine than see.
func (e *estimate) size(n int, covered float64) string {
	lo, hi, ok := e.bounds(n, covered)
	if !ok {
		return ""
	}
	return span(lo, hi, n)
}

// bounds returns the least and the greatest of the guesses of the last three
// doublings and of now, when n executions have covered so much; ok is false when
// there is none.
func (e *estimate) bounds(n int, covered float64) (lo, hi float64, ok bool) {
	late := e.late.Load()
	if late == nil || covered <= 0 {
		return 0, 0, false
	}
	lo = float64(n) / covered
	hi = lo
	for _, g := range late {
		if g > 0 {
			lo, hi = min(lo, g), max(hi, g)
		}
	}
	return lo, hi, true
}

// span prints guesses, as no less than what was made.
func span(lo, hi float64, made int) string {
	a, b := rough(lo, made), rough(hi, made)
	if a == b {
		return a
	}
	return a + " to " + b
}

// rough prints a number with two significant digits, rounded up where it would be
// less than least otherwise.
func rough(x float64, least int) string {
	x = max(x, float64(least))
	if x >= 1e12 {
		return fmt.Sprintf("%.1e", x)
	}
	scale := 1
	for x/float64(scale) >= 100 {
		scale *= 10
	}
	n := int(x/float64(scale)+0.5) * scale
	if n < least {
		n += scale
	}
	return comma(n)
}
