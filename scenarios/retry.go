package scenarios

import (
	"errors"
	"time"

	"github.com/interleave-go/interleave/sim"
)

// retry is the family about doing things again.
var retry = []*Scenario{
	{
		Name:    "retry/timed-out-but-done",
		Summary: "a call times out, is tried again, and was done the first time",
		Section: "Techniques and Tools",
		Story: `A client pays by a call to a server, which takes 30 ms; the client waits for 20
ms and calls again. The first call was not lost, only slow: the server carries
out both, and the money is gone twice.

A time-out says that there is no answer. It does not say whether the thing has
been done. The repair (-idempotent) gives the payment a number, so that doing it
again changes nothing.`,
		Program:  plain(timedOutButDone),
		Funcs:    []string{"timedOutButDone", "pay"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("tries=2 balance=40 [assertion]"),
		Classes:  fixed(1),
		Repairs:  []string{"retry/timed-out-but-done-idempotent"},
	},
	{
		Name:    "retry/timed-out-but-done-idempotent",
		Summary: "the payment has a number, and the server knows those it has done",
		Section: "Techniques and Tools",
		Story: `Both calls carry the same number. The server keeps the numbers of the payments
that it has carried out, and answers the second call without paying again. Now
the client may try as often as it likes.`,
		Program:  plain(timedOutButDoneIdempotent),
		Funcs:    []string{"timedOutButDoneIdempotent", "pay"},
		Verdict:  sim.Pass,
		Outcomes: always("tries=2 balance=70"),
		Classes:  fixed(1),
	},
}

// errNoAnswer is a client's time-out.
var errNoAnswer = errors.New("no answer")

// pay calls a server, again if there is no answer in time, and returns the balance
// at last. The server carries out what it is asked for by withdraw.
func pay(t *sim.Thread, withdraw func(t *sim.Thread, balance *sim.Var[int], payment int)) {
	balance := sim.NewVar(t, "balance", 100)
	calls := sim.NewChan[int](t, "calls", 2)
	answers := sim.NewChan[int](t, "answers", 2)
	server := t.Go("server", func(t *sim.Thread) {
		for {
			payment, ok := calls.Recv(t)
			if !ok {
				return
			}
			t.Sleep(30 * time.Millisecond)
			withdraw(t, balance, payment)
			answers.Send(t, payment)
		}
	})
	call := func() error {
		calls.Send(t, 1)
		if sim.Select(t, answers.RecvCase(nil, nil), sim.After(20*time.Millisecond)) == 1 {
			return errNoAnswer
		}
		return nil
	}
	tries := 1
	for call() != nil && tries < 2 {
		tries++
	}
	calls.Close(t)
	t.Join(server)
	t.Observe("tries", tries)
	got := balance.Load(t)
	t.Observe("balance", got)
	t.Assert(got == 70, "paid 30, and the balance is %d", got)
}

// timedOutButDone withdraws whenever it is asked to.
func timedOutButDone(t *sim.Thread) {
	pay(t, func(t *sim.Thread, balance *sim.Var[int], _ int) {
		balance.Store(t, balance.Load(t)-30)
	})
}

// timedOutButDoneIdempotent withdraws once for each payment.
func timedOutButDoneIdempotent(t *sim.Thread) {
	last := sim.NewVar(t, "last", 0) // the number of the latest payment
	pay(t, func(t *sim.Thread, balance *sim.Var[int], payment int) {
		if last.Load(t) == payment {
			return
		}
		last.Store(t, payment)
		balance.Store(t, balance.Load(t)-30)
	})
}
