package explore

import "github.com/interleave-go/interleave/model"

// conflicts walks back over the accesses of a's object: those in conflict come
// before frame i, whose clock they are joined into, and race with it unless they did
// so anyway, by what the thread could not do without, or in the case of a rendezvous
// its partner. On a channel without a buffer those before may have been partners.
func (d *dpor) conflicts(st *model.State, i int, a *model.Access, clock, mine, partners *clock) {
	o, b := &d.order, d.frames[i].cur
	meeting := a.Mode != model.Read && a.Mode != model.Write && rendezvous(st, a.Obj)
	obj := o.object(a.Obj)
	t := obj.latest
	modes := a.Mode.Conflicts() & obj.modes
	ordered := !meeting && !b.joint && !obj.parted && b.op.Await == nil
	if t >= 0 && modes == 1<<model.Write && b.op.Await == nil {
		t = o.touches[t].write
	}
	for ; t >= 0; t = o.touches[t].prev {
		x := &o.touches[t]
		g := int(x.frame)
		free := mine.of(x.by) <= x.frame
		precedes := x.how.Precedes(*a)
		if precedes && free && (a.Mode != model.Depart || b.op.Timeout > 0) && !d.freed(st, g, i, x.how, *a) {
			d.race(x.frame, i)
		}
		if meeting && (free || partners.of(x.by) <= x.frame) {
			d.couldMeet(x.frame, i)
		}
		if precedes {
			if b.joint && partners.of(x.by) <= x.frame { // the partner could have gone another way before
				d.pairOnce(x.frame, candidate{j: int32(i), thread: b.alt.Peer})
			}
			if clock.of(x.by) <= x.frame {
				o.stronger = o.stronger || !d.synced(st, g, i, x.how, *a)
				clock.join(o.clock(g))
			}
		}
		switch {
		case b.op.Await != nil: // what came before may have been enough, without what came in between
		case precedes && (x.how.Mode == model.Write || x.how.Mode == model.Acquire && a.Mode == model.Acquire):
			return // everything before is ordered before it
		case ordered && !free && modes&^x.how.Mode.Conflicts() == 0:
			return // and so is what counts of it; the thread has followed it anyway
		}
	}
}

// freed reports whether the earlier event freed the mutex that the later one took, so
// that this could not have come first: it races with whoever took it before.
func (d *dpor) freed(st *model.State, earlier, later int, x, y model.Access) bool {
	if x.Mode != model.Release || y.Mode != model.Acquire || d.frames[earlier].made.misused {
		return false
	}
	op := &d.frames[later].cur.op
	return (op.Kind == model.Lock || op.Kind == model.Relock) && op.Timeout == 0 && st.PlainMutex(x.Obj)
}

// rendezvous reports whether o is a channel without a buffer.
func rendezvous(st *model.State, o model.ObjID) bool {
	ch, ok := st.Channel(o)
	return ok && ch.Cap == 0
}

// wouldBe notes the steps that a thread blocked at the end, or where time passes,
// would race with, if its operation op had come before them, and those that
// could have met it. j tells the places apart.
func (d *dpor) wouldBe(st *model.State, t model.ThreadID, op *model.Op, j int32) {
	o := &d.order
	mine := o.following(t, &o.before)
	for _, obj := range waitsFor(st, op) {
		for x := o.object(obj).latest; x >= 0; x = o.touches[x].prev {
			g := o.touches[x].frame
			if mine.of(o.touches[x].by) > g {
				continue
			}
			d.pairOnce(g, candidate{j: j, thread: t})
			if rendezvous(st, obj) {
				d.pairOnce(g, candidate{j: j, thread: t, meet: true})
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
