package modeltest

import (
	"fmt"

	"github.com/interleave-go/interleave/model"
)

// Classic is a program whose counts are known from elsewhere: from papers, or
// from an independent brute-force counter that agreed with two other tools.
type Classic struct {
	Name          string
	Program       Program
	Classes       int
	Stuck         int
	Interleavings uint64 // of the threads that main spawns
}

// Classics returns the known programs, the large ones only when asked for.
func Classics(large bool) []Classic {
	out := []Classic{
		{"readers(2)", readers(2), 4, 0, 6},
		{"readers(4)", readers(4), 16, 0, 120},
		{"readers(8)", readers(8), 256, 0, 362_880},
		{"lastzero(1)", lastZero(1), 2, 0, 3},
		{"lastzero(2)", lastZero(2), 5, 0, 35},
		{"lastzero(3)", lastZero(3), 12, 0, 920},
		{"lastzero(4)", lastZero(4), 28, 0, 44_300},
		{"mutexctr(2)", mutexCounter(2, 1), 2, 0, 2},
		{"mutexctr(3)", mutexCounter(3, 1), 6, 0, 6},
		{"mutexctr(4)", mutexCounter(4, 1), 24, 0, 24},
		{"mutexctr(5)", mutexCounter(5, 1), 120, 0, 120},
		{"mutexctr(2,2)", mutexCounter(2, 2), 6, 0, 6},
		{"mutexctr(2,3)", mutexCounter(2, 3), 20, 0, 20},
		{"mutexctr(2,5)", mutexCounter(2, 5), 252, 0, 252},
		{"mutexctr(3,2)", mutexCounter(3, 2), 90, 0, 90},
		{"abba", philosophers(2, false), 3, 1, 6},
		{"phil(3)", philosophers(3, false), 7, 1, 168},
		{"phil(4)", philosophers(4, false), 15, 1, 98_184},
		{"phil_ord(3)", philosophers(3, true), 6, 0, 142},
		{"phil_ord(4)", philosophers(4, true), 14, 0, 64_000},
		{"nw1r(2)", writersAndReader(2), 6, 0, 6},
		{"nw1r(4)", writersAndReader(4), 120, 0, 120},
		{"nw1r(5)", writersAndReader(5), 720, 0, 720},
		{"faa(2,1)", fetchAndAdd(2, 1), 2, 0, 2},
		{"faa(3,1)", fetchAndAdd(3, 1), 6, 0, 6},
		{"faa(4,1)", fetchAndAdd(4, 1), 24, 0, 24},
		{"faa(2,2)", fetchAndAdd(2, 2), 6, 0, 6},
		{"incnl(2,1)", unlockedCounter(2, 1), 4, 0, 6},
		{"incnl(3,1)", unlockedCounter(3, 1), 36, 0, 90},
		{"incnl(2,2)", unlockedCounter(2, 2), 34, 0, 70},
		{"incnl(2,3)", unlockedCounter(2, 3), 328, 0, 924},
		{"sb", storeBuffering(), 3, 0, 6},
		{"trylock(2)", tryLock(2), 4, 0, 4},
		{"trylock(3)", tryLock(3), 21, 0, 24},
		{"trylock(4)", tryLock(4), 148, 0, 192},
		{"casinc(2,2)", casCounter(2, 2), 4, 0, 6},
		{"chan(1,1,1,1)", channels(1, 1, 1, 1), 1, 0, 1},
		{"chan(1,1,2,1)", channels(1, 1, 2, 1), 1, 0, 1},
		{"chan(1,1,3,1)", channels(1, 1, 3, 1), 1, 0, 1},
		{"chan(1,1,3,2)", channels(1, 1, 3, 2), 1, 0, 4},
		{"chan(2,1,1,1)", channels(2, 1, 1, 1), 2, 0, 2},
		{"chan(2,1,1,2)", channels(2, 1, 1, 2), 2, 0, 4},
		{"chan(2,2,1,1)", channels(2, 2, 1, 1), 4, 0, 4},
		{"chan(2,1,2,2)", channels(2, 1, 2, 2), 6, 0, 48},
		{"bbuf(1,1)", boundedBuffer(1, 1, 1, model.Signal), 2, 0, 2},
		{"bbuf(1,2)", boundedBuffer(1, 2, 1, model.Signal), 8, 0, 8},
		{"bbuf(1,3)", boundedBuffer(1, 3, 1, model.Signal), 32, 0, 32},
		{"bbuf(2)", boundedBuffer(2, 1, 1, model.Signal), 64, 0, 64},
		{"bbuf(2,cap2)", boundedBuffer(2, 1, 2, model.Signal), 60, 0, 60},
		{"bbuf_bc(2)", boundedBuffer(2, 1, 1, model.Broadcast), 80, 0, 80},
		{"lostwake(1)", lostWakeup(), 3, 1, 8},
	}
	if large {
		out = append(out, []Classic{
			{"lastzero(5)", lastZero(5), 64, 0, 3_487_880},
			{"phil(5)", philosophers(5, false), 31, 1, 66_468_720},
			{"phil_ord(5)", philosophers(5, true), 30, 0, 49_719_072},
			{"incnl(3,2)", unlockedCounter(3, 2), 7134, 0, 0},
			{"casinc(3,2)", casCounter(3, 2), 60, 0, 0},
		}...)
	}
	return out
}

// Cells returns n variables (or atomic cells) that hold v.
func cells(k ObjectKind, n, v int) []Object {
	out := make([]Object, n)
	for i := range out {
		out[i] = Object{Kind: k, Arg: v}
	}
	return out
}

// spawnAll puts a main in front that spawns the threads and joins them.
func spawnAll(objects []Object, threads ...Thread) Program {
	p := Program{Objects: objects, Threads: make([]Thread, 1, len(threads)+1)}
	var all []int
	for k := range threads {
		all = append(all, k+1)
		p.Threads[0] = append(p.Threads[0], Instr{Op: model.Spawn, Threads: []int{k + 1}})
	}
	p.Threads[0] = append(p.Threads[0], Instr{Op: model.Join, Threads: all})
	p.Threads = append(p.Threads, threads...)
	return p
}

// each makes n threads, the i-th by f(i).
func each(n int, f func(i int) Thread) []Thread {
	out := make([]Thread, n)
	for i := range out {
		out[i] = f(i)
	}
	return out
}

func repeat(n int, code ...Instr) Thread {
	var out Thread
	for range n {
		out = append(out, code...)
	}
	return out
}

func on(op model.Kind, obj int) Instr            { return Instr{Op: op, Obj: obj} }
func with(op model.Kind, obj int, v Value) Instr { return Instr{Op: op, Obj: obj, Arg: v} }

// jump gives in a jump: when the test holds, skip instructions are left out.
func jump(in Instr, t Test, than model.Word, skip int) Instr {
	in.If, in.Than, in.Skip = t, than, skip
	return in
}

// readers: one thread writes, n read.
func readers(n int) Program {
	return spawnAll(cells(Variable, 1, 0), append(
		each(n, func(int) Thread { return Thread{on(model.Load, 0)} }),
		Thread{with(model.Store, 0, Const(1))})...)
}

// lastZero: thread j sets a[j] to a[j-1]+1; another looks for the last zero.
func lastZero(n int) Program {
	var search Thread
	for i := n; i >= 0; i-- {
		search = append(search, jump(on(model.Load, i), Equal, 0, i))
	}
	return spawnAll(cells(Variable, n+1, 0), append(
		each(n, func(i int) Thread {
			return Thread{on(model.Load, i), with(model.Store, i+1, Last(1))}
		}), search)...)
}

// mutexCounter: n threads with k critical sections each.
func mutexCounter(n, k int) Program {
	return spawnAll([]Object{{Kind: Mutex}, {Kind: Variable}}, each(n, func(int) Thread {
		return repeat(k, on(model.Lock, 0), on(model.Load, 1), with(model.Store, 1, Last(1)), on(model.Unlock, 0))
	})...)
}

// philosophers: each takes the left fork, then the right one; ordered, the
// last takes them the other way round.
func philosophers(n int, ordered bool) Program {
	return spawnAll(cells(Mutex, n, 0), each(n, func(i int) Thread {
		a, b := i, (i+1)%n
		if ordered && b < a {
			a, b = b, a
		}
		return Thread{on(model.Lock, a), on(model.Lock, b), on(model.Unlock, b), on(model.Unlock, a)}
	})...)
}

func writersAndReader(n int) Program {
	return spawnAll(cells(Variable, 1, 0), append(
		each(n, func(i int) Thread { return Thread{with(model.Store, 0, Const(model.Word(i+1)))} }),
		Thread{on(model.Load, 0)})...)
}

func fetchAndAdd(n, k int) Program {
	return spawnAll(cells(Atomic, 1, 0), each(n, func(int) Thread {
		return repeat(k, with(model.Add, 0, Const(1)))
	})...)
}

// unlockedCounter: n threads that load and store k times, without a lock.
func unlockedCounter(n, k int) Program {
	return spawnAll(cells(Variable, 1, 0), each(n, func(int) Thread {
		return repeat(k, on(model.Load, 0), with(model.Store, 0, Last(1)))
	})...)
}

func storeBuffering() Program {
	return spawnAll(cells(Variable, 2, 0), each(2, func(i int) Thread {
		return Thread{with(model.Store, i, Const(1)), on(model.Load, 1-i)}
	})...)
}

// tryLock: n threads try once.
func tryLock(n int) Program {
	return spawnAll([]Object{{Kind: Mutex}}, each(n, func(int) Thread {
		return Thread{jump(on(model.TryLock, 0), Failed, 0, 1), on(model.Unlock, 0)}
	})...)
}

// casCounter: n threads increment by compare-and-swap, at most tries times.
func casCounter(n, tries int) Program {
	return spawnAll(cells(Atomic, 1, 0), each(n, func(int) Thread {
		var t Thread
		for i := range tries {
			cas := Instr{Op: model.CAS, Obj: 0, Arg: Last(0), Arg2: Last(1)}
			t = append(t, on(model.AtomicLoad, 0), jump(cas, OK, 0, 2*(tries-i-1)))
		}
		return t
	})...)
}

// channels: producers send so many items each, consumers share them equally.
func channels(producers, consumers, items, capacity int) Program {
	return spawnAll([]Object{{Channel, capacity}}, append(
		each(producers, func(i int) Thread {
			var t Thread
			for k := range items {
				t = append(t, with(model.Send, 0, Const(model.Word(10*i+k))))
			}
			return t
		}),
		each(consumers, func(int) Thread {
			return repeat(producers*items/consumers, on(model.Recv, 0))
		})...)...)
}

// boundedBuffer: n producers and n consumers of so many items each, a mutex,
// the conditions "not full" and "not empty", and a count of items.
func boundedBuffer(n, items, capacity int, wake model.Kind) Program {
	const mu, notFull, notEmpty, count = 0, 1, 2, 3
	work := func(avoid, delta model.Word, waitFor, tell int) Thread {
		return repeat(items,
			on(model.Lock, mu),
			jump(on(model.Load, count), NotEqual, avoid, 1),
			jump(on(model.Wait, waitFor), Always, 0, -2),
			with(model.Store, count, Last(delta)),
			on(wake, tell),
			on(model.Unlock, mu))
	}
	return spawnAll([]Object{{Mutex, 0}, {Cond, mu}, {Cond, mu}, {Variable, 0}}, append(
		each(n, func(int) Thread { return work(model.Word(capacity), 1, notFull, notEmpty) }),
		each(n, func(int) Thread { return work(0, -1, notEmpty, notFull) })...)...)
}

// lostWakeup: the waiter looks at the flag before it locks.
func lostWakeup() Program {
	const flag, mu, c = 0, 1, 2
	return spawnAll([]Object{{Variable, 0}, {Mutex, 0}, {Cond, mu}},
		Thread{jump(on(model.Load, flag), NotEqual, 0, 3), on(model.Lock, mu), on(model.Wait, c), on(model.Unlock, mu)},
		Thread{with(model.Store, flag, Const(1)), on(model.Signal, c)})
}

func (c Classic) String() string { return fmt.Sprintf("%s\n%s", c.Name, c.Program) }
