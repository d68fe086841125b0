package scenarios

import "github.com/interleave-go/interleave/sim"

// starvingReaders is the part of the starvation family about a reader that
// writers keep out.
var starvingReaders = []*Scenario{
	{
		Name:    "starvation/rwlock-reader",
		Summary: "writers that overlap keep a reader out for ever",
		Section: "Reader-Writer Lock (Shared/Exclusive Lock)",
		Story: `The guide's own reader-writer lock (rwlock/from-condition) lets no reader in
while a writer is inside or waits. Writers that go round and round leave no
moment for the reader: one waits while the other writes, or has the lock's mutex
again before a reader that was notified has it. It is the mirror image of
starvation/rwlock-writer: who prefers one side lets the other one starve.

A lock that serves in the order of arrival (-fifo) gets the reader in after the
writers that came before it.`,
		Program: plain(starvingReader),
		Funcs:   []string{"starvingReader", "writersAgainstReader", "handmadeRW", "newHandmadeRW", "handmadeRW.acquireRead", "handmadeRW.releaseRead", "handmadeRW.acquireWrite", "handmadeRW.releaseWrite"},
		Verdict: sim.Fail,
		Impure:  "it has executions of any length, and cycles are found directly",
		Kinds:   []sim.Kind{sim.Starvation},
		Endless: true,
		Repairs: []string{"starvation/rwlock-reader-fifo"},
	},
	{
		Name:    "starvation/rwlock-reader-fifo",
		Summary: "readers and writers are served in the order of arrival",
		Section: "Reader-Writer Lock (Shared/Exclusive Lock)",
		Story: `With the option sim.FIFO nobody passes anybody who came before. How many rounds
the writers make before the reader arrives is up to the scheduler, so this is
sampled under a fair one: every execution comes to its end.`,
		Program:  plain(servedInTurn),
		Funcs:    []string{"servedInTurn", "writersAgainstReader"},
		Strategy: "fair:random",
		Verdict:  sim.Unknown,
		Impure:   "it has executions of any length, and cycles are found directly",
		Endless:  true,
	},
}

// readerWriter is what a reader-writer lock does.
type readerWriter struct{ rlock, runlock, lock, unlock sim.Program }

// starvingReader has the guide's lock, which prefers writers strictly.
func starvingReader(t *sim.Thread) {
	l := newHandmadeRW(t)
	writersAgainstReader(t, readerWriter{l.acquireRead, l.releaseRead, l.acquireWrite, l.releaseWrite})
}

// servedInTurn has a lock that serves in the order of arrival.
func servedInTurn(t *sim.Thread) {
	rw := sim.NewRWMutex(t, "rw", sim.FIFO)
	writersAgainstReader(t, readerWriter{rw.RLock, rw.RUnlock, rw.Lock, rw.Unlock})
}

// writersAgainstReader writes in two threads until a reader has read.
func writersAgainstReader(t *sim.Thread, rw readerWriter) {
	read := sim.NewAtomic(t, "read", false)
	write := func(t *sim.Thread) {
		for !read.Load(t) {
			rw.lock(t)
			rw.unlock(t)
		}
	}
	r := t.Go("reader", func(t *sim.Thread) {
		rw.rlock(t)
		read.Store(t, true)
		rw.runlock(t)
	})
	t.Join(r, t.Go("w1", write), t.Go("w2", write))
}
