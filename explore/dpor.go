package explore

import (
	"fmt"
	"slices"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
)

// dpor is optimal dynamic partial-order reduction (Abdulla, Aronis, Jonsson,
// Sagonas, POPL'14, JACM'17): sleep sets, wakeup trees, and races looked for
// at the end of each maximal execution. It runs one execution of each class,
// and none that turns out to be redundant.
//
// We differ in how a race is reversed. The paper needs to know which races can
// be: whether the second step could have come first, blocked operations
// included. We ask the model: it steps back to the first of the two, forward
// again through what does not depend on it, and says by which alternatives the
// second may proceed there, and with what result (reversal.go). So a failed try, a
// compare-and-swap that succeeds after the reversal, a signal that finds another
// waiter and a lock that is not free all need no rules of their own. Where the answer
// is plain the model is not asked (outright.go). And of the steps that do not follow the
// first of the two, all of which the paper puts before the second, we put those there
// that it follows or that wake up who sleeps: more executions begin with the fewer.
type dpor struct {
	frames    []dporFrame
	n         int       // steps of the running execution
	number    int64     // and its number
	analysed  int       // frames below have been analysed in an earlier execution
	carry     *wakeup   // the branches from the point reached, before they are in a frame
	fork      *wakeup   // the branches from where this execution leaves the one before
	sleep     []*branch // at the point reached: what frame n will have
	err       *sched.Divergence
	bound     int  // only classes with at most so many preemptions count; negative: all
	arranged  bool // the running execution has been ordered by happens-before
	inexact   int  // how many classes were too large to find their least number of preemptions
	stuck     bool // everything enabled is asleep: the execution is redundant
	redundant int
	over      bool
	*share                // what another search has given away; nil: the whole tree is ours
	restored  []dporFrame // the points of a search that is taken up, for the first execution

	order   order
	made    branches
	wakeups wakeups
	paths   paths
	ranks   ranks
	view    *sched.View // of the latest execution that was arranged
	ran     *sched.View // of the latest execution
	tries   tries
	walks   walks
}

// dporFrame is one step of the running execution, and what is known of the
// state before it.
type dporFrame struct {
	cur       *branch   // the step
	sleep     []*branch // steps that need not be explored from here
	tree      *wakeup   // branches that are left, in order
	inherited int32     // how many of sleep come from the frame before; the rest are branches done
	alts      int32     // how many alternatives the operation had
	chosen    int32     // the thread, from 1, all alternatives of whose choice are asleep or scheduled; 0: none
	made      event
	born      int64 // the number of the execution that has made it
	rest      *rest // the frames that do not follow it, as of some execution since; may be nil
	links     links
}

// event is what is kept of the event of a step, beside the branch.
type event struct {
	settled  bool // the step has been made, and the rest is known
	misused  bool
	timedOut bool
	cause    int32
	now      model.Word
}

func newDPOR(bound int) *dpor { return &dpor{bound: bound} }

func (d *dpor) String() string { return "dpor" }

func (d *dpor) Begin(uint64) {
	d.n, d.err, d.stuck, d.arranged = 0, nil, false, false
	d.number++
	d.ranks.begin()
	d.wakeups.spent = d.wakeups.spent[:0] // of an execution that is made again
}

// Keep goes on after the steps that stay, if the execution before was this search's.
func (d *dpor) Keep(v *sched.View) int {
	if d.ran != v {
		return 0
	}
	d.n = d.analysed
	return d.n
}

// Next repeats the steps that stay, then follows the wakeup tree, then goes on
// with whatever is not asleep.
func (d *dpor) Next(v *sched.View) model.Choice {
	d.ran = v
	if d.n > 0 {
		d.settle(v, d.n-1)
	}
	if d.n < d.analysed {
		f := &d.frames[d.n]
		if d.err = f.cur.differs(v, d.n); d.err != nil {
			return model.Choice{}
		}
		d.n++
		return f.cur.choice()
	}
	if d.n < len(d.restored) {
		d.carry = d.restored[d.n].tree
	}
	var c model.Choice
	var alts int
	if d.carry != nil {
		next := d.carry.branch
		if alts = next.offered(v); alts == 0 {
			d.err = next.differs(v, d.n)
			return model.Choice{}
		}
		c = next.choice()
	} else if c, alts = d.pick(v); c.Thread == model.NoThread {
		d.stuck = true
		return c
	}
	d.push(alts)
	return c
}

// push makes the frame of a new step, one of so many alternatives. The rest is filled
// in by settle.
func (d *dpor) push(alts int) {
	f := d.frame(d.n)
	f.made.settled, f.born = false, d.number
	if d.share != nil && d.n == d.base {
		d.sleep = slices.Clone(d.entry)
	}
	if d.n != d.analysed || d.carry == nil {
		f.inherited, f.chosen = int32(len(d.sleep)), 0
	}
	if d.n < len(d.restored) {
		d.restore()
	}
	f.sleep = d.sleep
	f.alts = int32(alts)
	f.tree, f.cur = nil, nil
	if w := d.carry; w != nil {
		f.cur, f.tree, d.carry = w.branch, w.next, w.kid
		d.wakeups.spent = append(d.wakeups.spent, w)
	}
	d.n++
}

// frame returns frame i, which may be new.
func (d *dpor) frame(i int) *dporFrame {
	if i == len(d.frames) {
		d.frames = append(d.frames, dporFrame{})
	}
	return &d.frames[i]
}

// restore gives the next frame what it had in the search that is taken up.
func (d *dpor) restore() {
	r := &d.restored[d.n]
	d.sleep = append(d.sleep, r.sleep...)
	d.carry = r.tree
	if d.n == len(d.restored)-1 {
		d.restored = nil
	}
}

// settle takes in the event of frame i, which has just happened, and lets the
// sleepers that depend on it wake up.
func (d *dpor) settle(v *sched.View, i int) {
	f := &d.frames[i]
	if i < d.analysed || f.made.settled {
		return
	}
	ev := &v.State.Events()[i]
	m := &f.made
	m.settled, m.misused, m.timedOut = true, ev.Res.Misuse != model.NoMisuse, ev.Res.TimedOut
	m.cause, m.now = ev.Cause, ev.Now
	if f.cur == nil || f.cur.counted || f.cur.opaque || f.cur.seen != v {
		f.cur = d.made.step(ev, v)
	}
	d.sleep = d.frame(i + 1).sleep[:0]
	f = &d.frames[i]
	for _, s := range f.sleep {
		if !s.dependent(f.cur) {
			d.sleep = append(d.sleep, s)
		}
	}
}

func (d *dpor) diverged(v *sched.View) *sched.Divergence {
	if d.err == nil && d.n < d.analysed {
		f := &d.frames[d.n]
		d.err = endedEarly(v, d.n, f.cur.choice(), &f.cur.op)
	}
	return d.err
}

func (d *dpor) blocked() int { return d.redundant }

// within reports whether the class of the execution counts: whether some
// execution of it has no more preemptions than the bound.
func (d *dpor) within(v *sched.View, maximal bool) bool {
	if d.bound < 0 || !maximal {
		return true
	}
	d.arrange(v)
	least, exact := d.minPreemptions(v.State)
	if !exact { // leaving it out could be wrong
		d.inexact++
	}
	return least <= d.bound || !exact
}

// next reverses the races of the execution, unless it was cut, and goes back
// to the last point with a branch left.
func (d *dpor) next(v *sched.View, maximal bool) progress {
	if d.n > 0 {
		d.settle(v, d.n-1)
	}
	if d.stuck {
		d.redundant++
	} else if maximal {
		d.arrange(v)
		d.reverse(v.State)
	}
	d.wakeups.release()
	return d.backtrack(d.n - 1)
}

// backtrack leaves the branch that is being explored at frame i, and goes back
// to the last point with a branch left.
func (d *dpor) backtrack(i int) progress {
	floor := d.floor()
	for i >= floor && d.frames[i].tree == nil {
		i--
	}
	d.disorder(max(i, floor))
	if i < floor {
		d.over = true
		return over
	}
	d.frames[i].leave()
	return d.take(i)
}

// take takes up the next branch of frame i, which has left the one before.
func (d *dpor) take(i int) progress {
	f := &d.frames[i]
	d.analysed = i
	switch {
	case f.tree == nil:
		return over
	case f.tree.task != nil:
		return away
	}
	d.sleep = f.sleep
	d.fork, d.carry = f.tree, f.tree
	return another
}

// leave puts the branch that was explored to sleep.
func (f *dporFrame) leave() {
	f.sleep = append(f.sleep, f.cur)
	f.cur = nil
}

// floor returns the first frame whose branches are ours.
func (d *dpor) floor() int {
	if d.share != nil {
		return d.base + 1
	}
	return 0
}

// covered adds up the shares of the branches done, as if the branches known at
// each point were all there are and equally large.
func (d *dpor) covered() float64 {
	if d.over {
		return 1
	}
	sum, _ := d.shares()
	return min(sum, 1)
}

// shares returns the share of the tree that is done, and that of the next branch.
func (d *dpor) shares() (sum, next float64) {
	next = 1
	for i := d.floor(); i <= d.analysed; i++ {
		f := &d.frames[i]
		done := len(f.sleep) - int(f.inherited)
		all := done
		for range f.tree.row {
			all++
		}
		if f.cur != nil {
			all++
		}
		next /= float64(all)
		sum += next * float64(done)
	}
	return sum, next
}

func (d *dpor) fail(format string, args ...any) {
	panic(fmt.Sprintf("explore: internal error in dpor, please report it with the program: "+format, args...))
}
