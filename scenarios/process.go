package scenarios

import (
	"fmt"
	"slices"

	"github.com/interleave-go/interleave/sim"
	"github.com/interleave-go/interleave/sim/kit"
)

var resultsParams = []Param{{Name: "results", Help: "results, numbered from 1; the queue has room for one", Default: 3, Min: 2, Max: 100}}

// process is the family about processes, which share no memory.
var process = slices.Concat(isolated, processPools)

// isolated is the part of the process family about memory, queues and pipes.
var isolated = []*Scenario{
	{
		Name:    "process/isolated-memory",
		Summary: "each process counts in its own memory and sends what it has",
		Section: "Processes",
		Story: `Two processes are started with a copy of main's counter. Each counts in its own
memory: there is no data race, whatever the schedule, since no memory is shared.
There is no shared result either. Each sends its count over a queue, and main
adds up what it receives.`,
		Program:  plain(isolatedMemory),
		Funcs:    []string{"isolatedMemory"},
		Verdict:  sim.Pass,
		Outcomes: always("total=4"),
		Classes:  fixed(2),
		Impure:   holdsAddresses,
	},
	{
		Name:    "process/isolated-memory-broken",
		Summary: "main looks at its own counter, which no process has touched",
		Section: "Processes",
		Story: `The program was written for threads: the workers add to a counter, and main
reads it when they have ended. With processes it has no race and never works.
Each worker adds to its copy, the copies go away with the processes, and main's
own counter is what it was.

It fails in every interleaving. The repair is to send the results.`,
		Program:  plain(isolatedMemoryBroken),
		Funcs:    []string{"isolatedMemoryBroken"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("[assertion]"),
		Classes:  fixed(1),
		Impure:   holdsAddresses,
		Repairs:  []string{"process/isolated-memory"},
	},
	{
		Name:    "process/queue",
		Summary: "main empties the queue before it waits for the process to end",
		Section: "Processes",
		Story: `A process puts its results into a queue that has room for one, closes it and
ends. Main first takes results until the queue is closed, and then joins the
process, which by then has nothing left to wait for.`,
		Params:  resultsParams,
		Program: processQueue,
		Funcs:   []string{"processQueue", "produceResults"},
		Verdict: sim.Pass,
		Outcomes: func(p Params) []string {
			var got []int
			for i := range p.Int("results") {
				got = append(got, i+1)
			}
			return []string{fmt.Sprintf("got=%v", got)}
		},
		Classes: func(Params) int { return 1 },
		Impure:  holdsAddresses,
	},
	{
		Name:    "process/queue-broken",
		Summary: "main joins the process first, which waits for room in the queue",
		Section: "Processes",
		Story: `Main waits for the process to end and wants to take the results afterwards. The
process cannot end: the queue is full, and it waits for main to take something.

With few small results it works, as the queue has room for them. The manual of
Python's multiprocessing warns of this order, and it is among the questions most
often asked about it. The repair is to take first and join then.`,
		Params:   resultsParams,
		Program:  processQueueBroken,
		Funcs:    []string{"processQueueBroken", "produceResults"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: func(Params) []string { return []string{"[deadlock: main join producer, producer send results]"} },
		Classes:  func(Params) int { return 1 },
		Impure:   holdsAddresses,
		Repairs:  []string{"process/queue"},
	},
	{
		Name:    "process/pipe-full",
		Summary: "both ends of a pipe write first, and the pipe is full both ways",
		Section: "Message Passing Model",
		Story: `Two processes exchange two messages each over a pipe with room for one in each
direction. Each writes both before it reads. When both have written one, neither
can write its second, and neither comes to its first read.

It comes in every interleaving, and depends on the sizes alone: a pipe of an
operating system holds some 64 KiB, so the program works with small messages and
hangs with large ones. One that feeds a filter all of its input, and reads the
output afterwards, is the classic.

The repair (-takes-turns) is a protocol in which somebody reads while the other
one writes.`,
		Program:  plain(pipeFull),
		Funcs:    []string{"pipeFull"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: always("[deadlock: main send pipe.ab, child send pipe.ba]"),
		Classes:  fixed(1),
		Impure:   holdsAddresses,
		Repairs:  []string{"process/pipe-full-takes-turns"},
	},
	{
		Name:    "process/pipe-full-takes-turns",
		Summary: "one end reads first and answers then: nobody waits in a circle",
		Section: "Message Passing Model",
		Story: `The parent writes its messages and then reads; the child reads and then writes.
While the parent waits for room, the child is there to make it, and the other
way round. The pipe may be as small as it likes.`,
		Program:  plain(pipeFullTakesTurns),
		Funcs:    []string{"pipeFullTakesTurns"},
		Verdict:  sim.Pass,
		Outcomes: always("parent=[3 4] child/got=[1 2]"),
		Classes:  fixed(1),
		Impure:   holdsAddresses,
	},
}

// isolatedMemory lets each process send what it has counted.
func isolatedMemory(t *sim.Thread) {
	results := kit.NewProcessQueue[int](t, "results", 2)
	count := func(t *sim.Thread, counter *sim.Var[int]) error {
		for range 2 {
			counter.Store(t, counter.Load(t)+1)
		}
		results.Put(t, counter.Load(t))
		return nil
	}
	a := kit.StartProcess(t, "a", 0, count)
	b := kit.StartProcess(t, "b", 0, count)
	a.Join(t)
	b.Join(t)
	x, _ := results.Get(t)
	y, _ := results.Get(t)
	t.Observe("total", x+y)
}

// isolatedMemoryBroken expects the processes to count in main's memory.
func isolatedMemoryBroken(t *sim.Thread) {
	counter := sim.NewVar(t, "counter", 0)
	count := func(t *sim.Thread, counter *sim.Var[int]) error {
		for range 2 {
			counter.Store(t, counter.Load(t)+1)
		}
		return nil
	}
	a := kit.StartProcess(t, "a", counter.Load(t), count)
	b := kit.StartProcess(t, "b", counter.Load(t), count)
	a.Join(t)
	b.Join(t)
	got := counter.Load(t)
	t.Assert(got == 4, "main's counter is %d, not 4", got)
}

// produceResults starts a process that puts n results into a queue.
func produceResults(t *sim.Thread, n int, results *kit.ProcessQueue[int]) *kit.Process {
	return kit.StartProcess(t, "producer", n, func(t *sim.Thread, n *sim.Var[int]) error {
		for i := range n.Load(t) {
			results.Put(t, i+1)
		}
		results.Close(t)
		return nil
	})
}

// processQueue takes all results, then joins.
func processQueue(p Params) sim.Program {
	return func(t *sim.Thread) {
		results := kit.NewProcessQueue[int](t, "results", 1)
		producer := produceResults(t, p.Int("results"), results)
		var got []int
		for {
			r, err := results.Get(t)
			if err != nil {
				break
			}
			got = append(got, r)
		}
		producer.Join(t)
		t.Observe("got", got)
	}
}

// processQueueBroken joins before it takes anything.
func processQueueBroken(p Params) sim.Program {
	return func(t *sim.Thread) {
		results := kit.NewProcessQueue[int](t, "results", 1)
		producer := produceResults(t, p.Int("results"), results)
		producer.Join(t)
		for {
			if _, err := results.Get(t); err != nil {
				break
			}
		}
	}
}

// pipeFull lets both ends write everything before they read.
func pipeFull(t *sim.Thread) {
	mine, theirs := kit.NewPipe[int](t, "pipe", 1)
	child := kit.StartProcess(t, "child", 0, func(t *sim.Thread, _ *sim.Var[int]) error {
		theirs.Send(t, 3)
		theirs.Send(t, 4)
		theirs.Recv(t)
		theirs.Recv(t)
		return nil
	})
	mine.Send(t, 1)
	mine.Send(t, 2)
	mine.Recv(t)
	mine.Recv(t)
	child.Join(t)
}

// pipeFullTakesTurns lets the child read before it writes.
func pipeFullTakesTurns(t *sim.Thread) {
	mine, theirs := kit.NewPipe[int](t, "pipe", 1)
	child := kit.StartProcess(t, "child", 0, func(t *sim.Thread, _ *sim.Var[int]) error {
		x, _ := theirs.Recv(t)
		y, _ := theirs.Recv(t)
		t.Observe("got", []int{x, y})
		theirs.Send(t, 3)
		theirs.Send(t, 4)
		return nil
	})
	mine.Send(t, 1)
	mine.Send(t, 2)
	x, _ := mine.Recv(t)
	y, _ := mine.Recv(t)
	child.Join(t)
	t.Observe("parent", []int{x, y})
}
