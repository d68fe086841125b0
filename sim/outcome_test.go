package sim_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// observing returns the outcome of a program whose main observes v as x.
func observing(t *testing.T, v any) (outcome string, mistakes []string) {
	t.Helper()
	x := runOn(t, func(t *sim.Thread) { t.Observe("x", v) })
	return string(x.Outcome), failures(x)
}

type point struct{ X, Y int }

type celsius float64

type inner struct {
	Err  error
	When time.Duration
	p    *int
}

func TestObservedValues(t *testing.T) {
	seven := 7
	for _, c := range []struct {
		value any
		want  string
	}{
		{nil, "x=<nil>"},
		{-3, "x=-3"},
		{true, "x=true"},
		{"a b", "x=a b"},
		{uint64(1<<64 - 1), "x=18446744073709551615"},
		{1.5, "x=1.5"},
		{celsius(-0.5), "x=-0.5"},
		{point{1, 2}, "x={1 2}"},
		{&point{1, 2}, "x=&{1 2}"},
		{[]string{"a", "b"}, "x=[a b]"},
		{&[]int{1}, "x=&[1]"},
		{[2]any{1, "x"}, "x=[1 x]"},
		{map[string]int{"b": 2, "a": 1}, "x=map[a:1 b:2]"},
		{errors.New("broken"), "x=broken"},
		{time.Second, "x=1s"},
		{(*int)(nil), "x=<nil>"},
		{struct{ P *int }{}, "x={<nil>}"},
		{inner{Err: errors.New("broken"), When: time.Second}, "x={broken 1s <nil>}"},
		{[]error{errors.New("a"), nil}, "x=[a <nil>]"},
		{struct{ T time.Time }{time.Unix(0, 0).UTC()}, "x={1970-01-01 00:00:00 +0000 UTC}"},
	} {
		if got, failures := observing(t, c.value); got != c.want || failures != nil {
			t.Errorf("%T: %q %q, want %q", c.value, got, failures, c.want)
		}
	}
	for _, c := range []struct {
		value any
		typ   string
	}{
		{&seven, "*int"},
		{make(chan int), "chan int"},
		{func() {}, "func()"},
		{[]*int{&seven}, "[]*int"},
		{struct{ P *int }{&seven}, "struct { P *int }"},
		{inner{p: &seven}, "sim_test.inner"},
		{struct{ c chan int }{make(chan int)}, "struct { c chan int }"},
		{map[string]any{"a": &seven}, "map[string]interface {}"},
		{struct{ err error }{errors.New("unexported: fmt prints its address")}, "struct { err error }"},
	} {
		got, failures := observing(t, c.value)
		want := "misuse main: Observe(\"x\") is given a " + c.typ + ", which prints an address; observe what it points to"
		if got != "[misuse]" || len(failures) != 1 || failures[0] != want {
			t.Errorf("%s: %q %q", c.typ, got, failures)
		}
	}
}

// family is a program of nested threads; all observe their names as n. Its
// outcome is the same for every schedule.
func family(t *sim.Thread) {
	t.Observe("n", 1)
	z := t.Go("z", func(t *sim.Thread) {
		t.Yield()
		t.Observe("n", 1)
		t.Go("b", func(t *sim.Thread) {
			t.Go("x", func(t *sim.Thread) { t.Yield(); t.Observe("n", 1) })
			t.Yield()
			t.Observe("n", 1)
		})
		t.Yield()
		t.Observe("m", 2)
	})
	same := func(t *sim.Thread) { t.Yield(); t.Observe("n", 1) }
	t.Go("a", same)
	t.Go("a", same)
	t.Go("", func(t *sim.Thread) {
		for range 2 {
			t.Go("", same)
			t.Go("a", same)
		}
	})
	t.Join(z)
	t.Go("a", same)
	t.Observe("m", 2)
}

const familyOutcome = "n=1 m=2 z/n=1 z/m=2 z/b/n=1 z/b/x/n=1 a/n=1 a#2/n=1 " +
	"thread4/thread1/n=1 thread4/a/n=1 thread4/thread3/n=1 thread4/a#2/n=1 a#3/n=1"

func TestOutcomeOrder(t *testing.T) {
	e := engine(t)
	traces := map[string]bool{}
	for i := range 500 {
		x := e.Run(family, &sched.Random{}, sched.Mix(1, uint64(i)), sim.Limits{})
		if string(x.Outcome) != familyOutcome {
			t.Fatalf("execution %d:\n got %s\nwant %s", i, x.Outcome, familyOutcome)
		}
		traces[trace(x)] = true
	}
	if len(traces) < 400 {
		t.Errorf("only %d different executions", len(traces))
	}
}

// How it ended comes last: kinds sorted and once each, the blocked by path.
func TestOutcomeOfFailures(t *testing.T) {
	program := func(t *sim.Thread) {
		c := sim.NewChan[int](t, "c", 0)
		n := sim.NewVar(t, "n", 0)
		for _, name := range []string{"d", "c"} {
			t.Go(name, func(t *sim.Thread) {
				t.Observe("x", 1)
				n.Store(t, 1) // a race, which is no ending
				t.Go("y", func(t *sim.Thread) { c.Recv(t) })
				t.Assert(name == "d", "no")
				panic("boom")
			})
		}
		t.Go("e", func(t *sim.Thread) { t.Yield(); t.Fail("no") })
		t.Observe("x", 1)
	}
	const want = "x=1 d/x=1 c/x=1 [assertion leak panic: d/y recv c, c/y recv c]"
	e := engine(t)
	for i := range 200 {
		if x := e.Run(program, &sched.Random{}, sched.Mix(1, uint64(i)), sim.Limits{}); string(x.Outcome) != want {
			t.Fatalf("execution %d:\n got %s\nwant %s\n%s", i, x.Outcome, want, trace(x))
		}
	}
}

// Sums and counts that do not depend on who comes first make one outcome;
// places and messages do not occur in it.
func TestDeterministicOutcomes(t *testing.T) {
	for name, program := range map[string]sim.Program{
		"mutex counter": func(t *sim.Thread) {
			mu, n := sim.NewMutex(t, "mu"), sim.NewVar(t, "n", 0)
			body := func(t *sim.Thread) {
				for range 3 {
					mu.Lock(t)
					n.Store(t, n.Load(t)+1)
					mu.Unlock(t)
				}
			}
			t.Join(t.Go("a", body), t.Go("b", body), t.Go("c", body))
			t.Observe("n", n.Load(t))
		},
		"pipeline": func(t *sim.Thread) {
			in, out := sim.NewChan[int](t, "in", 1), sim.NewChan[int](t, "out", 0)
			t.Go("source", func(t *sim.Thread) {
				for i := range 4 {
					in.Send(t, i)
				}
				in.Close(t)
			})
			t.Go("square", func(t *sim.Thread) {
				for v, ok := in.Recv(t); ok; v, ok = in.Recv(t) {
					out.Send(t, v*v)
				}
				out.Close(t)
			})
			for v, ok := out.Recv(t); ok; v, ok = out.Recv(t) {
				t.Observe("v", v)
			}
		},
		"handshake": func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			c, ready := sim.NewCond(t, "c", mu), sim.NewVar(t, "ready", false)
			a := t.Go("a", func(t *sim.Thread) {
				mu.Lock(t)
				defer mu.Unlock(t)
				for !ready.Load(t) {
					c.Wait(t)
				}
				t.Observe("ready", true)
			})
			mu.Lock(t)
			ready.Store(t, true)
			c.Signal(t)
			mu.Unlock(t)
			t.Join(a)
		},
	} {
		e := engine(t)
		outcomes := map[string]bool{}
		for i := range 300 {
			x := e.Run(program, &sched.Random{}, sched.Mix(3, uint64(i)), sim.Limits{})
			outcomes[string(x.Outcome)] = true
			if len(x.Failures) > 0 || strings.Contains(string(x.Outcome), "_test.go") {
				t.Fatalf("%s: %s", name, trace(x))
			}
		}
		if len(outcomes) != 1 {
			t.Errorf("%s: %d outcomes: %v", name, len(outcomes), outcomes)
		}
	}
}

func TestThreadsByPath(t *testing.T) {
	e := engine(t)
	want := "main z z/b z/b/x a a#2 thread4 thread4/thread1 thread4/a thread4/thread3 thread4/a#2 a#3"
	for i := range 50 {
		x := e.Run(family, &sched.Random{}, uint64(i), sim.Limits{})
		var names []string
		for _, id := range x.ThreadsByPath() {
			names = append(names, x.Names().ThreadName(id))
		}
		if got := strings.Join(names, " "); got != want {
			t.Fatalf("execution %d: %s", i, got)
		}
	}
}
