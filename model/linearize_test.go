package model_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/model/modeltest"
)

// TestLinearizations takes a part of an execution at random, puts its events in another
// order that respects the dependence relation, and runs that: every event must
// be possible again with the same result, and the class must be the same.
// This reaches larger programs than the counter, and it sees what the counter
// does not because it visits every set of events once: a cause that is not the
// same in every order, or a state whose key remembers the way.
func TestLinearizations(t *testing.T) {
	for _, th := range themes {
		cfg := th.cfg
		cfg.MaxOps, cfg.MaxThreads = 8, 5
		t.Run(th.name, func(t *testing.T) {
			gen := modeltest.Generator(cfg)
			batches(t, 3, func(t *rapid.T) { relinearize(t, gen.Draw(t, "program")) })
		})
	}
}

// TestLinearizationOfCousins has two waiters with different parents, so that
// the order of their births is not that of their paths.
func TestLinearizationOfCousins(t *testing.T) {
	on := func(op model.Kind, obj int) modeltest.Instr { return modeltest.Instr{Op: op, Obj: obj} }
	spawn := func(k int) modeltest.Instr { return modeltest.Instr{Op: model.Spawn, Threads: []int{k}} }
	waiter := modeltest.Thread{on(model.Lock, 0), on(model.Wait, 1), on(model.Unlock, 0)}
	p := modeltest.Program{
		Objects: []modeltest.Object{{Kind: modeltest.Mutex}, {Kind: modeltest.Cond}},
		Threads: []modeltest.Thread{{spawn(1), spawn(2), on(model.Broadcast, 1)}, {spawn(3)}, waiter, waiter},
	}
	batches(t, 10, func(t *rapid.T) { relinearize(t, p) })
}

func relinearize(t *rapid.T, p modeltest.Program) {
	m := modeltest.NewMachine(p)
	choices := walk(t, m, 150)
	if rapid.Bool().Draw(t, "cut") {
		for range rapid.IntRange(0, len(choices)-1).Draw(t, "back") {
			m.Back()
		}
		choices = choices[:len(m.State.Events())]
	}
	s := m.State
	want := slices.Clone(s.Events())
	waits := make([]int, len(want)) // how many predecessors are still to come
	after := make([][]int, len(want))
	for j := range want {
		for i := range j {
			if s.Dependent(i, j) {
				waits[j]++
				after[i] = append(after[i], j)
			}
		}
	}
	tr := modeltest.NewTracer()
	class, key, old := tr.Class(s), m.Key(), modeltest.Trace(s)

	m.Reset()
	var ready []int
	for j, n := range waits {
		if n == 0 {
			ready = append(ready, j)
		}
	}
	for len(ready) > 0 {
		k := rapid.SampledFrom(ready).Draw(t, "next")
		ready = slices.DeleteFunc(ready, func(x int) bool { return x == k })
		if !slices.Contains(m.Enabled(), choices[k]) {
			t.Fatalf("event %d of\n%sis not possible after\n%s%s", k, old, modeltest.Trace(s), p)
		}
		at := m.Step(choices[k])
		e := s.Events()[at]
		if e.Res != want[k].Res || e.PeerRes != want[k].PeerRes {
			t.Fatalf("event %d of\n%sgives %+v after\n%s%s", k, old, e.Res, modeltest.Trace(s), p)
		}
		for _, j := range after[k] {
			if waits[j]--; waits[j] == 0 {
				ready = append(ready, j)
			}
		}
	}
	if tr.Class(s) != class {
		t.Fatalf("another class:\n%s\n%s%s", old, modeltest.Trace(s), p)
	}
	if m.Key() != key {
		t.Fatalf("another state:\n%s\n%s%s", old, modeltest.Trace(s), p)
	}
}

// walk takes up to n steps at random and returns them.
func walk(t *rapid.T, m *modeltest.Machine, n int) []model.Choice {
	var out []model.Choice
	for range n {
		choices := m.Enabled()
		if len(choices) == 0 {
			break
		}
		c := rapid.SampledFrom(choices).Draw(t, "choice")
		m.Step(c)
		out = append(out, c)
	}
	return out
}
