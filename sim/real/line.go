package real

import (
	"sync"
	"unsafe"
)

// guard is the lock inside a construction. The race detector does not see it, so
// whatever is done under it must not be seen either: functions that lock a guard are
// go:norace, and say by acquire and release what the construction orders.
type guard struct{ mu sync.Mutex }

func (g *guard) lock() {
	unseen()
	g.mu.Lock()
}

func (g *guard) unlock() {
	g.mu.Unlock()
	seen()
}

// waiter is a goroutine that stands in a line.
type waiter struct {
	me     Owner
	reader bool
	woken  bool          // by a signal: it no longer times out
	ready  chan struct{} // closed when it is granted what it waits for
	next   *waiter
}

// wait blocks until the waiter is granted what it waits for. It is called without
// the guard.
//
//go:norace
func (w *waiter) wait() {
	unseen()
	<-w.ready
	seen()
}

func (w *waiter) grant() { close(w.ready) }

//go:norace
func (w *waiter) isWoken(g *guard) bool {
	g.lock()
	woken := w.woken
	g.unlock()
	return woken
}

//go:norace
func (w *waiter) wake() {
	w.woken = true
	w.grant()
}

// line is who waits, the longest waiting first. It is a list, since the runtime lets
// the race detector see what is done to slices.
type line struct{ first, last *waiter }

//go:norace
func (l *line) join(me Owner) *waiter {
	w := &waiter{me: me, ready: make(chan struct{})}
	l.stand(w)
	return w
}

// stand lets w be the last in line.
//
//go:norace
func (l *line) stand(w *waiter) {
	w.next = nil
	if l.last == nil {
		l.first = w
	} else {
		l.last.next = w
	}
	l.last = w
}

// pop takes the first one out; nil when there is none.
//
//go:norace
func (l *line) pop() *waiter {
	w := l.first
	if w != nil {
		l.drop(w)
	}
	return w
}

// drop takes w out.
//
//go:norace
func (l *line) drop(w *waiter) {
	var before *waiter
	for x := l.first; x != nil; before, x = x, x.next {
		if x != w {
			continue
		}
		if before == nil {
			l.first = w.next
		} else {
			before.next = w.next
		}
		if l.last == w {
			l.last = before
		}
		return
	}
}

// mark is what the race detector knows the two sides of an order by.
type mark byte

// leave orders what is done so far before what follows an acquire of m. It is called
// under a guard.
func leave(m *mark) {
	seen()
	releaseMerge(unsafe.Pointer(m))
	unseen()
}
