package scenarios

import (
	"slices"

	"github.com/interleave-go/interleave/sim"
	"github.com/interleave-go/interleave/sim/kit"
)

// processPools is the part of the process family about pools, and about memory
// that is shared after all.
var processPools = []*Scenario{
	{
		Name:    "process/pool",
		Summary: "a pool of processes sorts parts of a list, and returns them",
		Section: "Thread Pools",
		Story: `A list is cut into parts, and a pool of processes sorts each. What a task is
given goes to its process as a copy, and what it returns comes back as one. Main
puts the results together, in the order of the parts.

Processes are worth their copies where there is much to compute and little to
send; and in an interpreter with a global lock they are what runs in parallel.`,
		Program:  plain(processPool),
		Funcs:    []string{"processPool"},
		Verdict:  sim.Pass,
		Outcomes: always("sorted=[[1 3] [2 4]]"),
		Classes:  fixed(4),
		Impure:   holdsAddresses,
	},
	{
		Name:    "process/pool-broken",
		Summary: "the tasks sort their arguments in place: copies, which are dropped",
		Section: "Thread Pools",
		Story: `The program was written for a pool of threads: each task sorts its part in place
and returns nothing. In a pool of processes it sorts a copy, the copy goes away
with the task, and main's list is what it was.

Nothing fails and nothing is reported. The repair is to return the result.`,
		Program:  plain(processPoolBroken),
		Funcs:    []string{"processPoolBroken"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("sorted=[[3 1] [4 2]] [assertion]"),
		Classes:  fixed(4),
		Impure:   holdsAddresses,
		Repairs:  []string{"process/pool"},
	},
	{
		Name:    "process/shared-value",
		Summary: "two processes add to a value in shared memory: a race again",
		Section: "Processes",
		Story: `Processes can share memory if they ask for it (multiprocessing.Value, mmap). Two
of them add to such a value, and it is race/lost-update once more: what isolates
processes is that they share nothing, not that they are processes.

The repair (-locked) is a lock, and it must be one that works across processes.`,
		Program:  plain(sharedValue),
		Funcs:    []string{"sharedValue"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Race},
		Outcomes: always("value=1", "value=2"),
		Classes:  fixed(4),
		Impure:   holdsAddresses,
		Repairs:  []string{"process/shared-value-locked"},
	},
	{
		Name:    "process/shared-value-locked",
		Summary: "a lock in shared memory guards the shared value",
		Section: "Processes",
		Story: `The value comes with a lock, in the same shared memory (Value.get_lock). Each
process holds it from the load to the store.`,
		Program:  plain(sharedValueLocked),
		Funcs:    []string{"sharedValueLocked"},
		Verdict:  sim.Pass,
		Outcomes: always("value=2"),
		Classes:  fixed(2),
		Impure:   holdsAddresses,
	},
}

// processPool lets each task return what it has sorted.
func processPool(t *sim.Thread) {
	parts := [][]int{{3, 1}, {4, 2}}
	workers := kit.NewPool(t, "process", kit.PoolOptions{Workers: 2})
	var futures []*kit.Future[[]int]
	for i, part := range parts {
		f, _ := kit.SubmitProcess(t, workers, numbered("sort", i), part, func(_ *sim.Thread, part []int) ([]int, error) {
			slices.Sort(part)
			return part, nil
		})
		futures = append(futures, f)
	}
	for i, f := range futures {
		parts[i], _ = f.Result(t)
	}
	workers.Shutdown(t)
	t.Observe("sorted", parts)
	t.Assert(slices.IsSorted(parts[0]) && slices.IsSorted(parts[1]), "the parts are not sorted")
}

// processPoolBroken lets each task sort what it was given.
func processPoolBroken(t *sim.Thread) {
	parts := [][]int{{3, 1}, {4, 2}}
	workers := kit.NewPool(t, "process", kit.PoolOptions{Workers: 2})
	for i, part := range parts {
		kit.SubmitProcess(t, workers, numbered("sort", i), part, func(_ *sim.Thread, part []int) (bool, error) {
			slices.Sort(part) // a copy
			return true, nil
		})
	}
	workers.Shutdown(t)
	t.Observe("sorted", parts)
	t.Assert(slices.IsSorted(parts[0]) && slices.IsSorted(parts[1]), "the parts are not sorted")
}

// sharedValue adds to a value that both processes can reach.
func sharedValue(t *sim.Thread) {
	value := sim.NewVar(t, "value", 0) // in shared memory, not in the memory of a process
	add := func(t *sim.Thread, _ *sim.Var[int]) error {
		value.Store(t, value.Load(t)+1)
		return nil
	}
	a, b := kit.StartProcess(t, "a", 0, add), kit.StartProcess(t, "b", 0, add)
	a.Join(t)
	b.Join(t)
	t.Observe("value", value.Load(t))
}

// sharedValueLocked holds a lock from the load to the store.
func sharedValueLocked(t *sim.Thread) {
	value, lock := sim.NewVar(t, "value", 0), sim.NewMutex(t, "lock")
	add := func(t *sim.Thread, _ *sim.Var[int]) error {
		lock.Lock(t)
		defer lock.Unlock(t)
		value.Store(t, value.Load(t)+1)
		return nil
	}
	a, b := kit.StartProcess(t, "a", 0, add), kit.StartProcess(t, "b", 0, add)
	a.Join(t)
	b.Join(t)
	t.Observe("value", value.Load(t))
}
