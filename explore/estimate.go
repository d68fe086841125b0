package explore

import "fmt"

// estimate guesses how many executions an exhaustive search has, from the
// share of its tree that is done: the weighted backtrack estimator of Kilby,
// Slaney, Thiebaux and Walsh, AAAI'06. One number means little, since the
// parts of a tree differ; the spread of the guesses on the way says how much.
type estimate struct {
	n       int
	covered float64
	guesses []float64 // at 1, 2, 4, 8, ... executions
	next    int
}

// see takes in that n executions have covered so much of the tree.
func (e *estimate) see(n int, covered float64) {
	e.n, e.covered = n, covered
	if n < max(e.next, 1) || covered <= 0 {
		return
	}
	e.next = 2 * n
	e.guesses = append(e.guesses, float64(n)/covered)
}

// bounds returns the least and the greatest of the guesses of the last three
// doublings and of now. There must be one.
func (e *estimate) bounds() (lo, hi float64) {
	lo = float64(e.n) / e.covered
	hi = lo
	for _, g := range e.guesses[max(0, len(e.guesses)-3):] {
		lo, hi = min(lo, g), max(hi, g)
	}
	return lo, hi
}

// String prints the share covered, and the guesses.
func (e *estimate) String() string {
	if len(e.guesses) == 0 {
		return "nothing can be said about the size of the search"
	}
	lo, hi := e.bounds()
	return fmt.Sprintf("%.2g %% of the search tree is covered; by that there are some %s executions in all", 100*e.covered, span(lo, hi))
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
