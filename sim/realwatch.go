package sim

import (
	"iter"
	"strings"
	"time"

	"github.com/interleave-go/interleave/sim/real"
)

// How often it is looked whether an execution that takes its time hangs: after the
// first while, and then after twice as long each time, up to the last.
const (
	firstLook = time.Millisecond
	lastLook  = 50 * time.Millisecond
)

// lastWords is how long the threads have to unwind when the time is up.
const lastWords = 200 * time.Millisecond

// watch waits for the end of x, whatever it is.
func (r *Real) watch(x *realRun) *RealExecution {
	out := &RealExecution{}
	begun := real.Stamp()
	for look := firstLook; !r.ended(x.main, look); look = min(2*look, lastLook) {
		if r.hangs(x, out) {
			out.Hung = true
			break
		}
		if real.Stamp()-begun > int64(x.lim.Timeout) {
			r.giveUp(x, out)
			break
		}
	}
	return out
}

// ended waits until all threads have ended, for at most d.
func (r *Real) ended(main *realThread, d time.Duration) bool {
	r.timer.Start(d)
	defer r.timer.Stop()
	return r.endedAll(main)
}

func (r *Real) endedAll(th *realThread) bool {
	if !r.timer.Ended(th.done) {
		return false
	}
	for c := th.first.Load(); c != nil; c = c.sibling.Load() {
		if !r.endedAll(c) {
			return false
		}
	}
	return true
}

// all goes over the threads of x in the order of their spawn paths.
func (x *realRun) all() iter.Seq[*realThread] {
	return func(yield func(*realThread) bool) { x.main.walk(yield) }
}

func (th *realThread) walk(yield func(*realThread) bool) bool {
	if !yield(th) {
		return false
	}
	for c := th.first.Load(); c != nil; c = c.sibling.Load() {
		if !c.walk(yield) {
			return false
		}
	}
	return true
}

// hangs looks at all goroutines at one moment, and reports whether nobody will ever
// move again: every thread that has not ended is inside an operation that has no
// time-out, and its goroutine waits for another one.
func (r *Real) hangs(x *realRun, out *RealExecution) bool {
	gs := r.snapshot.Goroutines()
	by := make(map[real.Owner]*real.Goroutine, len(gs))
	for i := range gs {
		by[gs[i].Key] = &gs[i]
	}
	var blocked []*realThread
	for th := range x.all() {
		g := by[th.me]
		switch {
		case g == nil && th.over():
			continue
		case g == nil, !g.Blocked(), th.state.Load() != realWaits:
			return false
		}
		blocked = append(blocked, th)
	}
	if len(blocked) == 0 {
		return false // they have ended meanwhile
	}
	x.blocked = blocked
	r.left = append(r.left, blocked...)
	if x.lim.Stacks {
		out.Stacks = stacksText(blocked, by)
	}
	return true
}

// giveUp unwinds the threads that still move.
func (r *Real) giveUp(x *realRun, out *RealExecution) {
	out.Unended = true
	x.stop.Store(true)
	r.ended(x.main, lastWords)
	for th := range x.all() {
		if !th.over() {
			x.lost = append(x.lost, th)
		}
	}
	r.left = append(r.left, x.lost...)
}

func stacksText(blocked []*realThread, by map[real.Owner]*real.Goroutine) string {
	var b strings.Builder
	for _, th := range blocked {
		g := by[th.me]
		b.WriteString(th.t.name + " [" + g.State + "]:\n")
		b.Write(g.Stack)
		b.WriteString("\n\n")
	}
	return b.String()
}
