package scenarios

import (
	"fmt"

	"github.com/interleave-go/interleave/sim"
)

var philosophersParams = []Param{
	{Name: "n", Help: "philosophers, and forks", Default: 3, Min: 2, Max: 20},
}

// diners is the part of the deadlock family about the dining philosophers.
var diners = []*Scenario{
	{
		Name:    "deadlock/philosophers",
		Summary: "dining philosophers: all take the left fork, none gets the right one",
		Section: "Deadlocks",
		Story: `The philosophers sit round a table with one fork between each two of them. To
eat one needs both neighbouring forks; each takes the left one first. If all of
them hold their left fork, every right fork is taken, and nobody will ever put
one down.

It is the circle of deadlock/lock-order with n threads instead of two. Two
neighbours share each fork, and one of them has it first: 2^n ways in all. That
everybody has the left fork first is the deadlock. That everybody has the right
fork first is impossible: each would have to finish before the neighbour begins,
all the way round. So there are 2^n-1 classes of interleavings, and exactly one
of them deadlocks, which testing meets more and more rarely as n grows.

The repair numbers the forks, and everybody takes the lower number first
(-ordered): only the last philosopher has to change hands.`,
		Params:  philosophersParams,
		Program: philosophers,
		Funcs:   []string{"philosophers"},
		Verdict: sim.Fail,
		Kinds:   []sim.Kind{sim.Deadlock},
		Outcomes: func(p Params) []string {
			n := p.Int("n")
			join, waits := "main join", ""
			for i := range n {
				join += fmt.Sprintf(" p%d", i)
				waits += fmt.Sprintf(", p%d lock fork%d", i, (i+1)%n)
			}
			return []string{"", "[deadlock: " + join + waits + "]"}
		},
		Classes: func(p Params) int { return 1<<p.Int("n") - 1 },
		Repairs: []string{"deadlock/philosophers-ordered", "deadlock/philosophers-waiter"},
	},
	{
		Name:    "deadlock/philosophers-ordered",
		Summary: "dining philosophers who take the lower-numbered fork first",
		Section: "Deadlocks",
		Story: `The forks are numbered, and everybody takes the lower number first. For all but
the last philosopher that is the left fork; the last one has fork 0 on the right
and must begin there. So the last and the first compete for fork 0, and whoever
loses holds nothing that others wait for: the circle is broken.

The search proves it for every interleaving of the given n, by covering 2^n-2
classes: each fork has a first user, and what was the deadlock has now become as
impossible as its mirror image.`,
		Params:   philosophersParams,
		Program:  philosophersOrdered,
		Funcs:    []string{"philosophersOrdered"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  func(p Params) int { return 1<<p.Int("n") - 2 },
	},
	{
		Name:    "deadlock/philosophers-waiter",
		Summary: "dining philosophers and a waiter who seats one less than there are",
		Section: "Deadlocks",
		Story: `A waiter lets at most n-1 philosophers sit down at a time: a semaphore with n-1
permits. All of them take the left fork first, as in the defective program. But
with one chair empty, somebody at the table has a neighbour who holds no fork,
can take both, eats, and makes room.

It breaks circular wait without an order of the forks: a circle would need all
n. The permit is one more thing to wait for, and whoever waits for it holds no
fork.`,
		Params:   philosophersParams,
		Program:  philosophersWaiter,
		Funcs:    []string{"philosophersWaiter"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(66),
	},
}

// philosophers all take the fork on their left first.
func philosophers(p Params) sim.Program {
	n := p.Int("n")
	return func(t *sim.Thread) {
		var forks []*sim.Mutex
		for i := range n {
			forks = append(forks, sim.NewMutex(t, fmt.Sprintf("fork%d", i)))
		}
		var all []*sim.Thread
		for i := range n {
			left, right := forks[i], forks[(i+1)%n]
			all = append(all, t.Go(fmt.Sprintf("p%d", i), func(t *sim.Thread) {
				left.Lock(t)
				right.Lock(t) // eats once it has both
				right.Unlock(t)
				left.Unlock(t)
			}))
		}
		t.Join(all...)
	}
}

// philosophersOrdered all take the fork with the lower number first.
func philosophersOrdered(p Params) sim.Program {
	n := p.Int("n")
	return func(t *sim.Thread) {
		var forks []*sim.Mutex
		for i := range n {
			forks = append(forks, sim.NewMutex(t, fmt.Sprintf("fork%d", i)))
		}
		var all []*sim.Thread
		for i := range n {
			first, second := forks[i], forks[(i+1)%n]
			if i == n-1 {
				first, second = second, first // fork 0 before fork n-1
			}
			all = append(all, t.Go(fmt.Sprintf("p%d", i), func(t *sim.Thread) {
				first.Lock(t)
				second.Lock(t) // eats once it has both
				second.Unlock(t)
				first.Unlock(t)
			}))
		}
		t.Join(all...)
	}
}

// philosophersWaiter sit down only if there will be a free chair left.
func philosophersWaiter(p Params) sim.Program {
	n := p.Int("n")
	return func(t *sim.Thread) {
		chairs := sim.NewSemaphore(t, "chairs", n-1)
		var forks []*sim.Mutex
		for i := range n {
			forks = append(forks, sim.NewMutex(t, fmt.Sprintf("fork%d", i)))
		}
		var all []*sim.Thread
		for i := range n {
			left, right := forks[i], forks[(i+1)%n]
			all = append(all, t.Go(fmt.Sprintf("p%d", i), func(t *sim.Thread) {
				chairs.Acquire(t)
				left.Lock(t)
				right.Lock(t) // eats once it has both
				right.Unlock(t)
				left.Unlock(t)
				chairs.Release(t)
			}))
		}
		t.Join(all...)
	}
}
