package model_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/model/modeltest"
)

// TestUndo walks forwards and backwards at random. Every step back must bring
// the state, the choices and the objects' hash back. In the end, the trace is
// that of the choices left over, run from the start: on a new State, and on
// the same one after Reset. The threads announce their operations by value, in
// two ways, or are followed from node to node.
func TestUndo(t *testing.T) {
	for _, th := range themes {
		cfg := th.cfg
		cfg.MaxOps, cfg.MaxThreads = 8, 5
		t.Run(th.name, func(t *testing.T) {
			gen := modeltest.Generator(cfg)
			for _, start := range machines {
				batches(t, 2, func(t *rapid.T) { backAndForth(t, start, gen.Draw(t, "program")) })
			}
		})
	}
}

// snapshot is everything that Back must restore.
type snapshot struct {
	key     string
	choices []model.Choice
	hash    string
	enabled int
}

func snap(m *modeltest.Machine) snapshot {
	return snapshot{m.Key(), m.Enabled(), string(m.State.AppendHash(nil)), m.State.NumEnabled()}
}

func (x *snapshot) equal(y *snapshot) bool {
	return x.key == y.key && slices.Equal(x.choices, y.choices) && x.hash == y.hash && x.enabled == y.enabled
}

func backAndForth(t *rapid.T, start func(modeltest.Program) *modeltest.Machine, p modeltest.Program) {
	m := start(p)
	before := []snapshot{snap(m)} // the state before each step, and the current one
	var taken []model.Choice
	for range 120 {
		choices := before[len(taken)].choices
		back := rapid.SampledFrom([]int{0, 0, 0, 0, 0, 1, 1, 4, 20}).Draw(t, "back")
		if len(choices) == 0 && back == 0 {
			back = 1
		}
		for range min(back, len(taken)) {
			m.Back()
			taken, before = taken[:len(taken)-1], before[:len(taken)]
			if now := snap(m); !now.equal(&before[len(taken)]) {
				t.Fatalf("a step back leads elsewhere: %+v, not %+v, after\n%s%s", now, before[len(taken)], modeltest.Trace(m.State), p)
			}
		}
		if back == 0 {
			c := rapid.SampledFrom(choices).Draw(t, "choice")
			m.Step(c)
			taken, before = append(taken, c), append(before, snap(m))
		}
	}
	fresh := modeltest.NewMachine(p)
	for _, c := range taken {
		fresh.Step(c)
	}
	want := modeltest.Trace(fresh.State)
	if got := modeltest.Trace(m.State); got != want {
		t.Fatalf("after steps back the trace is\n%snot\n%s%s", got, want, p)
	}
	m.Reset()
	for i, c := range taken {
		if now := snap(m); !now.equal(&before[i]) {
			t.Fatalf("after Reset, %d steps lead elsewhere: %+v, not %+v\n%s", i, now, before[i], p)
		}
		m.Step(c)
	}
	if got := modeltest.Trace(m.State); got != want {
		t.Fatalf("after Reset the trace is\n%snot\n%s%s", got, want, p)
	}
}
