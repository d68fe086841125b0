package real

import (
	"sync"
	"time"
)

// Mistake is a misuse of a WaitGroup.
type Mistake uint8

const (
	NoMistake Mistake = iota
	Negative          // the counter would be below zero
	Reused            // an addition to zero while a wait has begun and not returned
)

// WaitGroup is sync.WaitGroup, used with care. That panics when it notices that it is
// misused, which is sometimes, in whichever goroutine notices, and is broken
// afterwards. So its counter is kept beside it, and additions are made one after the
// other: those that are misuse are not made.
type WaitGroup struct {
	wg      sync.WaitGroup
	guard   guard
	count   int
	waiting int
}

// Add adds n to the counter, unless that is a mistake.
//
//go:norace
func (g *WaitGroup) Add(n int) Mistake {
	g.guard.lock()
	defer g.guard.unlock()
	switch {
	case g.count+n < 0:
		return Negative
	case g.count == 0 && n > 0 && g.waiting > 0:
		return Reused
	}
	g.count += n
	seen()
	g.wg.Add(n)
	unseen()
	return NoMistake
}

// Begin says that a wait begins. Wait or WaitFor must follow.
//
//go:norace
func (g *WaitGroup) Begin() { g.waits(+1) }

// Wait is sync.WaitGroup.Wait.
//
//go:norace
func (g *WaitGroup) Wait() {
	g.wg.Wait()
	g.waits(-1)
}

// WaitFor looks until the counter is zero or d of virtual time is over, and reports
// whether it was zero.
//
//go:norace
func (g *WaitGroup) WaitFor(d time.Duration) bool {
	ok := poll(d, g.isDone)
	if ok {
		g.wg.Wait() // it returns at once
	}
	g.waits(-1)
	return ok
}

//go:norace
func (g *WaitGroup) isDone() bool {
	g.guard.lock()
	defer g.guard.unlock()
	return g.count == 0
}

//go:norace
func (g *WaitGroup) waits(n int) {
	g.guard.lock()
	g.waiting += n
	g.guard.unlock()
}

// Free lets everybody go on who waits.
//
//go:norace
func (g *WaitGroup) Free() {
	g.guard.lock()
	n := g.count
	g.guard.unlock()
	g.Add(-n)
}
