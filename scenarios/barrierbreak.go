package scenarios

import (
	"time"

	"github.com/interleave-go/interleave/sim"
)

// barrierBreaks is the part of the barrier family about barriers that break, and
// how they are mended.
var barrierBreaks = []*Scenario{
	{
		Name:    "barrier/timeout-breaks",
		Summary: "one party is late: the barrier breaks, and both learn of it",
		Section: "Barriers",
		Story: `Thread a waits for one second at most, and b comes after three. When a's time is
up the barrier breaks, since it can no longer do what it promises: a's wait
returns an error, and so does b's, at once, when it arrives.

A broken barrier stays broken and lets everybody through with the error. That is
the point: whoever comes late must not wait for those who have given up. Both
threads look at the error and leave the common work alone.`,
		Program:  plain(timeoutBreaks),
		Funcs:    []string{"timeoutBreaks"},
		Verdict:  sim.Pass,
		Outcomes: always("broken=true a/got=nothing b/got=nothing"),
		Classes:  fixed(1),
	},
	{
		Name:    "barrier/timeout-breaks-broken",
		Summary: "nobody looks at the barrier's error, and reads what is not there",
		Section: "Barriers",
		Story: `The same program, but the error of the wait is thrown away. Thread a takes the
end of its wait for the meeting, and reads b's part, which b has not written
yet. A data race, and a 0. When b comes it does the same with a's part: another
one.

An error from a barrier means that the phase has not been completed, by nobody.
Code behind the barrier that does not look at it runs without what the barrier
is for.`,
		Program:  plain(timeoutBreaksBroken),
		Funcs:    []string{"timeoutBreaksBroken"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Race},
		Outcomes: always("broken=true a/got=0 b/got=1"),
		Classes:  fixed(1),
		Repairs:  []string{"barrier/timeout-breaks"},
	},
	{
		Name:    "barrier/reset-reuse",
		Summary: "a broken barrier is reset, and serves for the next round",
		Section: "Barriers",
		Story: `The first round fails: b aborts it. Main joins both threads, resets the barrier
and starts another round, which succeeds. Reset takes back that the barrier is
broken, and it is as new.

Main resets it when nobody is near. A reset while threads wait would send them
away with an error, and one that comes between the arrivals of a round would
tear that round apart.`,
		Program:  plain(resetReuse),
		Funcs:    []string{"resetReuse"},
		Verdict:  sim.Pass,
		Outcomes: always("passed=2"),
		// a arrives before or after the abort, and c or d adds first.
		Classes: fixed(4),
	},
	{
		Name:    "barrier/reset-reuse-broken",
		Summary: "nobody resets the broken barrier: the next round fails as well",
		Section: "Barriers",
		Story: `The same without the reset. The barrier stays broken, as it should, and the
second round ends with errors before it has begun, although both threads are
there.

A broken barrier does not mend by itself, since it cannot know who has seen the
error already. Whoever is in charge of the round must say that a new one begins:
by a reset, or by a new barrier for each round, which is simpler still.`,
		Program:  plain(resetReuseBroken),
		Funcs:    []string{"resetReuseBroken"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("passed=0 [assertion]"),
		// a arrives before or after the abort.
		Classes: fixed(2),
		Repairs: []string{"barrier/reset-reuse"},
	},
}

// timeoutBreaks lets a wait for b, but not for as long as b needs.
func timeoutBreaks(t *sim.Thread) {
	meet := sim.NewBarrier(t, "meet", 2)
	partA, partB := sim.NewVar(t, "partA", 0), sim.NewVar(t, "partB", 0)
	a := t.Go("a", func(t *sim.Thread) {
		partA.Store(t, 1)
		if err := meet.WaitTimeout(t, time.Second); err != nil {
			t.Observe("got", "nothing")
			return
		}
		t.Observe("got", partB.Load(t))
	})
	b := t.Go("b", func(t *sim.Thread) {
		t.Sleep(3 * time.Second)
		partB.Store(t, 2)
		if err := meet.Wait(t); err != nil {
			t.Observe("got", "nothing")
			return
		}
		t.Observe("got", partA.Load(t))
	})
	t.Join(a, b)
	t.Observe("broken", meet.Broken(t))
}

// timeoutBreaksBroken takes the end of the wait for the meeting.
func timeoutBreaksBroken(t *sim.Thread) {
	meet := sim.NewBarrier(t, "meet", 2)
	partA, partB := sim.NewVar(t, "partA", 0), sim.NewVar(t, "partB", 0)
	a := t.Go("a", func(t *sim.Thread) {
		partA.Store(t, 1)
		meet.WaitTimeout(t, time.Second) // it may have been the time-out
		t.Observe("got", partB.Load(t))
	})
	b := t.Go("b", func(t *sim.Thread) {
		t.Sleep(3 * time.Second)
		partB.Store(t, 2)
		meet.Wait(t)
		t.Observe("got", partA.Load(t))
	})
	t.Join(a, b)
	t.Observe("broken", meet.Broken(t))
}

// resetReuse uses a barrier again after it has been broken.
func resetReuse(t *sim.Thread) {
	meet := sim.NewBarrier(t, "meet", 2)
	passed := sim.NewAtomic(t, "passed", 0)
	work := func(t *sim.Thread) {
		if meet.Wait(t) == nil {
			sim.Add(t, passed, 1)
		}
	}
	a, b := t.Go("a", work), t.Go("b", meet.Abort)
	t.Join(a, b)
	meet.Reset(t)
	c, d := t.Go("c", work), t.Go("d", work)
	t.Join(c, d)
	n := passed.Load(t)
	t.Observe("passed", n)
	t.Assert(n == 2, "%d of 2 threads passed in the second round", n)
}

// resetReuseBroken uses a barrier again that is still broken.
func resetReuseBroken(t *sim.Thread) {
	meet := sim.NewBarrier(t, "meet", 2)
	passed := sim.NewAtomic(t, "passed", 0)
	work := func(t *sim.Thread) {
		if meet.Wait(t) == nil {
			sim.Add(t, passed, 1)
		}
	}
	a, b := t.Go("a", work), t.Go("b", meet.Abort)
	t.Join(a, b)
	c, d := t.Go("c", work), t.Go("d", work)
	t.Join(c, d)
	n := passed.Load(t)
	t.Observe("passed", n)
	t.Assert(n == 2, "%d of 2 threads passed in the second round", n)
}
