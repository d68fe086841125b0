package scenarios

import (
	"slices"

	"github.com/interleave-go/interleave/sim"
)

// benchFlags is the part of the sctbench family about checks that hold in most
// orders.
var benchFlags = []*Scenario{
	{
		Name:    "sctbench/account",
		Summary: "a check of the balance is wrong once both bookings are in",
		Section: "Race Conditions",
		Story: `One thread deposits, one withdraws, one checks the balance when it sees that
both are done; all of it under a lock. The check has its sign wrong: it expects
the deposit to have been taken off. In most orders it comes too early to look,
and nobody notices.

No order is forbidden here; the mistake is in one thread, and only some orders
execute it. The repair (-corrected) has the right sum.`,
		Program:  plain(account),
		Funcs:    []string{"account", "bookings"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("", "[assertion]"),
		Classes:  fixed(6),
		Repairs:  []string{"sctbench/account-corrected"},
	},
	{
		Name:    "sctbench/account-corrected",
		Summary: "the check expects the right balance",
		Section: "Race Conditions",
		Story: `The same three threads and the same orders; the one in which the check looks now
finds what it expects.`,
		Program:  plain(accountCorrected),
		Funcs:    []string{"accountCorrected", "bookings"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(6),
	},
	{
		Name:    "sctbench/bluetooth-driver",
		Summary: "a driver is stopped between a request's check and its count",
		Section: "Race Conditions",
		Story: `The driver counts the requests that are being worked on, itself included. A
request looks at the flag that says that the driver is being stopped, and then
counts itself. Stopping sets the flag and takes the driver's own count away; who
brings the count to zero says that all resources may be released.

A request that has looked at the flag and not yet counted itself is invisible:
the driver finds the count at zero, releases everything, and the request works
on what is gone. Found in 2004 by KISS in the Bluetooth driver of Windows.

It takes one preemption, at one place, for one stretch; a random walk with its
many small switches seldom lets the other thread run that far.

The repair (-counts-first) counts the request before it looks at the flag.`,
		Program:  plain(bluetoothDriver),
		Funcs:    []string{"bluetoothDriver", "bluetooth", "bluetooth.leave", "bluetooth.stop"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("", "[assertion]"),
		Classes:  fixed(10),
		Repairs:  []string{"sctbench/bluetooth-driver-counts-first"},
	},
	{
		Name:    "sctbench/bluetooth-driver-counts-first",
		Summary: "a request counts itself before it looks at the flag",
		Section: "Race Conditions",
		Story: `Whoever finds the flag unset has already been counted, so the count cannot reach
zero before the request is through. Whoever finds it set takes the count back.`,
		Program:  plain(bluetoothDriverCountsFirst),
		Funcs:    []string{"bluetoothDriverCountsFirst", "bluetooth", "bluetooth.leave", "bluetooth.stop"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(9),
	},
	{
		Name:    "sctbench/lazy",
		Summary: "a limit is passed if the third thread comes last",
		Section: "Race Conditions",
		Story: `Two threads add 1 and 2 to a number, a third says that it must stay below 3; all
under a lock. It does, unless the third comes last. Published as lazy01, where
lazy exploration of a solver was shown to find it soon.

The repair (-corrected) allows for 3.`,
		Program:  plain(lazy),
		Funcs:    []string{"lazy", "lazyLimit"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("", "[assertion]"),
		Classes:  fixed(6),
		Repairs:  []string{"sctbench/lazy-corrected"},
	},
	{
		Name:    "sctbench/lazy-corrected",
		Summary: "the limit allows for both additions",
		Section: "Race Conditions",
		Story: `The same three critical sections, in six orders; the sum of both additions is
within the limit.`,
		Program:  plain(lazyCorrected),
		Funcs:    []string{"lazyCorrected", "lazyLimit"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(6),
	},
	{
		Name:    "sctbench/token-ring",
		Summary: "a token that is passed round is not waited for",
		Section: "Race Conditions",
		Story: `Three threads pass a number on: each copies its predecessor's, the first one
adds 1. A fourth checks, once all have moved, that all numbers are equal. Each
move is atomic, but nobody waits for its predecessor's move, so only one of the
six orders of the moves ends well.

The repair (-waits) lets each wait for the one before.`,
		Program:  plain(tokenRing),
		Funcs:    []string{"tokenRing"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("", "[assertion]"),
		Classes:  fixed(24),
		Repairs:  []string{"sctbench/token-ring-waits"},
	},
	{
		Name:    "sctbench/token-ring-waits",
		Summary: "each thread waits for the move of the one before",
		Section: "Events",
		Story: `An event says that a move has been made; whoever copies waits for it. The moves
then have one order, and only the check may come anywhere.`,
		Program:  plain(tokenRingWaits),
		Funcs:    []string{"tokenRingWaits"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(4),
	},
}

// account checks the balance against the wrong sum.
func account(t *sim.Thread) { bookings(t, 1-2-4) }

// accountCorrected checks the balance against the right one.
func accountCorrected(t *sim.Thread) { bookings(t, 1+2-4) }

// bookings deposits 2, withdraws 4, and checks the balance once both are done.
func bookings(t *sim.Thread, sum int) {
	mu := sim.NewMutex(t, "mu")
	balance := sim.NewVar(t, "balance", 1)
	deposited, withdrawn := sim.NewVar(t, "deposited", false), sim.NewVar(t, "withdrawn", false)
	check := t.Go("check", func(t *sim.Thread) {
		mu.Lock(t)
		defer mu.Unlock(t)
		if deposited.Load(t) && withdrawn.Load(t) {
			t.Assert(balance.Load(t) == sum, "the balance is not %d", sum)
		}
	})
	book := func(amount int, done *sim.Var[bool]) func(t *sim.Thread) {
		return func(t *sim.Thread) {
			mu.Lock(t)
			balance.Store(t, balance.Load(t)+amount)
			done.Store(t, true)
			mu.Unlock(t)
		}
	}
	deposit := t.Go("deposit", book(2, deposited))
	withdraw := t.Go("withdraw", book(-4, withdrawn))
	t.Join(check, deposit, withdraw)
}

// bluetooth is the state of the driver.
type bluetooth struct {
	pending   *sim.Atomic[int] // requests being worked on, and 1 for the driver
	stopping  *sim.Atomic[bool]
	drained   *sim.Atomic[bool] // the count has come to zero
	destroyed *sim.Atomic[bool] // the resources are released
}

func newBluetooth(t *sim.Thread) *bluetooth {
	return &bluetooth{
		pending: sim.NewAtomic(t, "pending", 1), stopping: sim.NewAtomic(t, "stopping", false),
		drained: sim.NewAtomic(t, "drained", false), destroyed: sim.NewAtomic(t, "destroyed", false),
	}
}

// leave takes one away from the count.
func (d *bluetooth) leave(t *sim.Thread) {
	if sim.Add(t, d.pending, -1) == 0 {
		d.drained.Store(t, true)
	}
}

// stop releases the resources once nobody is counted any more.
func (d *bluetooth) stop(t *sim.Thread) {
	d.stopping.Store(t, true)
	d.leave(t)
	if d.drained.Load(t) {
		d.destroyed.Store(t, true)
	}
}

// bluetoothDriver makes a request that looks at the flag and then counts itself.
func bluetoothDriver(t *sim.Thread) {
	d := newBluetooth(t)
	stop := t.Go("stop", d.stop)
	if !d.stopping.Load(t) {
		sim.Add(t, d.pending, 1) // too late, if the driver has been stopped meanwhile
		t.Assert(!d.destroyed.Load(t), "the request works on released resources")
	}
	d.leave(t)
	t.Join(stop)
}

// bluetoothDriverCountsFirst makes a request that counts itself, then looks.
func bluetoothDriverCountsFirst(t *sim.Thread) {
	d := newBluetooth(t)
	stop := t.Go("stop", d.stop)
	sim.Add(t, d.pending, 1)
	if !d.stopping.Load(t) {
		t.Assert(!d.destroyed.Load(t), "the request works on released resources")
	}
	d.leave(t)
	t.Join(stop)
}

// lazy allows for less than both additions.
func lazy(t *sim.Thread) { lazyLimit(t, 2) }

// lazyCorrected allows for both.
func lazyCorrected(t *sim.Thread) { lazyLimit(t, 3) }

// lazyLimit adds 1 and 2 to a number that must not exceed a limit.
func lazyLimit(t *sim.Thread, limit int) {
	mu := sim.NewMutex(t, "mu")
	n := sim.NewVar(t, "n", 0)
	adders := team(t, 2, "adder", func(t *sim.Thread, i int) {
		mu.Lock(t)
		n.Store(t, n.Load(t)+i+1)
		mu.Unlock(t)
	})
	check := t.Go("check", func(t *sim.Thread) {
		mu.Lock(t)
		defer mu.Unlock(t)
		t.Assert(n.Load(t) <= limit, "the number exceeds %d", limit)
	})
	t.Join(append(adders, check)...)
}

// tokenRing passes a number round without waiting for the predecessor.
func tokenRing(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	x := [3]*sim.Var[int]{sim.NewVar(t, "x1", 1), sim.NewVar(t, "x2", 2), sim.NewVar(t, "x3", 1)}
	moved := [3]*sim.Var[bool]{sim.NewVar(t, "moved1", false), sim.NewVar(t, "moved2", false), sim.NewVar(t, "moved3", false)}
	ring := team(t, 3, "t", func(t *sim.Thread, i int) {
		mu.Lock(t)
		n := x[(i+2)%3].Load(t)
		if i == 0 {
			n++
		}
		x[i].Store(t, n%4)
		moved[i].Store(t, true)
		mu.Unlock(t)
	})
	check := t.Go("check", func(t *sim.Thread) {
		mu.Lock(t)
		defer mu.Unlock(t)
		if moved[0].Load(t) && moved[1].Load(t) && moved[2].Load(t) {
			a, b, c := x[0].Load(t), x[1].Load(t), x[2].Load(t)
			t.Assert(a == b && b == c, "the token is %d, %d, %d", a, b, c)
		}
	})
	t.Join(slices.Concat(ring, []*sim.Thread{check})...)
}

// tokenRingWaits passes a number round; each thread waits for the one before.
func tokenRingWaits(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	x := [3]*sim.Var[int]{sim.NewVar(t, "x1", 1), sim.NewVar(t, "x2", 2), sim.NewVar(t, "x3", 1)}
	moved := [3]*sim.Event{sim.NewEvent(t, "moved1"), sim.NewEvent(t, "moved2"), sim.NewEvent(t, "moved3")}
	ring := team(t, 3, "t", func(t *sim.Thread, i int) {
		if i > 0 {
			moved[i-1].Wait(t)
		}
		mu.Lock(t)
		n := x[(i+2)%3].Load(t)
		if i == 0 {
			n++
		}
		x[i].Store(t, n%4)
		moved[i].Set(t)
		mu.Unlock(t)
	})
	check := t.Go("check", func(t *sim.Thread) {
		mu.Lock(t)
		defer mu.Unlock(t)
		if moved[0].IsSet(t) && moved[1].IsSet(t) && moved[2].IsSet(t) {
			a, b, c := x[0].Load(t), x[1].Load(t), x[2].Load(t)
			t.Assert(a == b && b == c, "the token is %d, %d, %d", a, b, c)
		}
	})
	t.Join(slices.Concat(ring, []*sim.Thread{check})...)
}
