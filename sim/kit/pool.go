package kit

import (
	"errors"
	"fmt"

	"github.com/interleave-go/interleave/sim"
)

// ErrShutdown is what submitting to a pool returns that takes no more tasks.
var ErrShutdown = errors.New("the pool has been shut down")

// DefaultQueue is how many tasks wait in a pool at most, where its options do
// not say.
const DefaultQueue = 64

// PoolOptions are the sizes of a Pool.
type PoolOptions struct {
	Workers int // threads; less than one counts as one
	Queue   int // how many tasks may wait for a worker; 0: DefaultQueue
}

// Pool is a number of threads that carry out tasks, first in, first out. The
// tasks wait in a channel, so putting one and taking another commute.
type Pool struct {
	tasks   *sim.Chan[job]
	mu      *sim.Mutex // nobody submits while the channel is being closed
	closed  *sim.Var[bool]
	workers []*sim.Thread
}

// job is a task in the queue: with the types of its result hidden.
type job struct {
	name   string
	run    func(*sim.Thread)
	cancel func(*sim.Thread) bool
}

func (j job) String() string { return j.name }

// NewPool starts the workers, one step for each.
func NewPool(t *sim.Thread, name string, o PoolOptions) *Pool {
	if o.Queue <= 0 {
		o.Queue = DefaultQueue
	}
	p := &Pool{
		tasks:  sim.NewChan[job](t, name+".tasks", o.Queue),
		mu:     sim.NewMutex(t, name+".mu"),
		closed: sim.NewVar(t, name+".closed", false),
	}
	for i := range max(1, o.Workers) {
		p.workers = append(p.workers, t.Go(fmt.Sprintf("%s-%d", name, i+1), p.work))
	}
	return p
}

func (p *Pool) work(t *sim.Thread) {
	for {
		j, ok := p.tasks.Recv(t)
		if !ok {
			return // closed, and nothing is left
		}
		j.run(t)
	}
}

// Submit gives a task to the pool, waiting while the queue is full. The future
// is named after the task. A task that panics ends with a [PanicError], and its
// worker goes on. After a shutdown Submit returns [ErrShutdown].
func Submit[T any](t *sim.Thread, p *Pool, name string, task func(*sim.Thread) (T, error)) (*Future[T], error) {
	f := newFuture[T](t, name)
	p.mu.Lock(t)
	defer p.mu.Unlock(t)
	if p.closed.Load(t) {
		return nil, ErrShutdown
	}
	p.tasks.Send(t, job{
		name:   name,
		run:    func(t *sim.Thread) { f.run(t, task) },
		cancel: f.Cancel,
	})
	return f, nil
}

// Shutdown takes no more tasks, waits until those that are queued are done, and
// until the workers have ended. Called again it only waits.
func (p *Pool) Shutdown(t *sim.Thread) {
	p.close(t)
	t.Join(p.workers...)
}

// ShutdownNow takes no more tasks, cancels those that no worker has begun, and
// waits until the workers have ended. It returns how many it has cancelled.
func (p *Pool) ShutdownNow(t *sim.Thread) (cancelled int) {
	p.close(t)
	for {
		j, ok := p.tasks.Recv(t) // closed: it does not wait
		if !ok {
			break
		}
		if j.cancel(t) {
			cancelled++
		}
	}
	t.Join(p.workers...)
	return cancelled
}

func (p *Pool) close(t *sim.Thread) {
	p.mu.Lock(t)
	defer p.mu.Unlock(t)
	if !p.closed.Load(t) {
		p.closed.Store(t, true)
		p.tasks.Close(t)
	}
}
