package explore_test

import (
	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// A golden is a report that is told as a story: testdata/explore/NAME.txt holds
// the prose and the text, and TestGoldens compares it. The reports name lines of
// this file; whoever changes it runs go test -run Goldens -rewrite, and reads
// what has changed.
type golden struct {
	name    string
	story   string
	program sim.Program
	options explore.Options // dfs and all failures, unless a strategy is given
	width   int             // 0: 100
}

var goldens = []golden{
	{
		name:  "deadlock-of-two",
		story: "Two threads take two locks in opposite orders.",
		program: func(t *sim.Thread) {
			a, b := sim.NewMutex(t, "A"), sim.NewMutex(t, "B")
			x := t.Go("x", func(t *sim.Thread) {
				a.Lock(t)
				b.Lock(t)
				b.Unlock(t)
				a.Unlock(t)
			})
			y := t.Go("y", func(t *sim.Thread) {
				b.Lock(t)
				a.Lock(t)
				a.Unlock(t)
				b.Unlock(t)
			})
			t.Join(x, y)
		},
	},
	{
		name:  "deadlock-of-three",
		story: "Three philosophers take the fork to the left, then the one to the right.",
		program: func(t *sim.Thread) {
			forks := []*sim.Mutex{sim.NewMutex(t, "f0"), sim.NewMutex(t, "f1"), sim.NewMutex(t, "f2")}
			var all []*sim.Thread
			for i, name := range []string{"plato", "kant", "hegel"} {
				left, right := forks[i], forks[(i+1)%3]
				all = append(all, t.Go(name, func(t *sim.Thread) {
					left.Lock(t)
					right.Lock(t)
					right.Unlock(t)
					left.Unlock(t)
				}))
			}
			t.Join(all...)
		},
	},
	{
		name:  "self-lock",
		story: "A method that locks calls another one that locks.",
		program: func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			get := func() { mu.Lock(t); mu.Unlock(t) }
			mu.Lock(t)
			get()
			mu.Unlock(t)
		},
	},
	{
		name:  "holder-ended",
		story: "A thread returns early and forgets to unlock.",
		program: func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			a := t.Go("a", func(t *sim.Thread) {
				if mu.Lock(t); t.Choose(2) == 0 {
					return
				}
				mu.Unlock(t)
			})
			t.Join(a)
			mu.Lock(t)
		},
	},
	{
		name:  "lost-wakeup",
		story: "The waiter looks at the flag before it takes the lock: the signal may come in between.",
		program: func(t *sim.Thread) {
			ready := sim.NewAtomic(t, "ready", false)
			mu := sim.NewMutex(t, "mu")
			c := sim.NewCond(t, "c", mu)
			w := t.Go("waiter", func(t *sim.Thread) {
				if ready.Load(t) {
					return
				}
				mu.Lock(t)
				c.Wait(t)
				mu.Unlock(t)
			})
			ready.Store(t, true)
			c.Signal(t)
			t.Join(w)
		},
	},
	{
		name: "woke-another",
		story: "Two kinds of waiters share one condition. The signal is meant for the consumer; where it " +
			"wakes the producer, that waits again, and nobody signals any more.",
		program: func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			changed := sim.NewCond(t, "changed", mu)
			items := sim.NewVar(t, "items", 1)
			waiting := sim.NewChan[string](t, "waiting", 2)
			producer := t.Go("producer", func(t *sim.Thread) {
				mu.Lock(t)
				waiting.Send(t, "producer")
				for items.Load(t) > 0 {
					changed.Wait(t)
				}
				mu.Unlock(t)
			})
			consumer := t.Go("consumer", func(t *sim.Thread) {
				mu.Lock(t)
				waiting.Send(t, "consumer")
				changed.Wait(t)
				items.Store(t, 0)
				changed.Signal(t)
				mu.Unlock(t)
			})
			waiting.Recv(t)
			waiting.Recv(t)
			mu.Lock(t)
			changed.Signal(t)
			mu.Unlock(t)
			t.Join(producer, consumer)
		},
		options: explore.Options{Strategy: "dfs", Preemptions: explore.NoPreemptions},
	},
	{
		name:  "nobody-signals",
		story: "One thread waits on a condition that nobody ever signals; another waits again after it was woken.",
		program: func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			c, d := sim.NewCond(t, "c", mu), sim.NewCond(t, "d", mu)
			ready := sim.NewChan[bool](t, "ready", 0)
			t.Go("a", func(t *sim.Thread) { mu.Lock(t); c.Wait(t) })
			t.Go("b", func(t *sim.Thread) { mu.Lock(t); ready.Send(t, true); d.Wait(t); d.Wait(t) })
			ready.Recv(t)
			mu.Lock(t)
			d.Broadcast(t)
			mu.Unlock(t)
		},
		options: explore.Options{Strategy: "dfs"},
	},
	{
		name:  "channel-full",
		story: "The only receiver stops after the first value, and the buffer has room for one.",
		program: func(t *sim.Thread) {
			c := sim.NewChan[string](t, "words", 1)
			r := t.Go("reader", func(t *sim.Thread) { c.Recv(t) })
			for _, s := range []string{"to", "be", "or not"} {
				c.Send(t, s)
			}
			t.Join(r)
		},
	},
	{
		name:  "nobody-receives",
		story: "A result is sent after the one who wanted it has gone: the leak that a buffer of one would prevent.",
		program: func(t *sim.Thread) {
			result, quit := sim.NewChan[int](t, "result", 0), sim.NewChan[bool](t, "quit", 1)
			t.Go("worker", func(t *sim.Thread) { result.Send(t, 42) })
			quit.Send(t, true)
			sim.Select(t, result.RecvCase(nil, nil), quit.RecvCase(nil, nil))
		},
	},
	{
		name:  "nobody-closes",
		story: "Main ranges over a channel that the senders leave open.",
		program: func(t *sim.Thread) {
			c := sim.NewChan[int](t, "c", 2)
			for _, name := range []string{"a", "b"} {
				t.Go(name, func(t *sim.Thread) { c.Send(t, 1) })
			}
			for {
				if _, ok := c.Recv(t); !ok {
					return
				}
			}
		},
	},
	{
		name:  "nil-channel",
		story: "A channel that was declared and never made.",
		program: func(t *sim.Thread) {
			var done *sim.Chan[int]
			a := t.Go("a", func(t *sim.Thread) { done.Send(t, 1) })
			t.Join(a)
			done.Recv(t)
		},
	},
	{
		name:  "no-case-ready",
		story: "A select over a channel that is empty, one that is full and one that is nil; and a select without cases.",
		program: func(t *sim.Thread) {
			in, out := sim.NewChan[int](t, "in", 0), sim.NewChan[int](t, "out", 1)
			var none *sim.Chan[int]
			out.Send(t, 1)
			t.Go("a", func(t *sim.Thread) { sim.Select(t) })
			sim.Select(t, in.RecvCase(nil, nil), out.SendCase(2), none.RecvCase(nil, nil))
		},
	},
	{
		name:  "race-under-two-locks",
		story: "Both threads hold a lock while they count, but not the same one.",
		program: func(t *sim.Thread) {
			n := sim.NewVar(t, "n", 0)
			a, b := sim.NewMutex(t, "A"), sim.NewMutex(t, "B")
			x := t.Go("x", func(t *sim.Thread) { a.Lock(t); n.Store(t, n.Load(t)+1); a.Unlock(t) })
			y := t.Go("y", func(t *sim.Thread) { b.Lock(t); n.Store(t, n.Load(t)+1); b.Unlock(t) })
			t.Join(x, y)
		},
		options: explore.Options{Strategy: "random", Shrink: explore.NoShrink},
	},
	{
		name:  "race-without-a-lock",
		story: "The flag is atomic and orders what came before it; the store after it is ordered by nothing.",
		program: func(t *sim.Thread) {
			ready, data := sim.NewAtomic(t, "ready", false), sim.NewVar(t, "data", "")
			t.Go("writer", func(t *sim.Thread) { data.Store(t, "a"); ready.Store(t, true); data.Store(t, "b") })
			for !ready.Load(t) {
				t.Yield()
			}
			t.Observe("data", data.Load(t))
		},
		options: explore.Options{Strategy: "random", Shrink: explore.NoShrink},
	},
	{
		name:  "assertion-under-a-lock",
		story: "An account is overdrawn: the balance is looked at under the lock, and taken under another hold of it.",
		program: func(t *sim.Thread) {
			balance, mu := sim.NewVar(t, "balance", 100), sim.NewMutex(t, "mu")
			locked := func(t *sim.Thread, f func()) { mu.Lock(t); defer mu.Unlock(t); f() }
			withdraw := func(t *sim.Thread) {
				enough := false
				locked(t, func() { enough = balance.Load(t) >= 70 })
				if !enough {
					return
				}
				locked(t, func() {
					left := balance.Load(t) - 70
					t.Assert(left >= 0, "overdrawn: %d left", left)
					balance.Store(t, left)
				})
			}
			t.Join(t.Go("ann", withdraw), t.Go("bob", withdraw))
		},
	},
	{
		name:  "panic-and-deadlock",
		story: "A thread panics while it holds a lock that it does not unlock in a deferred call.",
		program: func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			a := t.Go("a", func(t *sim.Thread) {
				mu.Lock(t)
				var m map[string]int
				m["x"] = 1
				mu.Unlock(t)
			})
			mu.Lock(t)
			mu.Unlock(t)
			t.Join(a)
		},
	},
	{
		name:  "misuse",
		story: "Both senders close the channel when they are done.",
		program: func(t *sim.Thread) {
			c := sim.NewChan[int](t, "c", 2)
			send := func(t *sim.Thread) { c.Send(t, 1); c.Close(t) }
			t.Go("a", send)
			t.Go("b", send)
		},
	},
	{
		name:  "unlocked-twice",
		story: "A deferred unlock after an early one; and a lock that was never taken.",
		program: func(t *sim.Thread) {
			mu, other := sim.NewMutex(t, "mu"), sim.NewMutex(t, "other")
			t.Go("a", func(t *sim.Thread) {
				mu.Lock(t)
				defer mu.Unlock(t)
				mu.Unlock(t)
			})
			other.Unlock(t)
		},
	},
	{
		name:  "first-step-fails",
		story: "An assertion before any step: there is nothing to draw.",
		program: func(t *sim.Thread) {
			t.Assert(false, "not even begun")
		},
	},
	{
		name:  "many-threads",
		story: "More threads than fit side by side are drawn as a list.",
		program: func(t *sim.Thread) {
			mu, c := sim.NewMutex(t, "mu"), sim.NewChan[int](t, "c", 1)
			for range 12 {
				t.Go("", func(t *sim.Thread) { mu.Lock(t); c.Send(t, 1); mu.Unlock(t) })
			}
			c.Recv(t)
		},
		options: explore.Options{Strategy: "round-robin", Shrink: explore.NoShrink},
	},
	{
		name:  "crowd",
		story: "Where very many threads wait, a few stand for all.",
		program: func(t *sim.Thread) {
			mu := sim.NewMutex(t, "mu")
			for range 200 {
				t.Go("", func(t *sim.Thread) { mu.Lock(t) })
			}
		},
		options: explore.Options{Strategy: "round-robin", Shrink: explore.NoShrink},
	},
	{
		name:  "long-trace",
		story: "Of a long execution the beginning and the end are drawn.",
		program: func(t *sim.Thread) {
			n := sim.NewAtomic(t, "n", 0)
			a := t.Go("a", func(t *sim.Thread) {
				for range 100 {
					sim.Add(t, n, 1)
				}
			})
			for range 100 {
				sim.Add(t, n, -1)
			}
			t.Join(a)
			t.Assert(n.Load(t) != 0, "balanced")
		},
		options: explore.Options{Strategy: "round-robin", Shrink: explore.NoShrink},
	},
	{
		name:  "narrow",
		story: "On 60 columns, long operations are clipped. Only one of the two who wait for the speaker hears it.",
		program: func(t *sim.Thread) {
			c := sim.NewChan[string](t, "announcements", 0)
			t.Go("speaker", func(t *sim.Thread) { c.Send(t, "the train on platform two is late") })
			t.Go("listener", func(t *sim.Thread) { c.Recv(t) })
			c.Recv(t)
		},
		width: 60,
	},
	{
		name:  "too-narrow",
		story: "Where even clipped columns do not fit, there is a list.",
		program: func(t *sim.Thread) {
			n := sim.NewAtomic(t, "visitors", 0)
			var all []*sim.Thread
			for _, name := range []string{"north", "south", "east", "west"} {
				all = append(all, t.Go(name, func(t *sim.Thread) { n.Store(t, n.Load(t)+1) }))
			}
			t.Join(all...)
			t.Assert(n.Load(t) == 4, "%d visitors", n.Load(t))
		},
		options: explore.Options{Strategy: "random", Shrink: explore.NoShrink},
		width:   60,
	},
	{
		name:  "pass",
		story: "The repaired transfer: both threads take the locks in one order.",
		program: func(t *sim.Thread) {
			a, b := sim.NewMutex(t, "A"), sim.NewMutex(t, "B")
			both := func(t *sim.Thread) {
				a.Lock(t)
				b.Lock(t)
				b.Unlock(t)
				a.Unlock(t)
			}
			t.Join(t.Go("x", both), t.Go("y", both))
		},
	},
	{
		name:  "pass-within-a-bound",
		story: "A bound on preemptions is part of what was shown: with one, this update is lost.",
		program: func(t *sim.Thread) {
			n := sim.NewAtomic(t, "n", 0)
			add := func(t *sim.Thread) { n.Store(t, n.Load(t)+1) }
			t.Join(t.Go("a", add), t.Go("b", add))
			t.Assert(n.Load(t) == 2, "lost update")
		},
		options: explore.Options{Strategy: "dfs", Preemptions: explore.NoPreemptions},
	},
	{
		name:    "unknown",
		story:   "Samples that find nothing prove nothing.",
		program: twoAdders,
		options: explore.Options{Strategy: "random", Executions: 1000},
	},
	{
		name:    "unknown-steps",
		story:   "A program without an end has no verdict.",
		program: loops,
		options: explore.Options{Strategy: "dfs", Steps: 20},
	},
	{
		name:  "nondeterminism",
		story: "A program that looks at what it left behind in the execution before it.",
		program: func() sim.Program {
			runs := 0
			return func(t *sim.Thread) {
				n := sim.NewVar(t, "n", 0)
				runs = 1 - runs
				n.Store(t, runs)
			}
		}(),
	},
	{
		name:  "nondeterminism",
		story: "A program that looks at what it left behind in the execution before it.",
		program: func() sim.Program {
			runs := 0
			return func(t *sim.Thread) {
				n := sim.NewVar(t, "n", 0)
				runs = 1 - runs
				n.Store(t, runs)
			}
		}(),
	},
	{
		name:    "race-noted",
		story:   "With --races=note a data race is mentioned only.",
		program: racy,
		options: explore.Options{Races: explore.RaceNote},
	},
	{
		name:  "shrunk",
		story: "A walk at random found a lost update among four threads; what is shown is the least execution that fails so.",
		program: func(t *sim.Thread) {
			n := sim.NewAtomic(t, "n", 0)
			var all []*sim.Thread
			for _, name := range []string{"a", "b", "c", "d"} {
				all = append(all, t.Go(name, func(t *sim.Thread) { n.Store(t, n.Load(t)+1) }))
			}
			t.Join(all...)
			t.Assert(n.Load(t) == 4, "an update is lost")
		},
		options: explore.Options{Strategy: "random"},
	},
}
