package explore

import (
	"testing"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/model/modeltest"
)

// TestKnownMistakes has, for each known way for such a search to be unsound, a
// program on which it would lose an execution: those of the research notes
// (dpor.md 3.3, by letter), and those that we have met. The classes are counted
// by brute force, and stand here, too. What is not here: cut executions (f) and
// programs that vary (i) have tests of their own; there is no state caching (j),
// and the end of main ends nobody (l).
func TestKnownMistakes(t *testing.T) {
	type thread = modeltest.Thread
	type instr = modeltest.Instr
	on := func(k model.Kind, obj int) instr { return instr{Op: k, Obj: obj} }
	val := func(k model.Kind, obj int, n model.Word) instr {
		return instr{Op: k, Obj: obj, Arg: modeltest.Const(n)}
	}
	cas := func(obj int, old, with model.Word) instr {
		return instr{Op: model.CAS, Obj: obj, Arg: modeltest.Const(old), Arg2: modeltest.Const(with)}
	}
	recv := func(obj int) modeltest.Case { return modeltest.Case{Kind: model.RecvCase, Obj: obj} }
	choose := val(model.Choose, 0, 2)
	waiter := thread{on(model.Lock, 0), on(model.Wait, 1), on(model.Unlock, 0)}
	signaler := thread{on(model.Lock, 0), on(model.Signal, 1), on(model.Unlock, 0)}
	monitor := []modeltest.Object{{Kind: modeltest.Mutex}, {Kind: modeltest.Cond}}
	for _, c := range []struct {
		mistake string
		objects []modeltest.Object
		threads []thread // spawned by main
		main    thread   // after that
		want    int
	}{
		{"a: a waiter is ordered after the last signal, not after the one that woke it",
			monitor, []thread{waiter, waiter, signaler, signaler}, nil, 72},
		{"b: a signal that finds no waiter commutes with everything",
			monitor, []thread{waiter, {on(model.Signal, 1)}}, nil, 2},
		{"c: a failed compare-and-swap conflicts as a successful one, or stays failed when it comes first",
			[]modeltest.Object{{Kind: modeltest.Atomic}}, []thread{{cas(0, 0, 1)}, {cas(0, 0, 2)}, {cas(0, 1, 3)}}, nil, 5},
		{"c: a failed try stays failed when it comes first",
			[]modeltest.Object{{Kind: modeltest.Mutex}}, []thread{{on(model.TryLock, 0)}, {on(model.TryLock, 0)}}, nil, 2},
		{"d: a select has one alternative, or conflicts on the channel that it took only",
			[]modeltest.Object{{Kind: modeltest.Channel, Arg: 1}, {Kind: modeltest.Channel, Arg: 1}},
			[]thread{{{Op: model.Select, Cases: []modeltest.Case{recv(0), recv(1)}}}, {val(model.Send, 0, 1)}, {val(model.Send, 1, 1)}}, nil, 4},
		{"d: two selects that met one way do not meet another way",
			[]modeltest.Object{{Kind: modeltest.Channel}, {Kind: modeltest.Channel}},
			[]thread{
				{{Op: model.Select, Cases: []modeltest.Case{recv(0), recv(1)}}},
				{{Op: model.Select, Cases: []modeltest.Case{{Kind: model.SendCase, Obj: 0}, {Kind: model.SendCase, Obj: 1}}}},
				{val(model.Send, 1, 1)},
			}, nil, 3},
		{"e: a thread sleeps with all its alternatives, or they are no reason to go another way",
			[]modeltest.Object{{Kind: modeltest.Atomic}}, []thread{{val(model.AtomicStore, 0, 1)}, {choose}}, nil, 2},
		{"g: threads are numbered in the order in which they are spawned",
			[]modeltest.Object{{Kind: modeltest.Atomic}},
			[]thread{{{Op: model.Spawn, Threads: []int{3}}}, {{Op: model.Spawn, Threads: []int{4}}}, {val(model.AtomicStore, 0, 1)}, {val(model.AtomicStore, 0, 2)}}, nil, 2},
		{"k: an unlock may come before the lock that it makes possible; what is behind a deadlock is lost",
			[]modeltest.Object{{Kind: modeltest.Mutex}, {Kind: modeltest.Mutex}},
			[]thread{
				{on(model.Lock, 0), on(model.Lock, 1), on(model.Unlock, 1), on(model.Unlock, 0)},
				{on(model.Lock, 1), on(model.Lock, 0), on(model.Unlock, 0), on(model.Unlock, 1)},
			}, nil, 3},
		{"arrivals at a barrier commute even when there are more of them than parties",
			[]modeltest.Object{{Kind: modeltest.Barrier, Arg: 2}},
			[]thread{{on(model.BarrierLeave, 0)}, {on(model.BarrierLeave, 0)}, {on(model.BarrierLeave, 0)}}, nil, 3},
		{"who was woken could not have timed out instead",
			monitor, []thread{{on(model.Lock, 0), {Op: model.Wait, Obj: 1, Timeout: 1}, on(model.Unlock, 0)}, {on(model.Lock, 0), on(model.Unlock, 0)}},
			thread{{Op: model.Sleep, Timeout: 1}, on(model.Signal, 1)}, 4},
		{"a branch covers what is inserted after it was explored (what we call descending)",
			[]modeltest.Object{{Kind: modeltest.Atomic}, {Kind: modeltest.Variable}},
			[]thread{{on(model.AtomicLoad, 0), cas(0, 0, 1)}, {val(model.Store, 1, 1), choose, val(model.Swap, 0, 2)}}, nil, 6},
		{"the partner of a rendezvous could not have taken another case before what its owner did before",
			[]modeltest.Object{{Kind: modeltest.Channel, Arg: 1}, {Kind: modeltest.Channel}},
			[]thread{{{Op: model.Select, Cases: []modeltest.Case{recv(1), {Kind: model.SendCase, Obj: 0}}}}},
			thread{{Op: model.TrySend, Obj: 0}, val(model.Send, 1, 1)}, 2},
		{"of several ways to let a blocked step go on, by leaving others out, one is enough",
			[]modeltest.Object{{Kind: modeltest.ReaderRWMutex}},
			[]thread{
				{on(model.RLock, 0), {Op: model.Sleep, Timeout: 1}, on(model.RUnlock, 0), on(model.RLock, 0), on(model.RUnlock, 0)},
				{on(model.RLock, 0), on(model.RUnlock, 0), {Op: model.Spawn, Threads: []int{3}}, on(model.RLock, 0), {Op: model.Join, Threads: []int{3}}},
				{on(model.RLock, 0), on(model.RUnlock, 0), on(model.RLock, 0), {Op: model.Sleep, Timeout: 1}, on(model.RUnlock, 0)},
				{on(model.Lock, 0), on(model.Unlock, 0), {Op: model.TryLock, Obj: 0, If: modeltest.Failed, Skip: 1}, on(model.Unlock, 0)},
			}, thread{{Op: model.Join, Threads: []int{1, 2, 4}}}, 45},
		{"only races that are new in an execution are reversed",
			[]modeltest.Object{{Kind: modeltest.Mutex}, {Kind: modeltest.Mutex}},
			[]thread{
				{{Op: model.Lock, Obj: 1, Timeout: 1, If: modeltest.Late, Skip: 1}, on(model.Unlock, 1), {Op: model.TryLock, Obj: 1, If: modeltest.Failed, Skip: 1}, on(model.Unlock, 1)},
				{on(model.TryLock, 0), on(model.Unlock, 0), {Op: model.Lock, Obj: 1, Timeout: 1, If: modeltest.Late, Skip: 1}, on(model.Unlock, 1)},
				{on(model.Lock, 0), on(model.Unlock, 0)},
			}, thread{on(model.Unlock, 1), {Op: model.Join, Threads: []int{1, 2, 3}}}, 113},
	} {
		p := modeltest.Program{Objects: c.objects, Threads: append([]thread{nil}, c.threads...)}
		spawned := map[int]bool{}
		for _, th := range c.threads {
			for _, in := range th {
				for _, k := range in.Threads {
					spawned[k] = true
				}
			}
		}
		for k := range c.threads {
			if !spawned[k+1] {
				p.Threads[0] = append(p.Threads[0], instr{Op: model.Spawn, Threads: []int{k + 1}})
			}
		}
		p.Threads[0] = append(p.Threads[0], c.main...)
		if n, err := checkClasses(p, 20_000, 0); err != nil {
			t.Errorf("%s: %v", c.mistake, err)
		} else if n != c.want {
			t.Errorf("%s: %d classes, want %d", c.mistake, n, c.want)
		}
	}
}

// TestMistakesWithGenerated has generated programs of which a search missed something.
func TestMistakesWithGenerated(t *testing.T) {
	for _, c := range []struct {
		mistake string
		cfg     modeltest.Config
		number  int
		want    int
	}{
		{"what is needed of a sequence may belong to a branch that the whole of it does not belong to",
			modeltest.Config{MaxOps: 3, Faulty: true}, 16_002_029, 24},
	} {
		p := modeltest.Generator(c.cfg).Example(c.number)
		if n, err := checkClasses(p, 20_000, 0); err != nil {
			t.Errorf("%s: %v", c.mistake, err)
		} else if n != c.want {
			t.Errorf("%s: %d classes, want %d\n%s", c.mistake, n, c.want, p)
		}
	}
}
