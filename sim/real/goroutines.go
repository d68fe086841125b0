package real

import (
	"bytes"
	"runtime"
	"strconv"
	"strings"
)

// Go runs f on a goroutine that Goroutines knows by key.
func Go(key Owner, f func()) { go run(key, f) }

// run is what the stacks of these goroutines end in; key is the first argument
// shown.
//
//go:noinline
func run(key Owner, f func()) {
	f()
	if key == 0 { // it is used after the call, so that its place in the stack keeps it
		panic("interleave: a goroutine without a key")
	}
}

// Goroutine is one that Go has started.
type Goroutine struct {
	Key   Owner
	State string // as the runtime calls it: "running", "sync.Mutex.Lock", "chan receive (nil chan)"
	Stack []byte // its frames
}

// Blocked reports whether the goroutine waits for another one: it would not go on
// if all others stood still. A sleeping one would.
func (g *Goroutine) Blocked() bool {
	state, _, _ := strings.Cut(g.State, " (")
	switch state {
	case "chan receive", "chan send", "select", "sync.Mutex.Lock", "sync.RWMutex.RLock", "sync.RWMutex.Lock",
		"sync.Cond.Wait", "sync.WaitGroup.Wait", "semacquire":
		return true
	}
	return false
}

// A Snapshot is of all goroutines of the process at one moment. It is reused.
type Snapshot struct{ buf []byte }

// maxSnapshot bounds the text of all goroutines' stacks, in bytes.
const maxSnapshot = 256 << 20

// Goroutines returns the goroutines that Go has started, by their keys, as they stand
// at one moment: the world is stopped for it. They are valid until the next call.
func (s *Snapshot) Goroutines() map[Owner]Goroutine {
	if s.buf == nil {
		s.buf = make([]byte, 1<<16)
	}
	n := runtime.Stack(s.buf, true)
	for n == len(s.buf) && n < maxSnapshot {
		s.buf = make([]byte, 4*len(s.buf))
		n = runtime.Stack(s.buf, true)
	}
	gs := map[Owner]Goroutine{}
	for block := range bytes.SplitSeq(s.buf[:n], []byte("\n\n")) {
		if g, ok := parse(block); ok {
			gs[g.Key] = g
		}
	}
	return gs
}

// parse reads one goroutine's part of the text that runtime.Stack writes:
//
//	goroutine 7 [chan receive, 2 minutes]:
//	main.f(...)
//		/src/main.go:3 +0x1d
//	github.com/interleave-go/interleave/sim/real.run(0xc000012080, ...)
func parse(block []byte) (g Goroutine, ok bool) {
	const bottom = "\ngithub.com/interleave-go/interleave/sim/real.run(0x"
	header, frames, _ := bytes.Cut(block, []byte("\n"))
	at := bytes.LastIndex(block, []byte(bottom))
	if at < 0 {
		return g, false
	}
	digits := block[at+len(bottom):]
	digits = digits[:max(0, bytes.IndexAny(digits, "?,)"))]
	key, err := strconv.ParseUint(string(digits), 16, 64)
	if err != nil {
		return g, false
	}
	_, state, _ := bytes.Cut(header, []byte("["))
	if end := bytes.IndexAny(state, ",]"); end >= 0 {
		state = state[:end]
	}
	return Goroutine{Owner(key), string(state), frames}, true
}
