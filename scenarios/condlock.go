package scenarios

import "github.com/interleave-go/interleave/sim"

// condLocks is the part of the cond family about the lock that a condition
// belongs to.
var condLocks = []*Scenario{
	{
		Name:    "cond/wait-without-lock",
		Summary: "a thread waits on a condition without holding its mutex",
		Section: "Condition Variables",
		Story: `The consumer looks at an atomic flag and waits if it is not set. The flag needs
no lock, so it takes none. But Wait frees the mutex in the same step in which it
begins to wait; there is nothing to free, and that is misuse. It is found in
each interleaving in which the consumer waits, and in none in which the flag is
set in time.

What the rule protects is the gap between the check and the wait. If it were
allowed, the flag could be set and signalled right there, and the signal would
be lost, as in cond/lost-wakeup.

The repair is to check and wait with the mutex held (-locked).`,
		Program:  plain(waitWithoutLock),
		Funcs:    []string{"waitWithoutLock"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Misuse},
		Outcomes: always("", "[misuse]"),
		// The flag is set in time; or the wait comes before, while or after the producer
		// holds the mutex.
		Classes: fixed(4),
		Repairs: []string{"cond/wait-without-lock-locked"},
	},
	{
		Name:    "cond/wait-without-lock-locked",
		Summary: "the mutex is held from the check to the wait",
		Section: "Condition Variables",
		Story: `The consumer holds the mutex while it looks and until it waits, and whoever sets
the flag holds it too. Now nothing can come in between: the flag is set either
before the consumer looks, or after it has begun to wait.

Since each access is made under the mutex, the flag can be a plain variable.`,
		Program:  plain(waitWithoutLockLocked),
		Funcs:    []string{"waitWithoutLockLocked"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(2),
	},
	{
		Name:    "cond/signal-without-lock",
		Summary: "a strict condition refuses a signal from a thread without the lock",
		Section: "Condition Variables",
		Story: `The producer sets the flag and signals, and takes no lock for either. In Python
that is an error on the spot: notify needs the lock to be held. The condition
here is as strict (sim.SignalNeedsLock), so the signal is misuse and ends the
producer. Nobody else will signal, and a consumer that waits already waits for
ever.

The strictness pays. In Go, Java's newer locks and POSIX a signal needs no lock,
and the defect is then found only by whoever meets the lost wake-up
(cond/signal-without-lock-lenient).

The repair is to change the flag and to signal with the lock held (-locked).`,
		Program:  plain(signalWithoutLock),
		Funcs:    []string{"signalWithoutLock"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock, sim.Misuse},
		Outcomes: always("[misuse]", "[deadlock misuse: main join consumer producer, consumer wait c]"),
		// The flag is set in time, and the signal comes before, while or after the consumer
		// holds the mutex; or it is not, and the signal comes before or after the wait.
		Classes: fixed(5),
		Repairs: []string{"cond/signal-without-lock-locked"},
	},
	{
		Name:    "cond/signal-without-lock-lenient",
		Summary: "a lenient condition lets the signal pass, and it gets lost",
		Section: "Condition Variables",
		Story: `The same program on a condition as Go has it: a signal without the lock is
allowed. In most interleavings all is well. In some the flag is set and
signalled after the consumer has looked and before it waits, and the consumer
waits for a signal that has been given: cond/lost-wakeup.

It is not the signal that is wrong. Were the flag changed under the lock, the
signal could come after the unlock. But a rule that is checked at every signal
finds the mistake in every run, and this one is found in few.`,
		Program:  plain(signalWithoutLockLenient),
		Funcs:    []string{"signalWithoutLockLenient"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: always("", "[deadlock: main join consumer producer, consumer wait c]"),
		// The flag is set in time; or not, and the signal comes before or after the wait.
		Classes: fixed(3),
		Repairs: []string{"cond/signal-without-lock-locked"},
	},
	{
		Name:    "cond/signal-without-lock-locked",
		Summary: "the flag is set and signalled under the lock, as the rule wants",
		Section: "Condition Variables",
		Story: `The producer holds the lock while it sets the flag and signals. The strict
condition is content, and no signal falls between the consumer's check and its
wait. A woken consumer waits for the lock a moment longer; that is all it costs.`,
		Program:  plain(signalWithoutLockLocked),
		Funcs:    []string{"signalWithoutLockLocked"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(2),
	},
}

// waitWithoutLock waits on a condition and holds nothing.
func waitWithoutLock(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	c := sim.NewCond(t, "c", mu)
	ready := sim.NewAtomic(t, "ready", false)
	consumer := t.Go("consumer", func(t *sim.Thread) {
		for !ready.Load(t) {
			c.Wait(t) // frees a mutex that it does not hold
		}
	})
	producer := t.Go("producer", func(t *sim.Thread) {
		mu.Lock(t)
		ready.Store(t, true)
		c.Signal(t)
		mu.Unlock(t)
	})
	t.Join(consumer, producer)
}

// waitWithoutLockLocked holds the mutex whenever it looks or waits.
func waitWithoutLockLocked(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	c := sim.NewCond(t, "c", mu)
	ready := sim.NewVar(t, "ready", false)
	consumer := t.Go("consumer", func(t *sim.Thread) {
		mu.Lock(t)
		for !ready.Load(t) {
			c.Wait(t)
		}
		mu.Unlock(t)
	})
	producer := t.Go("producer", func(t *sim.Thread) {
		mu.Lock(t)
		ready.Store(t, true)
		c.Signal(t)
		mu.Unlock(t)
	})
	t.Join(consumer, producer)
}

// signalWithoutLock signals a strict condition without its lock.
func signalWithoutLock(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	c := sim.NewCond(t, "c", mu, sim.SignalNeedsLock)
	ready := sim.NewAtomic(t, "ready", false)
	consumer := t.Go("consumer", func(t *sim.Thread) {
		mu.Lock(t)
		for !ready.Load(t) {
			c.Wait(t)
		}
		mu.Unlock(t)
	})
	producer := t.Go("producer", func(t *sim.Thread) {
		ready.Store(t, true)
		c.Signal(t)
	})
	t.Join(consumer, producer)
}

// signalWithoutLockLenient signals a lenient condition without its lock.
func signalWithoutLockLenient(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	c := sim.NewCond(t, "c", mu)
	ready := sim.NewAtomic(t, "ready", false)
	consumer := t.Go("consumer", func(t *sim.Thread) {
		mu.Lock(t)
		for !ready.Load(t) {
			c.Wait(t)
		}
		mu.Unlock(t)
	})
	producer := t.Go("producer", func(t *sim.Thread) {
		ready.Store(t, true)
		c.Signal(t)
	})
	t.Join(consumer, producer)
}

// signalWithoutLockLocked signals a strict condition with its lock held.
func signalWithoutLockLocked(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	c := sim.NewCond(t, "c", mu, sim.SignalNeedsLock)
	ready := sim.NewAtomic(t, "ready", false)
	consumer := t.Go("consumer", func(t *sim.Thread) {
		mu.Lock(t)
		for !ready.Load(t) {
			c.Wait(t)
		}
		mu.Unlock(t)
	})
	producer := t.Go("producer", func(t *sim.Thread) {
		mu.Lock(t)
		ready.Store(t, true)
		c.Signal(t)
		mu.Unlock(t)
	})
	t.Join(consumer, producer)
}
