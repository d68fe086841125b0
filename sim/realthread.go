package sim

import (
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim/real"
)

// realThread is a thread on a goroutine of its own. Only its goroutine writes its
// fields; others read them when it has ended, is known to be blocked for good, or,
// of the list of its children, at any time.
type realThread struct {
	_ [64]byte // others' memory must not be in the same cache line

	t       *Thread
	x       *realRun
	me      real.Owner
	parent  *realThread
	seed    uint64
	prng    sched.PRNG
	noise   real.Noise
	unwinds bool
	meeting real.Meeting // with its siblings, at the gate

	ops      int
	elapsed  time.Duration // virtual time that it has waited through
	failures []realFailure
	op       model.Op         // the latest one on an object
	wait     realWait         // the latest operation that might have had to wait
	entered  uint32           // operations that might have had to wait
	state    atomic.Uint32    // entered, and in the last two bits what it is in
	g        uintptr          // its goroutine
	gen      *real.Generation // of the barrier at which it has arrived
	late     bool             // its wait on a condition has timed out; the mutex is still to be taken

	// Of an Await.
	cond   *realCondition
	awaits atomic.Uint64 // Awaits begun
	rounds atomic.Uint64 // evaluations in vain, in all of them
	spins  atomic.Pointer[[]*object]

	spawned int
	gate    real.Gate                  // where its children meet
	first   atomic.Pointer[realThread] // its children
	last    *realThread
	sibling atomic.Pointer[realThread]

	done chan struct{} // closed when it has ended
	_    [64]byte
}

// What a thread on a real goroutine is in: see in.
const (
	realMoves   = uint32(iota)
	realWaits   // an operation that may have to wait for ever
	realIsTimed // one that ends by itself
	realAwaits  // an Await whose condition did not hold
)

// in returns what th is in, and be changes it. It is told to whoever watches, and to
// nobody else; each operation is told from the one before.
func (th *realThread) in() uint32 { return th.state.Load() & 3 }

func (th *realThread) be(in uint32) { th.state.Store(th.entered<<2 | in) }

type realFailure struct {
	RealFailure
	at int64
}

// start lets the thread run.
func (th *realThread) start() { real.Go(th.me, th.run) }

// run runs the body, and records what ends it.
func (th *realThread) run() {
	t, returned := th.t, false
	th.g = getg()
	defer func() {
		if th.unwinds {
			th.x.turn.Unlock()
		}
		close(th.done)
	}()
	defer func() {
		r := recover()
		if returned || th.x.stop.Load() {
			return
		}
		switch r := r.(type) {
		case nil:
			th.fail(Panic, goexitText)
		case failed, unwound, died:
		default:
			th.fail(Panic, panicText(r))
		}
	}()
	if th.parent != nil && th.x.lim.Perturb != 0 {
		th.meeting = th.noise.Pass(&th.parent.gate, th.x.patience, th.prng.Uint64())
	}
	t.body(t)
	returned = true
}

func (th *realThread) over() bool {
	select {
	case <-th.done:
		return true
	default:
		return false
	}
}

// fail notes a failure. That of a thread that is being unwound is none.
func (th *realThread) fail(k Kind, msg string) {
	th.failures = append(th.failures, realFailure{RealFailure{k, th.t.name, msg}, real.Stamp()})
}

// enter is where calls on handles begin that are no operations. It ends those of a
// goroutine that is not the thread's own.
func (th *realThread) enter() {
	if !th.mine() {
		msg := foreignText(th.t)
		th.x.foreign.CompareAndSwap(nil, &msg)
		runtime.Goexit()
	}
	if th.x.stop.Load() {
		th.unwind()
	}
}

// mine reports whether the thread's own goroutine calls it: see Thread.inTurn.
//
//go:norace
func (th *realThread) mine() bool { return th.g == getg() }

// unwind ends an operation after the end of the execution, and so the thread: see
// Thread.swallow. One thread is unwound after the other, so that their deferred
// functions do not get in each other's way.
func (th *realThread) unwind() {
	if !th.unwinds {
		th.unwinds = true
		th.x.turn.Lock()
	}
	if th.t.after++; th.t.after > maxSwallows {
		runtime.Goexit()
	}
	panic(unwound{})
}

// begin is where operations begin that may have to wait; end is where they end.
func (th *realThread) begin(w realWait) {
	th.step()
	switch {
	case !w.mayWait():
		return
	case th.spawned > 0 && th.x.lim.Perturb != 0:
		th.gate.Open()
	}
	th.wait = w
	th.entered++
	if w.op.Timeout > 0 {
		th.be(realIsTimed)
	} else {
		th.be(realWaits)
	}
}

func (th *realThread) end() {
	if th.in() != realMoves {
		th.be(realMoves)
		th.enter() // it may have been let go
	}
}

// free lets th go on, which is blocked for good, or somebody who waits for the same.
func (th *realThread) free() {
	if th.wait.obj != nil {
		th.wait.obj.real.impl.Free()
	}
	for _, cs := range th.wait.cases {
		if cs.ch != nil && cs.ch.handle() != nil {
			cs.ch.handle().real.impl.Free()
		}
	}
}

// step is where operations begin that never wait. It must leave no trace in memory
// that others look at: plain accesses and atomic ones begin with it, too.
func (th *realThread) step() {
	th.enter()
	th.ops++
	th.act()
	if th.x.lim.Perturb != 0 {
		th.noise.Before(th.prng.Uint64())
	}
}

func (th *realThread) spawn(name string, body Program) *Thread {
	th.step()
	if th.x.lim.Perturb != 0 {
		th.gate.Born()
	}
	c := th.x.thread(th, th.t.named("thread", name), body)
	if th.last == nil {
		th.first.Store(c)
	} else {
		th.last.sibling.Store(c)
	}
	th.last = c
	c.start()
	return c.t
}

func (th *realThread) join(threads []*Thread) {
	for _, c := range threads {
		if c == nil || c.e != th.t.e {
			th.t.refuseJoin(c)
		}
	}
	th.begin(realWait{op: opJoin, threads: slices.Clone(threads)}) // or modeled threads would allocate theirs
	for _, c := range threads {
		select {
		case <-c.real.done:
		case <-th.x.never: // so that it can be let go
			th.end()
		}
		th.elapsed = max(th.elapsed, c.real.elapsed)
	}
	th.end()
}

func (th *realThread) yield() {
	th.step()
	th.look(nil)
	runtime.Gosched()
}

func (th *realThread) sleep(d time.Duration) {
	th.begin(realWait{op: opSleep(d)})
	real.Sleep(d)
	th.end()
	th.elapsed += d
}

func (th *realThread) choose(n int) int {
	th.step()
	return th.prng.IntN(n)
}
