package modeltest

import "github.com/interleave-go/interleave/model"

// cells returns n variables (or atomic cells) that hold v.
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

// semaphores: n threads take one of so many permits each, and give it back.
func semaphores(kind ObjectKind, n, permits int) Program {
	return spawnAll([]Object{{Kind: kind, Arg: permits}}, each(n, func(int) Thread {
		return Thread{on(model.SemAcquire, 0), on(model.SemRelease, 0)}
	})...)
}

// workers: main adds n, starts n workers that are done at once, and waits.
func workers(n int) Program {
	p := spawnAll([]Object{{Kind: WaitGroup}}, each(n, func(int) Thread { return Thread{on(model.GroupDone, 0)} })...)
	main := Thread{with(model.GroupAdd, 0, Const(model.Word(n)))}
	for _, in := range p.Threads[0] {
		if in.Op == model.Spawn {
			main = append(main, in)
		}
	}
	p.Threads[0] = append(main, on(model.GroupWait, 0))
	return p
}

// onces: n threads do the same thing once.
func onces(n int) Program {
	return spawnAll([]Object{{Kind: Once}}, each(n, func(int) Thread {
		return Thread{jump(on(model.OnceBegin, 0), Failed, 0, 1), on(model.OnceEnd, 0)}
	})...)
}

// readersWriters: readers and writers of one variable under the lock.
func readersWriters(kind ObjectKind, readers, writers int) Program {
	return spawnAll([]Object{{Kind: kind}, {Kind: Variable}}, append(
		each(readers, func(int) Thread { return Thread{on(model.RLock, 0), on(model.Load, 1), on(model.RUnlock, 0)} }),
		each(writers, func(int) Thread {
			return Thread{on(model.Lock, 0), with(model.Store, 1, Const(1)), on(model.Unlock, 0)}
		})...)...)
}

// nestedAndTry: one thread enters a reentrant mutex twice, another tries.
func nestedAndTry() Program {
	return spawnAll([]Object{{Kind: RMutex}},
		Thread{on(model.Lock, 0), on(model.Lock, 0), on(model.Unlock, 0), on(model.Unlock, 0)},
		Thread{jump(on(model.TryLock, 0), Failed, 0, 1), on(model.Unlock, 0)})
}

// sections: n threads with k critical sections each, entered so many times.
func sections(kind ObjectKind, n, k, depth int) Program {
	return spawnAll([]Object{{Kind: kind}}, each(n, func(int) Thread {
		return repeat(k, append(repeat(depth, on(model.Lock, 0)), repeat(depth, on(model.Unlock, 0))...)...)
	})...)
}

// fifo makes the conditions of p wake the longest waiting.
func fifo(p Program) Program {
	for i := range p.Objects {
		if p.Objects[i].Kind == Cond {
			p.Objects[i].Kind = FIFOCond
		}
	}
	return p
}
