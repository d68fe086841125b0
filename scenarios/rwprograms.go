package scenarios

import "github.com/interleave-go/interleave/sim"

// manyReaders reads a pair in two threads and writes it in a third one.
func manyReaders(t *sim.Thread) {
	rw := sim.NewRWMutex(t, "rw")
	x, y := sim.NewVar(t, "x", 0), sim.NewVar(t, "y", 0)
	inside, together := sim.NewAtomic(t, "inside", 0), sim.NewAtomic(t, "together", 1)
	read := func(t *sim.Thread) {
		rw.RLock(t)
		defer rw.RUnlock(t)
		if sim.Add(t, inside, 1) == 2 {
			together.Store(t, 2)
		}
		gotX, gotY := x.Load(t), y.Load(t)
		sim.Add(t, inside, -1)
		t.Assert(gotX == gotY, "the pair is torn: x = %d, y = %d", gotX, gotY)
	}
	a, b := t.Go("a", read), t.Go("b", read)
	writer := t.Go("writer", func(t *sim.Thread) {
		rw.Lock(t)
		x.Store(t, 1)
		y.Store(t, 1)
		rw.Unlock(t)
	})
	t.Join(a, b, writer)
	t.Observe("together", together.Load(t))
}

// manyReadersBroken writes the pair under the read lock.
func manyReadersBroken(t *sim.Thread) {
	rw := sim.NewRWMutex(t, "rw")
	x, y := sim.NewVar(t, "x", 0), sim.NewVar(t, "y", 0)
	read := func(t *sim.Thread) {
		rw.RLock(t)
		defer rw.RUnlock(t)
		gotX, gotY := x.Load(t), y.Load(t)
		t.Assert(gotX == gotY, "the pair is torn: x = %d, y = %d", gotX, gotY)
	}
	a, b := t.Go("a", read), t.Go("b", read)
	writer := t.Go("writer", func(t *sim.Thread) {
		rw.RLock(t) // keeps no reader out
		x.Store(t, 1)
		y.Store(t, 1)
		rw.RUnlock(t)
	})
	t.Join(a, b, writer)
}

// upgrade asks for the write lock with the read lock held.
func upgrade(t *sim.Thread) {
	rw := sim.NewRWMutex(t, "rw")
	made := sim.NewVar(t, "made", 0)
	get := func(t *sim.Thread) {
		rw.RLock(t)
		if made.Load(t) == 0 {
			rw.Lock(t) // waits for all readers, and this thread is one
			made.Store(t, made.Load(t)+1)
			rw.Unlock(t)
		}
		rw.RUnlock(t)
	}
	a, b := t.Go("a", get), t.Go("b", get)
	t.Join(a, b)
	t.Observe("made", made.Load(t))
}

// upgradeRecheck gives the read lock back, and looks again with the write lock.
func upgradeRecheck(t *sim.Thread) {
	rw := sim.NewRWMutex(t, "rw")
	made := sim.NewVar(t, "made", 0)
	get := func(t *sim.Thread) {
		rw.RLock(t)
		missing := made.Load(t) == 0
		rw.RUnlock(t)
		if missing {
			rw.Lock(t)
			if made.Load(t) == 0 { // nobody was quicker
				made.Store(t, made.Load(t)+1)
			}
			rw.Unlock(t)
		}
	}
	a, b := t.Go("a", get), t.Go("b", get)
	t.Join(a, b)
	t.Observe("made", made.Load(t))
}

// recursiveRead calls, with the read lock held, a function that takes it.
func recursiveRead(t *sim.Thread) {
	rw := sim.NewRWMutex(t, "rw")
	x, y := sim.NewVar(t, "x", 0), sim.NewVar(t, "y", 0)
	getY := func(t *sim.Thread) int {
		rw.RLock(t) // a writer may wait by now, and is let in first
		defer rw.RUnlock(t)
		return y.Load(t)
	}
	reader := t.Go("reader", func(t *sim.Thread) {
		rw.RLock(t)
		sum := x.Load(t) + getY(t)
		rw.RUnlock(t)
		t.Observe("sum", sum)
	})
	writer := t.Go("writer", func(t *sim.Thread) {
		rw.Lock(t)
		x.Store(t, 1)
		y.Store(t, 1)
		rw.Unlock(t)
	})
	t.Join(reader, writer)
}

// recursiveReadOnce takes the read lock once for both.
func recursiveReadOnce(t *sim.Thread) {
	rw := sim.NewRWMutex(t, "rw")
	x, y := sim.NewVar(t, "x", 0), sim.NewVar(t, "y", 0)
	getYLocked := y.Load // expects rw to be held
	reader := t.Go("reader", func(t *sim.Thread) {
		rw.RLock(t)
		sum := x.Load(t) + getYLocked(t)
		rw.RUnlock(t)
		t.Observe("sum", sum)
	})
	writer := t.Go("writer", func(t *sim.Thread) {
		rw.Lock(t)
		x.Store(t, 1)
		y.Store(t, 1)
		rw.Unlock(t)
	})
	t.Join(reader, writer)
}

// recursiveReadPreferred takes the read lock twice, of a lock that prefers
// readers.
func recursiveReadPreferred(t *sim.Thread) {
	rw := sim.NewRWMutex(t, "rw", sim.ReaderPreference)
	x, y := sim.NewVar(t, "x", 0), sim.NewVar(t, "y", 0)
	getY := func(t *sim.Thread) int {
		rw.RLock(t) // this thread is inside, so no writer is let in first
		defer rw.RUnlock(t)
		return y.Load(t)
	}
	reader := t.Go("reader", func(t *sim.Thread) {
		rw.RLock(t)
		sum := x.Load(t) + getY(t)
		rw.RUnlock(t)
		t.Observe("sum", sum)
	})
	writer := t.Go("writer", func(t *sim.Thread) {
		rw.Lock(t)
		x.Store(t, 1)
		y.Store(t, 1)
		rw.Unlock(t)
	})
	t.Join(reader, writer)
}
