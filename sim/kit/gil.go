package kit

import "github.com/interleave-go/interleave/sim"

// GIL is a global interpreter lock, as CPython has one: a thread holds it while
// it executes a bytecode, and may lose it between two. It is free while threads
// sleep or wait for something.
type GIL struct{ mu *sim.Mutex }

// NewGIL makes the lock of an interpreter.
func NewGIL(t *sim.Thread, name string) *GIL { return &GIL{sim.NewMutex(t, name)} }

// Bytecode executes f as one bytecode. A built-in function, such as the append
// of a list, is one bytecode, too; n += 1 is several.
func (g *GIL) Bytecode(t *sim.Thread, f func()) {
	g.mu.Lock(t)
	defer g.mu.Unlock(t)
	f()
}
