package scenarios

import (
	"fmt"

	"github.com/interleave-go/interleave/sim"
)

var lostUpdateParams = []Param{
	{Name: "threads", Help: "threads that increment the counter", Default: 2, Min: 2, Max: 26},
	{Name: "increments", Help: "increments that each of them makes", Default: 1, Min: 1, Max: 100},
}

// allCounted is the only outcome of a counter that loses nothing.
func allCounted(p Params) []string {
	return []string{fmt.Sprintf("n=%d", p.Int("threads")*p.Int("increments"))}
}

// orders is the number of orders in which increments can come that are one turn
// each.
func orders(p Params) int { return shuffles(p.Int("threads"), p.Int("increments")) }

// lostUpdate increments a plain counter from several threads.
func lostUpdate(p Params) sim.Program {
	return func(t *sim.Thread) {
		n := sim.NewVar(t, "n", 0)
		var all []*sim.Thread
		for i := range p.Int("threads") {
			all = append(all, t.Go(letter(i), func(t *sim.Thread) {
				for range p.Int("increments") {
					n.Store(t, n.Load(t)+1) // another thread may come between the load and the store
				}
			}))
		}
		t.Join(all...)
		t.Observe("n", n.Load(t))
	}
}

// lostUpdateMutex makes each increment a critical section.
func lostUpdateMutex(p Params) sim.Program {
	return func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		n := sim.NewVar(t, "n", 0)
		var all []*sim.Thread
		for i := range p.Int("threads") {
			all = append(all, t.Go(letter(i), func(t *sim.Thread) {
				for range p.Int("increments") {
					mu.Lock(t)
					n.Store(t, n.Load(t)+1)
					mu.Unlock(t)
				}
			}))
		}
		t.Join(all...)
		t.Observe("n", n.Load(t))
	}
}

// lostUpdateAtomic makes each increment a single step.
func lostUpdateAtomic(p Params) sim.Program {
	return func(t *sim.Thread) {
		n := sim.NewAtomic(t, "n", 0)
		var all []*sim.Thread
		for i := range p.Int("threads") {
			all = append(all, t.Go(letter(i), func(t *sim.Thread) {
				for range p.Int("increments") {
					sim.Add(t, n, 1)
				}
			}))
		}
		t.Join(all...)
		t.Observe("n", n.Load(t))
	}
}

// lostUpdateChannel leaves the counter to one thread, which takes requests.
func lostUpdateChannel(p Params) sim.Program {
	return func(t *sim.Thread) {
		n := sim.NewVar(t, "n", 0) // touched by the counter only, until it has ended
		requests := sim.NewChan[int](t, "requests", 0)
		counter := t.Go("counter", func(t *sim.Thread) {
			for {
				delta, ok := requests.Recv(t)
				if !ok {
					return
				}
				n.Store(t, n.Load(t)+delta)
			}
		})
		var all []*sim.Thread
		for i := range p.Int("threads") {
			all = append(all, t.Go(letter(i), func(t *sim.Thread) {
				for range p.Int("increments") {
					requests.Send(t, 1)
				}
			}))
		}
		t.Join(all...)
		requests.Close(t)
		t.Join(counter)
		t.Observe("n", n.Load(t))
	}
}
