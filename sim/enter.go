package sim

import "runtime"

// enter is where every call of a program on a handle begins that touches the
// engine. It lets pass only the thread whose turn it is, on its own goroutine
// (threads on real goroutines know no turns, and always pass):
// after the end of the execution it unwinds the caller, and it ends a goroutine
// that uses the handle of a thread that is not its own, before anything is
// changed.
func (t *Thread) enter() {
	if !t.inTurn() {
		t.refuse()
	}
}

// inTurn reports whether t runs, and calls this. What it reads belongs to the
// engine's goroutines; a foreign one that calls it is not synchronised with
// them, and is refused whatever it reads.
//
//go:norace
func (t *Thread) inTurn() bool {
	e := t.e
	return !e.unwinding && e.running == t && t.coro.g == getg()
}

// ending reports whether the execution is over and its threads are being
// unwound.
//
//go:norace
func (t *Thread) ending() bool { return t.e.unwinding }

// refuse ends a call that is not in its place.
//
//go:norace
func (t *Thread) refuse() {
	if t.real != nil {
		t.real.enter()
		return
	}
	if t.e.unwinding && t.coro != nil && t.coro.g == getg() {
		t.swallow()
	}
	msg := foreignText(t)
	t.e.foreign.CompareAndSwap(nil, &msg)
	t.e.Cancel()
	runtime.Goexit()
}

func foreignText(t *Thread) string {
	return "thread " + t.name + " was used by a goroutine that is not its own; start threads with t.Go, and use in each body the *sim.Thread it is given"
}
