package scenarios

import (
	"fmt"
	"slices"
	"time"

	"github.com/interleave-go/interleave/sim"
	"github.com/interleave-go/interleave/sim/kit"
)

var criticalParams = []Param{{Name: "tasks", Help: "tasks that deposit one", Default: 2, Min: 2, Max: 10}}

// awaits is the part of the async family about what is awaited, and what is not.
var awaits = []*Scenario{
	{
		Name:    "async/await-in-critical-section",
		Summary: "an update with an await in its middle: another task comes between",
		Section: "Asynchronous Programming (Async/Await)",
		Story: `All tasks run in one thread, so it is said that async code needs no locks. That
holds from one await to the next: nobody else runs in between. Here a task reads
the balance, awaits something, and writes the balance plus one. During the await
the other task reads the same balance, and one update is lost.

There is no data race: the loop orders everything. The await in the middle is
what a switch between threads would be, with the difference that one can see it.

The repair (-after) is to await first, and to read and write then, without an
await between the two. Where that cannot be, a lock that is awaited does it
(-locked).`,
		Params:   criticalParams,
		Program:  awaitInCriticalSection,
		Funcs:    []string{"awaitInCriticalSection", "deposits"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: func(p Params) []string { return upTo(p.Int("tasks"), 1, "balance=%d") },
		Classes:  fixed(10),
		Impure:   holdsAddresses,
		Repairs:  []string{"async/await-in-critical-section-after", "async/await-in-critical-section-locked"},
	},
	{
		Name:    "async/await-in-critical-section-after",
		Summary: "await first, then read and write with no await between the two",
		Section: "Asynchronous Programming (Async/Await)",
		Story: `Each task awaits what it needs before it touches the balance. From the read to
the write there is no await, so the loop runs nobody else, and the update is
atomic without a lock.`,
		Params:   criticalParams,
		Program:  awaitInCriticalSectionAfter,
		Funcs:    []string{"awaitInCriticalSectionAfter", "deposits"},
		Verdict:  sim.Pass,
		Outcomes: func(p Params) []string { return []string{fmt.Sprintf("balance=%d", p.Int("tasks"))} },
		Classes:  fixed(10),
		Impure:   holdsAddresses,
	},
	{
		Name:    "async/await-in-critical-section-locked",
		Summary: "a lock that is awaited guards the update across its await",
		Section: "Asynchronous Programming (Async/Await)",
		Story: `Where the await must stand between the read and the write, a lock guards the two
(asyncio.Lock). It is awaited as everything else: while one task has it, the
loop runs those that do not need it. A lock that blocked would stop the loop,
and with it the task that should give the lock back.`,
		Params:   criticalParams,
		Program:  awaitInCriticalSectionLocked,
		Funcs:    []string{"awaitInCriticalSectionLocked", "deposits"},
		Verdict:  sim.Pass,
		Outcomes: func(p Params) []string { return []string{fmt.Sprintf("balance=%d", p.Int("tasks"))} },
		Classes:  fixed(17),
		Impure:   holdsAddresses,
	},
	{
		Name:    "async/blocking-call",
		Summary: "a task sleeps without awaiting: the whole loop stands still",
		Section: "Asynchronous Programming (Async/Await)",
		Story: `One task beats every 100 ms, as for a connection that must be kept alive. The
other one computes something by a call that blocks for a second (time.sleep,
requests.get, a large loop). It keeps the loop for all that time, and the beat
comes late.

The loop notices: a task that keeps it for longer than 100 ms is reported by
name. asyncio does the same in debug mode.

The repair (-awaited) is an await in place of the blocking call. A call that
cannot be awaited belongs into a thread of its own (-in-thread).`,
		Program:  plain(blockingCall),
		Funcs:    []string{"blockingCall", "beat"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("late=1s [assertion]", "late=900ms [assertion]"),
		Classes:  fixed(2),
		Impure:   holdsAddresses,
		Repairs:  []string{"async/blocking-call-awaited", "async/blocking-call-in-thread"},
	},
	{
		Name:    "async/blocking-call-awaited",
		Summary: "the long call is awaited, and the other task beats in time",
		Section: "Asynchronous Programming (Async/Await)",
		Story: `While the long call is awaited the loop is free: the beats come when they
should, and the result comes after a second as before.`,
		Program:  plain(blockingCallAwaited),
		Funcs:    []string{"blockingCallAwaited", "beat"},
		Verdict:  sim.Pass,
		Outcomes: always("late=0s"),
		Classes:  fixed(2),
		Impure:   holdsAddresses,
	},
	{
		Name:    "async/blocking-call-in-thread",
		Summary: "the long call runs in a thread beside the loop, which awaits it",
		Section: "Asynchronous Programming (Async/Await)",
		Story: `Not everything can be awaited: a library that knows nothing of the loop, or a
computation. Such a call goes into a thread of its own, and the task awaits the
end of that thread (asyncio.to_thread). What it touches there is shared with the
loop, without the loop's order: locks are needed again.`,
		Program:  plain(blockingCallInThread),
		Funcs:    []string{"blockingCallInThread", "beat"},
		Verdict:  sim.Pass,
		Outcomes: always("late=0s"),
		Classes:  fixed(1),
		Impure:   holdsAddresses,
	},
	{
		Name:    "async/forgotten-await",
		Summary: "an async function is called and not awaited: it never runs",
		Section: "Asynchronous Programming (Async/Await)",
		Story: `The call of an async function returns a coroutine, and does nothing. It runs
where the coroutine is awaited; here that was forgotten. Nothing is saved, and
nothing fails at the place of the mistake.

The loop counts coroutines that were made and never awaited, and names them when
it ends; Python prints a warning when they are collected.

The repair (-awaited) is the await.`,
		Program:  plain(forgottenAwait),
		Funcs:    []string{"forgottenAwait"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("loop=never awaited: save [assertion]"),
		Classes:  fixed(1),
		Impure:   holdsAddresses,
		Repairs:  []string{"async/forgotten-await-awaited"},
	},
	{
		Name:    "async/forgotten-await-awaited",
		Summary: "the coroutine is awaited, and it runs right there",
		Section: "Asynchronous Programming (Async/Await)",
		Story: `With the await the body of save runs, inside the task that awaits it. When main
goes on the thing is saved.`,
		Program:  plain(forgottenAwaitAwaited),
		Funcs:    []string{"forgottenAwaitAwaited"},
		Verdict:  sim.Pass,
		Outcomes: always("loop=<nil>"),
		Classes:  fixed(1),
		Impure:   holdsAddresses,
	},
}

// deposits runs a task for each deposit on one loop, and looks at the balance
// afterwards.
func deposits(p Params, deposit func(t *sim.Thread, co *kit.Co, balance *sim.Var[int]) error) sim.Program {
	return func(t *sim.Thread) {
		balance := sim.NewVar(t, "balance", 0)
		task := func(t *sim.Thread, co *kit.Co) (int, error) { return 0, deposit(t, co, balance) }
		kit.RunLoop(t, "loop", kit.LoopOptions{}, func(t *sim.Thread, co *kit.Co) error {
			_, err := kit.Gather(t, co, "deposit", slices.Repeat([]body{task}, p.Int("tasks"))...)
			return err
		})
		got := balance.Load(t)
		t.Observe("balance", got)
		t.Assert(got == p.Int("tasks"), "%d deposits, and the balance is %d", p.Int("tasks"), got)
	}
}

// awaitInCriticalSection awaits between the read and the write.
func awaitInCriticalSection(p Params) sim.Program {
	return deposits(p, func(t *sim.Thread, co *kit.Co, balance *sim.Var[int]) error {
		old := balance.Load(t)
		if err := co.Sleep(t, 0); err != nil { // anything that is awaited, such as a check of the account
			return err
		}
		balance.Store(t, old+1)
		return nil
	})
}

// awaitInCriticalSectionAfter awaits before the read.
func awaitInCriticalSectionAfter(p Params) sim.Program {
	return deposits(p, func(t *sim.Thread, co *kit.Co, balance *sim.Var[int]) error {
		if err := co.Sleep(t, 0); err != nil {
			return err
		}
		balance.Store(t, balance.Load(t)+1) // no await between the two
		return nil
	})
}

// awaitInCriticalSectionLocked holds a lock from the read to the write.
func awaitInCriticalSectionLocked(p Params) sim.Program {
	return func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		deposits(p, func(t *sim.Thread, co *kit.Co, balance *sim.Var[int]) error {
			co.Lock(t, mu)
			defer mu.Unlock(t)
			old := balance.Load(t)
			if err := co.Sleep(t, 0); err != nil {
				return err
			}
			balance.Store(t, old+1)
			return nil
		})(t)
	}
}

// beat is a task that should do something after 100 ms, and tells how late it is.
func beat(t *sim.Thread, co *kit.Co) (time.Duration, error) {
	err := co.Sleep(t, 100*time.Millisecond)
	return t.Now() - 100*time.Millisecond, err
}

// blockingCall computes something without letting others run.
func blockingCall(t *sim.Thread) {
	kit.RunLoop(t, "loop", kit.LoopOptions{}, func(t *sim.Thread, co *kit.Co) error {
		pulse := kit.Start(t, co, "beat", beat)
		compute := kit.Start(t, co, "compute", func(t *sim.Thread, co *kit.Co) (int, error) {
			t.Sleep(time.Second) // keeps the loop
			return 1, nil
		})
		late, err := kit.Await(t, co, pulse)
		t.Observe("late", late)
		kit.Await(t, co, compute)
		return err
	})
}

// blockingCallAwaited lets others run while it waits.
func blockingCallAwaited(t *sim.Thread) {
	kit.RunLoop(t, "loop", kit.LoopOptions{}, func(t *sim.Thread, co *kit.Co) error {
		pulse := kit.Start(t, co, "beat", beat)
		compute := kit.Start(t, co, "compute", func(t *sim.Thread, co *kit.Co) (int, error) {
			return 1, co.Sleep(t, time.Second)
		})
		late, err := kit.Await(t, co, pulse)
		t.Observe("late", late)
		kit.Await(t, co, compute)
		return err
	})
}

// blockingCallInThread blocks in another thread.
func blockingCallInThread(t *sim.Thread) {
	kit.RunLoop(t, "loop", kit.LoopOptions{}, func(t *sim.Thread, co *kit.Co) error {
		pulse := kit.Start(t, co, "beat", beat)
		kit.InThread(t, co, "compute", func(t *sim.Thread) (int, error) {
			t.Sleep(time.Second)
			return 1, nil
		})
		late, err := kit.Await(t, co, pulse)
		t.Observe("late", late)
		return err
	})
}

// forgottenAwait calls save and drops what it returns.
func forgottenAwait(t *sim.Thread) {
	saved := sim.NewVar(t, "saved", false)
	err := kit.RunLoop(t, "loop", kit.LoopOptions{}, func(t *sim.Thread, co *kit.Co) error {
		kit.Async(t, co, "save", func(t *sim.Thread, co *kit.Co) (int, error) {
			saved.Store(t, true)
			return 0, nil
		})
		return nil
	})
	t.Observe("loop", err)
	t.Assert(saved.Load(t), "nothing is saved")
}

// forgottenAwaitAwaited awaits what save returns.
func forgottenAwaitAwaited(t *sim.Thread) {
	saved := sim.NewVar(t, "saved", false)
	err := kit.RunLoop(t, "loop", kit.LoopOptions{}, func(t *sim.Thread, co *kit.Co) error {
		save := kit.Async(t, co, "save", func(t *sim.Thread, co *kit.Co) (int, error) {
			saved.Store(t, true)
			return 0, nil
		})
		_, err := save.Await(t, co)
		return err
	})
	t.Observe("loop", err)
	t.Assert(saved.Load(t), "nothing is saved")
}
