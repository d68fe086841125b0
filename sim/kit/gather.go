package kit

import (
	"fmt"

	"github.com/interleave-go/interleave/sim"
)

// Gather runs bodies as tasks, name-1 and so on, and awaits them all. The first
// error that one of them ends with is returned at once; the others go on, and
// nobody awaits them any more.
func Gather[T any](t *sim.Thread, co *Co, name string, bodies ...func(t *sim.Thread, co *Co) (T, error)) ([]T, error) {
	failed := NewToken(t, name+".failed")
	tasks := startAll(t, co, name, failed, bodies)
	values := make([]T, len(tasks))
	for i, task := range tasks {
		if cause := co.await(t, task.done, failed, co.token); cause != nil {
			return nil, cause
		}
		if err := task.err.Load(t); err != nil {
			return nil, err
		}
		values[i] = task.value.Load(t)
	}
	return values, nil
}

// Settled is how a task ended.
type Settled[T any] struct {
	Value T
	Err   error
}

// GatherSettled is Gather that takes errors as results: it awaits every task
// and returns how each ended, as asyncio's gather does with return_exceptions.
// The error is not nil only if the calling task is cancelled.
func GatherSettled[T any](t *sim.Thread, co *Co, name string, bodies ...func(t *sim.Thread, co *Co) (T, error)) ([]Settled[T], error) {
	tasks := startAll(t, co, name, nil, bodies)
	settled := make([]Settled[T], len(tasks))
	for i, task := range tasks {
		if cause := co.await(t, task.done, co.token); cause != nil {
			return nil, cause
		}
		settled[i] = Settled[T]{task.value.Load(t), task.err.Load(t)}
	}
	return settled, nil
}

func startAll[T any](t *sim.Thread, co *Co, name string, failed *Token, bodies []func(t *sim.Thread, co *Co) (T, error)) []*Task[T] {
	var tasks []*Task[T]
	for i, body := range bodies {
		tasks = append(tasks, start(t, co, fmt.Sprintf("%s-%d", name, i+1), failed, body))
	}
	return tasks
}
