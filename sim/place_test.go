package sim_test

import (
	"fmt"
	"path"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// here returns the place of the line it is called from, as Place prints it.
func here() string {
	_, file, line, _ := runtime.Caller(1)
	return fmt.Sprintf("sim/%s:%d", path.Base(file), line)
}

// add is an operation inside of a helper: the place is in here.
func add(t *sim.Thread, n *sim.Atomic[int]) (place string) {
	sim.Add(t, n, 1)
	return above(here())
}

// above is the line before place.
func above(place string) string {
	file, line, _ := strings.Cut(place, ":")
	n := 0
	fmt.Sscan(line, &n)
	return fmt.Sprintf("%s:%d", file, n-1)
}

func places(x *sim.Execution) []string {
	var list []string
	for i := range x.Steps() {
		list = append(list, x.Place(i).String())
	}
	return list
}

// Every operation's place is the line of the program that calls it, one call
// a line.
func TestPlaces(t *testing.T) {
	var want []string
	note := func(place string) { want = append(want, above(place)) }
	x := engine(t).Run(func(t *sim.Thread) {
		v, a, mu := sim.NewVar(t, "v", 0), sim.NewAtomic(t, "a", 0), sim.NewMutex(t, "mu")
		s, c, cond := sim.NewVar(t, "s", ""), sim.NewChan[int](t, "c", 1), sim.NewCond(t, "cond", mu)
		v.Store(t, 1)
		note(here())
		v.Load(t)
		note(here())
		s.Store(t, "x")
		note(here())
		a.Store(t, 1)
		note(here())
		a.CompareAndSwap(t, 1, 2)
		note(here())
		want = append(want, add(t, a))
		mu.Lock(t)
		note(here())
		mu.TryLock(t)
		note(here())
		cond.Signal(t)
		note(here())
		mu.Unlock(t)
		note(here())
		c.Send(t, 1)
		note(here())
		c.Len(t)
		note(here())
		c.TrySend(t, 1)
		note(here())
		c.TryRecv(t)
		note(here())
		sim.Select(t, c.RecvCase(nil, nil), sim.Default())
		note(here())
		c.Close(t)
		note(here())
		t.Yield()
		note(here())
		t.Choose(2)
		note(here())
		child := t.Go("child", func(*sim.Thread) {})
		note(here())
		t.Join(child)
		note(here())
		func() {
			defer func() {
				t.Yield()
				note(here())
			}()
			t.Yield()
			note(here())
		}()
	}, &sched.RunOn{}, 0, sim.Limits{Places: true})
	if diff := cmp.Diff(want, places(x)); diff != "" {
		t.Error(diff)
	}
}

// Deferred operations stand at the end of their function, or where a panic
// found it.
func TestPlacesOfDeferredOperations(t *testing.T) {
	var first, lock, returns, asserts string
	x := engine(t).Run(func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		first = here()
		mu.Lock(t)
		func() {
			defer mu.Unlock(t)
			returns = here()
		}()
		defer mu.Unlock(t)
		lock = here()
		mu.Lock(t)
		asserts = here()
		t.Assert(false, "no")
	}, &sched.RunOn{}, 0, sim.Limits{Places: true})
	got := places(x)
	below := func(place string) string {
		file, line, _ := strings.Cut(place, ":")
		n := 0
		fmt.Sscan(line, &n)
		return fmt.Sprintf("%s:%d", file, n+1)
	}
	want := []string{below(first), below(returns), below(lock), below(asserts)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := x.Failures[0].Place.String(); got != below(asserts) {
		t.Errorf("the failure is at %s, want %s", got, below(asserts))
	}
}

// Failures have places of their own, also those that the program's code or the
// runtime raises.
func TestPlacesOfFailures(t *testing.T) {
	var want string
	for name, body := range map[string]sim.Program{
		"assertion":     func(t *sim.Thread) { want = here(); t.Assert(false, "no") },
		"fail":          func(t *sim.Thread) { want = here(); t.Fail("no") },
		"misuse":        func(t *sim.Thread) { want = here(); sim.NewMutex(t, "mu").Unlock(t) },
		"close":         func(t *sim.Thread) { var c *sim.Chan[int]; want = here(); c.Close(t) },
		"select":        func(t *sim.Thread) { c := closed(t); want = here(); sim.Select(t, c.SendCase(1)) },
		"stale":         func(t *sim.Thread) { want = here(); t.Join(nil) },
		"observe":       func(t *sim.Thread) { want = here(); t.Observe("x", new(int)) },
		"panic":         func(*sim.Thread) { want = here(); panic("no") },
		"runtime error": func(t *sim.Thread) { var m map[string]int; want = here(); m["x"] = 1 },
		"nil pointer":   func(t *sim.Thread) { var mu *sim.Mutex; want = here(); mu.Lock(t) },
		"panic in a deferred function": func(t *sim.Thread) {
			defer func() { want = here(); panic("second") }()
			panic("first")
		},
	} {
		for _, thread := range []bool{false, true} {
			x := engine(t).Run(func(t *sim.Thread) {
				if thread {
					t.Go("a", body)
				} else {
					body(t)
				}
			}, &sched.RunOn{}, 0, sim.Limits{Places: true})
			if len(x.Failures) != 1 || x.Failures[0].Place.String() != want {
				t.Errorf("%s: %+v, want %s", name, x.Failures, want)
			}
		}
	}
}

// closed returns a channel that is closed.
func closed(t *sim.Thread) *sim.Chan[int] {
	c := sim.NewChan[int](t, "c", 0)
	c.Close(t)
	return c
}

// A blocked thread, and the partner of a rendezvous, stand where they wait.
func TestPlacesOfPartners(t *testing.T) {
	var waits, sends, blocked string
	x := engine(t).Run(func(t *sim.Thread) {
		c := sim.NewChan[int](t, "c", 0)
		t.Go("a", func(t *sim.Thread) {
			waits = here()
			c.Recv(t)
		})
		sends = here()
		c.Send(t, 1)
		blocked = here()
		c.Send(t, 2)
	}, &sched.RunOn{}, 0, sim.Limits{Places: true})
	if got := above(x.Place(1).String()); got != sends {
		t.Errorf("the send is below %s, want %s", got, sends)
	}
	if got := above(x.PeerPlace(1).String()); got != waits {
		t.Errorf("the receive is below %s, want %s", got, waits)
	}
	if got := above(x.PendingPlace(x.State().Threads()[0]).String()); got != blocked {
		t.Errorf("main is blocked below %s, want %s", got, blocked)
	}
	if x.PeerPlace(0).Line != 0 || x.Place(99).Line != 0 {
		t.Error("there is a place where there is nothing")
	}
}

func TestNoPlacesUnlessWanted(t *testing.T) {
	x := runOn(t, func(t *sim.Thread) { t.Yield(); t.Fail("no") })
	if p := x.Place(0).String() + x.Failures[0].Place.String(); p != "" {
		t.Errorf("%q", p)
	}
}
