package explore

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/interleave-go/interleave/model"
)

// TestClocks drives clocks that share structure from a number of threads on, and maps,
// through the same steps, while frames and threads come and frames are replaced.
func TestClocks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := clocks{wideFrom: rapid.SampledFrom([]int{1, 3, 6, 20, 1000}).Draw(t, "wide from")}
		width := rapid.IntRange(2, 5).Draw(t, "threads")
		var want []map[model.ThreadID]int32
		for i := range rapid.IntRange(1, 40).Draw(t, "steps") {
			if rapid.IntRange(0, 5).Draw(t, "back") == 0 {
				want = want[:rapid.IntRange(0, len(want)).Draw(t, "stay")]
			}
			n := len(want)
			width += rapid.SampledFrom([]int{0, 0, 0, 1, 7}).Draw(t, "more threads")
			c.grow(width, n+1, n)
			now := map[model.ThreadID]int32{}
			x := c.clock(n)
			x.copy(c.fresh())
			if n > 0 {
				for k := range rapid.IntRange(0, 3).Draw(t, "joins") {
					from := rapid.IntRange(0, n-1).Draw(t, "from")
					if y := c.clock(from); k == 0 {
						x.copy(y)
					} else {
						x.join(y)
					}
					for u, m := range want[from] {
						now[u] = max(now[u], m)
					}
				}
			}
			u := model.ThreadID(rapid.IntRange(1, width-1).Draw(t, "thread"))
			x.set(u, int32(n+1))
			now[u] = int32(n + 1)
			c.keep(n, x)
			want = append(want, now)
			for k, m := range want {
				for u := range model.ThreadID(width) {
					y := c.clock(k)
					if got := y.of(u); got != m[u] {
						t.Fatalf("step %d: frame %d knows step %d of thread %d, want %d", i, k, got, u, m[u])
					}
				}
			}
		}
	})
}
