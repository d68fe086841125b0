package kit

import (
	"errors"
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

// Lock awaits a mutex: the loop runs others until it is free. What is done from
// here to its Unlock is alone even across awaits, towards all who lock it as well.
func (co *Co) Lock(t *sim.Thread, mu *sim.Mutex) {
	co.give(t)
	defer co.take(t)
	mu.Lock(t)
}
