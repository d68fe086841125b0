package explore

import (
	"slices"

	"github.com/interleave-go/interleave/model"
)

// Most races are between plain accesses and locks, of which it is known without the
// model how the later step comes first, and most of what is scheduled is there
// already. So the model need not step back.

// outright does what attempt does where the model need not be asked, and reports
// whether that is so. The later step then has one alternative, the one taken.
func (d *dpor) outright(i int, c *candidate, r *rest) bool {
	t, j := &d.tries, int(c.j)
	if j < 0 || i == j || c.meet || r.counted > 0 {
		return false
	}
	b := d.frames[j].cur
	sure := d.sure(i, j)
	switch {
	case !sure && (b.modes == 0 || i < d.floor()):
		return false
	case i < d.floor():
		d.send(i, j, r)
		return true
	}
	covered, settled, known := d.explored(i, j, b, r)
	switch {
	case covered:
		c.settled = settled
		return true
	case !known:
		return false
	}
	var early int
	var all *whole
	if sure {
		early = d.need(i, j, r)
		if len(t.seq) <= len(r.steps) {
			all = &t.whole
			all.keep = c.walk != untried
		}
	} else {
		early, _ = slices.BinarySearch(r.frames, j)
		t.seq = append(append(t.seq[:0], r.steps...), b)
	}
	settled, known = d.frames[i].graft(t.seq, all, early, sure, &d.wakeups)
	c.settled = known && settled
	if all != nil {
		d.walked(c, all)
	}
	return known
}

// alone does what outright does where all steps after frame i follow it, so that what
// is scheduled there is the later step by itself.
func (d *dpor) alone(i int, c *candidate) bool {
	j := int(c.j)
	if j < 0 || i == j || c.meet || i < d.floor() || !d.sure(i, j) {
		return false
	}
	f, b := &d.frames[i], d.frames[j].cur
	covered := false
	for _, s := range f.sleep {
		if s.is(b) {
			c.settled = true
			return true
		}
		covered = covered || !s.dependent(b)
	}
	switch {
	case f.cur.is(b):
		c.settled = true
	case !covered && f.cur.dependent(b):
		c.settled = f.graftOne(b, &d.wakeups)
	}
	return true
}

// sleeps does what outright does where the later step itself is asleep before frame i,
// and follows none of the steps that do not follow that, among not too many threads.
func (d *dpor) sleeps(i int, c *candidate) bool {
	j := int(c.j)
	if j < 0 || i == j || c.meet || i < d.floor() || d.order.wide {
		return false
	}
	f, b := &d.frames[i], d.frames[j].cur
	if !b.simple || !slices.ContainsFunc(f.sleep, func(s *branch) bool { return s.is(b) }) || !d.sure(i, j) {
		return false
	}
	o, thread := &d.order, int(f.cur.thread)
	row := o.rows[j*o.width : (j+1)*o.width]
	for k := i + 1; k < j; k++ {
		if row[d.frames[k].cur.thread] > int32(k) && o.rows[k*o.width+thread] <= int32(i) {
			return false
		}
	}
	c.settled = true
	return true
}

// unslept does what outright does where nothing is asleep before frame i: then the
// sequence needs what the later step follows, and nothing else has to be known of the
// steps that do not follow the frame; among not too many threads.
func (d *dpor) unslept(i int, c *candidate) bool {
	j := int(c.j)
	f := &d.frames[i]
	if j < 0 || i == j || c.meet || len(f.sleep) > 0 || !f.cur.plain || d.order.counted > 0 || i < d.floor() || d.order.wide {
		return false
	}
	t, b := &d.tries, d.frames[j].cur
	if !d.sure(i, j) || f.cur.is(b) {
		return false
	}
	if !f.cur.dependent(b) {
		c.settled = false
		return true
	}
	t.seq = t.seq[:0]
	o, thread := &d.order, int(f.cur.thread)
	row := o.rows[j*o.width : (j+1)*o.width]
	for k := i + 1; k < j; k++ {
		if x := d.frames[k].cur; row[x.thread] > int32(k) && o.rows[k*o.width+thread] <= int32(i) {
			t.seq = append(t.seq, x)
		}
	}
	early := len(t.seq)
	t.seq = append(t.seq, b)
	t.whole.of(d, i, j, nil)
	t.whole.keep = c.walk != untried
	c.settled, _ = f.graft(t.seq, &t.whole, early, true, &d.wakeups)
	d.walked(c, &t.whole)
	return true
}

// send exports the step of frame j, to be put before frame i, which is not ours, with
// what does not follow that.
func (d *dpor) send(i, j int, r *rest) {
	t := &d.tries
	t.seq = append(append(t.seq[:0], r.steps...), d.frames[j].cur)
	if !d.fresh(i, t.seq) {
		return
	}
	x := insertion{at: i, v: slices.Clone(t.seq)}
	var threads []model.ThreadID
	column := map[model.ThreadID]model.ThreadID{}
	for _, b := range x.v {
		if _, ok := column[b.thread]; !ok {
			column[b.thread] = model.ThreadID(len(threads))
			threads = append(threads, b.thread)
		}
		x.columns = append(x.columns, column[b.thread])
	}
	x.frames = append(slices.Clone(r.frames), j)
	for _, k := range x.frames {
		clock := d.order.clock(k)
		for _, t := range threads {
			x.clocks = append(x.clocks, clock.of(t))
		}
	}
	d.out = append(d.out, x)
}

// need puts into the sequence what must come before the step of frame j, of the steps
// that do not follow frame i: what it follows, and what wakes those who sleep there up,
// which it does not do itself, with what that follows. What begins like this, in the
// whole of r too, cannot begin with what sleeps; the less is in it, the more begins with
// it. early is how many of these steps come before frame j.
func (d *dpor) need(i, j int, r *rest) (early int) {
	t := &d.tries
	x := &t.whole
	x.of(d, i, j, r)
	x.follow()
	for _, m := range r.met {
		if x.upto.of(d.frames[m.frame].cur.thread) <= int32(m.frame) {
			x.upto.join(d.order.clock(m.frame))
			x.until = max(x.until, m.frame)
		}
	}
	t.seq, early = x.needed(t.seq[:0])
	return early
}

// sure reports whether it is plain that the step of frame j can come before frame i,
// and touches the same then: accesses to memory, and whoever takes a mutex that was
// free because the earlier step took it.
func (d *dpor) sure(i, j int) bool {
	f, g := d.frames[i].cur, &d.frames[j]
	b := g.cur
	switch {
	case !b.fixed:
		return false
	case b.op.Kind == model.Relock: // who woke it must not follow the earlier step
		return f.takes(b.obj) && (g.made.cause < 0 || !d.follows(int(g.made.cause), i))
	case b.op.Kind == model.Lock:
		return f.takes(b.obj)
	}
	return true
}

// explored reports whether the steps that do not follow frame i, and then step b of
// frame j, are covered by a step that is asleep before frame i, or explored there.
// It is settled where that is on account of what comes before frame j and of nothing
// else: what follows frame j in the execution and stands before its step in the
// sequence is independent of that. It may not be known, when b could touch its object
// in different ways there.
func (d *dpor) explored(i, j int, b *branch, r *rest) (covered, settled, known bool) {
	if !r.asked {
		d.ask(i, r)
	}
	first := r.first()
	covered, settled, known = first < d.n, first < j, true
	for _, s := range r.apart {
		if s.is(b) { // it may touch something else than b, and other steps before b matter then
			covered, settled = true, settled || b.fixed
			continue
		}
		free, sure := b.commutes(s)
		covered, known = covered || free, known && sure
	}
	return covered, settled, known
}
