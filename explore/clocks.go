package explore

import "github.com/interleave-go/interleave/model"

// clocks are the vector clocks of the frames of an execution. Among up to wideFrom
// threads each is a row of counts. Beyond, rows would take as many bytes as an execution
// has steps, times its threads, times four; so they share structure then.
type clocks struct {
	width    int
	wideFrom int     // 0: defaultWide
	rows     []int32 // of the frames, one after the other
	wide     bool
	trees    []model.Counts // by frame, where wide is set
	counts   []int32        // scratch
}

// defaultWide is the number of threads from which on clocks share structure: rows of as
// many counts are joined about as fast.
const defaultWide = 512

// many reports whether clocks of threads up to number t share structure.
func (c *clocks) many(t int) bool {
	if c.wideFrom == 0 {
		return t >= defaultWide
	}
	return t >= c.wideFrom
}

// clock is, by ThreadID, the latest step of the thread, from 1, that happens before
// something or is it.
type clock struct {
	row  []int32 // nil: tree has them
	tree model.Counts
}

func (c *clock) of(t model.ThreadID) int32 {
	if c.row != nil {
		return c.row[t]
	}
	return c.tree.Of(t)
}

// set makes c, whose row nobody else has, know step n of t.
func (c *clock) set(t model.ThreadID, n int32) {
	if c.row != nil {
		c.row[t] = n
		return
	}
	c.tree = c.tree.With(t, n)
}

// join makes c, whose row nobody else has, know what d does.
func (c *clock) join(d clock) {
	if c.row != nil {
		join(c.row, d.row)
		return
	}
	c.tree = c.tree.Join(d.tree)
}

// copy makes c, whose row nobody else has, the same as d.
func (c *clock) copy(d clock) {
	if c.row != nil {
		copy(c.row, d.row)
		return
	}
	c.tree = d.tree
}

// clock returns the clock of frame i.
func (c *clocks) clock(i int) clock {
	if c.wide {
		return clock{tree: c.trees[i]}
	}
	return clock{row: c.rows[i*c.width : (i+1)*c.width : (i+1)*c.width]}
}

// fresh returns a clock that knows nobody.
func (c *clocks) fresh() clock {
	if c.wide {
		return clock{}
	}
	return clock{row: make([]int32, c.width)}
}

// keep makes x the clock of frame i.
func (c *clocks) keep(i int, x clock) {
	if c.wide {
		c.trees[i] = x.tree
	}
}

// like returns a copy of x, in which there may be room for fewer threads, or which is of
// the sort that clocks were before.
func (c *clocks) like(x clock) clock {
	if c.wide {
		return clock{tree: x.counts()}
	}
	y := c.fresh()
	copy(y.row, x.row)
	return y
}

// far reports, where clocks share structure, whether frame k is frame i, of thread t, or
// happens after it.
func (c *clocks) far(k int, t model.ThreadID, i int) bool { return c.trees[k].Of(t) > int32(i) }

// column returns, where clocks share structure, what frames from..n-1 know of t.
func (c *clocks) column(t model.ThreadID, from, n int) []int32 {
	c.counts = c.counts[:0]
	for _, x := range c.trees[from:n] {
		c.counts = append(c.counts, x.Of(t))
	}
	return c.counts
}

// grow makes room for the clocks of n frames with so many threads, the first of which
// are there already. It reports whether clocks are another sort now, or have another
// width.
func (c *clocks) grow(width, n, there int) (other bool) {
	if c.wide {
		c.width = width
		if len(c.trees) < n {
			c.trees = append(c.trees, make([]model.Counts, n+n/4-len(c.trees))...)
		}
		return false
	}
	if c.width == width && len(c.rows) >= n*width {
		return false
	}
	if !c.many(width - 1) {
		rows := make([]int32, (n+n/4)*width)
		for i := range there {
			copy(rows[i*width:], c.clock(i).row)
		}
		other = c.width != width
		c.width, c.rows = width, rows
		return other
	}
	c.trees = make([]model.Counts, n+n/4)
	for i := range there {
		c.trees[i] = c.clock(i).counts()
	}
	c.width, c.rows, c.wide = width, nil, true
	return true
}

// counts returns c as counts that share structure.
func (c clock) counts() model.Counts {
	for t, n := range c.row {
		if n > 0 {
			c.tree = c.tree.With(model.ThreadID(t), n)
		}
	}
	return c.tree
}

// join makes c the greater of c and o, thread by thread.
func join(c, o []int32) {
	o = o[:len(c)]
	t := 0
	for ; t+4 <= len(c) && t+4 <= len(o); t += 4 {
		x, y := (*[4]int32)(c[t:t+4]), (*[4]int32)(o[t:t+4])
		x[0], x[1], x[2], x[3] = max(x[0], y[0]), max(x[1], y[1]), max(x[2], y[2]), max(x[3], y[3])
	}
	for ; t < len(c); t++ {
		c[t] = max(c[t], o[t])
	}
}
