package explore

import (
	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
)

// A deviation is one decision that the scheduler without preemptions
// (sched.RunOn) would have made otherwise. It stands at a point of a thread's
// own course and not of the schedule, so that it means the same when an
// earlier deviation is left out.
type deviation struct {
	point
	to  model.ThreadID // who goes on after the point; NoThread: alt is what deviates
	alt model.Alt      // how thread makes its next step
}

// A point is a thread with the number of its steps so far.
type point struct {
	thread model.ThreadID // NoThread: the start of the execution
	done   int32
}

// deviant runs on except for its deviations. One that is not possible at its
// point is passed over.
type deviant struct {
	sched.RunOn
	switches map[point]model.ThreadID
	alts     map[point]model.Alt
	done     []int32
}

func newDeviant(ds []deviation) *deviant {
	d := &deviant{switches: map[point]model.ThreadID{}, alts: map[point]model.Alt{}}
	for _, x := range ds {
		if x.to != model.NoThread {
			d.switches[x.point] = x.to
		} else {
			d.alts[x.point] = x.alt
		}
	}
	return d
}

func (d *deviant) Begin(uint64) { clear(d.done) }

func (d *deviant) Next(v *sched.View) model.Choice {
	c := d.RunOn.Next(v)
	if t, ok := d.switches[pointOf(d.done, v.Current)]; ok && v.Enabled(t) {
		c = model.Choice{Thread: t, Alt: v.FirstAlt(t)}
	}
	if a, ok := d.alts[pointOf(d.done, c.Thread)]; ok && v.Offers(model.Choice{Thread: c.Thread, Alt: a}) {
		c.Alt = a
	}
	d.done = stepped(d.done, c.Thread)
	return c
}

// deviations wraps a strategy, notes where it does not run on, and counts the
// preemptions.
type deviations struct {
	sched.Strategy
	list        []deviation
	preemptions int
	runOn       sched.RunOn
	done        []int32
}

func (d *deviations) Begin(number uint64) {
	d.list, d.preemptions = nil, 0
	clear(d.done)
	d.Strategy.Begin(number)
}

func (d *deviations) Next(v *sched.View) model.Choice {
	usual := d.runOn.Next(v)
	c := d.Strategy.Next(v)
	if c.Thread == model.NoThread {
		return c
	}
	if v.Preempts(c.Thread) {
		d.preemptions++
	}
	if c.Thread != usual.Thread {
		d.list = append(d.list, deviation{point: pointOf(d.done, v.Current), to: c.Thread})
		usual = model.Choice{Thread: c.Thread, Alt: v.FirstAlt(c.Thread)}
	}
	if c.Alt != usual.Alt {
		d.list = append(d.list, deviation{point: pointOf(d.done, c.Thread), alt: c.Alt})
	}
	d.done = stepped(d.done, c.Thread)
	return c
}

func pointOf(done []int32, t model.ThreadID) point {
	if int(t) >= len(done) {
		return point{thread: t}
	}
	return point{t, done[t]}
}

func stepped(done []int32, t model.ThreadID) []int32 {
	for len(done) <= int(t) {
		done = append(done, 0)
	}
	done[t]++
	return done
}

// A block is a run of steps of one thread.
type block struct {
	thread model.ThreadID
	steps  int
}

// blocksOf returns the blocks of an execution that has ended.
func blocksOf(st *model.State) []block {
	var bs []block
	for i := range st.Events() {
		t := st.Events()[i].Thread
		if n := len(bs); n > 0 && bs[n-1].thread == t {
			bs[n-1].steps++
		} else {
			bs = append(bs, block{t, 1})
		}
	}
	return bs
}

// inBlocks runs blocks one after the other, and runs on where they end. A
// block whose thread cannot go on is over.
type inBlocks struct {
	sched.RunOn
	blocks  []block
	alts    map[point]model.Alt
	at, ran int
	done    []int32
}

func (b *inBlocks) Begin(uint64) {
	b.at, b.ran = 0, 0
	clear(b.done)
}

func (b *inBlocks) Next(v *sched.View) model.Choice {
	for b.at < len(b.blocks) && (b.ran == b.blocks[b.at].steps || !v.Enabled(b.blocks[b.at].thread)) {
		b.at, b.ran = b.at+1, 0
	}
	c := b.RunOn.Next(v)
	if b.at < len(b.blocks) {
		t := b.blocks[b.at].thread
		c = model.Choice{Thread: t, Alt: v.FirstAlt(t)}
		b.ran++
	}
	if a, ok := b.alts[pointOf(b.done, c.Thread)]; ok && v.Offers(model.Choice{Thread: c.Thread, Alt: a}) {
		c.Alt = a
	}
	b.done = stepped(b.done, c.Thread)
	return c
}
