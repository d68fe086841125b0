package model_test

import (
	"testing"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/model/modeltest"
)

// lockPrograms are programs of three and some of four threads that use one lock
// in all the ways there are: at once or a little later, with a time-out or by a
// try, for writing or reading. Generated programs seldom bring together what
// times out, what has just been freed, and who tries.
func lockPrograms() []modeltest.Program {
	in := func(op model.Kind) modeltest.Instr { return modeltest.Instr{Op: op} }
	nap := modeltest.Instr{Op: model.Sleep, Timeout: 1}
	uses := func(lock, try, unlock model.Kind) []modeltest.Thread {
		late := modeltest.Instr{Op: lock, Timeout: 1, If: modeltest.Late, Skip: 1}
		tried := modeltest.Instr{Op: try, If: modeltest.Failed, Skip: 1}
		return []modeltest.Thread{
			{in(lock), nap, in(unlock)}, {late, in(unlock)}, {nap, in(lock), in(unlock)},
			{tried, in(unlock)}, {nap, tried, in(unlock)}, {in(lock), in(unlock)},
		}
	}
	writing := uses(model.Lock, model.TryLock, model.Unlock)
	both := append(writing[:5:5], uses(model.RLock, model.TryRLock, model.RUnlock)[:5]...)
	var out []modeltest.Program
	mix := func(kind modeltest.ObjectKind, menu []modeltest.Thread, fourth int) {
		n := 0
		for a := range menu {
			for b := a; b < len(menu); b++ {
				for c := b; c < len(menu); c++ {
					out = append(out, start(kind, menu[a], menu[b], menu[c]))
					for d := c; d < len(menu); d++ {
						if n++; n%fourth == 0 {
							out = append(out, start(kind, menu[a], menu[b], menu[c], menu[d]))
						}
					}
				}
			}
		}
	}
	mix(modeltest.FIFOMutex, writing, 1)
	mix(modeltest.RMutex, writing, 5)
	mix(modeltest.ReaderRWMutex, both, 2)
	mix(modeltest.RWMutex, both, 1)
	mix(modeltest.FIFORWMutex, both, 1)
	for _, writer := range writing { // two unlock what one has locked
		out = append(out, start(modeltest.RWMutex, writing[0], writer, modeltest.Thread{nap, in(model.Unlock)}))
	}
	long := modeltest.Thread{in(model.RLock), nap, nap, in(model.RUnlock)}
	for _, kind := range []modeltest.ObjectKind{modeltest.RWMutex, modeltest.FIFORWMutex} {
		for _, writer := range writing {
			out = append(out, start(kind, long, writer, both[6], both[9]), start(kind, long, writer, both[9], both[6]), start(kind, both[9], both[6], writer, long),
				start(kind, long, writer, both[6], both[6], both[9]))
		}
	}
	return out
}

// lockCrowds are programs in which 45 threads stand in line for one lock.
func lockCrowds(crowd func(objects []modeltest.Object, few []modeltest.Thread, many modeltest.Thread) modeltest.Program) map[string]modeltest.Program {
	in := func(op model.Kind) modeltest.Instr { return modeltest.Instr{Op: op} }
	nap := modeltest.Instr{Op: model.Sleep, Timeout: 1}
	late := func(op model.Kind) modeltest.Instr {
		return modeltest.Instr{Op: op, Timeout: 1, If: modeltest.Late, Skip: 1}
	}
	write := modeltest.Thread{in(model.Lock), nap, in(model.Unlock), in(model.TryLock)}
	read := modeltest.Thread{in(model.RLock), in(model.RUnlock), late(model.RLock), in(model.RUnlock)}
	out := map[string]modeltest.Program{}
	for kind, name := range map[modeltest.ObjectKind]string{
		modeltest.FIFOMutex: "fair mutex", modeltest.RMutex: "reentrant mutex",
		modeltest.RWMutex: "writers first", modeltest.ReaderRWMutex: "readers first", modeltest.FIFORWMutex: "in order",
	} {
		lock := []modeltest.Object{{Kind: kind}}
		out[name+", writers"] = crowd(lock, []modeltest.Thread{write},
			modeltest.Thread{late(model.Lock), in(model.Unlock), in(model.Lock), in(model.Unlock)})
		if kind >= modeltest.RWMutex {
			out[name+", readers"] = crowd(lock, []modeltest.Thread{write, write}, read)
			out[name+", one reader"] = crowd(lock, []modeltest.Thread{read, read}, write)
		}
	}
	fair := []modeltest.Object{{Kind: modeltest.FIFOMutex}, {Kind: modeltest.Cond}}
	wake := func(op model.Kind) modeltest.Instr { return modeltest.Instr{Op: op, Obj: 1} }
	out["fair condition"] = crowd(fair,
		[]modeltest.Thread{{wake(model.Broadcast), wake(model.Signal), wake(model.Broadcast)}},
		modeltest.Thread{in(model.Lock), wake(model.Wait), in(model.Unlock)})
	return out
}

// start returns a program whose main starts the threads, which use one object.
func start(kind modeltest.ObjectKind, threads ...modeltest.Thread) modeltest.Program {
	p := modeltest.Program{Objects: []modeltest.Object{{Kind: kind}}, Threads: make([]modeltest.Thread, 1)}
	for k, th := range threads {
		p.Threads = append(p.Threads, th)
		p.Threads[0] = append(p.Threads[0], modeltest.Instr{Op: model.Spawn, Threads: []int{k + 1}})
	}
	return p
}

// TestConflictIsSymmetric checks that the table of modes says the same either
// way round.
func TestConflictIsSymmetric(t *testing.T) {
	for a := range modeNames {
		for b := range modeNames {
			x, y := model.Mode(a), model.Mode(b)
			if model.Conflict(x, y) != model.Conflict(y, x) {
				t.Errorf("%s is in conflict with %s, but not the other way round", modeNames[a], modeNames[b])
			}
		}
	}
}
