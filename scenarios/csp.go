package scenarios

import (
	"fmt"
	"slices"

	"github.com/interleave-go/interleave/sim"
)

var poolParams = []Param{
	{Name: "workers", Help: "threads that take jobs", Default: 2, Min: 1, Max: 20},
	{Name: "jobs", Help: "jobs, numbered from 1", Default: 2, Min: 1, Max: 100},
}

var senderParams = []Param{
	{Name: "senders", Help: "threads that send an answer", Default: 2, Min: 2, Max: 20},
}

// csp is the family about threads that communicate over channels.
var csp = slices.Concat(channelUse, channelEnds)

// channelUse is the part of the csp family about jobs and answers.
var channelUse = []*Scenario{
	{
		Name:    "csp/worker-pool",
		Summary: "workers take jobs from a channel until it is closed; all end",
		Section: "Communicating Sequential Processes (CSP)",
		Story: `Main sends jobs, closes the channel, and collects as many results as there were
jobs. Each worker takes jobs until the channel is closed and drained. No lock is
in sight: a job belongs to whoever has received it.

Who does which job is left open, and the results arrive in any order; their sum
is the same in every interleaving. Two details make the pool end well. Close
tells every worker, however many there are, that no more jobs will come. And
results has room for all: with too little room every worker could wait for main
to receive a result, while main waits for one of them to take the next job.`,
		Params:   poolParams,
		Program:  workerPool,
		Funcs:    []string{"workerPool"},
		Verdict:  sim.Pass,
		Outcomes: func(p Params) []string { return []string{squares(p)} },
		Classes:  fixed(6),
	},
	{
		Name:    "csp/worker-pool-broken",
		Summary: "nobody closes the jobs channel: the workers wait for ever",
		Section: "Communicating Sequential Processes (CSP)",
		Story: `The pool without the close. All jobs are done and all results arrive, but each
worker comes back for another job and waits for ever. Main joins the workers,
and waits with them: a deadlock, in every interleaving.

A main that did not join would return, and the program would seem to work. The
workers would be leaked all the same: in a server, a few more with every
request. The repair is one line: close(jobs) once all have been sent.`,
		Params:  poolParams,
		Program: workerPoolBroken,
		Funcs:   []string{"workerPoolBroken"},
		Verdict: sim.Fail,
		Kinds:   []sim.Kind{sim.Deadlock},
		Outcomes: func(p Params) []string {
			join, waits := "main join", ""
			for i := range p.Int("workers") {
				join += fmt.Sprintf(" worker-%d", i+1)
				waits += fmt.Sprintf(", worker-%d recv jobs", i+1)
			}
			return []string{squares(p) + " [deadlock: " + join + waits + "]"}
		},
		Classes: fixed(6),
		Repairs: []string{"csp/worker-pool"},
	},
	{
		Name:    "csp/leaked-sender",
		Summary: "main takes the first answer and returns: the other sender is stuck",
		Section: "Communicating Sequential Processes (CSP)",
		Story: `Main asks several servers, takes the first answer and returns. The channel has
no room, so each of the others waits for a receiver that will never come. It is
blocked for good, with all that it holds: a leak.

Nothing fails visibly. The answer is right, main returns, and only the number of
goroutines grows. In Go this is the commonest of leaks: an early return, on an
error or a timeout, from a function that has started senders.

The repair is to give the channel room for every answer (-buffered): then no
sender needs a receiver. Structured concurrency, where no function returns
before the threads that it started have ended, rules such leaks out altogether.`,
		Params:  senderParams,
		Program: leakedSender,
		Funcs:   []string{"leakedSender"},
		Verdict: sim.Fail,
		Kinds:   []sim.Kind{sim.Leak},
		Outcomes: func(p Params) []string {
			return first(p, func(winner int) string {
				waits, sep := "", ""
				for i := range p.Int("senders") {
					if i != winner {
						waits += fmt.Sprintf("%ssender-%d send answers", sep, i+1)
						sep = ", "
					}
				}
				return " [leak: " + waits + "]"
			})
		},
		Classes: func(p Params) int { return p.Int("senders") },
		Repairs: []string{"csp/leaked-sender-buffered"},
	},
	{
		Name:    "csp/leaked-sender-buffered",
		Summary: "the channel has room for every answer: each sender can end",
		Section: "Communicating Sequential Processes (CSP)",
		Story: `With room for every answer no sender has to wait. Main still takes the first
answer and returns; the others put theirs into the channel and end, and the
channel goes away with the last who knows it.

How much room is enough? Here one slot less would do, since main takes one
answer. But a main that gives up before the first answer takes none; room for
all who may send is the number that needs no further thought.`,
		Params:   senderParams,
		Program:  leakedSenderBuffered,
		Funcs:    []string{"leakedSenderBuffered"},
		Verdict:  sim.Pass,
		Outcomes: func(p Params) []string { return first(p, func(int) string { return "" }) },
		Classes:  func(p Params) int { return factorial(p.Int("senders")) },
	},
}

// squares is what main observes of a pool: the sum of the squared numbers.
func squares(p Params) string {
	n := p.Int("jobs")
	return fmt.Sprintf("sum=%d", n*(n+1)*(2*n+1)/6)
}

// first returns the outcomes of a race between senders: the number of whoever
// was first, and how it then ended.
func first(p Params, end func(winner int) string) []string {
	var outcomes []string
	for i := range p.Int("senders") {
		outcomes = append(outcomes, fmt.Sprintf("first=%d%s", i+1, end(i)))
	}
	slices.Sort(outcomes)
	return outcomes
}

// workerPool lets workers square numbers, and sums up the results.
func workerPool(p Params) sim.Program {
	return func(t *sim.Thread) {
		jobs := sim.NewChan[int](t, "jobs", 0)
		results := sim.NewChan[int](t, "results", p.Int("jobs"))
		var workers []*sim.Thread
		for i := range p.Int("workers") {
			workers = append(workers, t.Go(fmt.Sprintf("worker-%d", i+1), func(t *sim.Thread) {
				for {
					job, ok := jobs.Recv(t)
					if !ok {
						return // closed, and no job is left
					}
					results.Send(t, job*job)
				}
			}))
		}
		for i := range p.Int("jobs") {
			jobs.Send(t, i+1)
		}
		jobs.Close(t)
		sum := 0
		for range p.Int("jobs") {
			result, _ := results.Recv(t)
			sum += result
		}
		t.Observe("sum", sum)
		t.Join(workers...)
	}
}

// workerPoolBroken is the pool without the close.
func workerPoolBroken(p Params) sim.Program {
	return func(t *sim.Thread) {
		jobs := sim.NewChan[int](t, "jobs", 0)
		results := sim.NewChan[int](t, "results", p.Int("jobs"))
		var workers []*sim.Thread
		for i := range p.Int("workers") {
			workers = append(workers, t.Go(fmt.Sprintf("worker-%d", i+1), func(t *sim.Thread) {
				for {
					job, ok := jobs.Recv(t)
					if !ok {
						return // never happens: nobody closes the channel
					}
					results.Send(t, job*job)
				}
			}))
		}
		for i := range p.Int("jobs") {
			jobs.Send(t, i+1)
		}
		sum := 0
		for range p.Int("jobs") {
			result, _ := results.Recv(t)
			sum += result
		}
		t.Observe("sum", sum)
		t.Join(workers...)
	}
}

// leakedSender takes the first answer that comes over a channel without room.
func leakedSender(p Params) sim.Program {
	return func(t *sim.Thread) {
		answers := sim.NewChan[int](t, "answers", 0)
		for i := range p.Int("senders") {
			t.Go(fmt.Sprintf("sender-%d", i+1), func(t *sim.Thread) {
				answers.Send(t, i+1)
			})
		}
		first, _ := answers.Recv(t)
		t.Observe("first", first)
	}
}

// leakedSenderBuffered takes the first answer; the channel has room for all.
func leakedSenderBuffered(p Params) sim.Program {
	return func(t *sim.Thread) {
		answers := sim.NewChan[int](t, "answers", p.Int("senders"))
		for i := range p.Int("senders") {
			t.Go(fmt.Sprintf("sender-%d", i+1), func(t *sim.Thread) {
				answers.Send(t, i+1)
			})
		}
		first, _ := answers.Recv(t)
		t.Observe("first", first)
	}
}
