package explore

import (
	"slices"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
)

// order is the happens-before order of the running execution. It grows frame by
// frame, and is taken back to where the next execution leaves this one.
type order struct {
	n int // frames ordered
	clocks
	threads  []chain // by ThreadID
	chained  int     // the frames of which the chains have the steps
	last     []int32 // by ThreadID: the latest frame that advances the thread, from 1
	born     []int32 // by ThreadID: the frame that spawned it, from 1
	past     clock   // of what happened before virtual time last passed
	ticked   bool    // virtual time may have passed
	objects  []trail // by ObjID
	touches  []touch
	finished bool             // all threads have ended
	blocked  []model.ThreadID // those that have not
	work     []int32          // for each candidate, the frame that has it
	ends     int              // how many of them are not of threads blocked at the end
	open     int              // no frame before this one has a pair that is not settled
	partners []model.Op       // of the rendezvous, in order: what the partner was about to do
	meetings int              // how many of the frames ordered are rendezvous
	counted  int              // and how many are counted: see branch
	stronger bool             // than what the memory model orders: see synced

	before, others clock // scratch
}

// links is what a frame has to do with the order: how it was before the frame, and
// the pairs of which the frame is the earlier step.
type links struct {
	prev    [2]int32 // the latest frames of the thread and of its partner
	meeting int32    // of a rendezvous: its number
	touches int32
	work    int32
	row     int32 // each frame from that one to this one follows the one before
	open    int32 // how many of pairs are not settled
	settled int32 // how many of hides are of settled pairs; the rest is of this execution
	pairs   []candidate
	hides   []int32 // earlier frames with which this step has been reversed
	past    *clock  // where virtual time passed before the frame, what o.past was; else nil
}

// chain is a thread's way through the execution: its steps, and where it ended.
type chain struct {
	steps []int32  // frames that advance the thread, in order: see dpor.chains
	ended bool     // see order.ended; otherwise it is blocked in last
	last  model.Op // what it is blocked in
}

// trail is how an object has been touched.
type trail struct {
	latest int32  // an index into touches; -1: not in this execution
	parted bool   // by anything so far: in some Part, or as something counted
	modes  uint64 // by anything so far: bit m is set for mode m
}

// touch is one access of one frame; those of an object are linked backwards.
type touch struct {
	frame int32
	by    model.ThreadID
	prev  int32 // the touch of the same object before, -1
	write int32 // this one, or the latest before it, that is a model.Write; -1
	how   model.Access
}

// follows reports whether frame k is frame i, or happens after it.
func (d *dpor) follows(k, i int) bool {
	o, t := &d.order, d.frames[i].cur.thread
	if o.wide {
		return o.far(k, t, i)
	}
	return o.rows[k*o.width+int(t)] > int32(i)
}

// disorder takes the order back to before frame n.
func (d *dpor) disorder(n int) {
	o := &d.order
	if o.n <= n {
		d.unpair(min(o.ends, len(o.work)))
		return
	}
	l := &d.frames[n].links
	d.unpair(int(l.work))
	touches := o.touches
	for k := len(touches) - 1; k >= int(l.touches); k-- {
		x := &touches[k]
		o.objects[x.how.Obj].latest = x.prev
	}
	o.touches, o.chained = touches[:l.touches], 0
	for i := o.n - 1; i >= n; i-- {
		f := &d.frames[i]
		b := f.cur
		o.last[b.thread] = f.links.prev[0]
		if b.simple {
			continue
		}
		if b.joint {
			o.last[b.alt.Peer] = f.links.prev[1]
			o.meetings--
		}
		if b.counted {
			o.counted--
		}
		if b.op.Kind == model.Spawn {
			o.born[b.op.Arg] = 0
		}
	}
	if o.ticked {
		for i := o.n - 1; i >= n; i-- {
			if past := d.frames[i].links.past; past != nil {
				o.past = *past
			}
		}
	}
	o.n = n
}

// chains lists the steps of each thread. Few executions need that.
func (d *dpor) chains() {
	o := &d.order
	if o.chained == o.n {
		return
	}
	for t := range o.threads {
		o.threads[t].steps = o.threads[t].steps[:0]
	}
	add := func(t model.ThreadID, i int) { o.threads[t].steps = append(o.threads[t].steps, int32(i)) }
	for i := range o.n {
		b := d.frames[i].cur
		if add(b.thread, i); b.joint {
			add(b.alt.Peer, i)
		}
	}
	o.chained = o.n
}

// arrange orders the execution that has ended by happens-before, and collects
// the pairs of steps whose order may be worth reversing.
func (d *dpor) arrange(v *sched.View) {
	if d.arranged {
		return
	}
	d.arranged, d.view = true, v
	if d.n > 0 {
		d.settle(v, d.n-1)
	}
	st, o := v.State, &d.order
	d.grow(st)
	d.note(st)
	frames := d.frames[:d.n]
	for i := o.n; i < len(frames); i++ {
		f := &frames[i]
		l := &f.links
		l.touches, l.work, l.open, l.settled = int32(len(o.touches)), int32(len(o.work)), 0, 0
		l.pairs, l.hides = l.pairs[:0], l.hides[:0]
		if l.past != nil { // a pointer written is work for the garbage collector
			l.past = nil
		}
		if i > 0 && f.made.now > frames[i-1].made.now {
			d.tick(st, i)
		}
		if f.alts > 1 {
			d.pair(int32(i), candidate{j: int32(i), thread: f.cur.thread})
		}
		l.row = int32(i)
		if f.cur.simple && !o.wide {
			row := o.rows[i*o.width : (i+1)*o.width : (i+1)*o.width]
			d.placeSimple(i, f, row)
			if i > 0 && row[frames[i-1].cur.thread] >= int32(i) {
				l.row = frames[i-1].links.row
			}
			continue
		}
		clock := o.clock(i)
		d.place(st, i, &clock)
		if i > 0 && clock.of(frames[i-1].cur.thread) >= int32(i) {
			l.row = frames[i-1].links.row
		}
	}
	o.n = d.n
	o.ends = len(o.work)
	for _, t := range o.blocked {
		d.wouldBe(st, t, &o.threads[t].last, -1)
	}
}

// note keeps what the partners of rendezvous were about to do, and where all
// threads stand at the end.
func (d *dpor) note(st *model.State) {
	o := &d.order
	o.partners, o.blocked = o.partners[:o.meetings], o.blocked[:0]
	for i := o.n; i < d.n && len(o.partners) < st.Meetings(); i++ {
		if f := &d.frames[i]; f.cur.joint {
			f.links.meeting = int32(len(o.partners))
			o.partners = append(o.partners, st.PeerOp(len(o.partners)))
		}
	}
	if o.finished = st.AllEnded(); o.finished {
		return
	}
	for _, t := range st.Threads() {
		c := &o.threads[t]
		if c.ended = st.Status(t) == model.Ended; !c.ended {
			c.last = *st.Pending(t)
			o.blocked = append(o.blocked, t)
		}
	}
}

// ended reports whether a thread has ended.
func (o *order) ended(c *chain) bool { return o.finished || c.ended }

// afterwards returns what thread t does next from frame i on, nil when it has ended.
func (d *dpor) afterwards(t model.ThreadID, i int) *model.Op {
	for k := i; k < d.n; k++ {
		switch f := &d.frames[k]; {
		case f.cur.thread == t:
			return &f.cur.op
		case f.cur.advances(t):
			return &d.order.partners[f.links.meeting]
		}
	}
	if c := &d.order.threads[t]; !d.order.ended(c) {
		return &c.last
	}
	return nil
}

// grow makes room for all threads of the execution, and for its frames.
func (d *dpor) grow(st *model.State) {
	o := &d.order
	for len(o.threads) <= st.MaxThread() {
		o.threads = append(o.threads, chain{})
		o.last, o.born = append(o.last, 0), append(o.born, 0)
	}
	if !o.clocks.grow(len(o.threads), d.n, o.n) {
		return
	}
	o.before, o.others = o.fresh(), o.fresh()
	o.past = o.like(o.past)
	for i := range o.n {
		if past := d.frames[i].links.past; past != nil {
			*past = o.like(*past)
		}
	}
}

// tick lets time pass before frame i: everything so far comes before everything
// from here on. Nobody could move, so what a thread does next had to wait; it
// may have been possible earlier, as at the end of the execution.
func (d *dpor) tick(st *model.State, i int) {
	o := &d.order
	for _, t := range st.Threads() {
		if t != model.Main && o.born[t] == 0 {
			continue
		}
		if op := d.afterwards(t, i); op != nil {
			d.wouldBe(st, t, op, -2-int32(i))
		}
	}
	o.stronger = true
	before := o.past
	d.frames[i].links.past, o.past, o.ticked = &before, o.like(before), true
	for _, n := range o.last {
		if n > 0 {
			o.past.join(o.clock(int(n - 1)))
		}
	}
}

// place computes the clock of frame i from what it follows, and notes the
// steps that it may race with.
func (d *dpor) place(st *model.State, i int, clock *clock) {
	o, f := &d.order, &d.frames[i]
	b := f.cur
	if b.joint { // the partner may have had alternatives as an owner
		d.pair(int32(i), candidate{j: int32(i), thread: b.alt.Peer})
	}
	// What the thread could not do without, and what its partner could not:
	// each could have met somebody else.
	mine := o.following(b.thread, &o.before)
	o.stronger = o.stronger || b.alt.Case < 0
	if b.op.Kind == model.Join {
		o.before.copy(mine)
		mine = o.before
		for _, cs := range b.op.Cases {
			if u := model.ThreadID(cs.Obj); o.last[u] == 0 || mine.of(u) < o.last[u] {
				mine.join(o.following(u, &o.others))
			}
		}
	}
	partners := mine
	clock.copy(mine)
	if b.joint {
		partners = o.following(b.alt.Peer, &o.others)
		clock.join(partners)
	}
	for k := range b.foot {
		d.conflicts(st, i, &b.foot[k], clock, &mine, &partners)
	}
	// Only now: without its cause the step may still be possible, in another way.
	if f.made.cause >= 0 {
		if b.op.Timeout > 0 { // it could have timed out, too
			d.race(f.made.cause, i)
		}
		o.stronger = o.stronger || !f.woken()
		clock.join(o.clock(int(f.made.cause)))
	}
	clock.set(b.thread, int32(i+1))
	if b.joint {
		clock.set(b.alt.Peer, int32(i+1))
	}
	o.keep(i, *clock)
	for k := range b.foot {
		o.touch(i, b.thread, &b.foot[k])
	}
	f.links.prev[0], o.last[b.thread] = o.last[b.thread], int32(i+1)
	if b.joint {
		p := b.alt.Peer
		f.links.prev[1], o.last[p] = o.last[p], int32(i+1)
		o.meetings++
	}
	if b.counted {
		o.counted++
	}
	if b.op.Kind == model.Spawn {
		o.born[b.op.Arg] = int32(i + 1)
	}
}

// following returns the clock of what thread t does next, as far as that follows
// what it has done, or its spawn, and what came before time last passed. The
// clock may be that of a frame, or is put into buf.
func (o *order) following(t model.ThreadID, buf *clock) clock {
	n := o.last[t]
	if n == 0 {
		n = o.born[t]
	}
	switch {
	case n == 0:
		buf.copy(o.past)
		return *buf
	case o.ticked:
		buf.copy(o.past)
		buf.join(o.clock(int(n - 1)))
		return *buf
	}
	return o.clock(int(n - 1))
}

func (o *order) object(id model.ObjID) *trail {
	for len(o.objects) <= int(id) {
		o.objects = append(o.objects, trail{latest: -1})
	}
	return &o.objects[id]
}

func (o *order) touch(i int, by model.ThreadID, a *model.Access) {
	obj := o.object(a.Obj)
	at := int32(len(o.touches))
	write := int32(-1)
	switch {
	case a.Mode == model.Write:
		write = at
	case obj.latest >= 0:
		write = o.touches[obj.latest].write
	}
	if len(o.touches) == cap(o.touches) {
		o.touches = slices.Grow(o.touches, 1)
	}
	o.touches = o.touches[:at+1]
	x := &o.touches[at] // written in place: this is done for every step
	x.frame, x.by, x.prev, x.write = int32(i), by, obj.latest, write
	x.how.Obj, x.how.Mode, x.how.Part, x.how.Left = a.Obj, a.Mode, a.Part, a.Left
	obj.latest = at
	obj.modes |= 1 << a.Mode
	obj.parted = obj.parted || a.Part > 0 || a.Left > 0
}
