package model_test

import (
	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/model/modeltest"
)

// countingPrograms are programs of three threads that use one semaphore with
// arrivals, or one wait group, at once or a little later, with a time-out or by
// a try. Generated programs seldom bring together what times out, what has
// just been given back, and who tries.
func countingPrograms() []modeltest.Program {
	in := func(op model.Kind) modeltest.Instr { return modeltest.Instr{Op: op} }
	nap := modeltest.Instr{Op: model.Sleep, Timeout: 1}
	acquire, release := in(model.SemAcquire), in(model.SemRelease)
	late := modeltest.Instr{Op: model.SemAcquire, Timeout: 1, If: modeltest.Late, Skip: 1}
	try := modeltest.Instr{Op: model.SemTry, If: modeltest.Failed, Skip: 1}
	permits := []modeltest.Thread{
		{acquire, nap, release}, {late, release}, {late}, {nap, acquire, release}, {try, release}, {nap, try, release}, {nap, release},
	}
	add, done, wait := modeltest.Instr{Op: model.GroupAdd, Arg: modeltest.Const(1)}, in(model.GroupDone), in(model.GroupWait)
	waitLate := modeltest.Instr{Op: model.GroupWait, Timeout: 1}
	groups := []modeltest.Thread{
		{add, nap, add, done, done}, {add, nap, done}, {nap, add}, {waitLate}, {waitLate, wait}, {wait, add}, {nap, waitLate},
	}
	var out []modeltest.Program
	mix := func(kind modeltest.ObjectKind, arg int, menu []modeltest.Thread) {
		for a := range menu {
			for b := a; b < len(menu); b++ {
				for c := b; c < len(menu); c++ {
					p := start(kind, menu[a], menu[b], menu[c])
					p.Objects[0].Arg = arg
					out = append(out, p)
				}
			}
		}
	}
	for _, n := range []int{0, 1} {
		mix(modeltest.FIFOSemaphore, n, permits)
		mix(modeltest.FIFOBoundedSemaphore, n+1, permits)
	}
	mix(modeltest.WaitGroup, 0, groups)
	return out
}
