package scenarios

import (
	"fmt"
	"slices"

	"github.com/interleave-go/interleave/sim"
)

var phaseParams = []Param{
	{Name: "threads", Help: "threads that compute together", Default: 2, Min: 2, Max: 20},
	{Name: "rounds", Help: "rounds, each of a write and a read", Default: 2, Min: 2, Max: 20},
}

var leaderParams = []Param{
	{Name: "threads", Help: "threads that count together", Default: 3, Min: 2, Max: 20},
}

// barrier is the family about threads that wait for each other at one point.
var barrier = slices.Concat(barrierPhases, barrierMisses, barrierBreaks)

// barrierPhases is the part of the family about computing in phases.
var barrierPhases = []*Scenario{
	{
		Name:    "barrier/phases",
		Summary: "all write their cells, meet, read a neighbour's, meet again",
		Section: "Barriers",
		Story: `A computation in rounds, as simulations of heat or weather make them. In each
round every thread writes its own cell and then reads its neighbour's. Nobody
may read before all have written, and nobody may write again before all have
read: two barriers in each round.

The cells are plain variables. What orders the accesses is the barrier: all that
came before it in any thread happens before all that comes after it in every
thread.

In which order the threads arrive does not matter to anybody. Arrivals commute,
so there is a single class of interleavings, whatever the number of threads, and
one execution proves them all. Try --strategy dfs to see how many they are.`,
		Params:   phaseParams,
		Program:  phases,
		Funcs:    []string{"phases"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  func(Params) int { return 1 },
	},
	{
		Name:    "barrier/phases-broken",
		Summary: "one barrier in each round: a fast thread writes before all have read",
		Section: "Barriers",
		Story: `The second barrier of each round seems to be too much: all have met already. But
a thread that has read may begin the next round and write its cell while its
neighbour has not read the old value. The neighbour then finds the number of the
next round.

It is a data race in each interleaving, also in those that end well. Barriers
separate phases, and here are two kinds of them, writing and reading: each
change from one to the other needs one.`,
		Params:   phaseParams,
		Program:  phasesBroken,
		Funcs:    []string{"phasesBroken"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Race, sim.Assertion},
		Outcomes: always("", "[assertion]"),
		// Each neighbour is late or not when a round begins, but not all of them can
		// be: each would have to wait for the next one, all the way round.
		Classes: func(p Params) int {
			n := 1
			for range p.Int("rounds") - 1 {
				n *= 1<<p.Int("threads") - 1
			}
			return n
		},
		Repairs: []string{"barrier/phases"},
	},
	{
		Name:    "barrier/one-leader",
		Summary: "whoever gets index 0 from the barrier does what must be done once",
		Section: "Barriers",
		Story: `Each thread counts its part, and all meet. The barrier gives each of them
another index, from 0 to n-1; whoever gets 0 adds up the parts. Exactly one
thread does, and all parts are there by then. Two who do would be a data race on
the sum, which has no lock.

Who gets which index depends on the order of arrival: here the last to come gets
0, but a program should not rely on that. Where nobody asks for an index,
arrivals commute (barrier/phases); here they do not, and there are n! classes.`,
		Params:  leaderParams,
		Program: oneLeader,
		Funcs:   []string{"oneLeader"},
		Verdict: sim.Pass,
		Outcomes: func(p Params) []string {
			return []string{fmt.Sprintf("sum=%d", p.Int("threads")*(p.Int("threads")+1)/2)}
		},
		Classes: func(p Params) int { return factorial(p.Int("threads")) },
	},
	{
		Name:    "barrier/one-leader-broken",
		Summary: "the leader is elected before the barrier, and adds up too early",
		Section: "Barriers",
		Story: `The leader is whoever comes first to a counter, and the counter stands before
the barrier. There is exactly one leader, as there should be. But it adds up at
once, while the others may not have written their parts.

To be the only one is not enough; it must be after everybody else as well. The
index that a barrier returns says both.`,
		Params:  []Param{{Name: "threads", Help: "threads that count together", Default: 2, Min: 2, Max: 20}},
		Program: oneLeaderBroken,
		Funcs:   []string{"oneLeaderBroken"},
		Verdict: sim.Fail,
		Kinds:   []sim.Kind{sim.Race},
		Outcomes: func(p Params) []string { // any of the parts may be missing but the leader's own
			var outcomes []string
			for sum := 1; sum <= p.Int("threads")*(p.Int("threads")+1)/2; sum++ {
				outcomes = append(outcomes, fmt.Sprintf("sum=%d", sum))
			}
			slices.Sort(outcomes)
			return outcomes
		},
		// Who comes to the counter when, and which parts the leader finds.
		Classes: func(p Params) int { return factorial(p.Int("threads")) << (p.Int("threads") - 1) },
		Repairs: []string{"barrier/one-leader"},
	},
}

// phases writes a cell in each thread, and reads the neighbour's, in rounds.
func phases(p Params) sim.Program {
	return func(t *sim.Thread) {
		n := p.Int("threads")
		meet := sim.NewBarrier(t, "meet", n)
		var cells []*sim.Var[int]
		for i := range n {
			cells = append(cells, sim.NewVar(t, fmt.Sprintf("cell%d", i), 0))
		}
		var all []*sim.Thread
		for i := range n {
			mine, next := cells[i], cells[(i+1)%n]
			all = append(all, t.Go(letter(i), func(t *sim.Thread) {
				ahead := 0
				for round := 1; round <= p.Int("rounds"); round++ {
					mine.Store(t, round)
					meet.Wait(t) // all have written
					ahead += next.Load(t) - round
					meet.Wait(t) // all have read
				}
				t.Assert(ahead == 0, "the neighbour was ahead in %d rounds", ahead)
			}))
		}
		t.Join(all...)
	}
}

// phasesBroken does the same with one barrier in each round.
func phasesBroken(p Params) sim.Program {
	return func(t *sim.Thread) {
		n := p.Int("threads")
		meet := sim.NewBarrier(t, "meet", n)
		var cells []*sim.Var[int]
		for i := range n {
			cells = append(cells, sim.NewVar(t, fmt.Sprintf("cell%d", i), 0))
		}
		var all []*sim.Thread
		for i := range n {
			mine, next := cells[i], cells[(i+1)%n]
			all = append(all, t.Go(letter(i), func(t *sim.Thread) {
				ahead := 0
				for round := 1; round <= p.Int("rounds"); round++ {
					mine.Store(t, round) // the neighbour may not have read the last one
					meet.Wait(t)
					ahead += next.Load(t) - round
				}
				t.Assert(ahead == 0, "the neighbour was ahead in %d rounds", ahead)
			}))
		}
		t.Join(all...)
	}
}

// oneLeader lets whoever has index 0 add up what all have counted.
func oneLeader(p Params) sim.Program {
	return func(t *sim.Thread) {
		n := p.Int("threads")
		meet := sim.NewBarrier(t, "meet", n)
		sum := sim.NewVar(t, "sum", 0)
		var parts []*sim.Var[int]
		for i := range n {
			parts = append(parts, sim.NewVar(t, fmt.Sprintf("part%d", i), 0))
		}
		var all []*sim.Thread
		for i := range n {
			all = append(all, t.Go(letter(i), func(t *sim.Thread) {
				parts[i].Store(t, i+1)
				if index, _ := meet.WaitIndex(t); index == 0 {
					for _, part := range parts {
						sum.Store(t, sum.Load(t)+part.Load(t))
					}
				}
			}))
		}
		t.Join(all...)
		t.Observe("sum", sum.Load(t))
	}
}

// oneLeaderBroken elects the leader before all have counted.
func oneLeaderBroken(p Params) sim.Program {
	return func(t *sim.Thread) {
		n := p.Int("threads")
		first := sim.NewAtomic(t, "first", true)
		meet := sim.NewBarrier(t, "meet", n)
		sum := sim.NewVar(t, "sum", 0)
		var parts []*sim.Var[int]
		for i := range n {
			parts = append(parts, sim.NewVar(t, fmt.Sprintf("part%d", i), 0))
		}
		var all []*sim.Thread
		for i := range n {
			all = append(all, t.Go(letter(i), func(t *sim.Thread) {
				parts[i].Store(t, i+1)
				if first.Swap(t, false) { // the others may not have counted yet
					for _, part := range parts {
						sum.Store(t, sum.Load(t)+part.Load(t))
					}
				}
				meet.Wait(t)
			}))
		}
		t.Join(all...)
		t.Observe("sum", sum.Load(t))
	}
}
