package kit

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/interleave-go/interleave/sim"
)

// DefaultSlow is how long a task may keep the loop where LoopOptions do not say;
// it is that of Python's asyncio in debug mode.
const DefaultSlow = 100 * time.Millisecond

// LoopOptions say how a Loop behaves.
type LoopOptions struct {
	// Slow is how much virtual time may pass while a task keeps the loop; more is
	// a failure of the task, since every other one stands still meanwhile. 0 stands
	// for DefaultSlow, a negative value for no limit.
	Slow time.Duration
}

// Loop runs tasks cooperatively: one at a time, and another one only where the
// running one awaits something, or ends. Which of those that are ready goes on is
// open, and each is explored; asyncio's own order, first in, first out, is one of
// these.
//
// A task is a thread that holds the loop's mutex except where it awaits. So
// between two awaits a task is alone, which no lock has to see to, and across an
// await it is not.
type Loop struct {
	baton      *sim.Mutex
	slow       time.Duration
	tasks      *sim.Var[[]handle]  // that have not ended; touched by whoever has the baton
	coroutines *sim.Var[[]awaited] // as tasks
}

// handle is a task of whatever result.
type handle struct {
	name   string
	thread *sim.Thread
	token  *Token
}

func (h handle) String() string { return h.name }

// awaited is a coroutine of whatever result.
type awaited struct {
	name string
	yes  *sim.Var[bool]
}

func (a awaited) String() string { return a.name }

// Co is a task's own view of its loop. It belongs to the task's thread.
type Co struct {
	loop  *Loop
	name  string
	token *Token
	holds bool          // the baton
	since time.Duration // when the task took it
}

// NeverAwaitedError says which coroutines were made and not awaited, so that
// their bodies never ran.
type NeverAwaitedError struct{ Names []string }

func (e *NeverAwaitedError) Error() string {
	return "never awaited: " + strings.Join(e.Names, ", ")
}

// RunLoop runs main as the first task of a new loop, in the calling thread. When
// main ends, tasks that are left are cancelled, and RunLoop waits for their end.
// It returns main's error, a [PanicError] if main panicked, joined with a
// [NeverAwaitedError] if there are such.
func RunLoop(t *sim.Thread, name string, o LoopOptions, main func(t *sim.Thread, co *Co) error) error {
	if o.Slow == 0 {
		o.Slow = DefaultSlow
	}
	l := &Loop{
		baton:      sim.NewMutex(t, name),
		slow:       o.Slow,
		tasks:      sim.NewVar[[]handle](t, name+".tasks", nil),
		coroutines: sim.NewVar[[]awaited](t, name+".coroutines", nil),
	}
	co := &Co{loop: l, name: t.Name(), token: NewToken(t, name)}
	co.take(t)
	ends := true
	defer func() {
		if ends { // main ends by a failure; the tasks go on without it
			co.give(t)
		}
	}()
	err := guard(co.name, func() error { return main(t, co) })
	ends = false
	l.end(t, co)
	var never []string
	for _, c := range l.coroutines.Load(t) {
		if !c.yes.Load(t) {
			never = append(never, c.name)
		}
	}
	if never != nil {
		err = errors.Join(err, &NeverAwaitedError{Names: never})
	}
	return err
}

// end cancels the tasks and waits for their end, and for that of tasks that they
// start meanwhile. It gives the baton back.
func (l *Loop) end(t *sim.Thread, co *Co) {
	for tasks := l.tasks.Load(t); len(tasks) > 0; tasks = l.tasks.Load(t) {
		var threads []*sim.Thread
		for _, task := range tasks {
			task.token.Cancel(t, nil)
			threads = append(threads, task.thread)
		}
		co.give(t)
		t.Join(threads...)
		co.take(t)
	}
	co.give(t)
}

// take takes the baton: the task runs.
func (co *Co) take(t *sim.Thread) {
	co.loop.baton.Lock(t)
	co.holds, co.since = true, t.Now()
}

// give gives the baton, if the task has it, to another one that is ready.
func (co *Co) give(t *sim.Thread) {
	if !co.holds {
		return // it was given back by a task that failed for keeping it
	}
	co.holds = false
	co.loop.baton.Unlock(t)
	if kept := t.Now() - co.since; co.loop.slow >= 0 && kept > co.loop.slow {
		t.Fail("%s blocked the loop for %v: nothing else ran; await instead", co.name, kept)
	}
}

// Sleep awaits the passing of d; with a d of zero it just lets others run. It
// returns [ErrCancelled], or whatever the cause was, when the task is cancelled.
func (co *Co) Sleep(t *sim.Thread, d time.Duration) error {
	co.give(t)
	defer co.take(t)
	if d <= 0 {
		return nil
	}
	return co.token.Sleep(t, d)
}

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
		err := guard(name, func() error {
			v, err := body(t, co)
			task.value.Store(t, v)
			return err
		})
		if err != nil {
			task.err.Store(t, err)
			if failed != nil {
				failed.Cancel(t, err)
			}
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
		err := guard(name, func() error {
			v, err := call(t)
			value.Store(t, v)
			return err
		})
		if err != nil {
			failure.Store(t, err)
		}
	})
	if cause := co.await(t, done, co.token); cause != nil {
		return v, cause
	}
	return value.Load(t), failure.Load(t)
}

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
