package scenarios

import "github.com/interleave-go/interleave/sim"

var starvation = []*Scenario{
	{
		Name:    "starvation/greedy-worker",
		Summary: "one worker takes the lock again and again, and another never gets it",
		Section: "Starvation (Livelock)",
		Story: `The greedy worker frees the lock only to take it again. Every time that it is
free the polite one could take it, and every time the greedy one is sooner. A
mutex says nothing about who is next.

This is no accident of a scheduler that holds the polite one back: it is not
able to go on all the time, only in between, so even a scheduler that passes
over nobody who can go on all the time may let this happen for ever.

A fair mutex serves in the order of arrival (-fifo): once the polite one stands
in line, the greedy one stands behind it.`,
		Program: plain(greedyWorker),
		Funcs:   []string{"greedyWorker", "greedy"},
		Verdict: sim.Fail,
		Impure:  "it has executions of any length, and cycles are found directly",
		Kinds:   []sim.Kind{sim.Starvation},
		Endless: true,
		Repairs: []string{"starvation/greedy-worker-fifo"},
	},
	{
		Name:    "starvation/greedy-worker-fifo",
		Summary: "a fair mutex serves in the order of arrival",
		Section: "Starvation (Livelock)",
		Story: `The mutex keeps a line. Once the polite worker has arrived, the greedy one can
have the lock at most once more.

How often the greedy one has it before the polite one arrives is up to the
scheduler, so there are executions of any length, and they cannot all be made.
They are sampled under a scheduler that passes nobody over for long: every one
comes to its end.`,
		Program:  plain(greedyWorkerFIFO),
		Funcs:    []string{"greedyWorkerFIFO", "greedy"},
		Strategy: "fair:random",
		Verdict:  sim.Unknown,
		Impure:   "it has executions of any length, and cycles are found directly",
		Endless:  true,
	},
	{
		Name:    "starvation/priority",
		Summary: "a scheduler with strict priorities never runs the least urgent thread",
		Section: "Starvation (Livelock)",
		Story: `Under strict priorities the most urgent thread that could go on does. Here an
urgent thread polls until a less urgent one has done its work, which so never
comes to its turn.

What fails is the scheduler: the search runs the program under the strategy
"priority". With aging, whoever is passed over becomes more urgent step by
step, and has its turn after a while (-aging).`,
		Program:  plain(pollUrgently),
		Funcs:    []string{"pollUrgently"},
		Strategy: "priority",
		Verdict:  sim.Fail,
		Impure:   "it marks progress",
		Kinds:    []sim.Kind{sim.Starvation},
		Endless:  true,
		Repairs:  []string{"starvation/priority-aging"},
	},
	{
		Name:    "starvation/priority-aging",
		Summary: "who is passed over becomes more urgent, and has its turn",
		Section: "Starvation (Livelock)",
		Story: `The same program under the strategy "aging": a thread that is passed over rises
by one place every few steps, until it has its turn and falls back.`,
		Program:  plain(pollUrgently),
		Funcs:    []string{"pollUrgently"},
		Strategy: "aging",
		Verdict:  sim.Unknown,
		Impure:   "it marks progress",
		Endless:  true,
	},
	{
		Name:    "starvation/priority-inversion",
		Summary: "an urgent thread waits for a lock whose holder is never run",
		Section: "Starvation (Livelock)",
		Story: `low holds a lock that high wants. high is the most urgent, but it waits, so
medium runs, which needs no lock, and does not stop. low is less urgent than
medium and never runs; so it never frees the lock, and high, the most urgent of
all, waits for ever. That is what happened to the Mars Pathfinder in 1997.

With priority inheritance (-inheritance) a thread that holds a lock is as
urgent as whoever waits for it.`,
		Program:  plain(priorityInversion),
		Funcs:    []string{"priorityInversion"},
		Strategy: "priority",
		Verdict:  sim.Fail,
		Impure:   "it marks progress",
		Kinds:    []sim.Kind{sim.Starvation},
		Endless:  true,
		Repairs:  []string{"starvation/priority-inversion-inheritance"},
	},
	{
		Name:    "starvation/priority-inversion-inheritance",
		Summary: "who holds a lock is as urgent as whoever waits for it",
		Section: "Starvation (Livelock)",
		Story: `The same program under the strategy "inheritance": while high waits for the
lock, its holder low is as urgent as high, so it runs before medium, and frees
the lock.`,
		Program:  plain(priorityInversion),
		Funcs:    []string{"priorityInversion"},
		Strategy: "inheritance",
		Verdict:  sim.Unknown,
		Impure:   "it marks progress",
		Endless:  true,
	},
}

// greedyWorker has a mutex that says nothing about who is next.
func greedyWorker(t *sim.Thread) { greedy(t, sim.NewMutex(t, "mu")) }

// greedyWorkerFIFO has a mutex that serves in the order of arrival.
func greedyWorkerFIFO(t *sim.Thread) { greedy(t, sim.NewMutex(t, "mu", sim.FIFO)) }

// greedy takes a lock again and again until somebody else has had it.
func greedy(t *sim.Thread, mu *sim.Mutex) {
	done := sim.NewAtomic(t, "done", false)
	polite := t.Go("polite", func(t *sim.Thread) {
		mu.Lock(t)
		done.Store(t, true)
		mu.Unlock(t)
	})
	greedy := t.Go("greedy", func(t *sim.Thread) {
		for !done.Load(t) {
			mu.Lock(t)
			mu.Unlock(t)
		}
	})
	t.Join(polite, greedy)
}

// pollUrgently has an urgent thread that polls, and works meanwhile, until a less
// urgent one has done its work.
func pollUrgently(t *sim.Thread) {
	done, work := sim.NewAtomic(t, "done", false), sim.NewAtomic(t, "work", false)
	urgent := t.Go("urgent", func(t *sim.Thread) {
		for !done.Load(t) {
			work.Store(t, true)
			t.Progress()
		}
	})
	other := t.Go("other", func(t *sim.Thread) { done.Store(t, true) })
	t.Join(urgent, other)
}

// priorityInversion has three threads, the most urgent first: high wants a lock
// that low holds, and medium keeps low from running.
func priorityInversion(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	held := sim.NewEvent(t, "held")
	done, work := sim.NewAtomic(t, "done", false), sim.NewAtomic(t, "work", false)
	high := t.Go("high", func(t *sim.Thread) {
		held.Wait(t)
		mu.Lock(t)
		done.Store(t, true)
		mu.Unlock(t)
	})
	medium := t.Go("medium", func(t *sim.Thread) {
		held.Wait(t)
		for !done.Load(t) {
			work.Store(t, true)
			t.Progress()
		}
	})
	low := t.Go("low", func(t *sim.Thread) {
		mu.Lock(t)
		held.Set(t)
		mu.Unlock(t)
	})
	t.Join(high, medium, low)
}
