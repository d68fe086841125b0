package scenarios

import (
	"fmt"

	"github.com/interleave-go/interleave/sim"
	"github.com/interleave-go/interleave/sim/kit"
)

// shutdownParams are the sizes of the programs that shut a pool down.
var shutdownParams = []Param{{Name: "tasks", Help: "documents to be saved", Default: 3, Min: 1, Max: 30}}

// poolQueues is the part of the pool family about tasks that wait for a worker.
var poolQueues = []*Scenario{
	{
		Name:    "pool/nested-submit",
		Summary: "tasks submit tasks to their own pool, and wait: all workers wait",
		Section: "Thread Pools",
		Story: `Each of two tasks needs a part done, submits it to the same pool and waits for
its result. While it waits it keeps its worker. When both workers are kept like
that, the parts are in the queue, and nobody is left to take them.

With more workers than such tasks it works, until the load grows: the defect
depends on how full the pool is. With one worker (workers=1) it comes every
time.

The repair (-chained) is not to wait inside a task: the task submits the part
and hands on its future, and main, who is no worker, waits.`,
		Params: []Param{
			{Name: "tasks", Help: "tasks that submit a part", Default: 2, Min: 1, Max: 10},
			{Name: "workers", Help: "threads of the pool", Default: 2, Min: 1, Max: 10},
		},
		Program: nestedSubmit,
		Funcs:   []string{"nestedSubmit"},
		Verdict: sim.Fail,
		Kinds:   []sim.Kind{sim.Deadlock},
		Outcomes: func(p Params) []string {
			if !p.isDefault() {
				return nil
			}
			return []string{"[deadlock: main await task-1.done, worker-1 await worker-1/part.done, worker-2 await worker-2/part.done]", "sum=2"}
		},
		Classes: fixed(8),
		Impure:  holdsAddresses,
		Repairs: []string{"pool/nested-submit-chained"},
	},
	{
		Name:    "pool/nested-submit-chained",
		Summary: "a task hands on the future of its part and waits for nothing",
		Section: "Thread Pools",
		Story: `The task submits the part and returns the part's future as its own result. It
ends at once, and its worker is free for the next one in the queue. Main waits
first for the task and then for the part.

A thread that waits for the pool should not be one of the pool. Other repairs
are a pool of its own for the parts, and pools that run a waiting worker's own
tasks meanwhile (work stealing).`,
		Params: []Param{
			{Name: "tasks", Help: "tasks that submit a part", Default: 2, Min: 1, Max: 10},
			{Name: "workers", Help: "threads of the pool", Default: 2, Min: 1, Max: 10},
		},
		Program:  nestedSubmitChained,
		Funcs:    []string{"nestedSubmitChained"},
		Verdict:  sim.Pass,
		Outcomes: func(p Params) []string { return []string{fmt.Sprintf("sum=%d", p.Int("tasks"))} },
		Classes:  fixed(40),
		Impure:   holdsAddresses,
	},
	{
		Name:    "pool/shutdown-with-queue",
		Summary: "the pool is shut down with tasks in its queue; they are done first",
		Section: "Thread Pools",
		Story: `Main submits some tasks to one worker and shuts the pool down at once. Shutdown
takes no more tasks, but what is in the queue has been accepted: the worker does
it, finds the queue closed and empty, and ends. Main waits for that.`,
		Params:   shutdownParams,
		Program:  shutdownWithQueue,
		Funcs:    []string{"shutdownWithQueue", "saveThen"},
		Verdict:  sim.Pass,
		Outcomes: func(p Params) []string { return []string{fmt.Sprintf("saved=%d", p.Int("tasks"))} },
		Classes:  func(Params) int { return 1 },
		Impure:   holdsAddresses,
	},
	{
		Name:    "pool/shutdown-with-queue-broken",
		Summary: "the pool is shut down at once: what is in the queue is cancelled",
		Section: "Thread Pools",
		Story: `ShutdownNow cancels what no worker has begun (in Python:
shutdown(cancel_futures=True)). How many of the tasks have been done by
then depends on the schedule: all, some, or none.

It is the right call for work that nobody needs any more, and the wrong one for
work that somebody was promised. Their futures say "cancelled"; here nobody
looks. The repair is the shutdown that waits.`,
		Params:   shutdownParams,
		Program:  shutdownWithQueueBroken,
		Funcs:    []string{"shutdownWithQueueBroken", "saveThen"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: func(p Params) []string { return upTo(p.Int("tasks"), 0, "saved=%d") },
		Classes:  fixed(8),
		Impure:   holdsAddresses,
		Repairs:  []string{"pool/shutdown-with-queue"},
	},
}

// nestedSubmit lets tasks wait for tasks of the same pool.
func nestedSubmit(p Params) sim.Program {
	return func(t *sim.Thread) {
		workers := kit.NewPool(t, "worker", kit.PoolOptions{Workers: p.Int("workers")})
		var futures []*kit.Future[int]
		for i := range p.Int("tasks") {
			f, _ := kit.Submit(t, workers, numbered("task", i), func(t *sim.Thread) (int, error) {
				part, _ := kit.Submit(t, workers, "part", func(*sim.Thread) (int, error) { return 1, nil })
				return part.Result(t) // keeps the worker while it waits
			})
			futures = append(futures, f)
		}
		sum := 0
		for _, f := range futures {
			n, _ := f.Result(t)
			sum += n
		}
		t.Observe("sum", sum)
		workers.Shutdown(t)
	}
}

// nestedSubmitChained lets tasks return the futures of their parts.
func nestedSubmitChained(p Params) sim.Program {
	return func(t *sim.Thread) {
		workers := kit.NewPool(t, "worker", kit.PoolOptions{Workers: p.Int("workers")})
		var futures []*kit.Future[*kit.Future[int]]
		for i := range p.Int("tasks") {
			f, _ := kit.Submit(t, workers, numbered("task", i), func(t *sim.Thread) (*kit.Future[int], error) {
				return kit.Submit(t, workers, "part", func(*sim.Thread) (int, error) { return 1, nil })
			})
			futures = append(futures, f)
		}
		sum := 0
		for _, f := range futures {
			part, _ := f.Result(t)
			n, _ := part.Result(t)
			sum += n
		}
		t.Observe("sum", sum)
		workers.Shutdown(t)
	}
}

// shutdownWithQueue waits for what has been submitted.
func shutdownWithQueue(p Params) sim.Program {
	return func(t *sim.Thread) { saveThen(t, p.Int("tasks"), (*kit.Pool).Shutdown) }
}

// shutdownWithQueueBroken cancels what has not begun.
func shutdownWithQueueBroken(p Params) sim.Program {
	return func(t *sim.Thread) {
		saveThen(t, p.Int("tasks"), func(workers *kit.Pool, t *sim.Thread) { workers.ShutdownNow(t) })
	}
}

// saveThen submits documents to one worker and shuts the pool down.
func saveThen(t *sim.Thread, tasks int, shutdown func(workers *kit.Pool, t *sim.Thread)) {
	saved := sim.NewAtomic(t, "saved", 0)
	workers := kit.NewPool(t, "worker", kit.PoolOptions{Workers: 1})
	for i := range tasks {
		kit.Submit(t, workers, numbered("save", i), func(t *sim.Thread) (int, error) {
			return sim.Add(t, saved, 1), nil
		})
	}
	shutdown(workers, t)
	got := saved.Load(t)
	t.Observe("saved", got)
	t.Assert(got == tasks, "%d of %d documents are saved", got, tasks)
}
