package scenarios

import (
	"fmt"
	"slices"

	"github.com/interleave-go/interleave/sim"
)

var withdrawParams = []Param{
	{Name: "withdrawals", Help: "threads that withdraw 100 each", Default: 2, Min: 2, Max: 26},
}

// race is the family about results that depend on who comes first.
var race = slices.Concat(updates, lazily, interpreted)

// updates is the part of the race family about shared numbers.
var updates = []*Scenario{
	{
		Name:    "race/lost-update",
		Summary: "two threads increment a plain counter; an increment gets lost",
		Section: "Race Conditions",
		Story: `An increment looks like one action and is two: read the counter, write back what
was read plus one. When a second thread reads between the two, both write the
same number, and one increment is lost.

There is no assertion here. The defect is already in the accesses: one thread
reads or writes n while another one writes it, and nothing orders the two. That
is a data race, and it is reported in every execution, also in those that happen
to end with the right number. The outcomes show what the race can do: with more
than one increment per thread the counter may end as low as 2, whatever the
number of threads. Raise the parameters to see the number of interleavings
explode.

The repairs are the three that the guide knows: a lock round the whole
read-modify-write (-mutex), one indivisible operation (-atomic), or no sharing
at all, with one thread that owns the counter and takes requests (-channel).`,
		Params:  lostUpdateParams,
		Program: lostUpdate,
		Funcs:   []string{"lostUpdate"},
		Verdict: sim.Fail,
		Kinds:   []sim.Kind{sim.Race},
		Outcomes: func(p Params) []string {
			least := min(2, p.Int("increments"))
			var outcomes []string
			for n := least; n <= p.Int("threads")*p.Int("increments"); n++ {
				outcomes = append(outcomes, fmt.Sprintf("n=%d", n))
			}
			slices.Sort(outcomes)
			return outcomes
		},
		Classes: func(p Params) int {
			n := p.Int("threads")
			if p.Int("increments") > 1 {
				return 0
			}
			return factorial(n) * factorial(n) // any order of stores, and a load before the k-th at one of k places
		},
		Repairs: []string{"race/lost-update-mutex", "race/lost-update-atomic", "race/lost-update-channel"},
	},
	{
		Name:    "race/lost-update-mutex",
		Summary: "the counter under a mutex: every increment counts",
		Section: "Mutexes (Locks)",
		Story: `The mutex makes the read and the write of an increment one critical section:
whoever comes second waits until the first has written, and reads the new value.

It does two things at once. It keeps the sections of different threads apart, so
no update is lost; and each unlock happens before the next lock, so all accesses
to n are ordered and there is no data race. The threads may still enter in any
order, but each order gives the same sum.`,
		Params:   lostUpdateParams,
		Program:  lostUpdateMutex,
		Funcs:    []string{"lostUpdateMutex"},
		Verdict:  sim.Pass,
		Outcomes: allCounted,
		Classes:  orders,
	},
	{
		Name:    "race/lost-update-atomic",
		Summary: "the counter as an atomic cell: an increment is one step",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `An atomic add reads, adds and writes in one step. No other thread can come in
between, so nothing is lost, and no thread ever waits.

Atomic accesses are no data races: they synchronise. But it is the single step
that repairs the counter, not the atomic cell: n.Store(n.Load()+1) on the same
cell would lose updates as before, now without any data race to report. See
race/check-then-act for that kind of defect.`,
		Params:   lostUpdateParams,
		Program:  lostUpdateAtomic,
		Funcs:    []string{"lostUpdateAtomic"},
		Verdict:  sim.Pass,
		Outcomes: allCounted,
		Classes:  orders,
	},
	{
		Name:    "race/lost-update-channel",
		Summary: "one thread owns the counter, the others send it requests",
		Section: "Message Passing Model",
		Story: `"Share memory by communicating, don't communicate by sharing memory": only the
thread called counter touches n. The others send it what is to be added.
Requests may arrive in any order, but they are served one at a time.

Note how the end is told. Main waits until all have sent, and only then closes
the channel; the owner's loop ends when the channel is closed and drained. Main
reads n after it has joined the owner, which orders that read after all writes.`,
		Params:   lostUpdateParams,
		Program:  lostUpdateChannel,
		Funcs:    []string{"lostUpdateChannel"},
		Verdict:  sim.Pass,
		Outcomes: allCounted,
		Classes:  orders,
	},
	{
		Name:    "race/check-then-act",
		Summary: "two withdrawals both see enough money; the account is overdrawn",
		Section: "Race Conditions",
		Story: `A withdrawal checks that the balance suffices, then subtracts. Both steps are
atomic, so there is no data race, and Go's race detector would be silent. Yet
between the check and the act the other thread may make the same check: both see
100, both subtract 100, and the balance is -100.

This is a race condition without a data race. What was checked need no longer
hold when it is acted upon. Lazy initialisation ("if nobody has made it, make
it") and "if the file does not exist, create it" have the same gap. Atomic steps
do not add up to an atomic whole.

The repair closes the gap: one lock round check and act (-mutex).`,
		Params:  withdrawParams,
		Program: checkThenAct,
		Funcs:   []string{"checkThenAct"},
		Verdict: sim.Fail,
		Kinds:   []sim.Kind{sim.Assertion},
		Outcomes: func(p Params) []string {
			outcomes := []string{"balance=0"}
			for n := 2; n <= p.Int("withdrawals"); n++ {
				outcomes = append(outcomes, fmt.Sprintf("balance=%d [assertion]", 100-100*n))
			}
			slices.Sort(outcomes)
			return outcomes
		},
		Classes: fixed(4),
		Repairs: []string{"race/check-then-act-mutex"},
	},
	{
		Name:    "race/check-then-act-mutex",
		Summary: "check and act in one critical section: one withdrawal succeeds",
		Section: "Mutexes (Locks)",
		Story: `The lock is held from the check to the act, so what was checked still holds when
it is acted upon. Whoever comes second sees a balance of 0 and leaves it alone.

The cell is still atomic, and need not be: under the lock a plain variable would
do. What matters is the extent of the critical section. Two sections, one for
the check and one for the act, would be as wrong as none.`,
		Params:   withdrawParams,
		Program:  checkThenActMutex,
		Funcs:    []string{"checkThenActMutex"},
		Verdict:  sim.Pass,
		Outcomes: always("balance=0"),
		Classes:  func(p Params) int { return factorial(p.Int("withdrawals")) },
	},
}
