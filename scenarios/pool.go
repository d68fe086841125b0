package scenarios

import (
	"fmt"
	"slices"
	"time"

	"github.com/interleave-go/interleave/sim"
	"github.com/interleave-go/interleave/sim/kit"
)

// pool is the family about thread pools and futures.
var pool = slices.Concat(results, poolQueues)

// results is the part of the pool family about what becomes of a task.
var results = []*Scenario{
	{
		Name:    "pool/seven-tasks-three-workers",
		Summary: "seven tasks, three workers: each is done once, by whoever is free",
		Section: "Thread Pools",
		Story: `The guide's example: seven tasks are submitted to a pool of three threads. Main
keeps a future for each, asks for the results in the order of submission, and
shuts the pool down.

Who does which task is open, and so is the order in which they end. None is done
twice and none is left out, in any interleaving; the futures give each result to
whoever asks for it, and order the task's work before that.

The tasks wait in a channel. Submitting one and taking another do not disturb
each other, so what is left to explore is which worker takes which task.`,
		Params: []Param{
			{Name: "tasks", Help: "tasks, numbered from 1", Default: 7, Min: 1, Max: 60},
			{Name: "workers", Help: "threads of the pool", Default: 3, Min: 1, Max: 20},
		},
		Program:  sevenTasks,
		Funcs:    []string{"sevenTasks"},
		Verdict:  sim.Pass,
		Outcomes: func(p Params) []string { n := p.Int("tasks"); return []string{fmt.Sprintf("sum=%d", n*(n+1)/2)} },
		Classes: func(p Params) int { // each task goes to any of the workers
			n := 1
			for range p.Int("tasks") {
				n *= p.Int("workers")
			}
			return n
		},
		Impure: holdsAddresses,
	},
	{
		Name:    "pool/seven-tasks-three-workers-broken",
		Summary: "the tasks add to a shared total, which the pool does not guard",
		Section: "Thread Pools",
		Story: `Instead of returning its result each task adds it to a total that all share. The
pool sees to it that each task runs once. What the tasks do to each other's data
it does not know: two workers may add at the same time, and one addition is
lost.

That the tasks were submitted one after the other makes no difference. The
repair is to let a task return its result, and the one who asked add it up.`,
		Params: []Param{
			{Name: "tasks", Help: "tasks, numbered from 1", Default: 2, Min: 2, Max: 20},
			{Name: "workers", Help: "threads of the pool", Default: 2, Min: 2, Max: 20},
		},
		Program: sevenTasksBroken,
		Funcs:   []string{"sevenTasksBroken"},
		Verdict: sim.Fail,
		Kinds:   []sim.Kind{sim.Race},
		Outcomes: func(p Params) []string {
			if !p.isDefault() {
				return nil
			}
			return []string{"sum=1", "sum=2", "sum=3"}
		},
		Classes: fixed(10),
		Impure:  holdsAddresses,
		Repairs: []string{"pool/seven-tasks-three-workers"},
	},
	{
		Name:    "pool/exception-in-task",
		Summary: "a task panics: its future says so, and the other tasks are done",
		Section: "Thread Pools",
		Story: `One of three tasks panics. The worker that ran it catches the panic, keeps it in
the task's future, and goes on to the next task; a pool that lost a thread with
every failing task would soon be empty.

The error comes out where the result is asked for. Main asks all three, and so
it knows that two are saved and one has failed.`,
		Program:  plain(exceptionInTask),
		Funcs:    []string{"exceptionInTask", "saveAll"},
		Verdict:  sim.Pass,
		Outcomes: always("failed=1 saved=2"),
		Classes:  fixed(10),
		Impure:   holdsAddresses,
	},
	{
		Name:    "pool/exception-in-task-broken",
		Summary: "nobody asks for the result, so nobody learns of the panic",
		Section: "Thread Pools",
		Story: `Main submits the tasks, shuts the pool down, and takes it that all is saved. The
panic is where it was put: in a future that nobody looks at. There is no
message, no log line and no deadlock, only a document that is missing.

Whoever submits a task and drops the future decides to ignore its errors. The
repair is to ask for every result.`,
		Program:  plain(exceptionInTaskBroken),
		Funcs:    []string{"exceptionInTaskBroken", "saveAll"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("[assertion]"),
		Classes:  fixed(10),
		Impure:   holdsAddresses,
		Repairs:  []string{"pool/exception-in-task"},
	},
	{
		Name:    "pool/result-timeout",
		Summary: "main waits for a result for so long, and then goes on without it",
		Section: "Thread Pools",
		Story: `The task takes 30 ms; main waits for 10 ms, is told that the time is up, and
shows what it has in store. The task is not stopped by that: it goes on, its
worker is busy until it ends, and the shutdown waits for it.

So a time-out bounds how long the caller waits. It does not bound the work, and
a pool can be full of tasks that nobody waits for any more.`,
		Program:  plain(resultTimeout),
		Funcs:    []string{"resultTimeout", "slowPrice"},
		Verdict:  sim.Pass,
		Outcomes: always("price=90 at=10ms end=30ms"),
		Classes:  fixed(1),
		Impure:   holdsAddresses,
	},
	{
		Name:    "pool/result-timeout-broken",
		Summary: "nobody looks at the error of the wait, and zero is taken for a price",
		Section: "Thread Pools",
		Story: `Main waits for 10 ms for the result of a task that takes 30 ms. The wait ends
with an error and with the zero value, as every call in Go does that fails. Main
looks at the value only, and sells for nothing.

In a test the task is quick and all is well. The repair is to look at the error
first.`,
		Program:  plain(resultTimeoutBroken),
		Funcs:    []string{"resultTimeoutBroken", "slowPrice"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("[assertion]"),
		Classes:  fixed(1),
		Impure:   holdsAddresses,
		Repairs:  []string{"pool/result-timeout"},
	},
}

// sevenTasks submits tasks that return their numbers, and adds the results up.
func sevenTasks(p Params) sim.Program {
	return func(t *sim.Thread) {
		workers := kit.NewPool(t, "worker", kit.PoolOptions{Workers: p.Int("workers")})
		var futures []*kit.Future[int]
		for i := range p.Int("tasks") {
			f, _ := kit.Submit(t, workers, numbered("task", i), func(*sim.Thread) (int, error) {
				return i + 1, nil
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

// sevenTasksBroken lets the tasks add to a total that they share.
func sevenTasksBroken(p Params) sim.Program {
	return func(t *sim.Thread) {
		total := sim.NewVar(t, "total", 0)
		workers := kit.NewPool(t, "worker", kit.PoolOptions{Workers: p.Int("workers")})
		for i := range p.Int("tasks") {
			kit.Submit(t, workers, numbered("task", i), func(t *sim.Thread) (int, error) {
				total.Store(t, total.Load(t)+i+1) // another worker may do the same
				return 0, nil
			})
		}
		workers.Shutdown(t)
		t.Observe("sum", total.Load(t))
	}
}

// saveAll submits three documents; the second one cannot be saved.
func saveAll(t *sim.Thread, workers *kit.Pool, saved *sim.Atomic[int]) []*kit.Future[int] {
	var futures []*kit.Future[int]
	for i := range 3 {
		f, _ := kit.Submit(t, workers, numbered("save", i), func(t *sim.Thread) (int, error) {
			if i == 1 {
				panic("disk full")
			}
			return sim.Add(t, saved, 1), nil
		})
		futures = append(futures, f)
	}
	return futures
}

// exceptionInTask asks every task how it ended.
func exceptionInTask(t *sim.Thread) {
	saved := sim.NewAtomic(t, "saved", 0)
	workers := kit.NewPool(t, "worker", kit.PoolOptions{Workers: 2})
	failed := 0
	for _, f := range saveAll(t, workers, saved) {
		if _, err := f.Result(t); err != nil {
			failed++
		}
	}
	workers.Shutdown(t)
	t.Observe("failed", failed)
	got := saved.Load(t)
	t.Observe("saved", got)
	t.Assert(failed+got == 3, "a document is neither saved nor reported")
}

// exceptionInTaskBroken asks none.
func exceptionInTaskBroken(t *sim.Thread) {
	saved := sim.NewAtomic(t, "saved", 0)
	workers := kit.NewPool(t, "worker", kit.PoolOptions{Workers: 2})
	saveAll(t, workers, saved)
	workers.Shutdown(t)
	got := saved.Load(t)
	t.Assert(got == 3, "%d of 3 documents are saved, and nobody knows", got)
}

// slowPrice is a task that takes 30 ms to find out a price.
func slowPrice(t *sim.Thread) (int, error) {
	t.Sleep(30 * time.Millisecond)
	return 100, nil
}

// resultTimeout falls back to an old price when the new one takes too long.
func resultTimeout(t *sim.Thread) {
	workers := kit.NewPool(t, "worker", kit.PoolOptions{Workers: 1})
	f, _ := kit.Submit(t, workers, "price", slowPrice)
	price, err := f.ResultTimeout(t, 10*time.Millisecond)
	if err != nil {
		price = 90 // the price of yesterday
	}
	t.Observe("price", price)
	t.Observe("at", t.Now())
	workers.Shutdown(t)
	t.Observe("end", t.Now())
}

// resultTimeoutBroken takes whatever the wait returns.
func resultTimeoutBroken(t *sim.Thread) {
	workers := kit.NewPool(t, "worker", kit.PoolOptions{Workers: 1})
	f, _ := kit.Submit(t, workers, "price", slowPrice)
	defer workers.Shutdown(t)
	price, _ := f.ResultTimeout(t, 10*time.Millisecond)
	t.Assert(price > 0, "sold for %d", price)
}
