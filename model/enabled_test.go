package model_test

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/model/modeltest"
)

// TestEnabled compares what a State keeps about who may move with what the
// rules say, after every step of random walks forwards and backwards.
func TestEnabled(t *testing.T) {
	for _, th := range themes {
		cfg := th.cfg
		cfg.MaxOps, cfg.MaxThreads = 8, 5
		t.Run(th.name, func(t *testing.T) {
			gen := modeltest.Generator(cfg)
			batches(t, 2, func(t *rapid.T) {
				wander(t, machine(t, gen.Draw(t, "program")), 60)
			})
		})
	}
}

// TestEnabledCrowds does the same with queues that are long enough to be
// switched as a whole, and with random programs of many threads.
func TestEnabledCrowds(t *testing.T) {
	for name, p := range crowds() {
		t.Run(name, func(t *testing.T) {
			batches(t, 1, func(t *rapid.T) { wander(t, atStart(t, p), 200) })
		})
	}
	gen := modeltest.Generator(modeltest.Config{
		MinThreads: 40, MaxThreads: 50, MaxOps: 3, MaxObjects: 1,
		Kinds: []modeltest.ObjectKind{modeltest.Mutex, modeltest.Cond, modeltest.Channel,
			modeltest.Semaphore, modeltest.FIFOSemaphore, modeltest.Event, modeltest.WaitGroup, modeltest.Once, modeltest.Barrier, modeltest.FIFOCond},
	})
	t.Run("random", func(t *testing.T) {
		batches(t, 1, func(t *rapid.T) { wander(t, atStart(t, gen.Draw(t, "program")), 200) })
	})
}

// machine returns a machine for p, of any sort.
func machine(t *rapid.T, p modeltest.Program) *modeltest.Machine {
	return rapid.SampledFrom(machines).Draw(t, "machine")(p)
}

// machines make them.
var machines = []func(modeltest.Program) *modeltest.Machine{modeltest.NewMachine, modeltest.NewUnordered, modeltest.NewFollower}

// atStart returns a machine for p, in half of the cases with all of main's
// children there before any of them moves, so that they queue for what is free.
func atStart(t *rapid.T, p modeltest.Program) *modeltest.Machine {
	m := machine(t, p)
	if rapid.Bool().Draw(t, "crowd first") {
		for m.State.Status(model.Main) == model.Pending && m.State.Pending(model.Main).Kind == model.Spawn {
			m.Step(model.Choice{Thread: model.Main})
		}
	}
	return m
}

// crowds are programs in which 45 threads stand in one queue.
func crowds() map[string]modeltest.Program {
	const n = 45
	in := func(op model.Kind, obj int) modeltest.Instr { return modeltest.Instr{Op: op, Obj: obj} }
	crowd := func(objects []modeltest.Object, few []modeltest.Thread, many modeltest.Thread) modeltest.Program {
		p := modeltest.Program{Objects: objects, Threads: []modeltest.Thread{nil}}
		for range n {
			p.Threads = append(p.Threads, many)
		}
		p.Threads = append(p.Threads, few...)
		for k := range p.Threads[1:] {
			p.Threads[0] = append(p.Threads[0], modeltest.Instr{Op: model.Spawn, Threads: []int{k + 1}})
		}
		return p
	}
	channel := func(capacity int) []modeltest.Object {
		return []modeltest.Object{{Kind: modeltest.Channel, Arg: capacity}}
	}
	send, recv, shut := in(model.Send, 0), in(model.Recv, 0), in(model.Close, 0)
	late := func(op model.Kind) modeltest.Instr { return modeltest.Instr{Op: op, Timeout: 1} }
	add, done := modeltest.Instr{Op: model.GroupAdd, Arg: modeltest.Const(1)}, in(model.GroupDone, 0)
	poll := modeltest.Instr{Op: model.Select, Cases: []modeltest.Case{{Kind: model.RecvCase}, {Kind: model.SendCase}}}
	all := lockCrowds(crowd)
	maps.Copy(all, map[string]modeltest.Program{
		"mutex": crowd([]modeltest.Object{{Kind: modeltest.Mutex}}, nil,
			modeltest.Thread{in(model.Lock, 0), in(model.Unlock, 0), in(model.Lock, 0), in(model.Unlock, 0)}),
		"two mutexes": crowd([]modeltest.Object{{Kind: modeltest.Mutex}, {Kind: modeltest.Mutex}},
			slices.Repeat([]modeltest.Thread{{in(model.Lock, 1), in(model.Unlock, 1)}}, 20),
			modeltest.Thread{in(model.Lock, 0), in(model.Unlock, 0)}),
		"condition": crowd([]modeltest.Object{{Kind: modeltest.Mutex}, {Kind: modeltest.Cond}},
			[]modeltest.Thread{{in(model.Broadcast, 1), in(model.Signal, 1), in(model.Broadcast, 1)}},
			modeltest.Thread{in(model.Lock, 0), in(model.Wait, 1), in(model.Unlock, 0)}),
		"senders": crowd(channel(2), []modeltest.Thread{{recv, recv, recv}, {recv, recv, shut}},
			modeltest.Thread{send, send}),
		"receivers": crowd(channel(2), []modeltest.Thread{{send, send, send}, {send, send, shut}},
			modeltest.Thread{recv, recv}),
		"rendezvous": crowd(channel(0), []modeltest.Thread{{recv, recv, recv}, {recv, poll, shut}},
			modeltest.Thread{send, send}),
		"passive": crowd(channel(0), []modeltest.Thread{{send, send, send}, {send, poll, shut}},
			modeltest.Thread{recv, recv}),
		"semaphore": crowd([]modeltest.Object{{Kind: modeltest.Semaphore, Arg: 2}}, []modeltest.Thread{{in(model.SemRelease, 0)}},
			modeltest.Thread{in(model.SemAcquire, 0), in(model.SemRelease, 0), late(model.SemAcquire)}),
		"FIFO semaphore": crowd([]modeltest.Object{{Kind: modeltest.FIFOSemaphore, Arg: 2}}, []modeltest.Thread{{in(model.SemRelease, 0)}},
			modeltest.Thread{in(model.SemAcquire, 0), in(model.SemRelease, 0), late(model.SemAcquire), in(model.SemRelease, 0)}),
		"event": crowd([]modeltest.Object{{Kind: modeltest.Event}},
			[]modeltest.Thread{{in(model.EventSet, 0), in(model.EventClear, 0), in(model.EventSet, 0), in(model.EventClear, 0)}},
			modeltest.Thread{in(model.EventWait, 0), late(model.EventWait)}),
		"wait group": crowd([]modeltest.Object{{Kind: modeltest.WaitGroup}},
			[]modeltest.Thread{{done, done, done, in(model.GroupWait, 0), add, done}, {add, done, late(model.GroupWait), add}},
			modeltest.Thread{in(model.GroupWait, 0), late(model.GroupWait)}),
		"workers": crowd([]modeltest.Object{{Kind: modeltest.WaitGroup}}, []modeltest.Thread{{in(model.GroupWait, 0)}},
			modeltest.Thread{add, done}),
		"once": crowd([]modeltest.Object{{Kind: modeltest.Once}}, nil,
			modeltest.Thread{modeltest.Instr{Op: model.OnceBegin, If: modeltest.Failed, Skip: 2}, {Op: model.Yield}, in(model.OnceEnd, 0)}),
		"barrier": crowd([]modeltest.Object{{Kind: modeltest.Barrier, Arg: 20}},
			[]modeltest.Thread{{in(model.BarrierReset, 0), in(model.BarrierAbort, 0), in(model.BarrierReset, 0)}},
			modeltest.Thread{in(model.BarrierLeave, 0), {Op: model.BarrierIndex, Obj: 0, Timeout: 1}}),
		"all at one barrier": crowd([]modeltest.Object{{Kind: modeltest.Barrier, Arg: n}}, nil,
			modeltest.Thread{in(model.BarrierLeave, 0), in(model.BarrierLeave, 0)}),
		"late waiters": crowd([]modeltest.Object{{Kind: modeltest.Mutex}, {Kind: modeltest.FIFOCond}},
			[]modeltest.Thread{{{Op: model.Sleep, Timeout: 1}, in(model.Signal, 1), in(model.Broadcast, 1)}},
			modeltest.Thread{in(model.Lock, 0), {Op: model.Wait, Obj: 1, Timeout: 1}, in(model.Unlock, 0)}),
		"late lockers": crowd([]modeltest.Object{{Kind: modeltest.Mutex}},
			[]modeltest.Thread{{in(model.Lock, 0), {Op: model.Sleep, Timeout: 1}, in(model.Unlock, 0)}},
			modeltest.Thread{{Op: model.Lock, Obj: 0, Timeout: 1}, in(model.Unlock, 0)}),
		"selects": crowd(channel(0), []modeltest.Thread{{send, recv, send}, {recv, in(model.TryRecv, 0), shut}},
			modeltest.Thread{poll}),
	})
	return all
}

// wander takes steps forwards and backwards and checks every state.
func wander(t *rapid.T, m *modeltest.Machine, steps int) {
	depth := 0
	checkEnabled(t, m)
	for range steps {
		choices := m.Enabled()
		back := rapid.SampledFrom([]int{0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 30}).Draw(t, "back")
		if len(choices) == 0 {
			back = max(back, 1)
		}
		for range min(back, depth) {
			m.Back()
			depth--
			checkEnabled(t, m)
		}
		if back == 0 {
			m.Step(rapid.SampledFrom(choices).Draw(t, "choice"))
			depth++
			checkEnabled(t, m)
		}
	}
}

func checkEnabled(t *rapid.T, m *modeltest.Machine) {
	s := m.State
	wrong := func(what string, th model.ThreadID) {
		t.Fatalf("%s: thread %s after\n%s%s", what, s.ThreadName(th), modeltest.Trace(s), m.Program)
	}
	n := 0
	var got []model.Alt
	for _, th := range s.Threads() {
		want := m.Program.NaiveAlts(s, th)
		if len(want) > 0 {
			n++
		}
		if s.IsEnabled(th) != (len(want) > 0) {
			wrong("IsEnabled", th)
		}
		got = s.Alts(th, got[:0])
		slices.SortFunc(got, s.CompareAlts)
		slices.SortFunc(want, s.CompareAlts)
		if !slices.Equal(got, want) {
			wrong("Alts", th)
		}
	}
	seen := map[model.ThreadID]bool{}
	for i := range s.NumEnabled() {
		th := s.EnabledAt(i)
		if seen[th] || !s.IsEnabled(th) {
			wrong("EnabledAt", th)
		}
		seen[th] = true
	}
	if len(seen) != n {
		t.Fatalf("%d threads are enabled, not %d, after\n%s%s", len(seen), n, modeltest.Trace(s), m.Program)
	}
}
