package scenarios

import (
	"fmt"
	"slices"

	"github.com/interleave-go/interleave/sim"
)

// cond is the family about condition variables.
var cond = slices.Concat(condLoops, condWakes, condLocks)

// condLoops is the part of the family about waiting in a loop, under the lock.
var condLoops = []*Scenario{
	{
		Name:    "cond/bounded-buffer",
		Summary: "producers and consumers share a ring; two conditions, waits in loops",
		Section: "Condition Variables",
		Story: `A ring of slots under one mutex, with two conditions: notFull, for producers,
and notEmpty, for consumers. Each waits in a loop, changes the ring under the
lock, and tells one waiter of the other kind. This is the producer-consumer
pattern of the guide, and it is correct.

Three rules carry it. The lock is held whenever the ring is looked at, so that
nothing changes between the check and the wait; Wait frees it and begins to wait
in one step. The check is repeated after Wait, since somebody else may have been
quicker. And every change that others may wait for is signalled. One waiter per
change is enough here, because all who wait on one condition want the same
thing.

The slots assert that no item is overwritten and none taken twice, the consumers
that the items of each producer come in order, and main that none is missing.
The guide's size is producers=2 consumers=2 slots=3. What makes the tree grow is
not the ring but who gets the lock next.`,
		Params:  bufferParams(1, 2, 1),
		Program: boundedBuffer,
		Funcs:   []string{"boundedBuffer", "buffer", "buffer.put", "buffer.take", "buffer.insert", "buffer.remove", "produceAndConsume"},
		Verdict: sim.Pass,
		Outcomes: func(p Params) []string {
			n := p.Int("producers") * p.Int("items")
			return []string{fmt.Sprintf("sum=%d", n*(n+1)/2)}
		},
		Classes: func(p Params) int {
			if p.Int("producers") != 1 || p.Int("consumers") != 1 || p.Int("slots") != 1 {
				return 0
			}
			return 1 << (2*p.Int("items") - 1)
		},
	},
	{
		Name:    "cond/bounded-buffer-broken",
		Summary: "signals only when the ring was empty: a consumer sleeps on an item",
		Section: "Condition Variables",
		Story: `An optimisation that looks safe: put signals notEmpty only when the ring was
empty, since only then can anybody be waiting for an item. But waiters do not
leave at the moment of the signal; they leave when they get the lock. Two
consumers wait; the first item wakes one of them; before that one has the lock,
the second item comes, finds the ring not empty, and wakes nobody. The second
consumer sleeps for ever, next to an item that is there for it.

The same holds for take and notFull, once two producers wait. The repair is to
signal every change: a signal that finds no waiter costs next to nothing, and
one that is missing costs a deadlock. Few interleavings show it, and with
slots=1 none does: such a ring is always empty or full, so that every change is
signalled. A program like this passes its tests for years.

The outcomes are stated for the default sizes only: with others, who is left
waiting depends on how the items were shared.`,
		Params:  bufferParams(2, 2, 2),
		Program: boundedBufferBroken,
		Funcs:   []string{"boundedBufferBroken", "buffer.putIfEmptySignal", "buffer.takeIfFullSignal", "buffer", "buffer.insert", "buffer.remove", "produceAndConsume"},
		Verdict: sim.Fail,
		Kinds:   []sim.Kind{sim.Deadlock},
		Outcomes: func(p Params) []string {
			if !p.isDefault() {
				return nil
			}
			end := "[deadlock: main join producer-1 consumer-1 consumer-2, consumer-%d wait notEmpty]"
			return []string{fmt.Sprintf(end, 1), fmt.Sprintf(end, 2), "sum=3"}
		},
		Classes: fixed(26),
		Repairs: []string{"cond/bounded-buffer"},
	},
	{
		Name:    "cond/if-for-while",
		Summary: "the wait is guarded by if: a consumer takes from an empty buffer",
		Section: "Condition Variables",
		Story: `Two consumers wait for items. The producer puts one and wakes them all. The
first consumer to get the lock takes the item; the second one was woken as well,
does not look again, and takes from an empty buffer.

To be woken means that the condition may hold, not that it holds: between the
wake-up and the return of Wait others can hold the lock. Signal in place of
Broadcast does not help. A consumer that arrives late, and never waited, can
take the item before the one that was woken for it has the lock.

The repair is a single word: a loop in place of the if (-while).`,
		Program:  plain(ifForWhile),
		Funcs:    []string{"ifForWhile"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("left=0", "left=1 [assertion]"),
		Classes:  fixed(30),
		Repairs:  []string{"cond/if-for-while-while"},
	},
	{
		Name:    "cond/if-for-while-while",
		Summary: "the wait in a loop: whoever is woken looks again",
		Section: "Condition Variables",
		Story: `After Wait returns the consumer checks again, with the lock held. Whoever finds
the buffer empty waits again, and is woken by the second item. Nobody takes what
is not there, and both items find a taker.

The loop answers every reason why a wake-up may come without its condition: a
broadcast that woke more than can go on, a late comer who was quicker, and the
spurious wake-ups that some systems allow.`,
		Program:  plain(ifForWhileWhile),
		Funcs:    []string{"ifForWhileWhile"},
		Verdict:  sim.Pass,
		Outcomes: always("left=0"),
		Classes:  fixed(30),
	},
	{
		Name:    "cond/lost-wakeup",
		Summary: "the flag is set without the lock: the signal comes before the wait",
		Section: "Condition Variables",
		Story: `The waiter holds the lock, sees that the flag is not set, and is about to wait.
Right then the setter sets the flag and signals. Nobody waits yet, so the signal
does nothing; a condition variable has no memory. Then the waiter begins to wait
for a signal that has already been given.

The flag is atomic, so there is no data race, and the waiter does check in a
loop. Neither helps. What is missing is the lock on the other side: the waiter
relies on nothing changing between its check and its wait, and that is true only
if whoever changes the flag takes the same lock.

The repair is to set the flag with the lock held (-locked).`,
		Program:  plain(lostWakeup),
		Funcs:    []string{"lostWakeup"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: always("", "[deadlock: main join waiter setter, waiter wait c]"),
		// The flag is set in time; or not, and the signal comes before or after the wait.
		Classes: fixed(3),
		Repairs: []string{"cond/lost-wakeup-locked"},
	},
	{
		Name:    "cond/lost-wakeup-locked",
		Summary: "the flag is set under the lock: no signal falls into the gap",
		Section: "Condition Variables",
		Story: `The setter takes the lock, so it cannot come between the waiter's check and its
wait: Wait frees the lock in the same step in which it begins to wait. Either
the flag is set before the waiter looks, and it does not wait; or the waiter
already waits when the flag is set, and the signal finds it.

It is the change of the flag that needs the lock. The signal itself may be given
after the unlock, and nothing would be lost. Under the lock the flag need not be
atomic either.`,
		Program:  plain(lostWakeupLocked),
		Funcs:    []string{"lostWakeupLocked"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(2),
	},
}
