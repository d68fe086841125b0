package scenarios

import "github.com/interleave-go/interleave/sim"

// ifForWhile checks for an item once, and not again after it has waited.
func ifForWhile(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	notEmpty := sim.NewCond(t, "notEmpty", mu)
	items := sim.NewVar(t, "items", 0)
	consume := func(t *sim.Thread) {
		mu.Lock(t)
		defer mu.Unlock(t)
		if items.Load(t) == 0 {
			notEmpty.Wait(t)
		}
		n := items.Load(t)
		t.Assert(n > 0, "takes from an empty buffer")
		items.Store(t, n-1)
	}
	a, b := t.Go("a", consume), t.Go("b", consume)
	producer := t.Go("producer", func(t *sim.Thread) {
		for range 2 {
			mu.Lock(t)
			items.Store(t, items.Load(t)+1)
			notEmpty.Broadcast(t)
			mu.Unlock(t)
		}
	})
	t.Join(a, b, producer)
	t.Observe("left", items.Load(t))
}

// ifForWhileWhile checks for an item until there is one.
func ifForWhileWhile(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	notEmpty := sim.NewCond(t, "notEmpty", mu)
	items := sim.NewVar(t, "items", 0)
	consume := func(t *sim.Thread) {
		mu.Lock(t)
		defer mu.Unlock(t)
		for items.Load(t) == 0 {
			notEmpty.Wait(t)
		}
		n := items.Load(t)
		t.Assert(n > 0, "takes from an empty buffer")
		items.Store(t, n-1)
	}
	a, b := t.Go("a", consume), t.Go("b", consume)
	producer := t.Go("producer", func(t *sim.Thread) {
		for range 2 {
			mu.Lock(t)
			items.Store(t, items.Load(t)+1)
			notEmpty.Broadcast(t)
			mu.Unlock(t)
		}
	})
	t.Join(a, b, producer)
	t.Observe("left", items.Load(t))
}

// lostWakeup sets the flag and signals without the waiter's lock.
func lostWakeup(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	c := sim.NewCond(t, "c", mu)
	ready := sim.NewAtomic(t, "ready", false)
	waiter := t.Go("waiter", func(t *sim.Thread) {
		mu.Lock(t)
		for !ready.Load(t) {
			c.Wait(t) // the flag may have been set since it was loaded
		}
		mu.Unlock(t)
	})
	setter := t.Go("setter", func(t *sim.Thread) {
		ready.Store(t, true)
		c.Signal(t)
	})
	t.Join(waiter, setter)
}

// lostWakeupLocked sets the flag and signals with the waiter's lock held.
func lostWakeupLocked(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	c := sim.NewCond(t, "c", mu)
	ready := sim.NewAtomic(t, "ready", false)
	waiter := t.Go("waiter", func(t *sim.Thread) {
		mu.Lock(t)
		for !ready.Load(t) {
			c.Wait(t)
		}
		mu.Unlock(t)
	})
	setter := t.Go("setter", func(t *sim.Thread) {
		mu.Lock(t)
		ready.Store(t, true)
		c.Signal(t)
		mu.Unlock(t)
	})
	t.Join(waiter, setter)
}
