package explore

import (
	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// maxShrinkCuts is how many points of a class are looked at to find the order
// with the fewest preemptions, when a failure is shrunk.
const maxShrinkCuts = 20_000

// maxOrdered is how large an execution - steps times threads - may be for its
// steps to be ordered by happens-before when a failure is shrunk; the clocks take
// four bytes times that.
const maxOrdered = 1 << 18

// along lets DPOR watch an execution whose choices are given, without
// searching: it orders the steps by happens-before.
type along struct {
	*dpor
	choices []model.Choice
}

func (a *along) Next(v *sched.View) model.Choice {
	if a.n > 0 {
		a.settle(v, a.n-1)
	}
	if a.n == len(a.choices) {
		return model.Choice{}
	}
	c := a.choices[a.n]
	a.push(len(v.Alts(c.Thread)))
	return c
}

// inOrder makes choices in a given order, and runs on where one is not possible.
type inOrder struct {
	sched.RunOn
	choices []model.Choice
	at      int
}

func (o *inOrder) Begin(uint64) { o.at = 0 }

func (o *inOrder) Next(v *sched.View) model.Choice {
	if o.at < len(o.choices) {
		c := o.choices[o.at]
		o.at++
		if v.Offers(c) {
			return c
		}
		o.at = len(o.choices)
	}
	return o.RunOn.Next(v)
}

// choicesOf returns the choices of the execution that has just ended.
func choicesOf(st *model.State) []model.Choice {
	cs := make([]model.Choice, len(st.Events()))
	for i := range st.Events() {
		e := &st.Events()[i]
		cs[i] = model.Choice{Thread: e.Thread, Alt: e.Alt}
	}
	return cs
}

// linearize tries the order of an execution's steps that has the fewest
// preemptions among all that differ from it only in the order of steps that
// commute. sure is false where it cannot be said which one that is, or where
// it would be smaller and does not fail alike.
func (h *shrinker) linearize(choices []model.Choice) (sure bool) {
	if h.spent() || len(choices)*len(h.e.View().State.Threads()) > maxOrdered {
		return false
	}
	a := &along{dpor: newDPOR(-1), choices: choices}
	x := h.make(a, 0, h.s.lim)
	if x.End != sim.Quiet {
		return false
	}
	a.arrange(h.e.View())
	order, least, exact := a.cheapest(x.State())
	n := size{least, len(choices), 0}
	if !exact || n.preemptions > h.best.preemptions || n.preemptions == h.best.preemptions && n.steps >= h.best.steps {
		return exact
	}
	if h.spent() {
		return false
	}
	_, ok := h.run(&inOrder{choices: order}, 0, h.s.lim)
	return ok
}

// cheapest returns the order with the fewest preemptions of the steps of the
// execution that has just ended, which has been arranged, and their number.
// Unless it is exact there is no order. st is left at the end of that order.
func (d *dpor) cheapest(st *model.State) (order []model.Choice, least int, exact bool) {
	c := d.cuts(st, maxShrinkCuts)
	least = c.from(model.NoThread, false)
	if len(c.least) >= c.most {
		return nil, least, false
	}
	left, last, yielded := least, model.NoThread, false
	for range d.n {
		for t := range c.done {
			i, ok := c.next(model.ThreadID(t))
			if !ok {
				continue
			}
			b := d.frames[i].cur
			n := c.price(last, yielded, b.thread)
			yields := b.op.Kind == model.Yield
			d.forth(st, i, c.done)
			if n+c.from(b.thread, yields) == left {
				order = append(order, b.choice())
				left, last, yielded = left-n, b.thread, yields
				break
			}
			st.Back()
			c.undone(b)
		}
	}
	return order, least, len(order) == d.n
}

// reprove explores every class within the budget. When that completes, the
// least order of each failing class is known, and so the least of all.
func (h *shrinker) reprove() {
	d := newDPOR(-1)
	lim := h.s.lim
	lim.Steps = min(lim.Steps, 10_000)
	for more := another; more == another; {
		if h.spent() || len(h.best.choices)*len(h.e.View().State.Threads()) > maxOrdered {
			return
		}
		x := h.make(d, 0, lim)
		if x.End != sim.Quiet && x.End != sim.Stopped || d.diverged(h.e.View()) != nil {
			return
		}
		alike := x.End == sim.Quiet && h.looksAlike(x)
		choices := choicesOf(x.State())
		more = d.next(h.e.View(), x.End == sim.Quiet)
		if alike && !h.linearize(choices) {
			return
		}
	}
	h.out.Least = true
}
