package sim

import (
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim/real"
)

// Real runs executions of programs on real goroutines and the standard library's
// primitives, as the hardware and Go's scheduler would have it: see package
// sim/real. It makes one execution at a time and is not safe for concurrent use.
type Real struct {
	runs     uint64
	timer    real.Timer
	snapshot real.Snapshot
	patience real.Patience
	left     []*realThread
}

// NewReal returns an engine of real goroutines. It needs no closing.
func NewReal() *Real { return &Real{} }

// RealLimits bound one execution on real goroutines, and say how it is disturbed.
type RealLimits struct {
	// Perturb seeds what disturbs the execution, and the numbers that Choose draws.
	// 0: nothing does, and each execution of the Real draws others.
	Perturb uint64
	// Timeout is the real time after which an execution that still moves is given up.
	// 0: 10 s.
	Timeout time.Duration
	Stacks  bool // collect the goroutine stacks of an execution that hangs
}

// RealExecution is what an execution on real goroutines came to.
type RealExecution struct {
	// Outcome is what was observed and how it ended, in the form of
	// Execution.Outcome. Of an execution that did not end it says "cut", and what was
	// observed by the threads that could be unwound.
	Outcome  string
	Failures []RealFailure // in the order of their happening
	Hung     bool          // threads were blocked for good
	Unended  bool          // it still moved when its time was up
	Stacks   string        // of the goroutines of a hung execution
	Ops      int           // operations made, where what is two steps of the model counts as two
}

// RealFailure is a defect that an execution on real goroutines met. Data races are
// not among them: build with -race for these.
type RealFailure struct {
	Kind    Kind
	Thread  string // whose failure it is; "" for deadlocks and leaks
	Message string // one line
}

// realRun is one execution. Its threads keep their books each for itself, so that
// keeping book orders nothing between them.
type realRun struct {
	e    *Engine // of the handles: it does nothing, and tells this execution's from others'
	seed uint64
	lim  RealLimits
	main *realThread

	blocked  string      // the threads that are blocked for good, and in what
	failure  RealFailure // and what that is
	spinning []stand     // the threads that awaited when all others were blocked, at the look before
	noise    real.Noise
	patience real.Patience
	never    chan struct{} // nothing is sent on it
	stop     atomic.Bool   // threads unwind at their next operation
	foreign  atomic.Pointer[string]
}

// Run executes p. It returns when all threads have ended; or when those that have
// not are blocked for good, which is recognised within milliseconds, and exactly, by
// looking at all goroutines at one moment; or when the time is up. Threads that have
// not ended by then are unwound: their deferred functions run, without effect. That
// cannot be done with those that compute, or wait for something of their own, without
// end: their goroutines are left behind.
func (r *Real) Run(p Program, lim RealLimits) *RealExecution {
	if lim.Timeout <= 0 {
		lim.Timeout = 10_000 * time.Millisecond
	}
	r.runs++
	x := &realRun{e: &Engine{}, never: make(chan struct{}), lim: lim, seed: lim.Perturb, patience: r.patience}
	if x.seed == 0 {
		x.seed = sched.Mix(0, r.runs)
	}
	if lim.Perturb != 0 {
		x.noise = real.NewNoise(sched.Mix(lim.Perturb, 0))
	}
	x.main = x.thread(nil, "main", p)
	x.main.start()
	out := r.watch(x)
	if out.Hung || out.Unended {
		r.unwind(x)
	}
	r.conclude(x, out)
	return out
}

// Left returns how many goroutines executions have left behind in this process that
// have not ended since: see Run.
func (r *Real) Left() int {
	left := r.left[:0]
	for _, th := range r.left {
		if !th.over() {
			left = append(left, th)
		}
	}
	clear(r.left[len(left):])
	r.left = left
	return len(left)
}

// thread makes the thread that parent starts to run body.
func (x *realRun) thread(parent *realThread, name string, body Program) *realThread {
	th := &realThread{x: x, noise: x.noise, parent: parent, done: make(chan struct{})}
	th.me = real.Owner(unsafe.Pointer(th))
	th.t = &Thread{e: x.e, id: model.Main, name: name, body: body, real: th}
	th.seed = x.seed
	if parent != nil {
		parent.spawned++
		th.t.id += model.ThreadID(parent.spawned)
		th.seed = sched.Mix(parent.seed, uint64(parent.spawned))
		th.elapsed = parent.elapsed
	}
	th.prng.Seed(th.seed)
	return th
}
