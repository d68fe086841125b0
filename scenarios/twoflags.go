package scenarios

import "github.com/interleave-go/interleave/sim"

// classicLocks is the part of the lockfree family about mutual exclusion with loads
// and stores alone.
var classicLocks = []*Scenario{
	{
		Name:    "lockfree/peterson",
		Summary: "two threads exclude each other with loads and stores alone",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `Peterson's algorithm (1981). A thread raises its flag, gives the turn to the
other one, and waits while the other one's flag is up and the turn is the other
one's.

Of two threads that want to enter, the one that gave the turn away first enters
first. The order of the two stores matters: to give the turn first and raise
the flag then lets both in (-broken).

The waiting loop reads two cells in two steps. It is an await on both.`,
		Program:  plain(peterson),
		Funcs:    []string{"peterson", "exclude"},
		Verdict:  sim.Pass,
		Impure:   "it spins, and awaits are found directly",
		Outcomes: always("n=2"),
		Classes:  fixed(12),
	},
	{
		Name:    "lockfree/peterson-broken",
		Summary: "the turn is given before the flag is up, and both get in",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `The two stores before the loop are swapped, as a compiler might do to plain
memory. Then a thread that has given the turn and not raised its flag yet is
not seen, and the other one enters; and the turn that it gave back lets the
first one in as well.`,
		Program:  plain(petersonBroken),
		Funcs:    []string{"petersonBroken", "exclude"},
		Verdict:  sim.Fail,
		Impure:   "it spins, and awaits are found directly",
		Kinds:    []sim.Kind{sim.Race, sim.Assertion},
		Outcomes: always("n=1 [assertion]", "n=2"),
		Classes:  fixed(18),
		Repairs:  []string{"lockfree/peterson", "lockfree/dekker", "lockfree/bakery"},
	},
	{
		Name:    "lockfree/dekker",
		Summary: "the first correct algorithm: raise a flag, and take it down in turn",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `Dekker's algorithm (Dijkstra, EWD 35, about 1962). A thread raises its flag.
While the other one's is up too, whoever has not the turn takes its own down,
waits for the turn, and raises it again. Whoever leaves gives the turn away.`,
		Program:  plain(dekker),
		Funcs:    []string{"dekker", "exclude"},
		Verdict:  sim.Pass,
		Impure:   "it spins, and awaits are found directly",
		Outcomes: always("n=2"),
		Classes:  fixed(17),
	},
	{
		Name:    "lockfree/bakery",
		Summary: "everybody draws a number higher than all that it sees",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `Lamport's bakery (CACM 1974). A thread that wants to enter draws a number one
higher than all that it sees, and waits for everybody with a lower one. Two may
draw the same, since drawing is not atomic: then the thread with the lower name
is first. While somebody draws, the others wait for it to be done.`,
		Params:   []Param{{Name: "threads", Help: "threads that want to enter once", Default: 2, Min: 2, Max: 3}},
		Program:  bakery,
		Funcs:    []string{"bakery", "exclude"},
		Verdict:  sim.Pass,
		Impure:   "it spins, and awaits are found directly",
		Outcomes: inside,
		Classes:  fixed(28),
	},
}

// peterson raises a flag, and gives the turn away.
func peterson(t *sim.Thread) {
	flag := [2]*sim.Atomic[bool]{sim.NewAtomic(t, "a-wants", false), sim.NewAtomic(t, "b-wants", false)}
	turn := sim.NewAtomic(t, "turn", 0)
	exclude(t, 2,
		func(t *sim.Thread, me int) {
			flag[me].Store(t, true)
			turn.Store(t, 1-me)
			for flag[1-me].Load(t) && turn.Load(t) == 1-me {
			}
		},
		func(t *sim.Thread, me int) { flag[me].Store(t, false) })
}

// petersonBroken gives the turn away, and raises the flag then.
func petersonBroken(t *sim.Thread) {
	flag := [2]*sim.Atomic[bool]{sim.NewAtomic(t, "a-wants", false), sim.NewAtomic(t, "b-wants", false)}
	turn := sim.NewAtomic(t, "turn", 0)
	exclude(t, 2,
		func(t *sim.Thread, me int) {
			turn.Store(t, 1-me)
			flag[me].Store(t, true)
			for flag[1-me].Load(t) && turn.Load(t) == 1-me {
			}
		},
		func(t *sim.Thread, me int) { flag[me].Store(t, false) })
}

// dekker takes the flag down when it is not its turn.
func dekker(t *sim.Thread) {
	flag := [2]*sim.Atomic[bool]{sim.NewAtomic(t, "a-wants", false), sim.NewAtomic(t, "b-wants", false)}
	turn := sim.NewAtomic(t, "turn", 0)
	exclude(t, 2,
		func(t *sim.Thread, me int) {
			flag[me].Store(t, true)
			for flag[1-me].Load(t) {
				if turn.Load(t) != me {
					flag[me].Store(t, false)
					for turn.Load(t) != me {
					}
					flag[me].Store(t, true)
				}
			}
		},
		func(t *sim.Thread, me int) {
			turn.Store(t, 1-me)
			flag[me].Store(t, false)
		})
}

// bakery draws numbers.
func bakery(p Params) sim.Program {
	return func(t *sim.Thread) {
		n := p.Int("threads")
		var draws []*sim.Atomic[bool]
		var number []*sim.Atomic[int]
		for me := range n {
			draws = append(draws, sim.NewAtomic(t, letter(me)+"-draws", false))
			number = append(number, sim.NewAtomic(t, letter(me)+"-number", 0))
		}
		exclude(t, n,
			func(t *sim.Thread, me int) {
				draws[me].Store(t, true)
				mine := 0
				for j := range n {
					if j != me {
						mine = max(mine, number[j].Load(t))
					}
				}
				mine++
				number[me].Store(t, mine)
				draws[me].Store(t, false)
				for j := range n {
					if j == me {
						continue
					}
					for draws[j].Load(t) {
					}
					for {
						theirs := number[j].Load(t)
						if theirs == 0 || theirs > mine || theirs == mine && j > me {
							break
						}
					}
				}
			},
			func(t *sim.Thread, me int) { number[me].Store(t, 0) })
	}
}
