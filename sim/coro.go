package sim

import "iter"

// coro is a coroutine that runs the bodies of threads, one after the other.
// Coroutines are parked between bodies and kept between executions.
type coro struct {
	e     *Engine
	t     *Thread // whose body it runs, nil while parked
	g     uintptr // its goroutine
	next  func() (struct{}, bool)
	stop  func()
	yield func(struct{}) bool
	calls bool // it has resumed another coroutine and waits for it
	// tainted: a body called runtime.Goexit, which nothing can stop; the
	// coroutine goes on from inside a deferred call and is not used again.
	tainted bool
}

// coro gives t a coroutine.
func (e *Engine) coro(t *Thread) *coro {
	var c *coro
	if n := len(e.parked); n > 0 {
		c = e.parked[n-1]
		e.parked = e.parked[:n-1]
	} else {
		c = &coro{e: e}
		c.next, c.stop = iter.Pull(c.serve)
	}
	c.t, t.coro = t, c
	return c
}

// maxNested is how many coroutines at most wait for one that they have resumed. Among
// many threads more would only be gone through again, one after the other.
const maxNested = 4

// handOver lets the thread of c wait until it is its turn. It resumes n, the next one,
// itself, if that waits for nobody: who goes back and forth with another thread so
// pays for one switch where the way through the loop in Run takes two. What cannot be
// resumed from here, because it waits for c, or is too much, is for whoever has resumed
// c; all of them come here again when control is back with them. away says that the
// thread is to yield for that.
func (c *coro) handOver(n *Thread) (away bool) {
	e, t := c.e, c.t
	for e.next = n; n != t; n = e.next {
		if n == nil || n.coro != nil && n.coro.calls || e.nested == maxNested {
			return true
		}
		to := n.coro
		if to == nil {
			to = e.coro(n)
		}
		c.calls = true
		e.nested++
		e.running = n
		to.next()
		e.nested--
		c.calls = false
	}
	return false
}

// serve runs one body after the other until the coroutine is stopped.
func (c *coro) serve(yield func(struct{}) bool) {
	c.yield, c.g = yield, getg()
	stopped := false
	defer func() {
		if !stopped {
			c.tainted = true
			c.park()
			if yield(struct{}{}) {
				c.serve(yield)
			}
		}
	}()
	for {
		c.t.run()
		c.park()
		if !yield(struct{}{}) {
			stopped = true
			return
		}
	}
}

// park is called after the end of a body. The coroutine is to hand the control on then,
// and to wait for the next body.
func (c *coro) park() {
	t := c.t
	c.t, t.coro = nil, nil
	if c.tainted {
		c.e.tainted = append(c.e.tainted, c)
	} else {
		c.e.parked = append(c.e.parked, c)
	}
	c.e.next = c.e.ended(t)
}

// end stops a parked coroutine. A tainted one takes the goroutine that stops
// it along.
func (c *coro) end() {
	if !c.tainted {
		c.stop()
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.stop()
	}()
	<-done
}
