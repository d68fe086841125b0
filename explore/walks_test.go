package explore

import (
	"slices"
	"testing"

	"github.com/interleave-go/interleave/model/modeltest"
)

// TestWalks looks whether a search that keeps the ways of its sequences makes the same
// executions, in the same order, as one that looks for each way anew. INTERLEAVE_PROGRAMS
// sets how many programs of each theme there are.
func TestWalks(t *testing.T) {
	n, base := Programs(60, 10)
	const limit = 3000
	for _, th := range optimalThemes {
		t.Run(th.name, func(t *testing.T) {
			t.Parallel()
			gen := modeltest.Generator(th.cfg)
			held := 0
			for i := range n {
				p := gen.Example(base + i)
				all, err := modeltest.Classes(p, modeltest.Options{Limit: limit})
				if err != nil {
					continue
				}
				var ways [2][]string
				for k := range ways {
					d := newDPOR(-1)
					d.walks.off = k == 1
					if ways[k], err = explores(p, d, all.Tracer, limit); err != nil {
						t.Fatalf("program %d: %v\n%s", base+i, err, p)
					}
					held += d.walks.held
				}
				if !slices.Equal(ways[0], ways[1]) {
					t.Fatalf("program %d: other executions, or another order: %d and %d\n%s", base+i, len(ways[0]), len(ways[1]), p)
				}
			}
			t.Logf("a way held %d times", held)
		})
	}
}
