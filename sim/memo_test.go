package sim_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// wanderer leaves each execution somewhere, and goes on from there at random.
type wanderer struct {
	sched.Random
	rng sched.PRNG
}

func (w *wanderer) Begin(uint64) { w.Random.Begin(w.rng.Uint64()) }

func (w *wanderer) Keep(v *sched.View) int { return w.rng.IntN(v.Step() + 1) }

// TestMemoRacesAgainstOracle goes back and forth in the executions of generated
// programs: what the race detector and its clocks know of the steps that stay is what
// they would have found from the start.
func TestMemoRacesAgainstOracle(t *testing.T) {
	for _, others := range []int{0, 62} {
		racy, executions := 0, 0
		rapid.Check(t, func(rt *rapid.T) {
			p := racingPrograms.Draw(rt, "program")
			for i := range p { // who starts which thread is told by no result
				p[i] = slices.DeleteFunc(p[i], func(op string) bool { return i > 0 && op == "go" })
			}
			engines := sim.NewEngines(2)
			defer engines[0].Close()
			defer engines[1].Close()
			m := sim.NewMemo(engines[0], func(t *sim.Thread) {
				for range others {
					t.Go("", func(*sim.Thread) {})
				}
				p.program(t)
			})
			defer m.Close()
			w := &wanderer{rng: sched.NewPRNG(1)}
			for range 15 {
				x := m.Run(w, &sim.Limits{})
				if m.Impure() != "" {
					rt.Fatal(m.Impure())
				}
				racy += compareRaces(rt, x)
				executions++
				at := 0
				for _, f := range x.Failures {
					if f.Kind != sim.Leak && f.Kind != sim.Deadlock && (f.At < at || f.Kind == sim.Race && f.At != f.Second+1) {
						rt.Fatalf("failures out of order: %v", x.Failures)
					}
					at = f.At
				}
			}
		})
		if racy < executions/20 {
			t.Errorf("%d races in %d executions: the programs are too tame", racy, executions)
		}
	}
}
