package explore

import (
	"slices"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
)

// touch is one access of one frame; those of an object are linked backwards.
type touch struct {
	frame int32
	prev  int32 // the touch of the same object before, -1
	how   model.Access
}

// before reports whether frame i, which is f, happens before a step with this clock.
func before(f *dporFrame, i int, clock []int32) bool {
	return int(f.ev.Thread) < len(clock) && clock[f.ev.Thread] > int32(i)
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
	st := v.State
	d.collect(st)
	d.work = d.work[:0]
	d.touches = d.touches[:0]
	for i := range d.objects {
		d.objects[i] = -1
	}
	last := make([]int32, len(d.threads)) // the latest frame of each thread, from 1
	born := make([]int32, len(d.threads)) // the frame that spawned it, from 1
	d.past = append(d.past[:0], make([]int32, len(d.threads))...)
	for i := range d.n {
		f := &d.frames[i]
		if i > 0 && f.ev.Now > d.frames[i-1].ev.Now {
			d.tick(st, i, last, born)
		}
		d.order(st, i, f, last, born)
		last[f.ev.Thread] = int32(i + 1)
		if f.ev.Joint {
			last[f.ev.Alt.Peer] = int32(i + 1)
		}
		if f.ev.Op.Kind == model.Spawn {
			born[f.ev.Op.Arg] = int32(i + 1)
		}
	}
	for _, t := range st.Threads() {
		if !d.threads[t].ended {
			d.wouldBe(st, t, &d.threads[t].last, -1, last, born)
		}
	}
}

// tick lets time pass before frame i: everything so far comes before everything
// from here on. Nobody could move, so what a thread does next had to wait; it
// may have been possible earlier, as at the end of the execution.
func (d *dpor) tick(st *model.State, i int, last, born []int32) {
	for _, t := range st.Threads() {
		if t != model.Main && born[t] == 0 {
			continue
		}
		if op := d.after(t, i); op != nil {
			d.wouldBe(st, t, op, -2-int32(i), last, born)
		}
	}
	for t := range last {
		if last[t] > 0 {
			join(d.past, d.frames[last[t]-1].clock)
		}
	}
}

// order computes the clock of frame i from what it follows, and notes the
// steps that it may race with.
func (d *dpor) order(st *model.State, i int, f *dporFrame, last, born []int32) {
	fresh := i >= d.analysed
	if fresh {
		f.clock = append(f.clock[:0], make([]int32, len(d.threads))...)
		join(f.clock, d.past)
		d.follow(f.clock, f.ev.Thread, last, born)
		if f.ev.Op.Kind == model.Join {
			for _, cs := range f.ev.Op.Cases {
				d.follow(f.clock, model.ThreadID(cs.Obj), last, born)
			}
		}
		// What the thread could not do without, and what its partner could not:
		// each could have met somebody else.
		mine := slices.Clone(f.clock)
		partners := mine
		if f.ev.Joint {
			partners = slices.Clone(d.past)
			d.follow(partners, f.ev.Alt.Peer, last, born)
			join(f.clock, partners)
		}
		f.races, f.meets = f.races[:0], f.meets[:0]
		for _, a := range f.foot {
			d.conflicts(st, f, a, mine, partners)
		}
		// Only now: without its cause the step may still be possible, in another way.
		if f.ev.Cause >= 0 {
			if f.ev.Op.Timeout > 0 { // it could have timed out, too
				f.races = append(f.races, f.ev.Cause)
			}
			join(f.clock, d.frames[f.ev.Cause].clock)
		}
		f.clock[f.ev.Thread] = int32(i + 1)
		if f.ev.Joint {
			f.clock[f.ev.Alt.Peer] = int32(i + 1)
		}
	}
	if f.alts > 1 {
		d.work = append(d.work, candidate{i: int32(i), j: int32(i), thread: f.ev.Thread})
	}
	if f.ev.Joint { // the partner may have had alternatives as an owner
		d.work = append(d.work, candidate{i: int32(i), j: int32(i), thread: f.ev.Alt.Peer})
	}
	for _, g := range f.races {
		d.work = append(d.work, candidate{i: g, j: int32(i), thread: f.ev.Thread})
	}
	for _, g := range f.meets {
		d.work = append(d.work, candidate{i: g, j: int32(i), thread: f.ev.Thread, meet: true})
	}
	for _, a := range f.foot {
		d.touch(i, a)
	}
}

// follow joins what thread t has done, or its spawn, into a clock.
func (d *dpor) follow(clock []int32, t model.ThreadID, last, born []int32) {
	if n := last[t]; n > 0 {
		join(clock, d.frames[n-1].clock)
	} else if n := born[t]; n > 0 {
		join(clock, d.frames[n-1].clock)
	}
}

// conflicts walks back over the accesses of a's object: those in conflict come
// before frame f, and race with it unless they did so anyway. On a channel
// without a buffer those before may have been partners.
func (d *dpor) conflicts(st *model.State, f *dporFrame, a model.Access, mine, partners []int32) {
	meeting := rendezvous(st, a.Obj)
	for t := d.latest(a.Obj); t >= 0; t = d.touches[t].prev {
		x := &d.touches[t]
		g := &d.frames[x.frame]
		free := !before(g, int(x.frame), mine)
		if meeting && (free || !before(g, int(x.frame), partners)) && !slices.Contains(f.meets, x.frame) {
			f.meets = append(f.meets, x.frame)
		}
		if !x.how.Precedes(a) {
			continue
		}
		if free && !slices.Contains(f.races, x.frame) && (a.Mode != model.Depart || f.ev.Op.Timeout > 0) {
			f.races = append(f.races, x.frame)
		}
		join(f.clock, g.clock)
		if f.ev.Op.Await != nil {
			continue // what came before may have been enough, without what came in between
		}
		if x.how.Mode == model.Write || x.how.Mode == model.Acquire && a.Mode == model.Acquire {
			return // everything before is ordered before it
		}
	}
}

// rendezvous reports whether o is a channel without a buffer.
func rendezvous(st *model.State, o model.ObjID) bool {
	ch, ok := st.Channel(o)
	return ok && ch.Cap == 0
}

// wouldBe notes the steps that a thread blocked at the end, or where time passes,
// would race with, if its operation op had come before them, and those that
// could have met it. j tells the places apart.
func (d *dpor) wouldBe(st *model.State, t model.ThreadID, op *model.Op, j int32, last, born []int32) {
	clock := slices.Clone(d.past)
	d.follow(clock, t, last, born)
	seen := map[int32]bool{}
	for _, o := range waitsFor(st, op) {
		for x := d.latest(o); x >= 0; x = d.touches[x].prev {
			g := d.touches[x].frame
			if seen[g] || before(&d.frames[g], int(g), clock) {
				continue
			}
			seen[g] = true
			d.work = append(d.work, candidate{i: g, j: j, thread: t})
			if rendezvous(st, o) {
				d.work = append(d.work, candidate{i: g, j: j, thread: t, meet: true})
			}
		}
	}
}

// waitsFor returns the objects on which a blocked operation depends.
func waitsFor(st *model.State, op *model.Op) []model.ObjID {
	if op.Await != nil {
		return op.Await.Objects()
	}
	switch op.Kind {
	case model.Relock:
		objs := []model.ObjID{st.CondMutex(op.Obj)}
		if op.Timeout > 0 { // before it was woken it could have timed out
			objs = append(objs, op.Obj)
		}
		return objs
	case model.Select:
		var objs []model.ObjID
		for _, cs := range op.Cases {
			if cs.Obj != model.NoObj {
				objs = append(objs, cs.Obj)
			}
		}
		return objs
	case model.Join, model.Spawn, model.BarrierLeave:
		return nil // what makes them possible happens, or does not, in any order
	}
	if op.Obj == model.NoObj {
		return nil
	}
	return []model.ObjID{op.Obj}
}

func (d *dpor) latest(o model.ObjID) int32 {
	for len(d.objects) <= int(o) {
		d.objects = append(d.objects, -1)
	}
	return d.objects[o]
}

func (d *dpor) touch(i int, a model.Access) {
	d.touches = append(d.touches, touch{frame: int32(i), prev: d.latest(a.Obj), how: a})
	d.objects[a.Obj] = int32(len(d.touches) - 1)
}

func join(c, o []int32) {
	for t, v := range o {
		if v > c[t] {
			c[t] = v
		}
	}
}
