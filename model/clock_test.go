package model

import (
	"testing"

	"pgregory.net/rapid"
)

// TestVectorsAgainstMap drives vectors and plain maps through the same counts and
// joins, with few threads and with enough to need trees. No vector ever changes; a join
// with what a vector knows already is that vector.
func TestVectorsAgainstMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.SampledFrom([]int{4, 60, 70, 300, 100_000}).Draw(t, "threads")
		var x vectors
		vs, maps := []vector{{}}, []map[ThreadID]uint32{{}}
		seen := map[ThreadID]bool{}
		for range rapid.IntRange(1, 120).Draw(t, "steps") {
			i, j := rapid.IntRange(0, len(vs)-1).Draw(t, "i"), rapid.IntRange(0, len(vs)-1).Draw(t, "j")
			if rapid.IntRange(0, 3).Draw(t, "back") > 0 { // mostly on from the latest, so that there is much to settle
				i = len(vs) - 1
			}
			m := map[ThreadID]uint32{}
			for k, v := range maps[i] {
				m[k] = v
			}
			if rapid.Bool().Draw(t, "join") {
				w := x.join(vs[i], vs[j])
				if x.join(w, vs[j]) != w || x.join(w, vs[i]) != w {
					t.Fatalf("vector %d knows %d and %d, and joined with them it is another one", len(vs), i, j)
				}
				vs = append(vs, w)
				for k, v := range maps[j] {
					m[k] = max(m[k], v)
				}
			} else {
				id := ThreadID(rapid.IntRange(1, limit).Draw(t, "id"))
				seen[id] = true
				m[id] += uint32(rapid.IntRange(1, 2).Draw(t, "more"))
				vs = append(vs, x.with(vs[i], id, m[id]))
			}
			maps = append(maps, m)
		}
		for k := range vs {
			for id := range seen {
				if got := x.get(vs[k], id); got != maps[k][id] {
					t.Fatalf("vector %d: the count of thread %d is %d, want %d", k, id, got, maps[k][id])
				}
			}
		}
	})
}
