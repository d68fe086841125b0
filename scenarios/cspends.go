package scenarios

import (
	"time"

	"github.com/interleave-go/interleave/sim"
)

// channelEnds is the part of the csp family about closed, nil and silent channels.
var channelEnds = []*Scenario{
	{
		Name:    "csp/select-timeout",
		Summary: "a select waits for an answer, but not for ever",
		Section: "Language-Specific Concurrency Features",
		Story: `A client asks a server that is down, and waits in a select: for the answer, or
until 50 ms have passed. The time-out comes, and the client goes on with a
default.

The channel of the answer has room for one, so that an answer that comes after
all needs no receiver: csp/leaked-sender.`,
		Program:  plain(selectTimeout),
		Funcs:    []string{"selectTimeout"},
		Verdict:  sim.Pass,
		Outcomes: always("answer=default at=50ms"),
		Classes:  fixed(1),
		Impure:   looksAtClock,
	},
	{
		Name:    "csp/select-timeout-broken",
		Summary: "the client waits for an answer that never comes",
		Section: "Language-Specific Concurrency Features",
		Story: `The server takes the request and dies before it answers. It has no lock to leave
behind; what it leaves is a client that waits for ever.

Whoever waits for somebody else's message depends on that one staying alive. The
repair is a time-out, and a thought on what to do then.`,
		Program:  plain(selectTimeoutBroken),
		Funcs:    []string{"selectTimeoutBroken"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: always("[deadlock: main recv answer]"),
		Classes:  fixed(1),
		Repairs:  []string{"csp/select-timeout"},
	},
	{
		Name:    "csp/select-default-spin",
		Summary: "a select with a default in a loop: the client is busy with waiting",
		Section: "Language-Specific Concurrency Features",
		Story: `A client looks for an answer in a select with a default, again and again. While
there is none the default is taken at once, so the loop never waits: it keeps a
processor busy, and nothing shows that it makes no progress. When the server is
gone it goes on like that for ever. A thread that waits in vain can be found as
blocked; one that spins looks alive.

The repair (-timeout) leaves the default out: the select waits, and a time-out
says for how long.`,
		Program:  plain(selectDefaultSpin),
		Funcs:    []string{"selectDefaultSpin"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Livelock},
		Outcomes: always("[livelock: main spins on answer]"),
		Classes:  fixed(1),
		Impure:   "it spins, and awaits are found directly",
		Repairs:  []string{"csp/select-default-spin-timeout"},
	},
	{
		Name:    "csp/select-default-spin-timeout",
		Summary: "the client waits in the select, and for so long only",
		Section: "Language-Specific Concurrency Features",
		Story: `Without the default the select waits, which costs nothing while nothing comes.
The time-out ends the wait, and the client says that there is no answer.`,
		Program:  plain(selectDefaultSpinTimeout),
		Funcs:    []string{"selectDefaultSpinTimeout"},
		Verdict:  sim.Pass,
		Outcomes: always("answer=none"),
		Classes:  fixed(1),
	},
	{
		Name:    "csp/send-on-closed",
		Summary: "main closes the channel while a sender is still about to send",
		Section: "Communicating Sequential Processes (CSP)",
		Story: `Main has had enough, and closes the channel to tell the sender to stop. The
sender is about to send. In Go a send on a closed channel panics; here it is
misuse.

A close means "no more will come". Only one who knows that can say it: the
sender, or somebody who knows that all senders have ended. To tell a sender to
stop takes another channel, or an event.

The repair (-sender-closes) lets the sender close the channel when it is told to
stop.`,
		Program:  plain(sendOnClosed),
		Funcs:    []string{"sendOnClosed"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Misuse},
		Outcomes: always("", "[misuse]"),
		Classes:  fixed(2),
		Repairs:  []string{"csp/send-on-closed-sender-closes"},
	},
	{
		Name:    "csp/send-on-closed-sender-closes",
		Summary: "main says stop on a channel of its own; the sender closes its own",
		Section: "Communicating Sequential Processes (CSP)",
		Story: `Main closes a second channel, stop, on which nothing is ever sent. The sender
waits in a select for either: a receiver for its next item, or the end. When it
ends it closes the channel of items, and main, who has gone on receiving, learns
that nothing more will come.`,
		Program:  plain(sendOnClosedSenderCloses),
		Funcs:    []string{"sendOnClosedSenderCloses"},
		Verdict:  sim.Pass,
		Outcomes: always("late=0", "late=1"),
		Classes:  fixed(3),
	},
	{
		Name:    "csp/double-close",
		Summary: "two senders each close the channel when they have sent all",
		Section: "Communicating Sequential Processes (CSP)",
		Story: `Two senders share a channel, and each closes it after its last item. The second
close is misuse; and if the first one comes early the other sender meets a
closed channel already when it sends.

The repair (-last) is to count those who still send: whoever sees the count at
zero closes, and there is exactly one such.`,
		Program:  plain(doubleClose),
		Funcs:    []string{"doubleClose", "drain"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Misuse},
		Outcomes: always("sum=1 [misuse]", "sum=2 [misuse]", "sum=3 [misuse]"),
		Classes:  fixed(12),
		Repairs:  []string{"csp/double-close-last"},
	},
	{
		Name:    "csp/double-close-last",
		Summary: "a wait group counts the senders; one thread closes after all",
		Section: "Communicating Sequential Processes (CSP)",
		Story: `Each sender says Done when it has sent all. A thread of its own waits for all of
them and closes the channel, once. Main receives until then.`,
		Program:  plain(doubleCloseLast),
		Funcs:    []string{"doubleCloseLast", "drain"},
		Verdict:  sim.Pass,
		Outcomes: always("sum=3"),
		Classes:  fixed(2),
	},
	{
		Name:    "csp/nil-channel",
		Summary: "a closed channel is set to nil in the loop, and select passes it by",
		Section: "Language-Specific Concurrency Features",
		Story: `Main merges two channels until both are closed. A closed channel is always
ready: its case would be taken again and again. A nil channel is never ready, so
main sets the variable to nil when it has seen the close, and that case of the
select is switched off.`,
		Program:  plain(nilChannel),
		Funcs:    []string{"nilChannel", "feed"},
		Verdict:  sim.Pass,
		Outcomes: always("sum=3"),
		Classes:  fixed(16),
	},
	{
		Name:    "csp/nil-channel-broken",
		Summary: "a channel that was declared and never made: the send waits for ever",
		Section: "Language-Specific Concurrency Features",
		Story: `A channel variable that nobody has made is nil. A send to nil does not panic, it
waits: for ever, since nobody can receive from nil either. The other sender is
received from, and main waits in its select for the channel that is nil as well.

What is useful in a select (csp/nil-channel) is a trap outside of it. The repair
is to make the channel.`,
		Program:  plain(nilChannelBroken),
		Funcs:    []string{"nilChannelBroken", "feed"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: always("[deadlock: main select recv nil | recv nil, right send nil]"),
		Classes:  fixed(1),
		Repairs:  []string{"csp/nil-channel"},
	},
}

// selectTimeout goes on without an answer after a while.
func selectTimeout(t *sim.Thread) {
	request := sim.NewChan[string](t, "request", 0)
	answer := sim.NewChan[string](t, "answer", 1)
	t.Go("server", func(t *sim.Thread) {
		request.Recv(t)
		// and here it dies
	})
	request.Send(t, "time?")
	got := "default"
	sim.Select(t, answer.RecvCase(&got, nil), sim.After(50*time.Millisecond))
	t.Observe("answer", got)
	t.Observe("at", t.Now())
}

// selectTimeoutBroken waits for the answer and nothing else.
func selectTimeoutBroken(t *sim.Thread) {
	request := sim.NewChan[string](t, "request", 0)
	answer := sim.NewChan[string](t, "answer", 1)
	t.Go("server", func(t *sim.Thread) {
		request.Recv(t)
		// and here it dies
	})
	request.Send(t, "time?")
	got, _ := answer.Recv(t)
	t.Observe("answer", got)
}

// selectDefaultSpin looks for an answer until there is one.
func selectDefaultSpin(t *sim.Thread) {
	answer := sim.NewChan[string](t, "answer", 1)
	t.Go("server", func(t *sim.Thread) {
		// it dies before it answers
	})
	got := ""
	for sim.Select(t, answer.RecvCase(&got, nil), sim.Default()) != 0 {
		// nothing yet: look again
	}
	t.Observe("answer", got)
}

// selectDefaultSpinTimeout waits for an answer.
func selectDefaultSpinTimeout(t *sim.Thread) {
	answer := sim.NewChan[string](t, "answer", 1)
	t.Go("server", func(t *sim.Thread) {
		// it dies before it answers
	})
	got := "none"
	sim.Select(t, answer.RecvCase(&got, nil), sim.After(50*time.Millisecond))
	t.Observe("answer", got)
}

// sendOnClosed closes the channel to make its sender stop.
func sendOnClosed(t *sim.Thread) {
	items := sim.NewChan[int](t, "items", 1)
	sender := t.Go("sender", func(t *sim.Thread) {
		for i := range 2 {
			items.Send(t, i+1)
		}
	})
	items.Recv(t)
	items.Close(t) // enough
	t.Join(sender)
}

// sendOnClosedSenderCloses asks the sender to stop, and the sender closes.
func sendOnClosedSenderCloses(t *sim.Thread) {
	items := sim.NewChan[int](t, "items", 1)
	stop := sim.NewChan[bool](t, "stop", 0)
	sender := t.Go("sender", func(t *sim.Thread) {
		defer items.Close(t)
		for i := range 2 {
			if sim.Select(t, items.SendCase(i+1), stop.RecvCase(nil, nil)) == 1 {
				return
			}
		}
	})
	items.Recv(t)
	stop.Close(t) // enough
	late := 0
	for {
		if _, ok := items.Recv(t); !ok {
			break
		}
		late++
	}
	t.Join(sender)
	t.Observe("late", late)
}

// doubleClose lets both senders close their channel.
func doubleClose(t *sim.Thread) {
	items := sim.NewChan[int](t, "items", 2)
	for i := range 2 {
		t.Go(letter(i), func(t *sim.Thread) {
			items.Send(t, i+1)
			items.Close(t) // the other one does the same
		})
	}
	t.Observe("sum", drain(t, items))
}

// doubleCloseLast closes once, when all senders have said that they are done.
func doubleCloseLast(t *sim.Thread) {
	items := sim.NewChan[int](t, "items", 2)
	senders := sim.NewWaitGroup(t, "senders")
	senders.Add(t, 2)
	for i := range 2 {
		t.Go(letter(i), func(t *sim.Thread) {
			items.Send(t, i+1)
			senders.Done(t)
		})
	}
	t.Go("closer", func(t *sim.Thread) {
		senders.Wait(t)
		items.Close(t)
	})
	t.Observe("sum", drain(t, items))
}

// drain receives until the channel is closed, and adds up.
func drain(t *sim.Thread, ch *sim.Chan[int]) int {
	sum := 0
	for {
		item, ok := ch.Recv(t)
		if !ok {
			return sum
		}
		sum += item
	}
}

// feed sends one item to a channel and closes it.
func feed(t *sim.Thread, ch *sim.Chan[int], item int) {
	ch.Send(t, item)
	ch.Close(t)
}

// nilChannel merges two channels until both are closed.
func nilChannel(t *sim.Thread) {
	a, b := sim.NewChan[int](t, "a", 0), sim.NewChan[int](t, "b", 0)
	left, right := a, b // feed keeps its own copies of the variables
	t.Go("left", func(t *sim.Thread) { feed(t, left, 1) })
	t.Go("right", func(t *sim.Thread) { feed(t, right, 2) })
	sum := 0
	for a != nil || b != nil {
		var item int
		var ok bool
		i := sim.Select(t, a.RecvCase(&item, &ok), b.RecvCase(&item, &ok))
		sum += item
		switch {
		case ok:
		case i == 0:
			a = nil // closed: select shall pass it by
		default:
			b = nil
		}
	}
	t.Observe("sum", sum)
}

// nilChannelBroken forgets to make one of the two.
func nilChannelBroken(t *sim.Thread) {
	a := sim.NewChan[int](t, "a", 0)
	var b *sim.Chan[int] // b = sim.NewChan...
	left, right := a, b
	t.Go("left", func(t *sim.Thread) { feed(t, left, 1) })
	t.Go("right", func(t *sim.Thread) { feed(t, right, 2) })
	sum, items := 0, 0
	for items < 2 {
		var item int
		var ok bool
		if sim.Select(t, a.RecvCase(&item, &ok), b.RecvCase(&item, &ok)); ok {
			items++
			sum += item
			continue
		}
		a = nil // closed; and b has never been open
	}
	t.Observe("sum", sum)
}
