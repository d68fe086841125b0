package model

// Counts are a count for each thread, for clocks of many threads: they share what is
// the same in those that they come from, and never change. The zero Counts are all
// zero. Those that come from one another are of one goroutine.
type Counts struct{ v vector }

// Of returns the count of t.
func (c Counts) Of(t ThreadID) int32 {
	if c.v.tree == nil {
		return 0
	}
	return int32(c.v.tree.get(c.v.n, t))
}

// With returns c with n for t, which is not less than any count that t has in what c
// comes from.
func (c Counts) With(t ThreadID, n int32) Counts {
	if c.v.tree == nil {
		c.v.tree = &clockTree{}
	}
	return Counts{c.v.tree.with(c.v.n, tally{t, uint32(n)})}
}

// Join returns the greater count of each thread.
func (c Counts) Join(d Counts) Counts {
	switch {
	case d.v.tree == nil:
		return c
	case c.v.tree == nil:
		return d
	}
	return Counts{joinTrees(c.v, d.v)}
}
