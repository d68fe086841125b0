package kit

import (
	"slices"

	"github.com/interleave-go/interleave/sim"
)

// Task is a piece of work in a loop, with its result.
type Task[T any] struct {
	token *Token
	done  *sim.Chan[struct{}]
	value *sim.Var[T]
	err   *sim.Var[error]
}

// Start makes a task of body: it runs as soon as the loop lets it.
func Start[T any](t *sim.Thread, co *Co, name string, body func(t *sim.Thread, co *Co) (T, error)) *Task[T] {
	return start(t, co, name, nil, body)
}

// start is Start that cancels failed, if that is not nil, when the task fails.
func start[T any](t *sim.Thread, co *Co, name string, failed *Token, body func(t *sim.Thread, co *Co) (T, error)) *Task[T] {
	var zero T
	task := &Task[T]{
		token: NewToken(t, name+".cancel"),
		done:  sim.NewChan[struct{}](t, name+".done", 0),
		value: sim.NewVar(t, name+".value", zero),
		err:   sim.NewVar[error](t, name+".err", nil),
	}
	l := co.loop
	thread := t.Go(name, func(t *sim.Thread) {
		co := &Co{loop: l, name: t.Name(), token: task.token}
		co.take(t)
		defer co.give(t)
		defer task.done.Close(t)
		defer l.forget(t, co)
		err := record(t, task.err, name, func() error {
			v, err := body(t, co)
			task.value.Store(t, v)
			return err
		})
		if err != nil && failed != nil {
			failed.Cancel(t, err)
		}
	})
	tasks := l.tasks.Load(t)
	l.tasks.Store(t, append(tasks[:len(tasks):len(tasks)], handle{name, thread, task.token}))
	return task
}

// forget takes a task that ends out of the list.
func (l *Loop) forget(t *sim.Thread, co *Co) {
	if !co.holds {
		co.take(t) // it was given back by a task that failed for keeping it
	}
	l.tasks.Store(t, slices.DeleteFunc(slices.Clone(l.tasks.Load(t)), func(h handle) bool { return h.token == co.token }))
}

// Cancel asks the task to stop: what it awaits returns [ErrCancelled].
func (task *Task[T]) Cancel(t *sim.Thread) { task.token.Cancel(t, nil) }

// Await awaits the task's end and returns its result. The error is that of the
// task - a [PanicError] if it panicked - or, when the calling task is cancelled
// meanwhile, the cause of that.
func Await[T any](t *sim.Thread, co *Co, task *Task[T]) (v T, err error) {
	if cause := co.await(t, task.done, co.token); cause != nil {
		return v, cause
	}
	return task.value.Load(t), task.err.Load(t)
}

// await lets others run until done is closed, or one of the tokens is cancelled,
// whose cause it returns.
func (co *Co) await(t *sim.Thread, done *sim.Chan[struct{}], tokens ...*Token) error {
	co.give(t)
	defer co.take(t)
	cases := []sim.Case{done.RecvCase(nil, nil)}
	for _, token := range tokens {
		cases = append(cases, token.done.RecvCase(nil, nil))
	}
	if i := sim.Select(t, cases...); i > 0 {
		return tokens[i-1].cause.Load(t)
	}
	return nil
}

// InThread runs a call that blocks in a thread of its own, name, and awaits its
// end: the loop runs others meanwhile. A panic of the call is returned as a
// [PanicError]. When the calling task is cancelled InThread returns the cause; the
// call goes on.
func InThread[T any](t *sim.Thread, co *Co, name string, call func(t *sim.Thread) (T, error)) (v T, err error) {
	done := sim.NewChan[struct{}](t, name+".done", 0)
	value := sim.NewVar(t, name+".value", v)
	failure := sim.NewVar[error](t, name+".err", nil)
	t.Go(name, func(t *sim.Thread) {
		defer done.Close(t)
		record(t, failure, name, func() error {
			v, err := call(t)
			value.Store(t, v)
			return err
		})
	})
	if cause := co.await(t, done, co.token); cause != nil {
		return v, cause
	}
	return value.Load(t), failure.Load(t)
}
