package modeltest

import (
	"fmt"
	"slices"

	"github.com/interleave-go/interleave/model"
)

// CheckResults computes the result of every event of the trace again, from the
// sequential meaning of the operations, and returns the first disagreement.
func (m *Machine) CheckResults() error {
	r := replay{s: m.State, objs: make([]plain, len(m.Program.Objects)+1)}
	for i, o := range m.Program.Objects {
		x := &r.objs[m.objs[i]]
		x.kind = o.Kind
		switch o.Kind {
		case Variable, Atomic:
			x.val = model.Word(o.Arg)
		case Channel:
			x.capacity = o.Arg
		case Barrier:
			x.barrier = newGathering(o.Arg)
		case Semaphore, FIFOSemaphore:
			x.val, x.capacity = model.Word(o.Arg), -1
		case BoundedSemaphore, FIFOBoundedSemaphore:
			x.val, x.capacity = model.Word(o.Arg), o.Arg
		}
	}
	for i := range m.State.Events() {
		r.at = i
		e := &m.State.Events()[i]
		got := answer{e.Res, e.PeerRes, e.Joint}
		if want := r.step(e); got != want {
			return fmt.Errorf("event %d gives %+v, should give %+v, in\n%s", i, got, want, Trace(m.State))
		}
	}
	return nil
}

// answer is what an event gives to its threads.
type answer struct {
	res, peer model.Result
	joint     bool
}

// plain is the state of an object, with the fields of all kinds.
type plain struct {
	kind     ObjectKind
	val      model.Word
	holder   model.ThreadID
	barrier  *gathering
	waiters  []model.ThreadID
	buf      []model.Word
	capacity int  // of a channel; the most permits of a bounded semaphore, -1 of others
	closed   bool // an event: set; a once: done
}

type replay struct {
	s     *model.State
	objs  []plain // by ObjID
	meets int     // joint events so far
	at    int     // the event
}

func (r *replay) step(e *model.Event) (out answer) {
	x, op, res := &r.objs[e.Op.Obj], e.Op, &out.res
	if e.Alt.Fault() {
		return out // it has done nothing
	}
	switch x.kind {
	case RMutex:
		out.res = x.naiveReentrant(e)
		return out
	case RWMutex, ReaderRWMutex, FIFORWMutex:
		out.res = naiveRWAfter(r.s, r.s.Events()[:r.at], op.Obj).step(e)
		return out
	}
	if x.barrier != nil {
		out.res = x.barrier.step(e)
		return out
	}
	if e.Alt.Case == model.TimedOut {
		res.TimedOut = true
		x.waiters = slices.DeleteFunc(x.waiters, func(t model.ThreadID) bool { return t == e.Thread })
		return out
	}
	switch op.Kind {
	case model.Load, model.AtomicLoad:
		res.Val = x.val
	case model.Store, model.AtomicStore:
		x.val = op.Arg
	case model.Swap:
		res.Val, x.val = x.val, op.Arg
	case model.Add:
		x.val += op.Arg
		res.Val = x.val
	case model.CAS:
		if res.OK = x.val == op.Arg; res.OK {
			x.val = op.Arg2
		}
	case model.Lock:
		x.holder = e.Thread
	case model.TryLock:
		queued := x.kind == FIFOMutex && len(naiveLine(r.s, r.s.Events()[:r.at], op.Obj)) > 0
		if res.OK = x.holder == model.NoThread && !queued; res.OK {
			x.holder = e.Thread
		}
	case model.Unlock:
		if x.holder == model.NoThread {
			res.Misuse = model.UnlockOfUnlocked
		}
		x.holder = model.NoThread
	case model.Wait:
		if mu := &r.objs[r.s.CondMutex(op.Obj)]; mu.holder == e.Thread {
			mu.holder = model.NoThread
			if e.Alt.Case != model.SpuriousWake {
				x.waiters = append(x.waiters, e.Thread)
			}
		} else {
			res.Misuse = model.WaitWithoutLock
		}
	case model.Relock:
		r.objs[r.s.CondMutex(op.Obj)].holder = e.Thread
	case model.Signal:
		o := r.s.CondOptions(op.Obj)
		switch i := slices.Index(x.waiters, e.Alt.Peer); {
		case o.NeedsLock && r.objs[r.s.CondMutex(op.Obj)].holder != e.Thread:
			res.Misuse = model.SignalWithoutLock
		case i == 0, i > 0 && !o.FIFO:
			res.Val = 1
			x.waiters = slices.Delete(x.waiters, i, i+1)
		case len(x.waiters) > 0:
			res.Val = -1 // it woke somebody it may not wake
		}
	case model.Broadcast:
		if r.s.CondOptions(op.Obj).NeedsLock && r.objs[r.s.CondMutex(op.Obj)].holder != e.Thread {
			res.Misuse = model.SignalWithoutLock
			return out
		}
		res.Val = model.Word(len(x.waiters))
		x.waiters = nil
	case model.Send:
		r.through(e, model.Case{Kind: model.SendCase, Obj: op.Obj, Arg: op.Arg}, &out)
	case model.Recv:
		r.through(e, model.Case{Kind: model.RecvCase, Obj: op.Obj}, &out)
	case model.Select, model.TrySend, model.TryRecv:
		res.Case = e.Alt.Case
		r.through(e, op.Cases[e.Alt.Case], &out)
	case model.Len:
		res.Val = model.Word(len(x.buf))
	case model.Close:
		switch {
		case op.Obj == model.NoObj:
			res.Misuse = model.CloseOfNil
		case x.closed:
			res.Misuse = model.CloseOfClosed
		default:
			x.closed = true
		}
	case model.Choose:
		res.Val = model.Word(e.Alt.Case)
	default:
		r.counting(e, x, res)
	}
	return out
}

// counting is the meaning of semaphores, events, wait groups and onces.
func (r *replay) counting(e *model.Event, x *plain, res *model.Result) {
	switch op := e.Op; op.Kind {
	case model.Arrive:
		x.waiters = append(x.waiters, e.Thread)
	case model.SemAcquire:
		x.waiters = slices.DeleteFunc(x.waiters, func(t model.ThreadID) bool { return t == e.Thread })
		res.OK = x.val > 0
		x.val--
	case model.SemTry:
		if res.OK = x.val > model.Word(len(x.waiters)); res.OK {
			x.val--
		}
	case model.SemRelease:
		if x.capacity >= 0 && x.val == model.Word(x.capacity) {
			res.Misuse = model.OverRelease
		} else {
			x.val++
		}
	case model.EventSet:
		x.closed = true
	case model.EventClear:
		x.closed = false
	case model.EventIsSet, model.EventWait:
		res.OK = x.closed
	case model.GroupAdd, model.GroupDone:
		n := op.Arg
		if op.Kind == model.GroupDone {
			n = -1
		}
		switch {
		case x.val+n < 0:
			res.Misuse = model.NegativeGroup
		case x.val == 0 && n > 0 && len(x.waiters) > 0:
			res.Misuse = model.AddWhileWaiting
		default:
			x.val += n
		}
	case model.GroupWait:
		x.waiters = slices.DeleteFunc(x.waiters, func(t model.ThreadID) bool { return t == e.Thread })
		res.OK = x.val == 0
	case model.OnceBegin:
		res.OK = !x.closed
	case model.OnceEnd:
		x.closed = true
	}
}

// through sends or receives.
func (r *replay) through(e *model.Event, cs model.Case, out *answer) {
	x, res := &r.objs[cs.Obj], &out.res
	switch {
	case cs.Kind == model.DefaultCase:
	case cs.Kind == model.AfterCase:
		res.TimedOut = true
	case x.closed && cs.Kind == model.SendCase:
		res.Misuse = model.SendOnClosed
	case x.closed && len(x.buf) == 0:
	case x.capacity == 0:
		out.joint, res.OK = true, true
		out.peer = model.Result{OK: true, Case: e.Alt.PeerCase}
		peer := r.s.PeerOp(r.meets)
		r.meets++
		switch {
		case cs.Kind == model.SendCase:
			out.peer.Val = cs.Arg
		case peer.Kind == model.Send:
			res.Val = peer.Arg
		default:
			res.Val = peer.Cases[e.Alt.PeerCase].Arg
		}
	case cs.Kind == model.SendCase:
		res.OK = true
		x.buf = append(x.buf, cs.Arg)
	default:
		res.OK, res.Val = true, x.buf[0]
		x.buf = x.buf[1:]
	}
}
