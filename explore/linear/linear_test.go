package linear_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"testing"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/explore/linear"
	"github.com/interleave-go/interleave/sim"
)

// op is a call on a register, a counter or a stack.
type op struct {
	name string
	arg  int
}

func (o op) String() string {
	if o.name == "push" || o.name == "set" {
		return fmt.Sprint(o.name, " ", o.arg)
	}
	return o.name
}

func push(n int) op { return op{"push", n} }
func set(n int) op  { return op{"set", n} }

var (
	pop = op{name: "pop"}
	get = op{name: "get"}
	inc = op{name: "inc"}
)

// register is a cell; pop of an empty stack is 0.
var (
	register = linear.Spec[int, op, int]{Step: func(s int, in op) (int, int, bool) {
		switch in.name {
		case "set":
			return 0, in.arg, true
		case "inc":
			return s + 1, s + 1, true
		}
		return s, s, true
	}}
	stack = linear.Spec[[]int, op, int]{Step: func(s []int, in op) (int, []int, bool) {
		if in.name == "push" {
			return 0, append(slices.Clip(s), in.arg), true
		}
		if len(s) == 0 {
			return 0, s, true
		}
		return s[len(s)-1], s[:len(s)-1], true
	}}
	blockingStack = linear.Spec[[]int, op, int]{Step: func(s []int, in op) (int, []int, bool) {
		out, next, _ := stack.Step(s, in)
		return out, next, in.name == "push" || len(s) > 0
	}}
)

// cell is an atomic cell; lazy ones have a cache of their first value.
type cell struct {
	v    *sim.Atomic[int]
	lazy bool
}

func newCell(t *sim.Thread) *cell { return &cell{v: sim.NewAtomic(t, "v", 0)} }
func newLazy(t *sim.Thread) *cell { return &cell{v: sim.NewAtomic(t, "v", 0), lazy: true} }

func (c *cell) do(t *sim.Thread, in op) int {
	switch {
	case in.name == "set":
		c.v.Store(t, in.arg)
		return 0
	case in.name == "inc":
		return sim.Add(t, c.v, 1)
	case c.lazy:
		return 0 // it does not look
	}
	return c.v.Load(t)
}

// torn increments by a load and a store.
func torn(c *cell, t *sim.Thread, in op) int {
	if in.name == "inc" {
		n := c.v.Load(t) + 1
		c.v.Store(t, n)
		return n
	}
	return c.do(t, in)
}

// treiber is Treiber's stack (1986) of distinct numbers from 1 to 3, and with a
// hole the one that takes the first without looking whether it still is. The
// node of a number has its number, so that it does not depend on who comes first.
type treiber struct {
	top  *sim.Atomic[int] // 0 for none
	next []*sim.Atomic[int]
	hole bool
}

func newTreiber(t *sim.Thread) *treiber {
	s := &treiber{top: sim.NewAtomic(t, "top", 0)}
	for i := range 4 {
		s.next = append(s.next, sim.NewAtomic(t, fmt.Sprint("next", i), 0))
	}
	return s
}

func newHole(t *sim.Thread) *treiber {
	s := newTreiber(t)
	s.hole = true
	return s
}

func (s *treiber) do(t *sim.Thread, in op) int {
	if in.name == "push" {
		for {
			top := s.top.Load(t)
			s.next[in.arg].Store(t, top)
			if s.top.CompareAndSwap(t, top, in.arg) {
				return 0
			}
		}
	}
	for {
		top := s.top.Load(t)
		if top == 0 {
			return 0
		}
		next := s.next[top].Load(t)
		if s.hole {
			s.top.Store(t, next)
			return top
		}
		if s.top.CompareAndSwap(t, top, next) {
			return top
		}
	}
}

// TestLinear explores all interleavings: linearizable objects pass a complete
// search, and defective twins are found out.
func TestLinear(t *testing.T) {
	for _, c := range []struct {
		name    string
		program sim.Program
		fails   string // a part of the message, "" for a pass
	}{
		{"register", linear.Program(register, newCell, (*cell).do, [][]op{{set(1), get}, {set(2)}, {get}}), ""},
		{"counter", linear.Program(register, newCell, (*cell).do, [][]op{{inc, inc}, {inc, get}}), ""},
		{"torn counter", linear.Program(register, newCell, torn, [][]op{{inc}, {inc}}), `t1 inc → 1 \[.*; t2 inc → 1 \[`},
		// Nothing that the threads do conflicts but the history: get has to be made
		// after set has returned, too.
		{"lazy register", linear.Program(register, newLazy, (*cell).do, [][]op{{set(1)}, {get}}), `t1 set 1 → 0 \[1, 2\]; t2 get → 0 \[3, 4\]`},
		{"stack", linear.Program(stack, newTreiber, (*treiber).do, [][]op{{push(1), pop}, {push(2)}}), ""},
		{"three at a stack", linear.Program(stack, newTreiber, (*treiber).do, [][]op{{push(1)}, {pop}, {pop}}), ""},
		{"stack with a hole", linear.Program(stack, newHole, (*treiber).do, [][]op{{push(1), pop}, {pop}}), `pop → 1 .*pop → 1`},
		{"would block", linear.Program(blockingStack, newTreiber, (*treiber).do, [][]op{{push(1)}, {pop}}), `pop → 0`},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := explore.Run(context.Background(), c.program, explore.Options{Name: c.name, Strategy: "dpor"})
			if err != nil {
				t.Fatal(err)
			}
			if c.fails == "" {
				if r.Verdict != sim.Pass {
					t.Errorf("\n%s", r.Text(100))
				}
				return
			}
			if r.Verdict != sim.Fail || !regexp.MustCompile("^not linearizable: .*"+c.fails).MatchString(r.Failures[0].Message) {
				t.Errorf("want %s\n%s", c.fails, r.Text(100))
			}
		})
	}
}

// TestPending checks calls that do not return: they may have taken effect, or
// not, but not twice.
func TestPending(t *testing.T) {
	for results, ok := range map[[2]int]bool{{0, 0}: true, {0, 1}: true, {1, 1}: true, {1, 0}: false, {1, 2}: false} {
		r, err := explore.Run(context.Background(), func(t *sim.Thread) {
			h := linear.New(t, "history", register)
			never := sim.NewChan[int](t, "never", 0)
			t.Go("stuck", func(t *sim.Thread) {
				h.Call(t, inc, func() int { never.Recv(t); return 0 })
			})
			t.Yield()
			for _, n := range results {
				h.Call(t, get, func() int { return n })
			}
			h.Check(t)
		}, explore.Options{Strategy: "dfs", All: true})
		if err != nil {
			t.Fatal(err)
		}
		found := slices.ContainsFunc(r.Failures, func(f explore.Failure) bool { return f.Kind == sim.Assertion })
		// Where stuck has not begun, nobody counts.
		if want := !ok || results != [2]int{0, 0}; found != want {
			t.Errorf("%v: %v, want a failure: %v\n%s", results, r.Failures, want, r.Text(100))
		}
	}
}

// Example finds that a counter that loads and stores is not one.
func Example() {
	counter := linear.Spec[int, string, int]{Step: func(n int, call string) (int, int, bool) {
		return n + 1, n + 1, true
	}}
	object := func(t *sim.Thread) *sim.Atomic[int] { return sim.NewAtomic(t, "n", 0) }
	add := func(n *sim.Atomic[int], t *sim.Thread, call string) int {
		v := n.Load(t) + 1
		n.Store(t, v)
		return v
	}
	p := linear.Program(counter, object, add, [][]string{{"add"}, {"add"}})
	r, err := explore.Run(context.Background(), p, explore.Options{})
	if err != nil {
		panic(err)
	}
	fmt.Println(r.Verdict, r.Failures[0].Message)
	// Output: fail not linearizable: t1 add → 1 [1, 4]; t2 add → 1 [2, 3]
}
