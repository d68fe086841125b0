package scenarios

import "github.com/interleave-go/interleave/sim"

// condWakes is the part of the cond family about who is woken, and why.
var condWakes = []*Scenario{
	{
		Name:    "cond/signal-for-broadcast",
		Summary: "two kinds of waiters, one signal: the wrong one wakes",
		Section: "Condition Variables",
		Story: `One waiter wants tea and another one coffee, and both wait on one condition. The
kitchen makes tea, and signals; then it makes coffee, and signals. Two signals
for two waiters: it looks right.

But a signal wakes any one of those who wait, and does not know what for. If the
first one wakes the coffee drinker, who looks, finds only tea and waits again,
the signal is spent. The second one wakes one of the two, and the other one
sleeps next to what it wanted. All rules of cond/bounded-buffer are kept: the
lock is held, the check is in a loop, every change is signalled.

One signal is enough where any waiter can make use of the change. Where waiters
want different things, either wake all of them, and let each look for itself
(-broadcast), or have a condition for each kind (-split).`,
		Program: plain(signalForBroadcast),
		Funcs:   []string{"signalForBroadcast"},
		Verdict: sim.Fail,
		Kinds:   []sim.Kind{sim.Deadlock},
		Outcomes: always("", "[deadlock: main join tea coffee kitchen, tea wait served]",
			"[deadlock: main join tea coffee kitchen, coffee wait served]"),
		Classes: fixed(35),
		Repairs: []string{"cond/signal-for-broadcast-broadcast", "cond/signal-for-broadcast-split"},
	},
	{
		Name:    "cond/signal-for-broadcast-broadcast",
		Summary: "everybody is woken at each change, and looks for itself",
		Section: "Condition Variables",
		Story: `Broadcast wakes all who wait. Each takes the lock in turn, looks, and waits
again if the change was not for it. Nobody is left out, whatever they wait for.

It costs a wake-up for everybody at each change, nearly all of them in vain if
there are many waiters. It is the safe choice; a signal is the fast one, and
needs a reason.`,
		Program:  plain(signalForBroadcastBroadcast),
		Funcs:    []string{"signalForBroadcastBroadcast"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(35),
	},
	{
		Name:    "cond/signal-for-broadcast-split",
		Summary: "a condition for each kind of waiter: a signal finds the right one",
		Section: "Condition Variables",
		Story: `There are two conditions on the one mutex, one for tea and one for coffee. All
who wait on a condition want the same thing, so that one signal is enough:
whoever is woken can make use of it.

The bounded buffer does it so with notFull and notEmpty, and the reader-writer
lock of the guide with one condition for readers and one for writers.`,
		Program:  plain(signalForBroadcastSplit),
		Funcs:    []string{"signalForBroadcastSplit"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(23),
	},
	{
		Name:    "cond/spurious-wakeup",
		Summary: "a wait ends without a signal, and nobody looks again",
		Section: "Condition Variables",
		Story: `One waiter, one flag, one signal: who else should wake the waiter? On many
systems a wait may end by itself, without any signal. POSIX allows it, and so do
Java and C++; Go's sync.Cond promises that it does not happen, and wants the
loop anyway.

The condition here has such spurious wake-ups. The waiter looks at the flag
once, is woken by nothing, goes on, and the flag is not set. That never happens
on the machine where the program was written, and then it does on another one.

The repair is the loop (-while).`,
		Program:  plain(spuriousWakeup),
		Funcs:    []string{"spuriousWakeup"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("", "[assertion]"),
		// The flag is set in time; or it wakes the waiter; or that wakes by itself, and takes
		// the lock before or after the setter.
		Classes: fixed(4),
		Repairs: []string{"cond/spurious-wakeup-while"},
	},
	{
		Name:    "cond/spurious-wakeup-while",
		Summary: "the waiter looks again, whatever it was woken by",
		Section: "Condition Variables",
		Story: `The waiter checks in a loop. Woken by nothing, it finds the flag not set and
waits again; woken by the signal, it finds it set. With the loop the reason for
a wake-up does not matter any more, and that is the simplest way to be right
about all of them.`,
		Program:  plain(spuriousWakeupWhile),
		Funcs:    []string{"spuriousWakeupWhile"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(4),
	},
}

// signalForBroadcast signals once for each of two kinds of waiters that share a
// condition.
func signalForBroadcast(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	served := sim.NewCond(t, "served", mu)
	hasTea, hasCoffee := sim.NewVar(t, "hasTea", false), sim.NewVar(t, "hasCoffee", false)
	guest := func(there *sim.Var[bool]) func(*sim.Thread) {
		return func(t *sim.Thread) {
			mu.Lock(t)
			for !there.Load(t) {
				served.Wait(t)
			}
			mu.Unlock(t)
		}
	}
	tea, coffee := t.Go("tea", guest(hasTea)), t.Go("coffee", guest(hasCoffee))
	kitchen := t.Go("kitchen", func(t *sim.Thread) {
		for _, there := range []*sim.Var[bool]{hasTea, hasCoffee} {
			mu.Lock(t)
			there.Store(t, true)
			served.Signal(t) // wakes whoever waits, for this or for something else
			mu.Unlock(t)
		}
	})
	t.Join(tea, coffee, kitchen)
}

// signalForBroadcastBroadcast wakes all waiters at each change.
func signalForBroadcastBroadcast(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	served := sim.NewCond(t, "served", mu)
	hasTea, hasCoffee := sim.NewVar(t, "hasTea", false), sim.NewVar(t, "hasCoffee", false)
	guest := func(there *sim.Var[bool]) func(*sim.Thread) {
		return func(t *sim.Thread) {
			mu.Lock(t)
			for !there.Load(t) {
				served.Wait(t)
			}
			mu.Unlock(t)
		}
	}
	tea, coffee := t.Go("tea", guest(hasTea)), t.Go("coffee", guest(hasCoffee))
	kitchen := t.Go("kitchen", func(t *sim.Thread) {
		for _, there := range []*sim.Var[bool]{hasTea, hasCoffee} {
			mu.Lock(t)
			there.Store(t, true)
			served.Broadcast(t)
			mu.Unlock(t)
		}
	})
	t.Join(tea, coffee, kitchen)
}

// signalForBroadcastSplit has a condition for each kind of waiter.
func signalForBroadcastSplit(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	teaServed, coffeeServed := sim.NewCond(t, "teaServed", mu), sim.NewCond(t, "coffeeServed", mu)
	hasTea, hasCoffee := sim.NewVar(t, "hasTea", false), sim.NewVar(t, "hasCoffee", false)
	guest := func(there *sim.Var[bool], served *sim.Cond) func(*sim.Thread) {
		return func(t *sim.Thread) {
			mu.Lock(t)
			for !there.Load(t) {
				served.Wait(t)
			}
			mu.Unlock(t)
		}
	}
	tea, coffee := t.Go("tea", guest(hasTea, teaServed)), t.Go("coffee", guest(hasCoffee, coffeeServed))
	kitchen := t.Go("kitchen", func(t *sim.Thread) {
		serve := func(there *sim.Var[bool], served *sim.Cond) {
			mu.Lock(t)
			there.Store(t, true)
			served.Signal(t)
			mu.Unlock(t)
		}
		serve(hasTea, teaServed)
		serve(hasCoffee, coffeeServed)
	})
	t.Join(tea, coffee, kitchen)
}

// spuriousWakeup looks once, on a condition that may wake it for no reason.
func spuriousWakeup(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	c := sim.NewCond(t, "c", mu, sim.SpuriousWakeups)
	ready := sim.NewVar(t, "ready", false)
	waiter := t.Go("waiter", func(t *sim.Thread) {
		mu.Lock(t)
		defer mu.Unlock(t)
		if !ready.Load(t) {
			c.Wait(t)
		}
		t.Assert(ready.Load(t), "goes on although nothing is ready")
	})
	setter := t.Go("setter", func(t *sim.Thread) {
		mu.Lock(t)
		ready.Store(t, true)
		c.Signal(t)
		mu.Unlock(t)
	})
	t.Join(waiter, setter)
}

// spuriousWakeupWhile looks again whenever it is woken.
func spuriousWakeupWhile(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	c := sim.NewCond(t, "c", mu, sim.SpuriousWakeups)
	ready := sim.NewVar(t, "ready", false)
	waiter := t.Go("waiter", func(t *sim.Thread) {
		mu.Lock(t)
		defer mu.Unlock(t)
		for !ready.Load(t) {
			c.Wait(t)
		}
		t.Assert(ready.Load(t), "goes on although nothing is ready")
	})
	setter := t.Go("setter", func(t *sim.Thread) {
		mu.Lock(t)
		ready.Store(t, true)
		c.Signal(t)
		mu.Unlock(t)
	})
	t.Join(waiter, setter)
}
