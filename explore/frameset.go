package explore

import "math/bits"

// frameSet is a set of frames, a bit each.
type frameSet []uint64

func (s *frameSet) add(i int) {
	for i>>6 >= len(*s) {
		*s = append(*s, 0)
	}
	(*s)[i>>6] |= 1 << (i & 63)
}

// remove takes out i, which is in the set.
func (s frameSet) remove(i int) { s[i>>6] &^= 1 << (i & 63) }

// before returns the last of the set before frame n, negative where there is none.
func (s frameSet) before(n int) int {
	w := n >> 6
	if w < len(s) {
		if m := s[w] & (1<<(n&63) - 1); m != 0 {
			return w<<6 + bits.Len64(m) - 1
		}
	}
	for w = min(w, len(s)) - 1; w >= 0; w-- {
		if s[w] != 0 {
			return w<<6 + bits.Len64(s[w]) - 1
		}
	}
	return -1
}
