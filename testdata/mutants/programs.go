package scenarios

import "github.com/interleave-go/interleave/sim"

// init adds the family mutant to the catalogue: programs that each need one rule of the
// model, for TestCrossCheckFindsWrongModels, which breaks these rules one by one.
func init() {
	var list []*Scenario
	for name, p := range map[string]sim.Program{
		"try":       mutantTry,
		"signal":    mutantSignal,
		"barrier":   mutantBarrier,
		"close":     mutantClose,
		"semaphore": mutantSemaphore,
		"readers":   mutantReaders,
		"group":     mutantGroup,
		"once":      mutantOnce,
		"event":     mutantEvent,
		"swap":      mutantSwap,
	} {
		list = append(list, &Scenario{Name: "mutant/" + name, Summary: name, Program: plain(p)})
	}
	families = append(families, list)
}

func mutantTry(t *sim.Thread) {
	t.Observe("ok", sim.NewMutex(t, "mu").TryLock(t))
}

// mutantSignal has w wait before it is signalled, in every interleaving.
func mutantSignal(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	there, here := sim.NewCond(t, "there", mu), sim.NewCond(t, "here", mu)
	mu.Lock(t)
	w := t.Go("w", func(t *sim.Thread) {
		mu.Lock(t)
		there.Signal(t)
		here.Wait(t)
		mu.Unlock(t)
	})
	there.Wait(t)
	here.Signal(t)
	mu.Unlock(t)
	t.Join(w)
}

func mutantBarrier(t *sim.Thread) {
	b := sim.NewBarrier(t, "b", 2)
	a := t.Go("a", func(t *sim.Thread) { b.Wait(t) })
	b.Wait(t)
	t.Join(a)
}

func mutantClose(t *sim.Thread) {
	c := sim.NewChan[int](t, "c", 1)
	a := t.Go("a", func(t *sim.Thread) {
		_, ok := c.Recv(t)
		t.Observe("ok", ok)
	})
	c.Close(t)
	t.Join(a)
}

func mutantSemaphore(t *sim.Thread) {
	s := sim.NewBoundedSemaphore(t, "s", 1)
	s.Acquire(t)
	s.Release(t)
}

func mutantReaders(t *sim.Thread) {
	rw := sim.NewRWMutex(t, "rw")
	rw.RLock(t)
	t.Join(t.Go("a", func(t *sim.Thread) { t.Observe("ok", rw.TryRLock(t)) }))
}

func mutantGroup(t *sim.Thread) {
	wg := sim.NewWaitGroup(t, "wg")
	wg.Add(t, 1)
	t.Go("a", func(t *sim.Thread) { wg.Done(t) })
	wg.Wait(t)
}

func mutantOnce(t *sim.Thread) {
	o, n := sim.NewOnce(t, "o"), 0
	o.Do(t, func() { n++ })
	o.Do(t, func() { n++ })
	t.Observe("n", n)
}

func mutantEvent(t *sim.Thread) {
	e := sim.NewEvent(t, "e")
	e.Set(t)
	e.Clear(t)
	t.Observe("set", e.IsSet(t))
}

func mutantSwap(t *sim.Thread) {
	a := sim.NewAtomic(t, "a", 0)
	t.Observe("was", a.Swap(t, 1))
}
