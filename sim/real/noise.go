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
	gate               bool
}

// NewNoise draws what the noise of an execution is like from the bits of x.
func NewNoise(x uint64) Noise {
	often := [...]uint8{0, 4, 32, 128}
	return Noise{
		gate:  x&3 != 0,
		yield: often[x>>2&3],
		spin:  [...]uint8{0, 64, 128, 255}[x>>4&3],
		sleep: [...]uint8{0, 0, 0, 0, 0, 0, 1, 8}[x>>6&7],
		most:  uint8(4 + x>>9&7),
	}
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
	open       atomic.Bool // the parent waits
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

// patience is how many looks a child takes at a gate before it goes on.
const patience = 200

// Pass waits at the gate.
func (n *Noise) Pass(g *Gate) {
	if !n.gate {
		return
	}
	unseen()
	g.come.Add(1)
	for i := 0; i < patience && !(g.open.Load() && g.come.Load() >= g.born.Load()); i++ {
		if i%8 == 7 {
			runtime.Gosched()
		} else {
			spin(50)
		}
	}
	seen()
}
