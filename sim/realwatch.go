package sim

import (
	"iter"
	"slices"
	"time"

	"github.com/interleave-go/interleave/sim/real"
)

// How often it is looked whether an execution that takes its time hangs: after the
// first while, and then after twice as long each time, up to the last.
const (
	firstLook = time.Millisecond / 2
	lastLook  = 50 * time.Millisecond
)

const (
	lastWords = 200 * time.Millisecond // the threads have to unwind when the execution is over
	letGo     = time.Millisecond / 2   // one that is let go has for that before others are
)

// watch waits for the end of x, whatever it is.
func (r *Real) watch(x *realRun) *RealExecution {
	out := &RealExecution{}
	end := real.Stamp() + int64(x.lim.Timeout)
	for look := firstLook; !r.ended(x.main, look); look = min(2*look, lastLook, time.Duration(end-real.Stamp())) {
		switch before := x.spinning; {
		case r.hangs(x, out):
			out.Hung = true
			return out
		case real.Stamp() >= end:
			out.Unended = true
			return out
		case len(before) == 0 && len(x.spinning) > 0:
			look = firstLook / 2 // the rounds of an Await are short
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
//
// Threads that wait by Await move, but do nothing: when all others are blocked, and
// each of these has since then evaluated its condition in vain from the beginning,
// nobody is left who could make one hold. So it takes two looks to see that.
func (r *Real) hangs(x *realRun, out *RealExecution) bool {
	stands := x.stands()
	by := r.snapshot.Goroutines()
	before := x.spinning
	x.spinning = nil // of a look at which somebody moves, nothing holds later
	var spins []stand
	still, same := true, true
	for _, s := range stands {
		if s != s.th.stand() { // it was moving
			return false
		}
		switch g, ok := by[s.th.me]; {
		case ok && g.Blocked() && s.in == realWaits:
		case s.in == realAwaits:
			i := slices.IndexFunc(before, func(b stand) bool { return b.th == s.th && b.awaits == s.awaits })
			same = same && i >= 0
			still = same && still && s.th.rounds.Load() >= before[i].rounds+2
			s.rounds = s.th.rounds.Load()
			spins = append(spins, s)
		default:
			return false
		}
	}
	switch {
	case len(stands) == 0: // they have ended meanwhile
		return false
	case !still && same && len(before) == len(spins):
		x.spinning = before // what was seen then still holds
		return false
	case !still:
		x.spinning = spins
		return false
	}
	var blocked []*realThread
	for _, s := range stands {
		blocked = append(blocked, s.th)
	}
	x.endBlocked(blocked)
	if x.lim.Stacks {
		out.Stacks = stacksText(blocked, by)
	}
	return true
}

// stand is where a thread stands that has not ended.
type stand struct {
	th     *realThread
	in     uint32
	state  uint32
	awaits uint64
	rounds uint64 // filled in by hangs
}

func (th *realThread) stand() stand {
	state := th.state.Load()
	return stand{th: th, in: state & 3, state: state, awaits: th.awaits.Load()}
}

// stands returns where the threads stand that have not ended, by spawn path.
func (x *realRun) stands() []stand {
	var all []stand
	for th := range x.all() {
		if !th.over() {
			all = append(all, th.stand())
		}
	}
	return all
}

// unwind ends the threads that have not ended: at their next operation, or, if they
// are blocked for good, by letting them go. Letting one go may let another one go
// first, and some wait for others to end, so it takes several rounds.
func (r *Real) unwind(x *realRun) {
	x.stop.Store(true)
	close(x.never)
	for end := real.Stamp() + int64(lastWords); ; {
		rest := 0
		for th := range x.all() {
			if !th.over() {
				rest++
				if th.in() == realWaits {
					th.free()
				}
				r.timer.Start(letGo)
				r.timer.Ended(th.done)
			}
		}
		if rest == 0 || real.Stamp() > end {
			return
		}
	}
}
