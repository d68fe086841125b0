package scenarios

import (
	"errors"
	"time"

	"github.com/interleave-go/interleave/sim"
	"github.com/interleave-go/interleave/sim/kit"
)

// structured is the family about structured concurrency.
var structured = []*Scenario{
	{
		Name:    "structured/taskgroup-cancels-siblings",
		Summary: "one task of a group fails: the others stop, and the block ends",
		Section: "Structured Concurrency",
		Story: `A booking reserves a flight and a hotel at the same time, in a group. The hotel
is full, and its task returns an error. The group cancels the flight's task,
which sees it while it waits for the airline, and books nothing. Then both have
ended, the block ends, and its error is that of the hotel.

No task outlives the block, whichever way it is left: so there is nobody to be
forgotten, and no error either.`,
		Program:  plain(taskgroupCancelsSiblings),
		Funcs:    []string{"taskgroupCancelsSiblings", "book"},
		Verdict:  sim.Pass,
		Outcomes: always("error=the hotel is full flight=false"),
		Classes:  fixed(1),
		Impure:   holdsAddresses,
	},
	{
		Name:    "structured/taskgroup-cancels-siblings-broken",
		Summary: "a task that never looks whether it is cancelled goes on to the end",
		Section: "Structured Concurrency",
		Story: `The flight's task sleeps without looking at the group's token. The hotel fails,
the group cancels, and nothing happens: cancelling is a request. The block waits
for the flight's task, as it must, and when it ends the flight is booked for a
journey that was called off.

The repair is to wait for the token as well wherever a task waits.`,
		Program:  plain(taskgroupCancelsSiblingsBroken),
		Funcs:    []string{"taskgroupCancelsSiblingsBroken", "book"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("error=the hotel is full flight=true [assertion]"),
		Classes:  fixed(1),
		Impure:   holdsAddresses,
		Repairs:  []string{"structured/taskgroup-cancels-siblings"},
	},
	{
		Name:    "structured/leaked-task",
		Summary: "a function starts a task, meets an error and returns: the task stays",
		Section: "Structured Concurrency",
		Story: `A function starts a task that sends its answer, does something else meanwhile,
and returns early since that has failed. Nobody will receive the answer. The
task waits for good, with all that it holds.

With plain spawning each way out of a function has to see to each task that it
has started, and the type of the function does not say that there are any.

The repair (-group) is a block that ends after its tasks.`,
		Program:  plain(leakedTask),
		Funcs:    []string{"leakedTask"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Leak},
		Outcomes: always("error=disk full [leak: fetch send answer]"),
		Classes:  fixed(1),
		Repairs:  []string{"structured/leaked-task-group"},
	},
	{
		Name:    "structured/leaked-task-group",
		Summary: "the block returns the error when its task has stopped",
		Section: "Structured Concurrency",
		Story: `The task is started in a group. The error that the block returns cancels the
group, the task waits for its receiver or for the cancellation, and the block
ends after it. Every way out is the same.`,
		Program:  plain(leakedTaskGroup),
		Funcs:    []string{"leakedTaskGroup"},
		Verdict:  sim.Pass,
		Outcomes: always("error=disk full"),
		Classes:  fixed(1),
		Impure:   holdsAddresses,
	},
}

// book reserves a flight and a hotel; wait is how the flight's task waits for the
// airline.
func book(t *sim.Thread, wait func(t *sim.Thread, token *kit.Token) error) {
	flight := sim.NewVar(t, "flight", false)
	err := kit.Within(t, "booking", func(t *sim.Thread, g *kit.Group) error {
		g.Go(t, "flight", func(t *sim.Thread) error {
			if err := wait(t, g.Token()); err != nil {
				return err
			}
			flight.Store(t, true)
			return nil
		})
		g.Go(t, "hotel", func(t *sim.Thread) error {
			return errors.New("the hotel is full")
		})
		return nil
	})
	t.Observe("error", err)
	got := flight.Load(t)
	t.Observe("flight", got)
	t.Assert(err == nil || !got, "a flight is booked for a journey that was called off")
}

// taskgroupCancelsSiblings waits for the airline, or for the cancellation.
func taskgroupCancelsSiblings(t *sim.Thread) {
	book(t, func(t *sim.Thread, token *kit.Token) error { return token.Sleep(t, 50*time.Millisecond) })
}

// taskgroupCancelsSiblingsBroken waits for the airline and looks at nothing else.
func taskgroupCancelsSiblingsBroken(t *sim.Thread) {
	book(t, func(t *sim.Thread, _ *kit.Token) error { t.Sleep(50 * time.Millisecond); return nil })
}

// leakedTask returns an error and leaves its task behind.
func leakedTask(t *sim.Thread) {
	report := func() error {
		answer := sim.NewChan[int](t, "answer", 0)
		t.Go("fetch", func(t *sim.Thread) { answer.Send(t, 1) })
		if err := errors.New("disk full"); err != nil {
			return err // and who receives the answer?
		}
		answer.Recv(t)
		return nil
	}
	t.Observe("error", report())
}

// leakedTaskGroup returns the error when its task has ended.
func leakedTaskGroup(t *sim.Thread) {
	report := func() error {
		return kit.Within(t, "report", func(t *sim.Thread, g *kit.Group) error {
			answer := sim.NewChan[int](t, "answer", 0)
			g.Go(t, "fetch", func(t *sim.Thread) error {
				if sim.Select(t, answer.SendCase(1), g.Token().Done().RecvCase(nil, nil)) == 1 {
					return g.Token().Err(t)
				}
				return nil
			})
			if err := errors.New("disk full"); err != nil {
				return err
			}
			answer.Recv(t)
			return nil
		})
	}
	t.Observe("error", report())
}
