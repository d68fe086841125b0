package explore

import (
	"slices"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
)

// An enumerator is a strategy that, execution by execution, covers all there
// are. It also sees the finished trace.
type enumerator interface {
	sched.Strategy
	// diverged tells, after an execution, where the program was not the same as
	// in an earlier one; nil: nowhere.
	diverged(v *sched.View) *sched.Divergence
	// next is told that the execution is over, and whether it was maximal - not
	// cut by a limit -, and reports whether there is another one.
	next(v *sched.View, maximal bool) (more bool)
	// blocked returns how many executions were cut off as redundant, so far.
	blocked() int
	// covered returns the share of the tree that is done, 0 to 1.
	covered() float64
}

// dfs is plain depth-first enumeration of all schedules, without any
// reduction: the oracle of every cleverer search. With a bound it enumerates
// exactly the schedules with at most so many preemptions.
type dfs struct {
	bound   int // preemptions allowed; negative: any number
	stack   []dfsNode
	choices []model.Choice // of all nodes on the stack, one after the other
	depth   int            // steps made in the running execution
	err     *sched.Divergence
}

// dfsNode is a point of decision on the path of the running execution.
type dfsNode struct {
	from, n, cur int32          // its choices, and the one taken
	preemptions  int32          // made before this point
	runner       model.ThreadID // from whom a switch is a preemption; NoThread: from nobody
	op           model.Op
}

func newDFS(bound int) *dfs { return &dfs{bound: bound} }

func (d *dfs) String() string { return "dfs" }

func (d *dfs) Begin(uint64) { d.depth, d.err = 0, nil }

func (d *dfs) Next(v *sched.View) model.Choice {
	if d.depth == len(d.stack) {
		d.push(v)
	}
	n := &d.stack[d.depth]
	c := d.choices[n.from+n.cur]
	if d.err = d.differs(v, n, c); d.err != nil {
		return model.Choice{}
	}
	d.depth++
	return c
}

// differs compares the program with what it did when n was first reached.
func (d *dfs) differs(v *sched.View, n *dfsNode, c model.Choice) *sched.Divergence {
	if n.op.Kind == model.NoOp { // c is taken for the first time
		n.op = *v.Op(c.Thread)
		n.op.Cases = slices.Clone(n.op.Cases)
		return nil
	}
	if v.State.Status(c.Thread) == model.Pending && v.Enabled(c.Thread) && sched.SameOp(&n.op, v.Op(c.Thread)) {
		return nil
	}
	t := c.Thread
	if v.State.Status(t) != model.Pending {
		t = v.RunsOn()
	}
	return &sched.Divergence{
		Step:     d.depth + 1,
		Recorded: v.State.ThreadName(c.Thread) + " " + model.Format(&n.op, v.Names),
		Now:      v.State.ThreadName(t) + " " + model.Format(v.Op(t), v.Names),
	}
}

// push makes the node for a point reached for the first time: its choices in
// canonical order, those that run on first.
func (d *dfs) push(v *sched.View) {
	n := dfsNode{from: int32(len(d.choices))}
	if d.depth > 0 {
		prev := &d.stack[d.depth-1]
		n.preemptions = prev.preemptions
		if prev.runner != model.NoThread && d.choices[prev.from+prev.cur].Thread != prev.runner {
			n.preemptions++
		}
	}
	n.runner = v.Runner()
	for i := range v.Len() {
		t := v.At(i)
		if d.bound >= 0 && v.Preempts(t) && int(n.preemptions) >= d.bound {
			continue
		}
		for _, a := range v.Alts(t) {
			d.choices = append(d.choices, model.Choice{Thread: t, Alt: a})
		}
	}
	cs := d.choices[n.from:]
	slices.SortFunc(cs, func(a, b model.Choice) int {
		if a.Thread != b.Thread {
			if a.Thread == v.Current {
				return -1
			}
			if b.Thread == v.Current {
				return 1
			}
			return v.State.ComparePaths(a.Thread, b.Thread)
		}
		return v.State.CompareAlts(a.Alt, b.Alt)
	})
	n.n = int32(len(cs))
	d.stack = append(d.stack, n)
}

func (d *dfs) diverged(v *sched.View) *sched.Divergence {
	if d.err == nil && d.depth < len(d.stack) {
		n := &d.stack[d.depth]
		c := d.choices[n.from+n.cur]
		d.err = &sched.Divergence{Step: d.depth + 1, Recorded: v.State.ThreadName(c.Thread) + " " + model.Format(&n.op, v.Names)}
	}
	return d.err
}

func (d *dfs) blocked() int { return 0 }

func (d *dfs) next(*sched.View, bool) bool {
	for len(d.stack) > 0 {
		n := &d.stack[len(d.stack)-1]
		if n.cur++; n.cur < n.n {
			n.op = model.Op{}
			return true
		}
		d.choices = d.choices[:n.from]
		d.stack = d.stack[:len(d.stack)-1]
	}
	return false
}

// covered adds up the shares of the branches that are done, as if all branches
// of a point were equally large.
func (d *dfs) covered() float64 {
	if len(d.stack) == 0 {
		return 1
	}
	share, sum := 1.0, 0.0
	for i := range d.stack {
		n := &d.stack[i]
		share /= float64(n.n)
		sum += share * float64(n.cur)
	}
	return sum
}
