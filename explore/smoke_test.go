package explore_test

import (
	"context"
	"testing"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

func lockOrder(t *sim.Thread) {
	A := sim.NewMutex(t, "A")
	B := sim.NewMutex(t, "B")
	a := t.Go("a", func(t *sim.Thread) {
		A.Lock(t)
		B.Lock(t)
		B.Unlock(t)
		A.Unlock(t)
	})
	b := t.Go("b", func(t *sim.Thread) {
		B.Lock(t)
		A.Lock(t)
		A.Unlock(t)
		B.Unlock(t)
	})
	t.Join(a, b)
}

func lostUpdate(t *sim.Thread) {
	n := sim.NewVar(t, "n", 0)
	a := t.Go("a", func(t *sim.Thread) { n.Store(t, n.Load(t)+1) })
	b := t.Go("b", func(t *sim.Thread) { n.Store(t, n.Load(t)+1) })
	t.Join(a, b)
	t.Observe("n", n.Load(t))
	t.Assert(n.Load(t) == 2, "lost update: n = %d", n.Load(t))
}

func TestSmoke(t *testing.T) {
	for _, p := range []sim.Program{lockOrder, lostUpdate} {
		for _, o := range []explore.Options{{Name: "x/y"}, {Name: "x/y", Strategy: "dfs", All: true}} {
			r, err := explore.Run(context.Background(), p, o)
			if err != nil {
				t.Fatal(err)
			}
			t.Log("\n" + r.Text(110))
			for _, f := range r.Failures {
				r2, err := explore.Replay(p, f.Seed, o)
				if err != nil {
					t.Fatal(err)
				}
				t.Log("\n" + r2.Text(110))
			}
		}
	}
}
