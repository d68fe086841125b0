package scenarios

import "github.com/interleave-go/interleave/sim"

// division is the part of the pattern family about a master and its workers.
var division = []*Scenario{
	{
		Name:    "pattern/master-worker",
		Summary: "a master hands out numbered jobs, and puts the answers in order",
		Section: "Master-Worker (or Boss-Workers)",
		Story: `The master hands out jobs to two workers and collects what they return. A faster
worker may return the second job's answer first, so each answer carries the
number of its job, and the master puts it where it belongs.`,
		Program:  plain(masterWorker),
		Funcs:    []string{"masterWorker", "handOut"},
		Verdict:  sim.Pass,
		Outcomes: always("answers=[10 20]"),
		Classes:  fixed(6),
	},
	{
		Name:    "pattern/master-worker-broken",
		Summary: "the master takes the n-th answer for the answer to the n-th job",
		Section: "Master-Worker (or Boss-Workers)",
		Story: `The master appends the answers as they come. If the second worker is faster the
answers are swapped: all are there, the sum is right, and each is at the wrong
place.

The order in which one hands out says nothing about the order in which one gets
back. The repair is to number the jobs.`,
		Program:  plain(masterWorkerBroken),
		Funcs:    []string{"masterWorkerBroken", "handOut"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("answers=[10 20]", "answers=[20 10] [assertion]"),
		Classes:  fixed(6),
		Repairs:  []string{"pattern/master-worker"},
	},
	{
		Name:    "pattern/worker-dies",
		Summary: "a worker dies with a job in its hands, and the master waits for it",
		Section: "Master-Worker (or Boss-Workers)",
		Story: `One of the workers dies, for a reason that has nothing to do with its job. The
job is no longer in the queue and will not be answered; the master counts on
three answers and waits for the third one for ever.

If the unlucky worker comes last it meets no job, and all goes well.

The repair (-reassigned) notices the death and gives the job to another one.`,
		Program:  plain(workerDies),
		Funcs:    []string{"workerDies"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: always("[deadlock: main recv answers]", "sum=30"),
		Classes:  fixed(3),
		Repairs:  []string{"pattern/worker-dies-reassigned"},
	},
	{
		Name:    "pattern/worker-dies-reassigned",
		Summary: "a worker that dies gives its job back, and another one does it",
		Section: "Master-Worker (or Boss-Workers)",
		Story: `What a worker does last, however it ends, is to put the job back that it has not
answered: here in a deferred function; between machines the master notices that
a worker has not been heard of for a while. Another worker takes the job.

A job may be done twice that way, if the worker dies after the work and before
the answer. So jobs should be such that this does no harm: see
retry/timed-out-but-done.`,
		Program:  plain(workerDiesReassigned),
		Funcs:    []string{"workerDiesReassigned"},
		Verdict:  sim.Pass,
		Outcomes: always("sum=30"),
		Classes:  fixed(3),
	},
}

// answer is what a worker returns.
type answer struct{ Job, Value int }

// handOut hands out two jobs to two workers, and returns the channel of answers.
func handOut(t *sim.Thread) *sim.Chan[answer] {
	jobs := sim.NewChan[int](t, "jobs", 2)
	answers := sim.NewChan[answer](t, "answers", 2)
	for i := range 2 {
		t.Go(numbered("worker", i), func(t *sim.Thread) {
			for {
				job, ok := jobs.Recv(t)
				if !ok {
					return
				}
				answers.Send(t, answer{job, 10 * (job + 1)})
			}
		})
	}
	for job := range 2 {
		jobs.Send(t, job)
	}
	jobs.Close(t)
	return answers
}

// masterWorker puts each answer where its job belongs.
func masterWorker(t *sim.Thread) {
	answers := handOut(t)
	var got [2]int
	for range got {
		a, _ := answers.Recv(t)
		got[a.Job] = a.Value
	}
	t.Observe("answers", got)
	t.Assert(got == [2]int{10, 20}, "answers are at the wrong places: %v", got)
}

// masterWorkerBroken puts the answers in the order in which they come.
func masterWorkerBroken(t *sim.Thread) {
	answers := handOut(t)
	var got [2]int
	for i := range got {
		a, _ := answers.Recv(t)
		got[i] = a.Value
	}
	t.Observe("answers", got)
	t.Assert(got == [2]int{10, 20}, "answers are at the wrong places: %v", got)
}

// workerDies has an unlucky worker, which dies with its first job.
func workerDies(t *sim.Thread) {
	jobs := sim.NewChan[int](t, "jobs", 2)
	answers := sim.NewChan[int](t, "answers", 2)
	jobs.Send(t, 10)
	jobs.Send(t, 20)
	jobs.Close(t)
	for _, name := range []string{"lucky", "unlucky"} {
		t.Go(name, func(t *sim.Thread) {
			for {
				job, ok := jobs.Recv(t)
				if !ok || name == "unlucky" {
					return // with the job in its hands
				}
				answers.Send(t, job)
			}
		})
	}
	sum := 0
	for range 2 {
		a, _ := answers.Recv(t)
		sum += a
	}
	t.Observe("sum", sum)
}

// workerDiesReassigned puts an unanswered job back.
func workerDiesReassigned(t *sim.Thread) {
	jobs := sim.NewChan[int](t, "jobs", 2)
	answers := sim.NewChan[int](t, "answers", 2)
	jobs.Send(t, 10)
	jobs.Send(t, 20)
	for _, name := range []string{"lucky", "unlucky"} {
		t.Go(name, func(t *sim.Thread) {
			for {
				job, ok := jobs.Recv(t)
				if !ok {
					return
				}
				if name == "unlucky" {
					jobs.Send(t, job) // somebody else will do it
					return
				}
				answers.Send(t, job)
			}
		})
	}
	sum := 0
	for range 2 {
		a, _ := answers.Recv(t)
		sum += a
	}
	t.Observe("sum", sum)
	jobs.Close(t)
}
