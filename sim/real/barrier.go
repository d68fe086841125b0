package real

import (
	"time"
	"unsafe"
)

// Barrier makes goroutines wait until a number of them, its parties, have come.
type Barrier struct {
	guard   guard
	parties int
	count   int
	now     *Generation
}

// Generation is one use of a barrier.
type Generation struct {
	b       *Barrier
	decided bool
	broken  bool
	over    chan struct{} // closed when it is decided
	mark    mark
}

// NewBarrier returns a barrier for so many parties.
func NewBarrier(parties int) *Barrier {
	b := &Barrier{parties: parties}
	b.open()
	return b
}

//go:norace
func (b *Barrier) open() {
	b.now = &Generation{b: b, over: make(chan struct{})}
	b.count = 0
}

//go:norace
func (g *Generation) decide(broken bool) {
	if !g.decided {
		g.decided, g.broken = true, broken
		close(g.over)
	}
}

// Arrive takes part in the generation that is being filled, and returns it with how
// many are still to come; nil when the barrier is broken.
//
//go:norace
func (b *Barrier) Arrive() (g *Generation, missing int) {
	b.guard.lock()
	defer b.guard.unlock()
	g = b.now
	if g.broken {
		return nil, 0
	}
	leave(&g.mark)
	b.count++
	missing = b.parties - b.count
	if missing == 0 {
		g.decide(false)
		b.open()
	}
	return g, missing
}

// Abort breaks the barrier: whoever waits, and whoever comes, gets to know.
//
//go:norace
func (b *Barrier) Abort() {
	b.guard.lock()
	b.smash()
	b.guard.unlock()
}

// Reset breaks the barrier for those who wait, and makes it as new.
//
//go:norace
func (b *Barrier) Reset() {
	b.guard.lock()
	if b.count > 0 {
		b.smash()
	}
	if b.now.broken {
		b.open()
	}
	b.guard.unlock()
}

// Broken reports whether the barrier is broken.
//
//go:norace
func (b *Barrier) Broken() bool {
	b.guard.lock()
	broken := b.now.broken
	b.guard.unlock()
	return broken
}

//go:norace
func (b *Barrier) smash() {
	if !b.now.decided {
		leave(&b.now.mark)
		b.now.decide(true)
	}
}

// Leave waits until all parties have come, and reports whether they have: the
// generation may be broken instead.
//
//go:norace
func (g *Generation) Leave() bool {
	unseen()
	<-g.over
	seen()
	acquire(unsafe.Pointer(&g.mark))
	return !g.broken
}

// LeaveFor is Leave that breaks the barrier after d of virtual time. It reports
// whether all parties have come, and whether it was its time that was up.
//
//go:norace
func (g *Generation) LeaveFor(d time.Duration) (complete, late bool) {
	if !poll(d, g.isOver) && g.expire() {
		return false, true
	}
	return g.Leave(), false
}

//go:norace
func (g *Generation) isOver() bool {
	g.b.guard.lock()
	over := g.decided
	g.b.guard.unlock()
	return over
}

// expire breaks the generation unless it has been decided meanwhile.
//
//go:norace
func (g *Generation) expire() bool {
	g.b.guard.lock()
	defer g.b.guard.unlock()
	if g.decided {
		return false
	}
	g.b.smash()
	return true
}

// Free lets everybody go on who waits.
func (b *Barrier) Free() { b.Abort() }
