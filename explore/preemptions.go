package explore

import (
	"github.com/interleave-go/interleave/model"
)

// maxCuts is how many points of an execution's class minPreemptions looks at
// before it gives up.
const maxCuts = 200_000

// minPreemptions returns the least number of preemptions among all executions
// of the class of the one that has just ended: the price of reaching it. It
// tries every order of the same steps, once for each set of steps made and
// thread that made the last one (Buster: Bouajjani, Enea, ... call these cuts).
// exact is false when there are too many; then the number is that of this
// execution. st is at the end of the execution, and is so again afterwards.
func (d *dpor) minPreemptions(st *model.State) (least int, exact bool) {
	c := d.cuts(st, maxCuts)
	least = c.from(model.NoThread, false)
	exact = len(c.least) < c.most
	fresh := make([]int32, len(d.order.threads))
	own := 0
	last, yielded := model.NoThread, false
	for i := range d.n {
		b := d.frames[i].cur
		own += c.price(last, yielded, b.thread)
		last, yielded = b.thread, b.op.Kind == model.Yield
		d.forth(st, i, fresh)
	}
	if !exact {
		return own, false
	}
	return least, true
}

// cuts steps back to the start of the execution, to search the orders of its
// class by at most so many cuts.
func (d *dpor) cuts(st *model.State, most int) *cuts {
	d.chains()
	for range d.n {
		st.Back()
	}
	return &cuts{d: d, st: st, most: most, done: make([]int32, len(d.order.threads)), least: map[string]int{}}
}

// cuts is the search over the orders of one class.
type cuts struct {
	d     *dpor
	st    *model.State
	done  []int32 // steps made, by ThreadID
	key   []byte
	least map[string]int // preemptions still needed, by cut and last thread
	most  int            // of them
}

// price is what it costs to run t after last: 1 when that preempts last.
func (c *cuts) price(last model.ThreadID, yielded bool, t model.ThreadID) int {
	if last != model.NoThread && last != t && !yielded && c.st.Settle() && c.st.IsEnabled(last) && !c.st.Ticked() && !c.st.Late(last) {
		return 1
	}
	return 0
}

// from returns how many preemptions are still needed from the present cut.
func (c *cuts) from(last model.ThreadID, yielded bool) int {
	c.key = c.key[:0]
	for _, n := range c.done {
		c.key = append(c.key, byte(n), byte(n>>8))
	}
	c.key = append(c.key, byte(last), byte(last>>8))
	key := string(c.key)
	if n, ok := c.least[key]; ok {
		return n
	}
	if len(c.least) >= c.most {
		return 0
	}
	best := -1
	for t := range c.done {
		i, ok := c.next(model.ThreadID(t))
		if !ok {
			continue
		}
		b := c.d.frames[i].cur
		n := c.price(last, yielded, b.thread)
		if best >= 0 && n >= best {
			continue
		}
		c.d.forth(c.st, i, c.done)
		n += c.from(b.thread, b.op.Kind == model.Yield)
		c.st.Back()
		c.undone(b)
		if best < 0 || n < best {
			best = n
		}
	}
	best = max(best, 0)
	c.least[key] = best
	return best
}

// next returns the next step of t, its own and not as a partner, if everything
// that happens before it has been done.
func (c *cuts) next(t model.ThreadID) (frame int, ok bool) {
	chain := &c.d.order.threads[t]
	if int(c.done[t]) == len(chain.steps) {
		return 0, false
	}
	i := chain.steps[c.done[t]]
	if c.d.frames[i].cur.thread != t {
		return 0, false
	}
	clock := c.d.order.clock(int(i))
	for u := range c.d.order.threads {
		n := clock.of(model.ThreadID(u)) // the latest step of u, from 1, that happens before or is this one
		steps := c.d.order.threads[u].steps
		need := int(c.done[u])
		if need < len(steps) && steps[need] < n && steps[need] != i {
			return 0, false
		}
	}
	return int(i), true
}

func (c *cuts) undone(b *branch) {
	c.done[b.thread]--
	if b.joint {
		c.done[b.alt.Peer]--
	}
}
