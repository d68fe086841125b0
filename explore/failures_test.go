package explore_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// messages returns what failed in r, sorted.
func messages(r *explore.Report) (list []string) {
	for _, f := range r.Failures {
		list = append(list, f.Message)
	}
	slices.Sort(list)
	return list
}

// TestManyAlike has a race in every execution, and another failure in the last ones: it is
// not lost behind the many that are alike.
func TestManyAlike(t *testing.T) {
	p := func(t *sim.Thread) {
		v := sim.NewVar(t, "v", 0)
		x := t.Go("x", func(t *sim.Thread) { v.Store(t, 1) })
		v.Store(t, 2)
		t.Join(x)
		t.Assert(t.Choose(1100) != 1099, "the other one")
	}
	for _, workers := range []int{1, 3} {
		r := mustRun(t, p, explore.Options{Strategy: "dfs", All: true, Workers: workers, Shrink: explore.NoShrink})
		race := slices.IndexFunc(r.Failures, func(f explore.Failure) bool { return f.Kind == sim.Race })
		other := slices.IndexFunc(r.Failures, func(f explore.Failure) bool { return f.Kind == sim.Assertion })
		if len(r.Failures) != 2 || r.Failures[race].Executions != r.Executions || r.Failures[other].Executions != r.Executions/1100 {
			t.Errorf("%d executions, failures %q", r.Executions, messages(r))
		}
	}
}

// invariant is a helper, whose line says little.
func invariant(t *sim.Thread, ok bool, name string) { t.Assert(ok, "invariant %s", name) }

// TestAtOneLine has different failures in one line.
func TestAtOneLine(t *testing.T) {
	for name, c := range map[string]struct {
		p    sim.Program
		want []string
	}{
		"mutexes in a loop": {func(t *sim.Thread) {
			m, n := sim.NewMutex(t, "m"), sim.NewMutex(t, "n")
			a := t.Go("a", func(t *sim.Thread) { m.Lock(t); n.Lock(t) })
			for _, x := range []*sim.Mutex{m, n} {
				x.Unlock(t)
			}
			t.Join(a)
		}, []string{"unlock of unlocked mutex m", "unlock of unlocked mutex n"}},
		"a helper": {func(t *sim.Thread) {
			n := t.Choose(3)
			invariant(t, n != 1, "a")
			invariant(t, n != 2, "b")
		}, []string{"invariant a", "invariant b"}},
		"values": {func(t *sim.Thread) {
			n := t.Choose(4)
			t.Assert(n == 0, "it is %d", n)
		}, []string{"it is 1"}},
	} {
		for _, strategy := range []string{"dfs", "dpor"} {
			r := mustRun(t, c.p, explore.Options{Strategy: strategy, All: true})
			if d := cmp.Diff(c.want, messages(r)); d != "" {
				t.Errorf("%s, %s: - want, + got:\n%s", name, strategy, d)
			}
		}
	}
}

// TestAddresses has addresses in the messages of failures: the failure is reported, with
// its execution, and not that the program is not deterministic.
func TestAddresses(t *testing.T) {
	lost := func(fail func(t *sim.Thread)) sim.Program {
		return func(t *sim.Thread) {
			n := sim.NewAtomic(t, "n", 0)
			a := t.Go("a", func(t *sim.Thread) { n.Store(t, n.Load(t)+1) })
			n.Store(t, n.Load(t)+1)
			t.Join(a)
			if n.Load(t) != 2 {
				fail(t)
			}
		}
	}
	for name, c := range map[string]struct {
		fail func(t *sim.Thread)
		want string
	}{
		"panic":     {func(t *sim.Thread) { panic(struct{ at *int }{new(int)}) }, "panic: {0x…}"},
		"assertion": {func(t *sim.Thread) { t.Assert(false, "node %p", new(int)) }, "assertion: node 0x…"},
		"number":    {func(t *sim.Thread) { t.Assert(false, "node %#x", 0xabcdef) }, "assertion: node 0xabcdef"},
	} {
		for _, o := range []explore.Options{{Strategy: "dpor"}, {Strategy: "dpor", Pure: true, Workers: 2}, {Strategy: "dfs", All: true}, {Strategy: "random", Executions: 200}, {}} {
			r := mustRun(t, lost(c.fail), o)
			if len(r.Failures) != 1 || r.Failures[0].Kind.String()+": "+r.Failures[0].Message != c.want || len(r.Failures[0].Trace) == 0 || r.Failures[0].Seed == "" {
				t.Errorf("%s, %q: %q", name, o.Strategy, messages(r))
			}
		}
	}
}
