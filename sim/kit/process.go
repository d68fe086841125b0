package kit

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/interleave-go/interleave/sim"
)

// Process is a thread with a memory of its own. What it is given when it
// starts, and what it sends, is copied on the way, by way of JSON: nothing that
// one process does to its values is seen by another one. A panic ends the
// process and nothing else.
type Process struct {
	thread *sim.Thread
	err    *sim.Var[error]
}

// StartProcess starts a process whose memory begins as a copy of the given one,
// as after a fork. It panics when the memory cannot be copied: JSON knows no
// functions, channels or unexported fields.
func StartProcess[S any](t *sim.Thread, name string, memory S, main func(t *sim.Thread, memory *sim.Var[S]) error) *Process {
	own := copied(memory)
	p := &Process{err: sim.NewVar[error](t, name+".exit", nil)}
	p.thread = t.Go(name, func(t *sim.Thread) {
		memory := sim.NewVar(t, "memory", own)
		record(t, p.err, name, func() error { return main(t, memory) })
	})
	return p
}

// Join waits until the process has ended, and returns what main returned, or
// a [PanicError].
func (p *Process) Join(t *sim.Thread) error {
	t.Join(p.thread)
	return p.err.Load(t)
}

// SubmitProcess gives a task to a pool as to one of processes: the task gets a
// copy of arg, and the future a copy of its result. For the rest it is [Submit].
func SubmitProcess[A, R any](t *sim.Thread, p *Pool, name string, arg A, task func(t *sim.Thread, arg A) (R, error)) (*Future[R], error) {
	own := copied(arg)
	return Submit(t, p, name, func(t *sim.Thread) (R, error) {
		r, err := task(t, own)
		return copied(r), err
	})
}

// copied returns a copy of v that shares nothing with it.
func copied[T any](v T) T {
	text, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("kit: a %T cannot go to another process: %v", v, err))
	}
	var c T
	if err := json.Unmarshal(text, &c); err != nil {
		panic(fmt.Sprintf("kit: a %T does not come back from JSON: %v", v, err))
	}
	return c
}

// Conn is one end of a pipe between two processes.
type Conn[T any] struct {
	in, out *sim.Chan[T]
}

// NewPipe makes a pipe for both directions that holds up to capacity values in
// each, and returns its ends. As an operating system's pipe it has room for
// something, but not for everything: who sends into a full one waits.
func NewPipe[T any](t *sim.Thread, name string, capacity int) (a, b *Conn[T]) {
	ab := sim.NewChan[T](t, name+".ab", capacity)
	ba := sim.NewChan[T](t, name+".ba", capacity)
	return &Conn[T]{in: ba, out: ab}, &Conn[T]{in: ab, out: ba}
}

// Send sends a copy of v, waiting while the pipe is full.
func (c *Conn[T]) Send(t *sim.Thread, v T) { c.out.Send(t, copied(v)) }

// Recv receives the next value. It returns io.EOF when the other end has been
// closed and all is received.
func (c *Conn[T]) Recv(t *sim.Thread) (T, error) {
	v, ok := c.in.Recv(t)
	if !ok {
		return v, io.EOF
	}
	return v, nil
}

// Close says that this end will send nothing more.
func (c *Conn[T]) Close(t *sim.Thread) { c.out.Close(t) }

// ProcessQueue is a queue between any number of processes: a pipe with a lock at
// each end.
type ProcessQueue[T any] struct{ ch *sim.Chan[T] }

// NewProcessQueue makes a queue of at most capacity values.
func NewProcessQueue[T any](t *sim.Thread, name string, capacity int) *ProcessQueue[T] {
	return &ProcessQueue[T]{sim.NewChan[T](t, name, capacity)}
}

// Put adds a copy of v, waiting while the queue is full.
func (q *ProcessQueue[T]) Put(t *sim.Thread, v T) { q.ch.Send(t, copied(v)) }

// Get removes the oldest value. It returns io.EOF when the queue is closed and
// empty.
func (q *ProcessQueue[T]) Get(t *sim.Thread) (T, error) {
	v, ok := q.ch.Recv(t)
	if !ok {
		return v, io.EOF
	}
	return v, nil
}

// Close says that nothing more will be put.
func (q *ProcessQueue[T]) Close(t *sim.Thread) { q.ch.Close(t) }
