package explore_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/model/modeltest"
)

// TestRaceless looks, in every execution that optimal DPOR makes of generated programs,
// whether one of which it is plain that it has no data race has none, by the letter of
// Go's memory model. Of each program are tried what was generated, what a mutex makes of
// it that guards all accesses of plain memory, and one that guards all but one.
// INTERLEAVE_PROGRAMS sets how many programs of each theme there are.
func TestRaceless(t *testing.T) {
	n, base := explore.Programs(100, 15)
	if raceDetector {
		n = min(n, 15)
	}
	for _, th := range themes {
		cfg := th.cfg
		cfg.Kinds = append([]modeltest.ObjectKind{modeltest.Variable}, cfg.Kinds...)
		cfg.MaxObjects, cfg.MaxOps = 3, 4
		t.Run(th.name, func(t *testing.T) {
			t.Parallel()
			gen := modeltest.Generator(cfg)
			executions, plain, shared := 0, 0, 0
			for i := range n {
				p := gen.Example(base + i)
				switch i % 3 {
				case 1:
					p = guarded(p, -1)
				case 2:
					p = guarded(p, i/3%4)
				}
				if _, err := modeltest.Classes(p, modeltest.Options{Limit: 2000}); err != nil {
					continue
				}
				err := explore.EachRaceless(p, func(m *modeltest.Machine, raceless bool) error {
					executions++
					if !raceless {
						return nil
					}
					plain++
					if sharesPlain(m) {
						shared++
					}
					if racy := racyVariables(m); len(racy) > 0 {
						return fmt.Errorf("an execution without a plain race has races on %v", racy)
					}
					return nil
				})
				if err != nil {
					t.Fatalf("program %d: %v\n%s", base+i, err, p)
				}
			}
			t.Logf("%d executions, %d without a race, in %d of which threads share plain memory", executions, plain, shared)
		})
	}
}

// guarded returns p with a mutex around each access of plain memory, but the one with
// number but, and those whose result decides what comes next.
func guarded(p modeltest.Program, but int) modeltest.Program {
	mu := len(p.Objects)
	p.Objects = append(slices.Clip(p.Objects), modeltest.Object{Kind: modeltest.Mutex})
	p.Threads = slices.Clone(p.Threads)
	for t, body := range p.Threads {
		var longer modeltest.Thread
		at := make([]int, len(body)+1) // where an instruction is now
		for i, in := range body {
			at[i] = len(longer)
			guard := in.Op <= model.Store && in.If == modeltest.Never
			if guard {
				but--
				guard = but != -1
			}
			if guard {
				longer = append(longer, modeltest.Instr{Op: model.Lock, Obj: mu}, in, modeltest.Instr{Op: model.Unlock, Obj: mu})
			} else {
				longer = append(longer, in)
			}
		}
		at[len(body)] = len(longer)
		for i, in := range body {
			if in.Skip != 0 {
				to := min(i+1+in.Skip, len(body))
				longer[at[i]].Skip = at[to] - at[i] - 1
			}
		}
		p.Threads[t] = longer
	}
	return p
}

// sharesPlain reports whether two threads access a variable, one of them with a store.
func sharesPlain(m *modeltest.Machine) bool {
	ev := m.State.Events()
	for j := range ev {
		for i := range j {
			a, b := &ev[i], &ev[j]
			if a.Op.Kind <= model.Store && b.Op.Kind <= model.Store && a.Op.Obj == b.Op.Obj && a.Thread != b.Thread && max(a.Op.Kind, b.Op.Kind) == model.Store {
				return true
			}
		}
	}
	return false
}
