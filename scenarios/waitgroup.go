package scenarios

import (
	"fmt"

	"github.com/interleave-go/interleave/sim"
)

var latchParams = []Param{
	{Name: "workers", Help: "threads that count the latch down", Default: 3, Min: 2, Max: 20},
}

// waitgroup is the family about waiting for a number of things to be done.
var waitgroup = []*Scenario{
	{
		Name:    "waitgroup/add-after-wait",
		Summary: "workers add themselves to the group; main may wait before they do",
		Section: "Language-Specific Concurrency Features",
		Story: `Each worker announces itself to the group as its first act, works, and is done.
Main starts the workers and waits for the group. But a thread that has been
started need not have run yet: main may come to its wait while the count is
still zero, and goes on at once, with no result there.

The read is then a data race with the worker's write. And an Add that comes from
zero while somebody waits, or is about to, is misuse by itself: nobody can say
whether the wait should have counted it.

The repair is to add before the thread is started (-before).`,
		Program:  plain(addAfterWait),
		Funcs:    []string{"addAfterWait"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Race, sim.Misuse},
		Outcomes: always("result=0", "result=0 [misuse]", "result=42"),
		// The wait begins after the worker is done, ends before the worker adds, with the
		// read before or after the write, or is under way when the worker adds.
		Classes: fixed(4),
		Repairs: []string{"waitgroup/add-after-wait-before"},
	},
	{
		Name:    "waitgroup/add-after-wait-before",
		Summary: "main adds before it starts the worker: the wait counts it",
		Section: "Language-Specific Concurrency Features",
		Story: `Main adds to the group and then starts the worker. The count is one before there
is anything to wait for, and the wait cannot pass before the worker is done.
What the worker wrote before it was done happens before the wait returns.

In Go 1.25 and later the group starts the thread itself, wg.Go(f), and the
mistake cannot be made.`,
		Program:  plain(addAfterWaitBefore),
		Funcs:    []string{"addAfterWaitBefore"},
		Verdict:  sim.Pass,
		Outcomes: always("result=42"),
		Classes:  fixed(1),
	},
	{
		Name:    "waitgroup/negative",
		Summary: "a worker is done twice, and the count falls below zero",
		Section: "Language-Specific Concurrency Features",
		Story: `The worker says that it is done when it meets an error, and a deferred call says
so again. The group has been told of one thing to do and hears of two that are
done: the count would be negative, which is misuse. In Go the program panics.

With more workers the second call would use up another one's share, and the wait
would end too early; see waitgroup/countdown-latch-broken. The repair is to say
so once, by defer (-once).`,
		Program:  plain(negative),
		Funcs:    []string{"negative"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Misuse},
		Outcomes: always("[misuse]"),
		Classes:  fixed(1),
		Repairs:  []string{"waitgroup/negative-once"},
	},
	{
		Name:    "waitgroup/negative-once",
		Summary: "one Done for each thing to do, and defer says it",
		Section: "Language-Specific Concurrency Features",
		Story: `The deferred call is the only one. It runs on every way out of the function,
also after an error, so that nothing else has to say that the worker is done.`,
		Program:  plain(negativeOnce),
		Funcs:    []string{"negativeOnce"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(1),
	},
	{
		Name:    "waitgroup/countdown-latch",
		Summary: "a thread waits at a latch until all workers have counted it down",
		Section: "Barriers",
		Story: `A latch is a counter that only goes down; whoever waits for it goes on when it
comes to zero. A WaitGroup whose adds are all made at the beginning is one. Here
each worker sets up its part and counts down, and the starter waits for all.

Unlike at a barrier the workers do not wait: they count down and go on. And a
latch serves once. The order in which the workers come does not matter to
anybody, so there is a single class of interleavings.`,
		Params:   latchParams,
		Program:  countdownLatch,
		Funcs:    []string{"countdownLatch"},
		Verdict:  sim.Pass,
		Outcomes: func(p Params) []string { return []string{fmt.Sprintf("starter/parts=%d", p.Int("workers"))} },
		Classes:  func(Params) int { return 1 },
	},
	{
		Name:    "waitgroup/countdown-latch-broken",
		Summary: "the latch counts one worker too few, and opens too early",
		Section: "Barriers",
		Story: `The latch has been made for one worker less than there are. It opens when the
last but one is done, and the starter finds a part missing, or reads it while it
is written: a data race. The worker who comes last counts below zero, and that
is misuse.

Make the latch from the number of workers, not from a number beside it.`,
		Params:  []Param{{Name: "workers", Help: "threads that count the latch down", Default: 2, Min: 2, Max: 20}},
		Program: countdownLatchBroken,
		Funcs:   []string{"countdownLatchBroken"},
		Verdict: sim.Fail,
		Kinds:   []sim.Kind{sim.Race, sim.Misuse},
		Outcomes: func(p Params) []string {
			n := p.Int("workers")
			return []string{fmt.Sprintf("starter/parts=%d [misuse]", n-1), fmt.Sprintf("starter/parts=%d [misuse]", n)}
		},
		// Who comes last, and whether the starter reads before or after it writes.
		Classes: func(p Params) int { return 2 * p.Int("workers") },
		Repairs: []string{"waitgroup/countdown-latch"},
	},
}

// addAfterWait lets the worker add itself to the group.
func addAfterWait(t *sim.Thread) {
	wg := sim.NewWaitGroup(t, "wg")
	result := sim.NewVar(t, "result", 0)
	t.Go("worker", func(t *sim.Thread) {
		wg.Add(t, 1) // main may have passed its wait
		result.Store(t, 42)
		wg.Done(t)
	})
	wg.Wait(t)
	t.Observe("result", result.Load(t))
}

// addAfterWaitBefore adds to the group before it starts the worker.
func addAfterWaitBefore(t *sim.Thread) {
	wg := sim.NewWaitGroup(t, "wg")
	result := sim.NewVar(t, "result", 0)
	wg.Add(t, 1)
	t.Go("worker", func(t *sim.Thread) {
		result.Store(t, 42)
		wg.Done(t)
	})
	wg.Wait(t)
	t.Observe("result", result.Load(t))
}

// negative is done twice on its error path.
func negative(t *sim.Thread) {
	wg := sim.NewWaitGroup(t, "wg")
	wg.Add(t, 1)
	t.Go("worker", func(t *sim.Thread) {
		defer wg.Done(t)
		wg.Done(t) // an error: done, but there is the deferred one
	})
	wg.Wait(t)
}

// negativeOnce is done once.
func negativeOnce(t *sim.Thread) {
	wg := sim.NewWaitGroup(t, "wg")
	wg.Add(t, 1)
	t.Go("worker", func(t *sim.Thread) {
		defer wg.Done(t)
	})
	wg.Wait(t)
}

// countdownLatch opens when all workers have counted down.
func countdownLatch(p Params) sim.Program {
	return func(t *sim.Thread) {
		n := p.Int("workers")
		latch := sim.NewWaitGroup(t, "latch")
		latch.Add(t, n)
		var parts []*sim.Var[int]
		for i := range n {
			parts = append(parts, sim.NewVar(t, fmt.Sprintf("part%d", i), 0))
		}
		var all []*sim.Thread
		for i := range n {
			all = append(all, t.Go(letter(i), func(t *sim.Thread) {
				parts[i].Store(t, 1)
				latch.Done(t)
			}))
		}
		starter := t.Go("starter", func(t *sim.Thread) {
			latch.Wait(t)
			sum := 0
			for _, part := range parts {
				sum += part.Load(t)
			}
			t.Observe("parts", sum)
		})
		t.Join(append(all, starter)...)
	}
}

// countdownLatchBroken opens when all workers but one have counted down.
func countdownLatchBroken(p Params) sim.Program {
	return func(t *sim.Thread) {
		n := p.Int("workers")
		latch := sim.NewWaitGroup(t, "latch")
		latch.Add(t, n-1)
		var parts []*sim.Var[int]
		for i := range n {
			parts = append(parts, sim.NewVar(t, fmt.Sprintf("part%d", i), 0))
		}
		var all []*sim.Thread
		for i := range n {
			all = append(all, t.Go(letter(i), func(t *sim.Thread) {
				parts[i].Store(t, 1)
				latch.Done(t)
			}))
		}
		starter := t.Go("starter", func(t *sim.Thread) {
			latch.Wait(t)
			sum := 0
			for _, part := range parts {
				sum += part.Load(t)
			}
			t.Observe("parts", sum)
		})
		t.Join(append(all, starter)...)
	}
}
