package sched

import "github.com/interleave-go/interleave/model"

// rivals finds the threads whose pending operation touches a given object
// without looking at all threads: a list for each object, from which what is
// no longer pending is dropped when the list is next looked at.
type rivals struct {
	lists   [][]rival      // by ObjID
	touched []model.ObjID  // with a list that is not empty
	stamps  []int32        // by spawn order: how many operations the thread has announced
	cases   [1]model.ObjID // for objects
	buf     []model.ObjID  // for objects
}

// rival is an entry of a list; it is stale when the thread has announced
// another operation since.
type rival struct{ seq, stamp int32 }

func (r *rivals) reset() {
	for _, o := range r.touched {
		r.lists[o] = r.lists[o][:0]
	}
	r.touched, r.stamps = r.touched[:0], r.stamps[:0]
}

// note enters the pending operation of the seq-th thread.
func (r *rivals) note(seq int, op *model.Op) {
	for len(r.stamps) <= seq {
		r.stamps = append(r.stamps, 0)
	}
	r.stamps[seq]++
	for _, o := range r.objects(op) {
		for len(r.lists) <= int(o) {
			r.lists = append(r.lists, nil)
		}
		if len(r.lists[o]) == 0 {
			r.touched = append(r.touched, o)
		}
		r.lists[o] = append(r.lists[o], rival{int32(seq), r.stamps[seq]})
	}
}

// each calls f with every other thread whose pending operation may race with
// op, the pending operation of the seq-th thread. A thread may come twice.
func (r *rivals) each(v *View, seq int, op *model.Op, f func(other int)) {
	for _, o := range r.objects(op) {
		if int(o) >= len(r.lists) {
			continue
		}
		list := r.lists[o]
		kept := list[:0]
		for _, e := range list {
			if r.stamps[e.seq] != e.stamp {
				continue
			}
			kept = append(kept, e)
			t := v.State.Threads()[e.seq]
			if int(e.seq) != seq && v.Enabled(t) && racing(op, v.Op(t)) {
				f(int(e.seq))
			}
		}
		r.lists[o] = kept
	}
}

// objects returns what op touches; threads that it joins are no objects.
func (r *rivals) objects(op *model.Op) []model.ObjID {
	if op.Obj != model.NoObj {
		r.cases[0] = op.Obj
		return r.cases[:]
	}
	r.buf = r.buf[:0]
	if op.Kind == model.Join {
		return r.buf
	}
	for i := range op.Cases {
		if o := op.Cases[i].Obj; o != model.NoObj {
			r.buf = append(r.buf, o)
		}
	}
	return r.buf
}
