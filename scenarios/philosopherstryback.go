package scenarios

import (
	"fmt"

	"github.com/interleave-go/interleave/sim"
)

// politeDiners is the part of the deadlock family about philosophers who give up.
var politeDiners = []*Scenario{
	{
		Name:    "deadlock/philosophers-tryback",
		Summary: "philosophers who put the left fork back when the right one is taken",
		Section: "Starvation (Livelock)",
		Story: `The philosophers of deadlock/philosophers only try the right fork, and put the
left one back when it is taken. So nobody keeps what others wait for, and there
is no deadlock. But all may take their left forks, find the right ones taken,
put back and begin again: the deadlock has become a livelock, as in
livelock/tryback with two. Numbered forks need no trying (-ordered).`,
		Params:  philosophersParams,
		Program: philosophersTryback,
		Funcs:   []string{"philosophersTryback"},
		Verdict: sim.Fail,
		Impure:  "it has executions of any length, and cycles are found directly",
		Kinds:   []sim.Kind{sim.Livelock, sim.Starvation},
		Endless: true,
		Repairs: []string{"deadlock/philosophers-ordered"},
	},
}

// philosophersTryback has n philosophers who take the left fork, try the right
// one, and put the left one back if they fail.
func philosophersTryback(p Params) sim.Program {
	n := p.Int("n")
	return func(t *sim.Thread) {
		forks, diners := make([]*sim.Mutex, n), make([]*sim.Thread, n)
		for i := range forks {
			forks[i] = sim.NewMutex(t, fmt.Sprint("fork", i))
		}
		for i := range diners {
			left, right := forks[i], forks[(i+1)%n]
			diners[i] = t.Go(fmt.Sprint("p", i), func(t *sim.Thread) {
				for {
					left.Lock(t)
					if right.TryLock(t) {
						break
					}
					left.Unlock(t)
				}
				right.Unlock(t)
				left.Unlock(t)
			})
		}
		t.Join(diners...)
	}
}
