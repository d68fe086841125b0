package scenarios

import (
	"fmt"

	"github.com/interleave-go/interleave/sim"
)

var handmadeParams = []Param{
	{Name: "readers", Help: "threads that read", Default: 1, Min: 1, Max: 10},
	{Name: "writers", Help: "threads that write", Default: 2, Min: 1, Max: 10},
}

// handmade is the part of the rwlock family about the guide's own sketch.
var handmade = []*Scenario{
	{
		Name:    "rwlock/from-condition",
		Summary: "the guide's own reader-writer lock, of a mutex and two conditions",
		Section: "Reader-Writer Lock (Shared/Exclusive Lock)",
		Story: `The guide sketches a reader-writer lock and calls it "conceptual". Here it is,
line by line: a mutex for the lock's own state, a condition for readers and one
for writers, three counters. Writers are preferred: a reader does not come in
while a writer waits.

Does it keep its promise? What the threads do inside is done to a plain
variable. If a writer ever met anybody there, that would be a data race; if
anybody were left waiting, a deadlock; and the number of writes says that none
was lost. The search covers every interleaving of the given sizes and finds
nothing.

Both loops are needed. A writer that was notified has not got the lock yet, and
another one may come in before it (-broken). The promise is safety only; readers
starve for as long as there are always writers waiting, as the guide says.`,
		Params:   handmadeParams,
		Program:  fromCondition,
		Funcs:    []string{"fromCondition", "handmadeRW", "newHandmadeRW", "handmadeRW.acquireRead", "handmadeRW.releaseRead", "handmadeRW.acquireWrite", "handmadeRW.releaseWrite", "readAndWrite"},
		Verdict:  sim.Pass,
		Outcomes: func(p Params) []string { return []string{fmt.Sprintf("writes=%d", p.Int("writers"))} },
		Classes:  fixed(42),
	},
	{
		Name:    "rwlock/from-condition-broken",
		Summary: "the same lock with if for while: two writers are inside",
		Section: "Reader-Writer Lock (Shared/Exclusive Lock)",
		Story: `The writer checks once and, when it has been notified, goes in. But notify only
makes it ready to run. Before it has the mutex, another writer may come by, find
nobody inside, and go in. Then there are two, and a write may get lost.

It takes three threads: one to hold the lock, one to wait, and one to come in
between. The repair is the loop, as in cond/if-for-while.`,
		Params:  handmadeParams,
		Program: fromConditionBroken,
		Funcs:   []string{"fromConditionBroken", "handmadeRW.acquireWriteOnce", "handmadeRW", "newHandmadeRW", "handmadeRW.acquireRead", "handmadeRW.releaseRead", "handmadeRW.releaseWrite", "readAndWrite"},
		Verdict: sim.Fail,
		Kinds:   []sim.Kind{sim.Race},
		Outcomes: func(p Params) []string {
			if !p.isDefault() {
				return nil
			}
			return []string{"writes=1", "writes=2"}
		},
		Classes: fixed(56),
		Repairs: []string{"rwlock/from-condition"},
	},
}

// handmadeRW is the guide's sketch of a reader-writer lock that prefers writers.
type handmadeRW struct {
	mu                *sim.Mutex
	canRead, canWrite *sim.Cond
	readers           *sim.Var[int]  // inside
	writing           *sim.Var[bool] // a writer is inside
	writersWaiting    *sim.Var[int]
}

// newHandmadeRW makes a free lock.
func newHandmadeRW(t *sim.Thread) *handmadeRW {
	mu := sim.NewMutex(t, "mu")
	return &handmadeRW{
		mu:             mu,
		canRead:        sim.NewCond(t, "canRead", mu),
		canWrite:       sim.NewCond(t, "canWrite", mu),
		readers:        sim.NewVar(t, "readers", 0),
		writing:        sim.NewVar(t, "writing", false),
		writersWaiting: sim.NewVar(t, "writersWaiting", 0),
	}
}

// acquireRead waits until no writer is inside or waiting.
func (l *handmadeRW) acquireRead(t *sim.Thread) {
	l.mu.Lock(t)
	defer l.mu.Unlock(t)
	for l.writing.Load(t) || l.writersWaiting.Load(t) > 0 {
		l.canRead.Wait(t)
	}
	l.readers.Store(t, l.readers.Load(t)+1)
}

// releaseRead leaves, and lets a writer in if it was the last reader.
func (l *handmadeRW) releaseRead(t *sim.Thread) {
	l.mu.Lock(t)
	defer l.mu.Unlock(t)
	left := l.readers.Load(t) - 1
	l.readers.Store(t, left)
	if left == 0 && l.writersWaiting.Load(t) > 0 {
		l.canWrite.Signal(t)
	}
}

// acquireWrite waits until nobody is inside.
func (l *handmadeRW) acquireWrite(t *sim.Thread) {
	l.mu.Lock(t)
	defer l.mu.Unlock(t)
	l.writersWaiting.Store(t, l.writersWaiting.Load(t)+1)
	for l.readers.Load(t) > 0 || l.writing.Load(t) {
		l.canWrite.Wait(t)
	}
	l.writersWaiting.Store(t, l.writersWaiting.Load(t)-1)
	l.writing.Store(t, true)
}

// acquireWriteOnce is acquireWrite, but it looks only once.
func (l *handmadeRW) acquireWriteOnce(t *sim.Thread) {
	l.mu.Lock(t)
	defer l.mu.Unlock(t)
	l.writersWaiting.Store(t, l.writersWaiting.Load(t)+1)
	if l.readers.Load(t) > 0 || l.writing.Load(t) {
		l.canWrite.Wait(t)
	}
	l.writersWaiting.Store(t, l.writersWaiting.Load(t)-1)
	l.writing.Store(t, true)
}

// releaseWrite leaves, and lets in a writer that waits, or else all readers.
func (l *handmadeRW) releaseWrite(t *sim.Thread) {
	l.mu.Lock(t)
	defer l.mu.Unlock(t)
	l.writing.Store(t, false)
	if l.writersWaiting.Load(t) > 0 {
		l.canWrite.Signal(t)
	} else {
		l.canRead.Broadcast(t)
	}
}

// fromCondition lets readers and writers use the guide's lock.
func fromCondition(p Params) sim.Program {
	return func(t *sim.Thread) {
		l := newHandmadeRW(t)
		readAndWrite(t, p, l, l.acquireWrite)
	}
}

// fromConditionBroken does so with a writer that looks only once.
func fromConditionBroken(p Params) sim.Program {
	return func(t *sim.Thread) {
		l := newHandmadeRW(t)
		readAndWrite(t, p, l, l.acquireWriteOnce)
	}
}

// readAndWrite runs readers and writers, who see to it that writers are alone.
// What they look at are plain variables, so that a meeting is a data race, too.
func readAndWrite(t *sim.Thread, p Params, l *handmadeRW, acquireWrite func(*sim.Thread)) {
	data := sim.NewVar(t, "data", 0)
	var all []*sim.Thread
	for i := range p.Int("readers") {
		all = append(all, t.Go(fmt.Sprintf("reader-%d", i+1), func(t *sim.Thread) {
			l.acquireRead(t)
			data.Load(t)
			l.releaseRead(t)
		}))
	}
	for i := range p.Int("writers") {
		all = append(all, t.Go(fmt.Sprintf("writer-%d", i+1), func(t *sim.Thread) {
			acquireWrite(t)
			data.Store(t, data.Load(t)+1)
			l.releaseWrite(t)
		}))
	}
	t.Join(all...)
	t.Observe("writes", data.Load(t))
}
