package scenarios

import (
	"github.com/interleave-go/interleave/sim"
)

var localTimeParams = []Param{
	{Name: "threads", Help: "threads that convert times", Default: 2, Min: 1, Max: 100},
	{Name: "times", Help: "times that each of them converts", Default: 2, Min: 1, Max: 100},
}

// benchTime is the part of the sctbench family about a lock made on first use.
var benchTime = []*Scenario{
	{
		Name:    "sctbench/local-time",
		Summary: "the lock of a shared buffer is made by whoever finds none",
		Section: "Mutexes (Locks)",
		Story: `NSPR's conversion to local time: the C library has one buffer for the result, so
a lock is held from writing it to reading it. The lock is made when a conversion
finds none - and two threads that find none at the same time make two. Whoever
locks the first one while the second one takes its place shares the buffer with
the next thread, and unlocks the second one, which it does not hold.

Published as RADBench/bug4 (Mozilla bug 354593): two threads that ask for the
parameters of the local time, with two conversions each.

The repair (-early) makes the lock before there are threads.`,
		Params:   localTimeParams,
		Program:  localTime,
		Funcs:    []string{"localTime", "clockBuffer", "clockBuffer.make", "clockBuffer.convert", "convertTimes"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion, sim.Misuse},
		Outcomes: always("", "[assertion misuse]", "[misuse]"),
		Classes:  fixed(246),
		Impure:   holdsAddresses,
		Repairs:  []string{"sctbench/local-time-early"},
	},
	{
		Name:    "sctbench/local-time-early",
		Summary: "the lock is made before there are threads",
		Section: "Mutexes (Locks)",
		Story: `Nobody finds none. All conversions hold the same lock, in as many orders as
there are.`,
		Params:   localTimeParams,
		Program:  localTimeEarly,
		Funcs:    []string{"localTimeEarly", "clockBuffer", "clockBuffer.make", "clockBuffer.convert", "convertTimes"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Impure:   holdsAddresses,
		Classes: func(p Params) int {
			return shuffles(p.Int("threads"), p.Int("times"))
		},
	},
}

// clockBuffer is where a converted time is until it is copied.
type clockBuffer struct {
	lock *sim.Atomic[*sim.Mutex]
	time *sim.Atomic[int]
}

// make makes the lock unless there is one.
func (c *clockBuffer) make(t *sim.Thread) {
	if c.lock.Load(t) == nil {
		c.lock.Store(t, sim.NewMutex(t, "lock"))
	}
}

// convert converts a time in the buffer.
func (c *clockBuffer) convert(t *sim.Thread, time int) {
	c.make(t)
	c.lock.Load(t).Lock(t)
	c.time.Store(t, time)
	got := c.time.Load(t)
	c.lock.Load(t).Unlock(t)
	t.Assert(got == time, "time %d comes out as %d", time, got)
}

// convertTimes has threads convert times that are all different.
func convertTimes(t *sim.Thread, p Params, c *clockBuffer) {
	t.Join(team(t, p.Int("threads"), "t", func(t *sim.Thread, me int) {
		for i := range p.Int("times") {
			c.convert(t, me*p.Int("times")+i)
		}
	})...)
}

// localTime makes the lock on first use.
func localTime(p Params) sim.Program {
	return func(t *sim.Thread) {
		c := &clockBuffer{sim.NewAtomic[*sim.Mutex](t, "clock", nil), sim.NewAtomic(t, "time", 0)}
		convertTimes(t, p, c)
	}
}

// localTimeEarly makes it at once.
func localTimeEarly(p Params) sim.Program {
	return func(t *sim.Thread) {
		c := &clockBuffer{sim.NewAtomic[*sim.Mutex](t, "clock", nil), sim.NewAtomic(t, "time", 0)}
		c.make(t)
		convertTimes(t, p, c)
	}
}
