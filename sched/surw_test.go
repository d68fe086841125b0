package sched_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// onX returns who touched x, in order.
func onX(x *sim.Execution) string {
	var b strings.Builder
	for i := range x.State().Events() {
		e := &x.State().Events()[i]
		if x.Names().ObjectName(e.Op.Obj) == "x" {
			b.WriteString(x.Names().ThreadName(e.Thread))
		}
	}
	return b.String()
}

// lopsided has threads that touch x so often, each among other steps that are
// as different as can be.
func lopsided(t *sim.Thread) {
	x := sim.NewAtomic(t, "x", 0)
	a := t.Go("a", func(t *sim.Thread) { work(t, 20); sim.Add(t, x, 1) })
	b := t.Go("b", func(t *sim.Thread) {
		for range 3 {
			sim.Add(t, x, 1)
		}
	})
	c := t.Go("c", func(t *sim.Thread) { x.Store(t, 5); work(t, 9); x.Load(t) })
	t.Join(a, b, c)
}

// Whatever else there is to do, every order of the operations on the object
// drawn is equally likely: of 6, 1 is a's, 3 are b's, 2 are c's.
func TestSURWIsSelectivelyUniform(t *testing.T) {
	e, s := engine(t), &sched.SURW{}
	if err := s.Tune("0:0:6(1,3,2)"); err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for i := range 12_000 {
		counts[onX(e.Run(lopsided, s, sched.Mix(9, uint64(i)), sim.Limits{}))]++
	}
	uniform(t, "orders", counts, 60)
	if len(counts) != 60 {
		t.Errorf("%d orders came up, want 60", len(counts))
	}
}

// What it learns is what one would have told it: x is the only object that
// several threads touch.
func TestSURWLearns(t *testing.T) {
	e, s := engine(t), &sched.SURW{}
	e.Run(lopsided, s, 0, sim.Limits{})
	if got := s.Tuning(); got != "" {
		t.Errorf("tuned by %q before anything was seen", got)
	}
	s.Study(e.View())
	e.Run(lopsided, s, 0, sim.Limits{})
	if got, want := s.Tuning(), "0:0:6+0(1,3,2)"; got != want {
		t.Errorf("tuned by %s, want %s", got, want)
	}
}

// Objects are drawn by how often they are touched; those that one thread has
// to itself, or that all only look at, are never drawn.
func TestSURWDrawsObjects(t *testing.T) {
	e, s := engine(t), &sched.SURW{}
	p := func(t *sim.Thread) {
		x, y := sim.NewAtomic(t, "x", 0), sim.NewAtomic(t, "y", 0)
		mu, look := sim.NewMutex(t, "mu"), sim.NewAtomic(t, "look", 0)
		body := func(t *sim.Thread) {
			work(t, 30)
			x.Store(t, 1)
			mu.Lock(t)
			for range 3 {
				sim.Add(t, y, 1)
				look.Load(t)
			}
			mu.Unlock(t)
		}
		t.Join(t.Go("a", body), t.Go("b", body))
	}
	drawn := map[string]int{}
	for i := range 2000 {
		e.Run(p, s, sched.Mix(3, uint64(i)), sim.Limits{})
		object, _, _ := strings.Cut(strings.TrimPrefix(s.Tuning(), "0:"), ":")
		drawn[object]++
		s.Study(e.View())
	}
	// x and mu twice, y six times of ten.
	for object, want := range map[string]int{"0": 400, "1": 1200, "2": 400} {
		if got := drawn[object]; got < want-100 || got > want+100 {
			t.Errorf("object %s was drawn %d times, want %d or so", object, got, want)
		}
	}
	if len(drawn) != 4 { // and none at first
		t.Errorf("drawn were %v", drawn)
	}
}

// Who holds the others back may wait for them: a loop that yields, or one that
// just spins, lets them go.
func TestSURWSpins(t *testing.T) {
	for _, yields := range []bool{false, true} {
		p := func(t *sim.Thread) {
			x, ready := sim.NewAtomic(t, "x", 0), sim.NewAtomic(t, "ready", false)
			a := t.Go("a", func(t *sim.Thread) {
				for !ready.Load(t) {
					if yields {
						t.Yield()
					}
				}
				x.Store(t, 1)
			})
			b := t.Go("b", func(t *sim.Thread) { x.Store(t, 2); ready.Store(t, true) })
			t.Join(a, b)
		}
		e, s := engine(t), &sched.SURW{}
		if err := s.Tune("0:0:2(1,1)"); err != nil {
			t.Fatal(err)
		}
		for i := range 300 {
			if x := e.Run(p, s, sched.Mix(3, uint64(i)), sim.Limits{Steps: 2000}); x.End != sim.Quiet {
				t.Fatalf("yields %t, number %d does not end:\n%s", yields, i, trace(x)[:500])
			}
		}
	}
}

// A setter that completes closes the window: SURW finds it all the same, the
// random walk does not.
func TestSURWAgainstRandom(t *testing.T) {
	p := func(t *sim.Thread) {
		a, b := sim.NewAtomic(t, "a", 0), sim.NewAtomic(t, "b", 0)
		for i := range 10 {
			t.Go(fmt.Sprint("set", i), func(t *sim.Thread) { a.Store(t, 1); b.Store(t, 1) })
		}
		for i := range 10 {
			t.Go(fmt.Sprint("get", i), func(t *sim.Thread) {
				if a.Load(t) == 1 && b.Load(t) == 0 {
					t.Fail("half")
				}
			})
		}
	}
	first := func(s sched.Strategy, n int) int {
		e := engine(t)
		for i := range n {
			x := e.Run(p, s, sched.Mix(1, uint64(i)), sim.Limits{})
			if len(x.Failures) > 0 {
				return i
			}
			if l, ok := s.(sched.Tuned); ok {
				l.Study(e.View())
			}
		}
		return n
	}
	if i := first(&sched.SURW{}, 100); i == 100 {
		t.Error("SURW does not find it in 100 executions")
	}
	if i := first(&sched.Random{}, 2000); i < 2000 {
		t.Errorf("the random walk finds it in execution %d", i)
	}
}
