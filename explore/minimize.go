package explore

import "slices"

// minimize makes x small for as long as try accepts what it proposes: it leaves
// out halves, quarters and so on down to single elements, then pairs, until
// nothing more can go (ddmin: Zeller, Hildebrandt, TSE 2002, with complements
// only, and pairs after it, which ddmin's 1-minimality does not reach). It
// knows nothing of what the elements mean.
//
// try returns what to go on with when the proposal is accepted, which may be
// even less than was proposed. It must accept only what is less by some measure
// that cannot shrink for ever.
func minimize[T any](x []T, try func([]T) ([]T, bool)) []T {
	for changed := true; changed; {
		x, changed = dropChunks(x, try)
		if !changed {
			x, changed = dropPairs(x, try)
		}
	}
	return x
}

// dropChunks tries everything without a chunk, the last chunk first: what comes
// after a failure goes in one piece.
func dropChunks[T any](x []T, try func([]T) ([]T, bool)) (left []T, changed bool) {
	for size := len(x); size > 0; size /= 2 {
		for end := len(x); end > 0; end -= size {
			rest := leaveOut(x, max(0, end-size), end)
			if y, ok := try(rest); ok {
				x, changed = y, true
				end = min(end, len(x)+size)
			}
		}
		size = min(size, len(x))
	}
	return x, changed
}

// maxPairs is the longest list of which all pairs are tried.
const maxPairs = 40

func dropPairs[T any](x []T, try func([]T) ([]T, bool)) (left []T, changed bool) {
	if len(x) > maxPairs {
		return x, false
	}
	for i := len(x) - 1; i > 0; i-- {
		for j := i - 1; j >= 0; j-- {
			if y, ok := try(leaveOut(leaveOut(x, i, i+1), j, j+1)); ok {
				return y, true
			}
		}
	}
	return x, false
}

// leaveOut returns x less the elements from i up to j.
func leaveOut[T any](x []T, i, j int) []T { return append(slices.Clone(x[:i]), x[j:]...) }
