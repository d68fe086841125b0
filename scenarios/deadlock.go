package scenarios

import (
	"fmt"

	"github.com/interleave-go/interleave/sim"
)

var philosophersParams = []Param{
	{Name: "n", Help: "philosophers, and forks", Default: 3, Min: 2, Max: 20},
}

// deadlock is the family about threads that wait for each other.
var deadlock = []*Scenario{
	{
		Name:    "deadlock/lock-order",
		Summary: "a locks A then B, b locks B then A: each waits for the other",
		Section: "Deadlocks",
		Story: `Thread a takes lock A and wants B; thread b takes lock B and wants A. If each
gets its first lock before the other one asks for its second, both wait for
ever, and so does main, which waits for both.

All four of Coffman's conditions hold. Mutual exclusion: a mutex has one holder.
Hold and wait: each thread keeps its first lock while it waits for the second.
No preemption: nobody can take a lock away from its holder. Circular wait: a
waits for b, which waits for a. To break any one of them is a repair.

Of the three classes of interleavings - a before b, b before a, and each holding
one lock - only the last one deadlocks, which is why a test that runs the
program many times may never see it. The usual repair is to break the circle:
all threads take the locks in the same order (-ordered).`,
		Program:  plain(lockOrder),
		Funcs:    []string{"lockOrder"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: always("", "[deadlock: main join a b, a lock B, b lock A]"),
		Repairs:  []string{"deadlock/lock-order-ordered"},
	},
	{
		Name:    "deadlock/lock-order-ordered",
		Summary: "both threads lock A before B: there is no circle to wait in",
		Section: "Deadlocks",
		Story: `Both threads take A first. Whoever has A will get B, because nobody holds B
without having gone through A; whoever waits for A holds nothing. A circle of
waits would need somebody who holds a later lock and waits for an earlier one.

The same holds for any number of locks and threads, as long as all keep to one
order. It is a rule about the whole program: one function that takes the locks
the other way round, perhaps through a callback, brings the circle back.`,
		Program:  plain(lockOrderOrdered),
		Funcs:    []string{"lockOrderOrdered"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
	},
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
		Repairs: []string{"deadlock/philosophers-ordered"},
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
	},
}

// lockOrder takes two locks in opposite orders.
func lockOrder(t *sim.Thread) {
	A, B := sim.NewMutex(t, "A"), sim.NewMutex(t, "B")
	a := t.Go("a", func(t *sim.Thread) {
		A.Lock(t)
		B.Lock(t)
		B.Unlock(t)
		A.Unlock(t)
	})
	b := t.Go("b", func(t *sim.Thread) {
		B.Lock(t)
		A.Lock(t)
		A.Unlock(t)
		B.Unlock(t)
	})
	t.Join(a, b)
}

// lockOrderOrdered takes two locks in the same order in both threads.
func lockOrderOrdered(t *sim.Thread) {
	A, B := sim.NewMutex(t, "A"), sim.NewMutex(t, "B")
	body := func(t *sim.Thread) {
		A.Lock(t)
		B.Lock(t)
		B.Unlock(t)
		A.Unlock(t)
	}
	a, b := t.Go("a", body), t.Go("b", body)
	t.Join(a, b)
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
