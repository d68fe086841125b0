package sim

import (
	"fmt"
	"runtime"
	"slices"

	"github.com/interleave-go/interleave/model"
)

// unwound is what operations panic with after the end of the execution.
type unwound struct{}

func (unwound) Error() string { return "interleave: the execution has ended" }

// failed is what ends a thread whose failure is recorded already.
type failed struct{ msg string }

func (f failed) Error() string { return f.msg }

// maxSwallows is how many operations a body may make after the end of the
// execution, by recovering from its unwinding, before it is ended by force.
const maxSwallows = 100

// run runs the body of t, and records what ends it.
func (t *Thread) run() {
	returned := false
	defer func() {
		r := recover()
		if returned || t.e.unwinding || t.e.Foreign() != "" {
			return
		}
		switch r := r.(type) {
		case nil:
			t.e.fail(Failure{Kind: Panic, Thread: t.id, Message: goexitText})
		case failed, unwound, died:
		default:
			f := Failure{Kind: Panic, Thread: t.id, Message: panicText(r)}
			if t.e.lim.Places {
				f.Place, f.Via = panicPlaces()
			}
			t.e.fail(f)
		}
	}()
	t.body(t)
	returned = true
	runtime.KeepAlive(t) // stacks show it: Stuck looks for it
}

const goexitText = "runtime.Goexit was called (t.FailNow and the like end goroutines; use the thread's Fail)"

func panicText(r any) (text string) {
	defer func() {
		if recover() != nil {
			text = fmt.Sprintf("a value of type %T whose printing panics", r)
		}
	}()
	return fmt.Sprint(r)
}

const (
	leakText     = "main has ended, but blocked for good are: "
	deadlockText = "nobody can move: "
	spinText     = "nobody is left who could end the spinning: "
)

// conclude looks at how the execution has ended.
func (e *Engine) conclude() {
	if e.x.End == Endless {
		e.fail(e.lassoFailure(e.lassos.found))
	}
	if e.x.End != Quiet {
		return
	}
	if e.st.AllEnded() {
		return
	}
	f := Failure{Kind: Leak}
	spins, waits := 0, 0
	for _, t := range e.st.Threads() {
		if e.st.Status(t) != model.Pending {
			continue
		}
		f.Blocked = append(f.Blocked, t)
		if t == model.Main {
			f.Kind = Deadlock
		}
		switch op := e.st.Pending(t); {
		case op.Await != nil:
			spins++
		case op.Kind != model.Join:
			waits++
		}
	}
	if len(f.Blocked) == 0 {
		return
	}
	slices.SortFunc(f.Blocked, e.st.ComparePaths)
	who := e.blockedText(f.Blocked)
	switch {
	case spins > 0 && waits == 0: // nobody waits for what a thread that spins could not do
		f.Kind = Livelock
		f.Message = spinText + who
	case f.Kind == Leak:
		f.Message = leakText + who
	default:
		f.Message = deadlockText + who
	}
	e.fail(f)
}

// unwind ends the threads that are left: their operations panic, so that their
// deferred functions run, without effect.
func (e *Engine) unwind() {
	e.unwinding = true
	for _, id := range e.st.Threads() {
		if t := e.threads[id]; t.coro != nil {
			t.after = 0
			e.resume(t)
		}
	}
	e.running = nil
}

// swallow counts an operation after the end of the execution, and ends the
// body by force when it does not give in.
func (t *Thread) swallow() {
	if t.after++; t.after > maxSwallows {
		if t.after == maxSwallows+1 {
			t.e.x.Swallows = append(t.e.x.Swallows, t.name)
		}
		runtime.Goexit()
	}
	panic(unwound{})
}

// finish gives up what cannot be used again.
func (e *Engine) finish() {
	for _, c := range e.tainted {
		c.end()
	}
	e.tainted = e.tainted[:0]
}
