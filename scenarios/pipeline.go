package scenarios

import (
	"fmt"

	"github.com/interleave-go/interleave/sim"
)

// stages is the part of the pattern family about pipelines.
var stages = []*Scenario{
	{
		Name:    "pattern/pipeline",
		Summary: "three stages, a channel between each two; the end is handed on",
		Section: "Pipeline Pattern",
		Story: `A source sends numbers, the next stage squares them, and main adds them up. All
stages work at the same time, each on another item. When the source has sent all
it closes its channel; the next stage sees that, closes its own, and so the end
travels behind the last item.`,
		Params: []Param{
			{Name: "items", Help: "numbers that go through", Default: 3, Min: 1, Max: 50},
		},
		Program: pipeline,
		Funcs:   []string{"pipeline"},
		Verdict: sim.Pass,
		Outcomes: func(p Params) []string {
			sum := 0
			for i := range p.Int("items") {
				sum += (i + 1) * (i + 1)
			}
			return []string{fmt.Sprintf("sum=%d", sum)}
		},
		Classes: func(Params) int { return 1 },
	},
	{
		Name:    "pattern/pipeline-broken",
		Summary: "a stage ends and tells nobody: the one behind it waits for more",
		Section: "Pipeline Pattern",
		Story: `The middle stage ends when its input does, and forgets to close its output. All
items have gone through, and main waits for another one.

Each stage is right by itself; that the end must be handed on is a rule between
them. The repair is a deferred close in every stage that sends.`,
		Params: []Param{
			{Name: "items", Help: "numbers that go through", Default: 3, Min: 1, Max: 50},
		},
		Program:  pipelineBroken,
		Funcs:    []string{"pipelineBroken"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: func(Params) []string { return []string{"[deadlock: main recv squares]"} },
		Classes:  func(Params) int { return 1 },
		Repairs:  []string{"pattern/pipeline"},
	},
	{
		Name:    "pattern/one-sentinel-two-workers",
		Summary: "one sentinel for two workers: one ends, the other one waits",
		Section: "Pipeline Pattern",
		Story: `The source puts its items and then a sentinel, as in the guide's pipeline. With
one worker in the next stage that is enough. With two, whoever gets the sentinel
ends, and the other one waits for an item for ever; main joins both.

It worked, until somebody added a worker to make it faster. The repairs are a
sentinel for each worker (-each), or a close, which all see (pattern/pipeline).`,
		Params: []Param{
			{Name: "workers", Help: "workers of the stage", Default: 2, Min: 1, Max: 10},
		},
		Program: oneSentinel,
		Funcs:   []string{"oneSentinel", "stage"},
		Verdict: sim.Fail,
		Kinds:   []sim.Kind{sim.Deadlock},
		Outcomes: func(p Params) []string {
			if !p.isDefault() {
				return nil
			}
			return []string{"[deadlock: main join worker-1 worker-2, worker-1 recv items]", "[deadlock: main join worker-1 worker-2, worker-2 recv items]"}
		},
		Classes: fixed(4),
		Repairs: []string{"pattern/one-sentinel-two-workers-each"},
	},
	{
		Name:    "pattern/one-sentinel-two-workers-each",
		Summary: "the source puts a sentinel for each worker of the next stage",
		Section: "Pipeline Pattern",
		Story: `As many sentinels as there are workers. A worker ends with the first one that it
gets, so each gets exactly one. The source must know how many workers there are;
with a close it need not.`,
		Params: []Param{
			{Name: "workers", Help: "workers of the stage", Default: 2, Min: 1, Max: 10},
		},
		Program:  oneSentinelEach,
		Funcs:    []string{"oneSentinelEach", "stage"},
		Verdict:  sim.Pass,
		Outcomes: func(Params) []string { return []string{"done=1"} },
		Classes:  fixed(4),
	},
}

// pipeline closes each channel when its sender has ended.
func pipeline(p Params) sim.Program {
	return func(t *sim.Thread) {
		numbers, squares := sim.NewChan[int](t, "numbers", 1), sim.NewChan[int](t, "squares", 1)
		t.Go("source", func(t *sim.Thread) {
			defer numbers.Close(t)
			for i := range p.Int("items") {
				numbers.Send(t, i+1)
			}
		})
		t.Go("square", func(t *sim.Thread) {
			defer squares.Close(t)
			for {
				n, ok := numbers.Recv(t)
				if !ok {
					return
				}
				squares.Send(t, n*n)
			}
		})
		sum := 0
		for n, ok := squares.Recv(t); ok; n, ok = squares.Recv(t) {
			sum += n
		}
		t.Observe("sum", sum)
	}
}

// pipelineBroken forgets to close one of them.
func pipelineBroken(p Params) sim.Program {
	return func(t *sim.Thread) {
		numbers, squares := sim.NewChan[int](t, "numbers", 1), sim.NewChan[int](t, "squares", 1)
		t.Go("source", func(t *sim.Thread) {
			defer numbers.Close(t)
			for i := range p.Int("items") {
				numbers.Send(t, i+1)
			}
		})
		t.Go("square", func(t *sim.Thread) {
			for {
				n, ok := numbers.Recv(t)
				if !ok {
					return // and who tells main?
				}
				squares.Send(t, n*n)
			}
		})
		sum := 0
		for n, ok := squares.Recv(t); ok; n, ok = squares.Recv(t) {
			sum += n
		}
		t.Observe("sum", sum)
	}
}

// stage starts workers that each end with a sentinel, puts one item and so many
// sentinels, and joins the workers.
func stage(t *sim.Thread, workers, sentinels int) {
	items := sim.NewChan[int](t, "items", 1+sentinels)
	done := sim.NewAtomic(t, "done", 0)
	var all []*sim.Thread
	for i := range workers {
		all = append(all, t.Go(numbered("worker", i), func(t *sim.Thread) {
			for {
				item, _ := items.Recv(t)
				if item == sentinel {
					return
				}
				sim.Add(t, done, 1)
			}
		}))
	}
	items.Send(t, 1)
	for range sentinels {
		items.Send(t, sentinel)
	}
	t.Join(all...)
	t.Observe("done", done.Load(t))
}

// oneSentinel puts one, however many workers there are.
func oneSentinel(p Params) sim.Program {
	return func(t *sim.Thread) { stage(t, p.Int("workers"), 1) }
}

// oneSentinelEach puts one for each worker.
func oneSentinelEach(p Params) sim.Program {
	return func(t *sim.Thread) { stage(t, p.Int("workers"), p.Int("workers")) }
}
