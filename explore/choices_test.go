package explore_test

import (
	"testing"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// TestWideChoices has choices of many alternatives: each is an execution, however many
// workers there are, and what others do between them changes nothing about that.
func TestWideChoices(t *testing.T) {
	for name, c := range map[string]struct {
		p    sim.Program
		want int
	}{
		"alone": {func(t *sim.Thread) { t.Choose(3000) }, 3000},
		"two": {func(t *sim.Thread) {
			t.Choose(40)
			t.Choose(40)
		}, 1600},
		"beside others": {func(t *sim.Thread) {
			v := sim.NewAtomic(t, "v", 0)
			t.Go("a", func(t *sim.Thread) { v.Store(t, t.Choose(20)) })
			t.Go("b", func(t *sim.Thread) { v.Store(t, t.Choose(20)) })
			v.Load(t)
		}, 20 * 20 * 6},
	} {
		for _, workers := range []int{1, 4} {
			defer explore.Company(10)()
			r := mustRun(t, c.p, explore.Options{Strategy: "dpor", All: true, Workers: workers})
			if r.Executions != c.want || r.Blocked != 0 || !r.Complete {
				t.Errorf("%s, %d workers: %d executions, want %d", name, workers, r.Executions, c.want)
			}
		}
	}
}
