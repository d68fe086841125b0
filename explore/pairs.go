package explore

import "github.com/interleave-go/interleave/model"

// candidate is a pair of steps whose order may be worth reversing: the one that has
// it, at frame i, and the later one at frame j. With j < 0 the later one is the
// operation in which thread is blocked at the end, or where time passes; with
// j == i it is frame i's own operation, by another alternative.
type candidate struct {
	j      int32
	thread model.ThreadID
	walk   int32 // its number, from 1; or see untried
	meet   bool  // instead of both steps, their threads could have met on a channel
	// settled: what reversing the pair schedules is covered by what was explored, or is
	// in the tree, on account of steps that come before the later one, and of that: for as
	// long as both are there. Or a pair that is settled hides it, which holds as long.
	settled bool
}

// pair notes that frame i and c's step may be worth reversing.
func (d *dpor) pair(i int32, c candidate) {
	l := &d.frames[i].links
	l.pairs = append(l.pairs, c)
	l.open++
	d.order.work = append(d.order.work, i)
	d.order.open = min(d.order.open, int(i))
}

// unpair forgets all pairs but the first n.
func (d *dpor) unpair(n int) {
	o := &d.order
	for k := len(o.work) - 1; k >= n; k-- {
		l := &d.frames[o.work[k]].links
		last := len(l.pairs) - 1
		if c := &l.pairs[last]; !c.settled {
			l.open--
			d.walks.drop(c)
		}
		l.pairs = l.pairs[:last]
	}
	o.work = o.work[:n]
}

// race notes that frames g and i may be reversed, once.
func (d *dpor) race(g int32, i int) {
	d.pairOnce(g, candidate{j: int32(i), thread: d.frames[i].cur.thread})
}

// couldMeet notes that the threads of frames g and i could have met, once.
func (d *dpor) couldMeet(g int32, i int) {
	d.pairOnce(g, candidate{j: int32(i), thread: d.frames[i].cur.thread, meet: true})
}

func (d *dpor) pairOnce(g int32, c candidate) {
	pairs := d.frames[g].links.pairs
	for k := len(pairs) - 1; k >= 0 && pairs[k].j == c.j; k-- {
		if pairs[k].thread == c.thread && pairs[k].meet == c.meet {
			return
		}
	}
	d.pair(g, c)
}
