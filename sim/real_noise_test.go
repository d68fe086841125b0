package sim_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/interleave-go/interleave/sim"
)

// TestRealPerturbed checks that perturbation shows what programs do only now and then:
// all outcomes of these, which without it hardly differ from execution to execution.
func TestRealPerturbed(t *testing.T) {
	for _, c := range []struct {
		name    string
		program sim.Program
		want    []string
	}{
		{"lost update", lostUpdate, []string{"n=1", "n=2"}},
		{"store buffering", storeBuffering, []string{"a/y=0 b/x=1", "a/y=1 b/x=0", "a/y=1 b/x=1"}},
		{"lock order", func(t *sim.Thread) {
			a, b := sim.NewMutex(t, "A"), sim.NewMutex(t, "B")
			both := func(x, y *sim.Mutex) sim.Program {
				return func(t *sim.Thread) { x.Lock(t); y.Lock(t); y.Unlock(t); x.Unlock(t) }
			}
			t.Join(t.Go("a", both(a, b)), t.Go("b", both(b, a)))
		}, []string{"", "[deadlock: main join a b, a lock B, b lock A]"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			seen := really(t, c.program, 500)
			if got := slices.Sorted(maps.Keys(seen)); !slices.Equal(got, c.want) {
				t.Errorf("500 executions do %q, want %q", got, c.want)
			}
		})
	}
}

// TestRealChoicesAreSeeded checks that the choices of an execution are drawn from its
// seed, and differ between seeds.
func TestRealChoicesAreSeeded(t *testing.T) {
	choose := func(t *sim.Thread) {
		body := func(t *sim.Thread) { t.Observe("k", t.Choose(1000)) }
		t.Join(t.Go("a", body), t.Go("b", body))
	}
	r := sim.NewReal()
	seen := map[string]bool{}
	for seed := range uint64(50) {
		lim := sim.RealLimits{Perturb: seed + 1}
		got := r.Run(choose, lim).Outcome
		if again := r.Run(choose, lim).Outcome; again != got {
			t.Errorf("seed %d: %q, and then %q", seed, got, again)
		}
		seen[got] = true
		seen[r.Run(choose, sim.RealLimits{}).Outcome] = true
	}
	if len(seen) < 90 {
		t.Errorf("100 pairs of choices out of 1,000 are only %d different ones", len(seen))
	}
}
