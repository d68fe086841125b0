package sim_test

import (
	"fmt"
	"testing"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// BenchmarkAwaits is what it costs to look for awaits and lassos: in a program without,
// and in one that spins, where the first execution has found them.
func BenchmarkAwaits(b *testing.B) {
	for _, on := range []bool{false, true} {
		b.Run(fmt.Sprintf("none/looked-for=%v", on), func(b *testing.B) {
			executions(b, counter(1000), &sched.Random{}, sim.Limits{NoRaces: true, Awaits: on, Lassos: on})
		})
	}
	b.Run("spins", func(b *testing.B) {
		executions(b, func(t *sim.Thread) {
			turn := sim.NewAtomic(t, "turn", 0)
			body := func(me int) sim.Program {
				return func(t *sim.Thread) {
					for range 1000 {
						for turn.Load(t) != me {
						}
						turn.Store(t, 1-me)
					}
				}
			}
			t.Join(t.Go("a", body(0)), t.Go("b", body(1)))
		}, &sched.Random{}, sim.Limits{NoRaces: true, Awaits: true})
	})
}
