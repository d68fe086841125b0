package kit

import (
	"errors"
	"time"

	"github.com/interleave-go/interleave/sim"
)

// ErrTimeout is what a wait for a result returns whose time is up. What it
// waited for goes on.
var ErrTimeout = errors.New("timed out")

// Future is the result of a task, some day: a value, or an error.
type Future[T any] struct {
	name  string
	state *sim.Atomic[int] // waiting, claimed
	done  *sim.Event
	value *sim.Var[T]
	err   *sim.Var[error]
}

// The states of a Future: from waiting to one of the others, once.
const (
	waiting   = iota
	running   // a worker has it; nobody can cancel it any more
	cancelled // no worker will run it
)

func newFuture[T any](t *sim.Thread, name string) *Future[T] {
	var zero T
	return &Future[T]{
		name:  name,
		state: sim.NewAtomic(t, name+".state", waiting),
		done:  sim.NewEvent(t, name+".done"),
		value: sim.NewVar(t, name+".value", zero),
		err:   sim.NewVar[error](t, name+".err", nil),
	}
}

// Result waits for the task to end and returns its value and its error.
// The error is [ErrCancelled] if the task was cancelled, a [PanicError] if it
// panicked, and [ErrReported] if its thread has ended by a failure.
func (f *Future[T]) Result(t *sim.Thread) (T, error) {
	f.done.Wait(t)
	return f.value.Load(t), f.err.Load(t)
}

// ResultTimeout is Result that waits for at most d of virtual time; then it
// returns [ErrTimeout], and the task goes on.
func (f *Future[T]) ResultTimeout(t *sim.Thread, d time.Duration) (v T, err error) {
	if !f.done.WaitTimeout(t, d) {
		return v, ErrTimeout
	}
	return f.value.Load(t), f.err.Load(t)
}

// Done reports whether the task has ended, or will not begin.
func (f *Future[T]) Done(t *sim.Thread) bool { return f.done.IsSet(t) }

// Cancel takes back a task that no worker has begun, and tells whether it was in
// time. A task that has begun goes on.
func (f *Future[T]) Cancel(t *sim.Thread) bool {
	if !f.state.CompareAndSwap(t, waiting, cancelled) {
		return false
	}
	f.err.Store(t, ErrCancelled)
	f.done.Set(t)
	return true
}

// run runs the task in the calling thread, unless it was cancelled.
func (f *Future[T]) run(t *sim.Thread, task func(*sim.Thread) (T, error)) {
	if !f.state.CompareAndSwap(t, waiting, running) {
		return
	}
	defer f.done.Set(t)
	record(t, f.err, f.name, func() error {
		v, err := task(t)
		f.value.Store(t, v)
		return err
	})
}
