package sim_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/interleave-go/interleave/sim"
)

// racy are programs with a data race on x, which something that orders nothing stands
// between: a try that fails, a look, another thread's half of the same thing.
var racy = map[string]sim.Program{
	"nothing between": first(func(t *sim.Thread) (a, b sim.Program) { return nil, nil }),
	"failed try": first(func(t *sim.Thread) (a, b sim.Program) {
		mu := sim.NewMutex(t, "mu")
		mu.Lock(t)
		return func(t *sim.Thread) { mu.TryLock(t) }, func(t *sim.Thread) { mu.TryLock(t) }
	}),
	"failed try of a fair mutex": first(func(t *sim.Thread) (a, b sim.Program) {
		mu := sim.NewMutex(t, "mu", sim.FIFO)
		mu.Lock(t)
		return func(t *sim.Thread) { mu.TryLock(t) }, func(t *sim.Thread) { mu.LockTimeout(t, ms) }
	}),
	"readers": first(func(t *sim.Thread) (a, b sim.Program) {
		rw := sim.NewRWMutex(t, "rw")
		read := func(t *sim.Thread) { rw.RLock(t); rw.RUnlock(t) }
		return read, read
	}),
	"readers first": first(func(t *sim.Thread) (a, b sim.Program) {
		rw := sim.NewRWMutex(t, "rw", sim.ReaderPreference)
		read := func(t *sim.Thread) { rw.RLock(t); rw.RUnlock(t) }
		return read, read
	}),
	"look at an event": first(func(t *sim.Thread) (a, b sim.Program) {
		e := sim.NewEvent(t, "e")
		return func(t *sim.Thread) { e.Clear(t) }, func(t *sim.Thread) { e.IsSet(t) }
	}),
	"two sets": first(func(t *sim.Thread) (a, b sim.Program) {
		e := sim.NewEvent(t, "e")
		return func(t *sim.Thread) { e.Set(t) }, func(t *sim.Thread) { e.Set(t) }
	}),
	"two releases": first(func(t *sim.Thread) (a, b sim.Program) {
		s := sim.NewSemaphore(t, "s", 0)
		return func(t *sim.Thread) { s.Release(t) }, func(t *sim.Thread) { s.Release(t) }
	}),
	"two fair releases": first(func(t *sim.Thread) (a, b sim.Program) {
		s := sim.NewSemaphore(t, "s", 0, sim.FIFO)
		return func(t *sim.Thread) { s.Release(t) }, func(t *sim.Thread) { s.Release(t) }
	}),
	"failed acquire": first(func(t *sim.Thread) (a, b sim.Program) {
		s := sim.NewSemaphore(t, "s", 0)
		return func(t *sim.Thread) { s.TryAcquire(t) }, func(t *sim.Thread) { s.AcquireTimeout(t, ms) }
	}),
	"two are done": first(func(t *sim.Thread) (a, b sim.Program) {
		g := sim.NewWaitGroup(t, "g")
		g.Add(t, 2)
		return func(t *sim.Thread) { g.Done(t) }, func(t *sim.Thread) { g.Done(t) }
	}),
	"look at a barrier": first(func(t *sim.Thread) (a, b sim.Program) {
		w := sim.NewBarrier(t, "b", 2)
		return func(t *sim.Thread) { w.Broken(t) }, func(t *sim.Thread) { w.Broken(t) }
	}),
	"two signals": first(func(t *sim.Thread) (a, b sim.Program) {
		c := sim.NewCond(t, "c", sim.NewMutex(t, "mu"))
		return func(t *sim.Thread) { c.Signal(t) }, func(t *sim.Thread) { c.Broadcast(t) }
	}),
	"misuse": first(func(t *sim.Thread) (a, b sim.Program) {
		mu := sim.NewMutex(t, "mu")
		deny := func(t *sim.Thread) { defer func() { recover() }(); mu.Unlock(t) }
		return deny, deny
	}),
	"choices and names": first(func(t *sim.Thread) (a, b sim.Program) {
		body := func(t *sim.Thread) {
			t.Observe("k", t.Choose(2))
			sim.NewVar(t, "v", 0)
			t.Go("c", func(t *sim.Thread) {})
			t.Yield()
		}
		return body, body
	}),
}

// ordered are programs whose accesses of x are ordered by what stands between them.
var ordered = map[string]sim.Program{
	"fair mutex": first(func(t *sim.Thread) (a, b sim.Program) {
		mu := sim.NewMutex(t, "mu", sim.FIFO)
		return func(t *sim.Thread) { mu.Lock(t); mu.Unlock(t) }, func(t *sim.Thread) { mu.Lock(t); mu.Unlock(t) }
	}),
	"semaphore": first(func(t *sim.Thread) (a, b sim.Program) {
		s := sim.NewSemaphore(t, "s", 0)
		return func(t *sim.Thread) { s.Release(t) }, func(t *sim.Thread) { s.Acquire(t) }
	}),
	"fair semaphore": first(func(t *sim.Thread) (a, b sim.Program) {
		s := sim.NewSemaphore(t, "s", 0, sim.FIFO)
		return func(t *sim.Thread) { s.Release(t) }, func(t *sim.Thread) { s.Acquire(t) }
	}),
	"event": first(func(t *sim.Thread) (a, b sim.Program) {
		e := sim.NewEvent(t, "e")
		return func(t *sim.Thread) { e.Set(t) }, func(t *sim.Thread) { e.Wait(t) }
	}),
	"event, by looking": first(func(t *sim.Thread) (a, b sim.Program) {
		e := sim.NewEvent(t, "e")
		return func(t *sim.Thread) { e.Set(t) }, func(t *sim.Thread) { t.Await(func() bool { return e.IsSet(t) }) }
	}),
	"barrier": first(func(t *sim.Thread) (a, b sim.Program) {
		w := sim.NewBarrier(t, "b", 2)
		return func(t *sim.Thread) { w.Wait(t) }, func(t *sim.Thread) { w.Wait(t) }
	}),
	"writer, then reader": first(func(t *sim.Thread) (a, b sim.Program) {
		rw := sim.NewRWMutex(t, "rw", sim.FIFO)
		return func(t *sim.Thread) { rw.Lock(t); rw.Unlock(t) }, func(t *sim.Thread) { rw.RLock(t); rw.RUnlock(t) }
	}),
	"reader, then writer": first(func(t *sim.Thread) (a, b sim.Program) {
		rw := sim.NewRWMutex(t, "rw", sim.ReaderPreference)
		return func(t *sim.Thread) { rw.RLock(t); rw.RUnlock(t) }, func(t *sim.Thread) { rw.Lock(t); rw.Unlock(t) }
	}),
}

// first is a program in which a writes x and then does one thing, and later b does
// the other and then reads x.
func first(between func(t *sim.Thread) (a, b sim.Program)) sim.Program {
	return func(t *sim.Thread) {
		x := sim.NewVar(t, "x", 0)
		doA, doB := between(t)
		a := t.Go("a", func(t *sim.Thread) {
			x.Store(t, 1)
			if doA != nil {
				doA(t)
			}
		})
		b := t.Go("b", func(t *sim.Thread) {
			t.Sleep(2000 * ms) // a is over by then, which orders nothing
			if doB != nil {
				doB(t)
			}
			x.Load(t)
		})
		t.Join(a, b)
	}
}

// TestRealRacesAreSeen checks, in a build with Go's race detector, that it sees the
// program on real goroutines as it is: the engine's own book-keeping hides no race, and
// its constructions order what they should. Another process runs the programs, since
// races fail the test that has them.
func TestRealRacesAreSeen(t *testing.T) {
	if !detector {
		t.Skip("without Go's race detector")
	}
	if os.Getenv("INTERLEAVE_RACY") != "" {
		r := sim.NewReal()
		for _, programs := range []map[string]sim.Program{racy, ordered} {
			for name, p := range programs {
				fmt.Fprintf(os.Stderr, "\n== %s\n", name)
				r.Run(p, sim.RealLimits{Timeout: 5 * time.Second})
			}
		}
		return
	}
	self := exec.Command(os.Args[0], "-test.run=^TestRealRacesAreSeen$")
	self.Env = append(os.Environ(), "INTERLEAVE_RACY=1")
	out, _ := self.CombinedOutput() // it fails: it has races
	sections := map[string]string{}
	for section := range strings.SplitSeq(string(out), "\n== ") {
		name, text, _ := strings.Cut(section, "\n")
		sections[name] = text
	}
	const report = "WARNING: DATA RACE"
	for name := range racy {
		if text, ran := sections[name]; !ran || strings.Count(text, report) != 1 || !strings.Contains(text, ".storeReal(") {
			t.Errorf("%s: Go's detector does not report the race on x, or another one:\n%s", name, text)
		}
	}
	for name := range ordered {
		if text, ran := sections[name]; !ran || strings.Contains(text, report) {
			t.Errorf("%s: Go's detector reports a race that is none:\n%s", name, text)
		}
	}
}
