package real

import (
	"runtime"
	"sync/atomic"
	"time"
)

// A Gate is where the children of a thread meet before their first operation, so
// that they collide: they wait until their parent waits for something and all of
// them have come. They wait only for a moment, as they might wait for ever. The race
// detector does not see it.
type Gate struct {
	born, come atomic.Int32
	open       atomic.Bool  // the parent waits
	start      atomic.Int64 // when those that have met go on, by now
}

// Born tells that the parent is about to start another child.
func (g *Gate) Born() {
	unseen()
	g.born.Add(1)
	seen()
}

// Open tells that the parent waits.
func (g *Gate) Open() {
	unseen()
	g.open.Store(true)
	seen()
}

// How many looks a child takes at a gate before it gives way, and how often it gives
// way before it goes on. Another processor needs 50 us to 1 ms, some 100,000 looks or
// more, to wake up and fetch a sibling; on a busy machine waiting for it is in vain.
const (
	fewLooks  = 10_000
	manyLooks = 1_000_000
	yields    = 20
)

// Patience is how long children wait for each other at a gate, each on a processor of
// its own. It learns from how that turns out. The zero Patience is a short one.
type Patience struct{ looks int }

// Meeting is how a child fared at a gate.
type Meeting struct {
	tried bool // to meet its siblings, each on a processor of its own
	met   bool // and did
	looks int  // it took so many
}

// Learn takes in a meeting.
func (p *Patience) Learn(m Meeting) {
	if !m.tried {
		return
	}
	p.looks -= p.looks / 8
	if m.met {
		p.looks = min(max(p.looks, 2*m.looks), manyLooks)
	}
}

// draw returns how many looks a child takes: now and then far more than has proved
// good, to see whether that has changed.
func (p *Patience) draw(x uint64) int {
	if x%32 == 0 {
		return manyLooks / 2
	}
	return max(p.looks, fewLooks)
}

// lead is how long those that have met still wait, so that all know by then.
const lead = 500 * time.Nanosecond

// Pass waits at the gate; x is random. Children that have met go on at one time, or
// each a little later, so that none is always the first.
func (n *Noise) Pass(g *Gate, p Patience, x uint64) (m Meeting) {
	if n.meet == apart {
		return m
	}
	unseen()
	defer seen()
	g.come.Add(1)
	if n.meet == at1Time && !g.complete() && int(g.born.Load()) <= runtime.GOMAXPROCS(0) {
		for most := p.draw(x >> 32); m.looks < most && !g.complete(); m.looks++ {
		}
		m.tried, m.met = true, g.complete()
	}
	for i := 0; i < yields && !g.complete(); i++ {
		runtime.Gosched()
	}
	if n.meet == at1Time && g.complete() {
		g.start.CompareAndSwap(0, int64(now()+lead))
		for int64(now()) < g.start.Load() {
		}
		spin(uint32(x) & n.stagger)
	}
	return m
}

func (g *Gate) complete() bool { return g.open.Load() && g.come.Load() >= g.born.Load() }
