package kit

import (
	"errors"

	"github.com/interleave-go/interleave/sim"
)

// Group is the tasks of a block of structured concurrency: see [Within].
type Group struct {
	owner *sim.Thread
	token *Token
	tasks []groupTask // touched by the owner only
}

type groupTask struct {
	thread *sim.Thread
	err    *sim.Var[error]
}

// Within runs body, which may start tasks in the group, and returns when body
// and all tasks have ended: no task outlives the block. When body or a task
// returns an error or panics, the group's token is cancelled with it, and the
// others are expected to look at the token and stop.
//
// The error joins those of body and of the tasks, in the order of their start;
// those that only repeat the cancellation are left out. This is trio's nursery
// and Python's asyncio.TaskGroup (N. J. Smith, Notes on structured concurrency,
// 2018).
func Within(t *sim.Thread, name string, body func(t *sim.Thread, g *Group) error) error {
	g := &Group{owner: t, token: NewToken(t, name)}
	joined := false
	defer func() {
		if !joined { // the owner ends by a failure; nobody outlives it
			g.join(t)
		}
	}()
	all := []error{g.attempt(t, name, func() error { return body(t, g) })}
	g.join(t)
	joined = true
	for _, task := range g.tasks {
		all = append(all, task.err.Load(t))
	}
	return errors.Join(causes(all)...)
}

func (g *Group) join(t *sim.Thread) {
	threads := make([]*sim.Thread, len(g.tasks))
	for i := range g.tasks {
		threads[i] = g.tasks[i].thread
	}
	t.Join(threads...)
}

// Go starts a task. Only the thread that opened the group may call it, before
// the body returns; a task that wants tasks of its own opens a group of its own.
func (g *Group) Go(t *sim.Thread, name string, task func(t *sim.Thread) error) {
	if t != g.owner {
		panic("kit: Group.Go was called by a thread other than the one that opened the group; open a group inside the task")
	}
	err := sim.NewVar[error](t, name+".err", nil)
	thread := t.Go(name, func(t *sim.Thread) {
		record(t, err, name, func() error {
			return g.attempt(t, name, func() error { return task(t) })
		})
	})
	g.tasks = append(g.tasks, groupTask{thread: thread, err: err})
}

// Token returns what the tasks look at to learn that they should stop.
func (g *Group) Token() *Token { return g.token }

// attempt runs f; an error cancels the group, and so does a failure that ends
// the thread.
func (g *Group) attempt(t *sim.Thread, name string, f func() error) error {
	ends := true
	defer func() {
		if ends {
			g.token.Cancel(t, &groupError{cause: ErrReported})
		}
	}()
	err := guard(name, f)
	ends = false
	if err != nil && !errors.Is(err, ErrCancelled) {
		g.token.Cancel(t, &groupError{cause: err})
	}
	return err
}

// causes leaves out the errors that only hand on the group's cancellation.
func causes(errs []error) []error {
	var causes []error
	for _, err := range errs {
		var echo *groupError
		if err == nil || errors.As(err, &echo) {
			continue
		}
		causes = append(causes, err)
	}
	return causes
}

// groupError is what the group's token is cancelled with: the error of the task
// that failed first.
type groupError struct{ cause error }

func (e *groupError) Error() string { return "cancelled: " + e.cause.Error() }

// Is makes it an ErrCancelled.
func (e *groupError) Is(target error) bool { return target == ErrCancelled }

func (e *groupError) Unwrap() error { return e.cause }
