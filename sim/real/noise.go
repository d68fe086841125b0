package real

import (
	"runtime"
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
