package scenarios

import (
	"github.com/interleave-go/interleave/sim"
	"github.com/interleave-go/interleave/sim/kit"
)

// stm is the family about software transactional memory.
var stm = []*Scenario{
	{
		Name:    "stm/bank-transfer",
		Summary: "transfers are transactions: the total is the same for all who look",
		Section: "Transactional Memory (TM)",
		Story: `Two threads transfer money between two accounts, in opposite directions, and a
third one adds the accounts up. Each of these is a transaction: it commits as a
whole, or it is run again. Nobody sees money that has left one account and not
reached the other, and no transfer is lost. There are no locks to be taken in
the right order either: the two directions would be a deadlock with one lock for
each account (deadlock/lock-order).

In a trace a variable shows its value and the number of the commit that wrote
it: 7@1 is 7, written by the first one. A transaction that meets a number higher
than the clock was when it began starts again.`,
		Program:  plain(bankTransfer),
		Funcs:    []string{"bankTransfer", "transfer"},
		Verdict:  sim.Pass,
		Outcomes: always("a=10 b=10"),
		Classes:  fixed(200),
	},
	{
		Name:    "stm/bank-transfer-broken",
		Summary: "a transfer reads in one transaction and writes in another one",
		Section: "Transactional Memory (TM)",
		Story: `Each access is made in a transaction, but not in the same one: the balances are
read, and later written. In between the other transfer commits, and is then
overwritten by sums that it had no part in.

Two atomic steps are not one, here as with atomics and with messages to an
actor. The repair is to put what belongs together into one transaction.`,
		Program:  plain(bankTransferBroken),
		Funcs:    []string{"bankTransferBroken"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("a=10 b=10", "a=13 b=7 [assertion]", "a=7 b=13 [assertion]"),
		Classes:  fixed(10),
		Repairs:  []string{"stm/bank-transfer"},
	},
	{
		Name:    "stm/write-skew",
		Summary: "two doctors go off duty, each since the other one is still there",
		Section: "Transactional Memory (TM)",
		Story: `One doctor must be on duty at all times. Each of two looks whether both are, and
goes off if so, in a transaction under snapshot isolation. Both see a memory in
which both are on duty; they write different variables, so neither disturbs the
other's commit. Afterwards nobody is on duty.

Each transaction alone keeps the rule, and no order of the two breaks it. Write
skew is what snapshot isolation, the default of many databases, does not
prevent.

The repair (-serializable) checks at the commit what was read, too.`,
		Program:  plain(writeSkew),
		Funcs:    []string{"writeSkew", "goOffDuty"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("on=0 [assertion]", "on=1"),
		Classes:  fixed(6),
		Repairs:  []string{"stm/write-skew-serializable"},
	},
	{
		Name:    "stm/write-skew-serializable",
		Summary: "the second commit finds that what it read has changed, and fails",
		Section: "Transactional Memory (TM)",
		Story: `Under serializable isolation a transaction commits only if nothing that it has
read was written meanwhile. The second doctor's commit fails; the transaction
runs again, sees one doctor on duty, and does nothing.`,
		Program:  plain(writeSkewSerializable),
		Funcs:    []string{"writeSkewSerializable", "goOffDuty"},
		Verdict:  sim.Pass,
		Outcomes: always("on=1"),
		Classes:  fixed(6),
	},
	{
		Name:    "stm/retry",
		Summary: "a transaction waits until what it has read is different",
		Section: "Transactional Memory (TM)",
		Story: `A consumer takes an item out of a slot, in a transaction. If the slot is empty
it says retry: the transaction is given up, and begins again when a variable
that it has read is written. There is no condition variable to be signalled, so
no signal can be forgotten or lost.`,
		Program:  plain(takeOrRetry),
		Funcs:    []string{"takeOrRetry"},
		Verdict:  sim.Pass,
		Outcomes: always("got=7"),
		Classes:  fixed(4),
	},
	{
		Name:    "stm/retry-broken",
		Summary: "the transaction does not wait, and takes an item that is not there",
		Section: "Transactional Memory (TM)",
		Story: `The consumer's transaction takes whatever is in the slot. If the producer has
not come yet that is nothing, 0. The transaction is atomic all the same:
atomicity says nothing about when.

The repair is to retry while the slot is empty.`,
		Program:  plain(takeAnyway),
		Funcs:    []string{"takeAnyway"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("got=0 [assertion]", "got=7"),
		Classes:  fixed(5),
		Repairs:  []string{"stm/retry"},
	},
}

// transfer moves money in one transaction.
func transfer(t *sim.Thread, m *kit.STM, from, to *kit.TVar[int], amount int) {
	kit.Atomically(t, m, func(tx *kit.Tx) error {
		kit.Write(tx, from, kit.Read(tx, from)-amount)
		kit.Write(tx, to, kit.Read(tx, to)+amount)
		return nil
	})
}

// bankTransfer transfers in both directions, and adds up meanwhile.
func bankTransfer(t *sim.Thread) {
	m := kit.NewSTM(t, "stm", kit.STMOptions{})
	a, b := kit.NewTVar(t, "a", 10), kit.NewTVar(t, "b", 10)
	there := t.Go("there", func(t *sim.Thread) { transfer(t, m, a, b, 3) })
	back := t.Go("back", func(t *sim.Thread) { transfer(t, m, b, a, 3) })
	var x, y int
	read := func(tx *kit.Tx) error {
		x, y = kit.Read(tx, a), kit.Read(tx, b)
		return nil
	}
	kit.Atomically(t, m, read)
	t.Assert(x+y == 20, "the auditor sees %d + %d", x, y)
	t.Join(there, back)
	kit.Atomically(t, m, read)
	t.Observe("a", x)
	t.Observe("b", y)
}

// bankTransferBroken reads in one transaction and writes in the next.
func bankTransferBroken(t *sim.Thread) {
	m := kit.NewSTM(t, "stm", kit.STMOptions{})
	a, b := kit.NewTVar(t, "a", 10), kit.NewTVar(t, "b", 10)
	var x, y int
	read := func(t *sim.Thread) (x, y int) {
		kit.Atomically(t, m, func(tx *kit.Tx) error {
			x, y = kit.Read(tx, a), kit.Read(tx, b)
			return nil
		})
		return x, y
	}
	move := func(t *sim.Thread, amount int) {
		x, y := read(t)
		kit.Atomically(t, m, func(tx *kit.Tx) error {
			kit.Write(tx, a, x-amount) // of what was read before
			kit.Write(tx, b, y+amount)
			return nil
		})
	}
	there := t.Go("there", func(t *sim.Thread) { move(t, 3) })
	back := t.Go("back", func(t *sim.Thread) { move(t, -3) })
	t.Join(there, back)
	x, y = read(t)
	t.Observe("a", x)
	t.Observe("b", y)
	t.Assert(x == 10 && y == 10, "there and back again, and the accounts are %d and %d", x, y)
}

// goOffDuty lets each of two doctors go if both are on duty.
func goOffDuty(t *sim.Thread, isolation kit.Isolation) {
	m := kit.NewSTM(t, "stm", kit.STMOptions{Isolation: isolation})
	alice, bob := kit.NewTVar(t, "alice", 1), kit.NewTVar(t, "bob", 1)
	off := func(me *kit.TVar[int]) func(t *sim.Thread) {
		return func(t *sim.Thread) {
			kit.Atomically(t, m, func(tx *kit.Tx) error {
				if kit.Read(tx, alice)+kit.Read(tx, bob) == 2 {
					kit.Write(tx, me, 0)
				}
				return nil
			})
		}
	}
	t.Join(t.Go("alice", off(alice)), t.Go("bob", off(bob)))
	on := 0
	kit.Atomically(t, m, func(tx *kit.Tx) error {
		on = kit.Read(tx, alice) + kit.Read(tx, bob)
		return nil
	})
	t.Observe("on", on)
	t.Assert(on > 0, "nobody is on duty")
}

// writeSkew lets them go under snapshot isolation.
func writeSkew(t *sim.Thread) { goOffDuty(t, kit.Snapshot) }

// writeSkewSerializable lets them go under serializable isolation.
func writeSkewSerializable(t *sim.Thread) { goOffDuty(t, kit.Serializable) }

// takeOrRetry waits for an item.
func takeOrRetry(t *sim.Thread) {
	m := kit.NewSTM(t, "stm", kit.STMOptions{})
	slot := kit.NewTVar(t, "slot", 0)
	producer := t.Go("producer", func(t *sim.Thread) {
		kit.Atomically(t, m, func(tx *kit.Tx) error { kit.Write(tx, slot, 7); return nil })
	})
	got := 0
	kit.Atomically(t, m, func(tx *kit.Tx) error {
		if got = kit.Read(tx, slot); got == 0 {
			tx.Retry()
		}
		kit.Write(tx, slot, 0)
		return nil
	})
	t.Join(producer)
	t.Observe("got", got)
}

// takeAnyway takes what is there, if anything.
func takeAnyway(t *sim.Thread) {
	m := kit.NewSTM(t, "stm", kit.STMOptions{})
	slot := kit.NewTVar(t, "slot", 0)
	producer := t.Go("producer", func(t *sim.Thread) {
		kit.Atomically(t, m, func(tx *kit.Tx) error { kit.Write(tx, slot, 7); return nil })
	})
	got := 0
	kit.Atomically(t, m, func(tx *kit.Tx) error {
		got = kit.Read(tx, slot)
		kit.Write(tx, slot, 0)
		return nil
	})
	t.Join(producer)
	t.Observe("got", got)
	t.Assert(got != 0, "took an item that was not there")
}
