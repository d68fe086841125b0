package scenarios

import (
	"fmt"

	"github.com/interleave-go/interleave/sim"
)

// moreSteps is more than the 3 steps that each of 100,000 threads makes.
const moreSteps = 400_000

// scale is the family about many threads at once.
var scale = []*Scenario{
	{
		Name:    "scale/many-threads",
		Summary: "as many threads as you like, each with a cell of its own",
		Section: "Language-Specific Concurrency Features",
		Story: `Goroutines, Erlang's processes and Java's virtual threads are cheap: a program
may have a hundred thousand of them. Here each writes a cell of its own, and
main waits for all and adds the cells up.

However many there are, there is one class of interleavings: nothing that they
do conflicts. One execution proves it for all schedules, and the time grows with
the number of threads only. Try threads=100000 with --strategy dpor, and compare
with -broken, where each order of the accesses counts.`,
		Params:   []Param{{Name: "threads", Help: "threads that write a cell each", Default: 100, Min: 1, Max: 100_000}},
		Program:  manyThreads,
		Funcs:    []string{"manyThreads"},
		Verdict:  sim.Pass,
		Outcomes: func(p Params) []string { return []string{fmt.Sprintf("sum=%d", p.Int("threads"))} },
		Steps:    moreSteps,
		Classes:  func(Params) int { return 1 },
	},
	{
		Name:    "scale/many-threads-broken",
		Summary: "all threads write the same cell, and the orders cannot be counted",
		Section: "Language-Specific Concurrency Features",
		Story: `All threads add to one plain cell. That is a race; and it is a program that
grows beyond every search, since each order of the accesses is a class of its
own. A search still finds the race at once: it needs two threads and no luck.

The repair is to share less: a cell for each, added up at the end.`,
		Params:  []Param{{Name: "threads", Help: "threads that write the same cell", Default: 2, Min: 2, Max: 100_000}},
		Program: manyThreadsBroken,
		Funcs:   []string{"manyThreadsBroken"},
		Verdict: sim.Fail,
		Kinds:   []sim.Kind{sim.Race},
		Steps:   moreSteps,
		Outcomes: func(p Params) []string {
			var outcomes []string
			for i := 1; i <= p.Int("threads"); i++ {
				outcomes = append(outcomes, fmt.Sprintf("sum=%d", i))
			}
			return outcomes
		},
		Classes: fixed(4),
		Repairs: []string{"scale/many-threads"},
	},
}

// manyThreads gives each thread a cell of its own.
func manyThreads(p Params) sim.Program {
	return func(t *sim.Thread) {
		n := p.Int("threads")
		var all []*sim.Thread
		cells := make([]*sim.Var[int], n)
		for i := range n {
			cells[i] = sim.NewVar(t, "cell", 0)
			all = append(all, t.Go("", func(t *sim.Thread) { cells[i].Store(t, 1) }))
		}
		t.Join(all...)
		sum := 0
		for _, c := range cells {
			sum += c.Load(t)
		}
		t.Observe("sum", sum)
	}
}

// manyThreadsBroken gives all threads the same cell.
func manyThreadsBroken(p Params) sim.Program {
	return func(t *sim.Thread) {
		n := p.Int("threads")
		var all []*sim.Thread
		cell := sim.NewVar(t, "cell", 0)
		for range n {
			all = append(all, t.Go("", func(t *sim.Thread) { cell.Store(t, cell.Load(t)+1) }))
		}
		t.Join(all...)
		t.Observe("sum", cell.Load(t))
	}
}
