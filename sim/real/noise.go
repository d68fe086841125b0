package real

import (
	"runtime"
	"sync/atomic"
	"time"
)

// Noise disturbs a goroutine between its operations, so that executions differ: it
// gives way, burns time without touching memory, or sleeps for a moment. The zero
// Noise does nothing. How often and how long is drawn once for each execution,
// since no one way to disturb finds all that another one does.
type Noise struct {
	yield, sleep, spin uint8 // how often, of 256 operations
	most               uint8 // the longest spin is 1<<most rounds
	meet               meeting
	stagger            uint32 // rounds of spin, one less than a power of two
}

// meeting is how the children of a thread meet at its gate.
type meeting uint8

const (
	apart   meeting = iota // they do not
	inTurn                 // they give way to each other until all have come
	at1Time                // they spin until all have come, each on a processor of its own
)

// NewNoise draws what the noise of an execution is like from the bits of x.
func NewNoise(x uint64) Noise {
	n := Noise{
		meet:  [...]meeting{apart, inTurn, at1Time, at1Time}[x&3],
		yield: [...]uint8{0, 4, 32, 128}[x>>2&3],
		spin:  [...]uint8{0, 64, 128, 255}[x>>4&3],
		sleep: [...]uint8{0, 0, 0, 0, 0, 0, 1, 8}[x>>6&7],
		most:  uint8(4 + x>>9&7),

		stagger: [...]uint32{0, 31, 127, 511}[x>>13&3],
	}
	if n.meet == at1Time {
		// What follows the meeting must not undo it.
		n.yield, n.sleep = n.yield/4, 0
		if x>>12&1 == 0 {
			n.spin, n.yield = 0, 0
		}
	}
	return n
}

// Before disturbs the goroutine before an operation; what it does is drawn from the
// bits of x.
func (n *Noise) Before(x uint64) {
	if uint8(x) < n.spin {
		spin(uint32(x>>32) & (1<<n.most - 1))
	}
	if uint8(x>>8) < n.yield {
		runtime.Gosched()
	}
	if uint8(x>>16) < n.sleep {
		time.Sleep(time.Duration(x>>56) * time.Microsecond / 8)
	}
}

// spin burns time, about a nanosecond a round, without touching memory.
//
//go:noinline
func spin(rounds uint32) (x uint32) {
	for i := range rounds {
		x = x*31 + i
	}
	return x
}

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

// How many looks a child takes at a gate before it gives way: about as many as another
// processor needs to wake up and fetch a sibling, which is 50 us to 1 ms; and how often
// it gives way before it goes on.
const (
	fewLooks  = 10_000
	manyLooks = 1_000_000
	yields    = 20
)

// Patience is how long children wait for each other at a gate, each on a processor of
// its own. It adapts itself to how long processors take: on a busy machine waiting for
// them is in vain. The zero Patience is a short one.
type Patience struct{ looks int }

// Learn takes in whether a child met its siblings.
func (p *Patience) Learn(met bool) {
	if met {
		p.looks = min(2*p.now(), manyLooks)
	} else {
		p.looks = max(p.now()/2, fewLooks)
	}
}

func (p *Patience) now() int { return max(p.looks, fewLooks) }

// lead is how long those that have met still wait, so that all know by then.
const lead = 500 * time.Nanosecond

// Pass waits at the gate; x is random. Children that have met go on at one time, or
// each a little later, so that none is always the first. Tried reports whether they
// were to meet, each on a processor of its own, and met whether they did.
func (n *Noise) Pass(g *Gate, p Patience, x uint64) (tried, met bool) {
	if n.meet == apart {
		return false, false
	}
	unseen()
	defer seen()
	first := g.come.Add(1) < g.born.Load()
	tried = n.meet == at1Time && first && int(g.born.Load()) <= runtime.GOMAXPROCS(0)
	if tried {
		for k := 0; k < p.now() && !g.complete(); k++ {
		}
		met = g.complete()
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
	return tried, met
}

func (g *Gate) complete() bool { return g.open.Load() && g.come.Load() >= g.born.Load() }
