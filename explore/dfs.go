package explore

import (
	"slices"
	"strconv"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
)

// dfs is plain depth-first enumeration of all schedules, without any
// reduction: the oracle of every cleverer search. With a bound it enumerates
// exactly the schedules whose choices cost at most so much: in preemptions, or
// in delays.
//
// Delay bounding is that of Emmi, Qadeer and Rakamaric, POPL'11: a
// deterministic scheduler runs each thread as long as it can go on, and takes
// them in turn; a delay skips the thread that it would run. The number of
// schedules with few delays does not grow with the number of threads.
type dfs struct {
	bound   int  // what a schedule may cost; negative: anything
	delays  bool // the cost is delays; otherwise preemptions
	stack   []dfsNode
	choices []dfsChoice      // of all nodes on the stack, one after the other
	threads []model.ThreadID // for push
	depth   int              // steps made in the running execution
	err     *sched.Divergence
	ran     *sched.View // of the latest execution
}

// dfsNode is a point of decision on the path of the running execution.
type dfsNode struct {
	from, n, cur int32 // its choices, and the one taken
	spent        int32 // what the choices before this point have cost
}

// dfsChoice is a choice with the operation that it executes, as announced when
// its node was first reached.
type dfsChoice struct {
	model.Choice
	op   model.Op
	cost int32
}

func newDFS(bound int) *dfs { return &dfs{bound: bound} }

func newDelays(bound int) *dfs { return &dfs{bound: bound, delays: true} }

func (d *dfs) String() string {
	if d.delays {
		return "delay:" + strconv.Itoa(d.bound)
	}
	return "dfs"
}

func (d *dfs) Begin(uint64) { d.depth, d.err = 0, nil }

// Keep goes on after the steps that stay, if the execution before was this search's.
func (d *dfs) Keep(v *sched.View) int {
	if d.ran != v || len(d.stack) == 0 {
		return 0
	}
	d.depth = len(d.stack) - 1
	return d.depth
}

func (d *dfs) Next(v *sched.View) model.Choice {
	d.ran = v
	if d.depth == len(d.stack) {
		d.push(v)
	}
	c := d.taken(&d.stack[d.depth])
	if d.err = divergence(v, d.depth, c.Choice, &c.op); d.err != nil {
		return model.Choice{}
	}
	d.depth++
	return c.Choice
}

// taken returns the choice that the running execution takes at n.
func (d *dfs) taken(n *dfsNode) *dfsChoice { return &d.choices[n.from+n.cur] }

// push makes the node for a point reached for the first time: the choices that
// the bound allows, in canonical order, those that run on first.
func (d *dfs) push(v *sched.View) {
	n := dfsNode{from: int32(len(d.choices))}
	if d.depth > 0 {
		prev := &d.stack[d.depth-1]
		n.spent = prev.spent + d.taken(prev).cost
	}
	d.threads = d.threads[:0]
	for i := range v.Len() {
		d.threads = append(d.threads, v.At(i))
	}
	slices.SortFunc(d.threads, func(a, b model.ThreadID) int {
		if x, y := d.turn(v, a), d.turn(v, b); x != y {
			return x - y
		}
		return v.State.ComparePaths(a, b)
	})
	for i, t := range d.threads {
		cost := int32(i)
		if !d.delays {
			cost = 0
			if v.Preempts(t) {
				cost = 1
			}
		}
		if d.bound >= 0 && int(n.spent+cost) > d.bound {
			continue
		}
		d.push1(v, t, cost)
	}
	n.n = int32(len(d.choices)) - n.from
	d.stack = append(d.stack, n)
}

// turn says where t stands in the order of trying: the current thread first;
// then, where turns are taken, those after it before those it comes after.
func (d *dfs) turn(v *sched.View, t model.ThreadID) int {
	switch {
	case t == v.Current:
		return 0
	case d.delays && v.Current != model.NoThread && v.State.ComparePaths(t, v.Current) < 0:
		return 2
	}
	return 1
}

// push1 appends the choices of one thread.
func (d *dfs) push1(v *sched.View, t model.ThreadID, cost int32) {
	op := *v.Op(t)
	op.Cases = slices.Clone(op.Cases)
	from := len(d.choices)
	for _, a := range v.Alts(t) {
		d.choices = append(d.choices, dfsChoice{model.Choice{Thread: t, Alt: a}, op, cost})
	}
	slices.SortFunc(d.choices[from:], func(a, b dfsChoice) int { return v.State.CompareAlts(a.Alt, b.Alt) })
}

func (d *dfs) diverged(v *sched.View) *sched.Divergence {
	if d.err == nil && d.depth < len(d.stack) {
		c := d.taken(&d.stack[d.depth])
		d.err = endedEarly(v, d.depth, c.Choice, &c.op)
	}
	return d.err
}

func (d *dfs) blocked() int { return 0 }

// within is always true: executions beyond the bound are never begun.
func (d *dfs) within(*sched.View, bool) bool { return true }

func (d *dfs) next(*sched.View, bool) progress {
	for len(d.stack) > 0 {
		n := &d.stack[len(d.stack)-1]
		if n.cur++; n.cur < n.n {
			return another
		}
		d.choices = d.choices[:n.from]
		d.stack = d.stack[:len(d.stack)-1]
	}
	return over
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
