package explore_test

import (
	"strconv"
	"time"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/model/modeltest"
	"github.com/interleave-go/interleave/sim"
)

// bridge returns p as a program of sim: every instruction is made through a
// typed handle, and every result is observed as "3=5ok", the instruction's
// index and what it gave. Misuse ends the thread, as it does in p. The program
// must be one that portable has returned.
func bridge(p modeltest.Program) sim.Program {
	return func(t *sim.Thread) {
		b := &bridged{p: p}
		b.create(t)
		b.run(t, 0)
	}
}

// portable returns p without what the handles do not show: whether a signal
// or a broadcast woke somebody, how a barrier was broken, and whether a failed
// TryRecv found its channel closed or empty. Tests of that are gone, and so are
// uses of its value. Nor can who wants an index time out.
func portable(p modeltest.Program) modeltest.Program {
	out := modeltest.Program{Objects: p.Objects}
	for _, code := range p.Threads {
		code = append(modeltest.Thread(nil), code...)
		for pc := range code {
			in := &code[pc]
			kind := in.Op
			if hidesDepth(p, in) {
				kind = model.Signal
			}
			switch kind {
			case model.BarrierIndex:
				in.Timeout = 0
			case model.Signal, model.Broadcast, model.BarrierLeave:
				if in.If == modeltest.Late {
					in.If = modeltest.Never
				}
				next := []int{pc + 1}
				if in.If == modeltest.Equal || in.If == modeltest.NotEqual {
					in.If = modeltest.Never
				} else if in.If != modeltest.Never {
					next = append(next, pc+1+in.Skip)
				}
				for _, n := range next {
					if n < len(code) {
						code[n] = constant(code[n])
					}
				}
			case model.TryRecv:
				if in.If == modeltest.TookCase {
					in.If = modeltest.Never
				}
			}
		}
		out.Threads = append(out.Threads, withoutOddOnces(code))
	}
	return out
}

// hidesDepth reports whether in is an operation on a reentrant mutex, whose
// handle does not show how often it is locked.
func hidesDepth(p modeltest.Program, in *modeltest.Instr) bool {
	locks := in.Op == model.Lock || in.Op == model.TryLock || in.Op == model.Unlock
	return locks && p.Objects[in.Obj].Kind == modeltest.RMutex
}

// constant returns an instruction that does not use the last result.
func constant(in modeltest.Instr) modeltest.Instr {
	in.Arg.Last, in.Arg2.Last = false, false
	in.Cases = append([]modeltest.Case(nil), in.Cases...)
	for i := range in.Cases {
		in.Cases[i].Arg.Last = false
	}
	return in
}

// withoutOddOnces puts yields in the place of begins and ends of onces that are
// no Do: where the begin does not jump over the end that belongs to it, a jump
// leads in or out in between, or what is in between may be misuse (after which
// a Do ends, and a program on the model does not).
func withoutOddOnces(code modeltest.Thread) modeltest.Thread {
	kept := map[int]bool{}
	for pc, in := range code {
		end := pc + in.Skip
		if in.Op != model.OnceBegin || in.If != modeltest.Failed || in.Skip < 1 || end >= len(code) ||
			code[end].Op != model.OnceEnd || code[end].Obj != in.Obj || code[end].If != modeltest.Never || code[end].Timeout != 0 {
			continue
		}
		inside := func(i int) bool { return i > pc && i <= end }
		odd := false
		for i, x := range code {
			odd = odd || i != pc && x.If != modeltest.Never && inside(i) != inside(i+1+x.Skip)
			odd = odd || inside(i) && i != end && x.Op > model.Add
		}
		kept[pc], kept[end] = !odd, !odd || kept[end]
	}
	for pc := range code {
		if k := code[pc].Op; (k == model.OnceBegin || k == model.OnceEnd) && !kept[pc] {
			code[pc] = modeltest.Instr{Op: model.Yield}
		}
	}
	return code
}

// locker is what mutexes and reader-writer locks have in common.
type locker interface {
	Lock(t *sim.Thread)
	LockTimeout(t *sim.Thread, d time.Duration) bool
	TryLock(t *sim.Thread) bool
	Unlock(t *sim.Thread)
}

// bridged is one execution of a program over handles. The slices are indexed
// as the program's objects, and its threads.
type bridged struct {
	p       modeltest.Program
	vars    []*sim.Var[int64]
	atomics []*sim.Atomic[int64]
	mutexes []*sim.Mutex
	locks   []locker // mutexes of all kinds, and reader-writer locks
	rws     []*sim.RWMutex
	conds   []*sim.Cond
	chans   []*sim.Chan[int64]
	sems    []*sim.Semaphore
	bars    []*sim.Barrier
	events  []*sim.Event
	groups  []*sim.WaitGroup
	onces   []*sim.Once
	threads []*sim.Thread
	// mute: a thread observes only what its last operation gave.
	mute bool
}

// objectName is the printed name of object i.
func objectName(p modeltest.Program, i int) string {
	return p.ObjectName(i)
}

func (b *bridged) create(t *sim.Thread) {
	n := len(b.p.Objects)
	b.vars, b.atomics = make([]*sim.Var[int64], n), make([]*sim.Atomic[int64], n)
	b.mutexes, b.conds = make([]*sim.Mutex, n), make([]*sim.Cond, n)
	b.chans = make([]*sim.Chan[int64], n)
	b.bars = make([]*sim.Barrier, n)
	b.locks, b.rws = make([]locker, n), make([]*sim.RWMutex, n)
	b.sems, b.events = make([]*sim.Semaphore, n), make([]*sim.Event, n)
	b.groups, b.onces = make([]*sim.WaitGroup, n), make([]*sim.Once, n)
	b.threads = make([]*sim.Thread, len(b.p.Threads))
	for i, o := range b.p.Objects {
		name := objectName(b.p, i)
		switch o.Kind {
		case modeltest.Variable:
			b.vars[i] = sim.NewVar(t, name, int64(o.Arg))
		case modeltest.Atomic:
			b.atomics[i] = sim.NewAtomic(t, name, int64(o.Arg))
		case modeltest.Mutex:
			b.mutexes[i] = sim.NewMutex(t, name)
			b.locks[i] = b.mutexes[i]
		case modeltest.FIFOMutex:
			b.mutexes[i] = sim.NewMutex(t, name, sim.FIFO)
			b.locks[i] = b.mutexes[i]
		case modeltest.RMutex:
			b.locks[i] = sim.NewRMutex(t, name)
		case modeltest.RWMutex:
			b.rws[i] = sim.NewRWMutex(t, name)
			b.locks[i] = b.rws[i]
		case modeltest.ReaderRWMutex:
			b.rws[i] = sim.NewRWMutex(t, name, sim.ReaderPreference)
			b.locks[i] = b.rws[i]
		case modeltest.FIFORWMutex:
			b.rws[i] = sim.NewRWMutex(t, name, sim.FIFO)
			b.locks[i] = b.rws[i]
		case modeltest.Cond:
			b.conds[i] = sim.NewCond(t, name, b.mutexes[o.Arg])
		case modeltest.FIFOCond:
			b.conds[i] = sim.NewCond(t, name, b.mutexes[o.Arg], sim.FIFO)
		case modeltest.SpuriousCond:
			b.conds[i] = sim.NewCond(t, name, b.mutexes[o.Arg], sim.SpuriousWakeups)
		case modeltest.StrictCond:
			b.conds[i] = sim.NewCond(t, name, b.mutexes[o.Arg], sim.SignalNeedsLock)
		case modeltest.Barrier:
			b.bars[i] = sim.NewBarrier(t, name, o.Arg)
		case modeltest.Channel:
			b.chans[i] = sim.NewChan[int64](t, name, o.Arg)
		case modeltest.Semaphore:
			b.sems[i] = sim.NewSemaphore(t, name, o.Arg)
		case modeltest.FIFOSemaphore:
			b.sems[i] = sim.NewSemaphore(t, name, o.Arg, sim.FIFO)
		case modeltest.BoundedSemaphore:
			b.sems[i] = &sim.NewBoundedSemaphore(t, name, o.Arg).Semaphore
		case modeltest.FIFOBoundedSemaphore:
			b.sems[i] = &sim.NewBoundedSemaphore(t, name, o.Arg, sim.FIFO).Semaphore
		case modeltest.Event:
			b.events[i] = sim.NewEvent(t, name)
		case modeltest.WaitGroup:
			b.groups[i] = sim.NewWaitGroup(t, name)
		case modeltest.Once:
			b.onces[i] = sim.NewOnce(t, name)
		}
	}
}

// run is the body of thread k.
func (b *bridged) run(t *sim.Thread, k int) {
	code := b.p.Threads[k]
	last := b.part(t, code, 0, len(code), model.Result{})
	if b.mute {
		last.Case = 0
		t.Observe("end", resultText(last))
	}
}

// part runs the instructions from pc up to end, and what lies between the
// begin and the end of a once as the function that is given to Do.
func (b *bridged) part(t *sim.Thread, code modeltest.Thread, pc, end int, last model.Result) model.Result {
	for pc < end {
		if code[pc].Op == model.OnceBegin {
			begin := pc
			pc += 1 + code[pc].Skip // where a Do goes on that is not the first
			first := false
			b.onces[code[begin].Obj].Do(t, func() {
				first = true
				t.Observe(strconv.Itoa(begin), "ok")
				b.part(t, code, begin+1, pc-1, model.Result{OK: true})
			})
			last = model.Result{}
			if first {
				t.Observe(strconv.Itoa(pc-1), "")
			} else {
				t.Observe(strconv.Itoa(begin), "")
			}
			continue
		}
		sites[pc%len(sites)](func() { last = b.do(t, &code[pc], last) })
		if !b.mute {
			t.Observe(strconv.Itoa(pc), resultText(last))
		}
		pc = code.Next(pc, last)
	}
	return last
}

// sites let each instruction of a thread be made from a place of its own, as in
// code that people write. A jump beyond them is rare.
var sites = [...]func(func()){
	func(f func()) { f() }, func(f func()) { f() }, func(f func()) { f() }, func(f func()) { f() },
	func(f func()) { f() }, func(f func()) { f() }, func(f func()) { f() }, func(f func()) { f() },
	func(f func()) { f() }, func(f func()) { f() }, func(f func()) { f() }, func(f func()) { f() },
}

// resultText prints what an instruction gave: "5", "ok", "5ok@1".
func resultText(r model.Result) string {
	s := ""
	if r.Val != 0 {
		s = strconv.FormatInt(r.Val, 10)
	}
	if r.OK {
		s += "ok"
	}
	if r.Case != 0 {
		s += "@" + strconv.Itoa(int(r.Case))
	}
	if r.TimedOut {
		s += "late"
	}
	return s
}

func (b *bridged) chanOf(i int) *sim.Chan[int64] {
	if i == modeltest.Nil {
		return nil
	}
	return b.chans[i]
}

// do makes one instruction, and returns what the handle gives.
func (b *bridged) do(t *sim.Thread, in *modeltest.Instr, last model.Result) (r model.Result) {
	arg, o := in.Arg.Of(last), in.Obj
	switch in.Op {
	case model.Load:
		r.Val = b.vars[o].Load(t)
	case model.Store:
		b.vars[o].Store(t, arg)
	case model.AtomicLoad:
		r.Val = b.atomics[o].Load(t)
	case model.AtomicStore:
		b.atomics[o].Store(t, arg)
	case model.Swap:
		r.Val = b.atomics[o].Swap(t, arg)
	case model.CAS:
		r.OK = b.atomics[o].CompareAndSwap(t, arg, in.Arg2.Of(last))
	case model.Add:
		r.Val = sim.Add(t, b.atomics[o], arg)
	case model.Lock:
		if in.Timeout > 0 {
			r.TimedOut = !b.locks[o].LockTimeout(t, time.Duration(in.Timeout))
		} else {
			b.locks[o].Lock(t)
		}
	case model.TryLock:
		r.OK = b.locks[o].TryLock(t)
	case model.Unlock:
		b.locks[o].Unlock(t)
	case model.RLock:
		if in.Timeout > 0 {
			r.TimedOut = !b.rws[o].RLockTimeout(t, time.Duration(in.Timeout))
		} else {
			b.rws[o].RLock(t)
		}
	case model.TryRLock:
		r.OK = b.rws[o].TryRLock(t)
	case model.RUnlock:
		b.rws[o].RUnlock(t)
	case model.Wait:
		if in.Timeout > 0 {
			r.TimedOut = !b.conds[o].WaitTimeout(t, time.Duration(in.Timeout))
		} else {
			b.conds[o].Wait(t)
		}
	case model.BarrierLeave:
		err := error(nil)
		if in.Timeout > 0 {
			err = b.bars[o].WaitTimeout(t, time.Duration(in.Timeout))
		} else {
			err = b.bars[o].Wait(t)
		}
		r.OK = err == nil
	case model.BarrierIndex:
		i, err := b.bars[o].WaitIndex(t)
		r.Val, r.OK = int64(i), err == nil
	case model.BarrierReset:
		b.bars[o].Reset(t)
	case model.BarrierAbort:
		b.bars[o].Abort(t)
	case model.BarrierBroken:
		r.OK = b.bars[o].Broken(t)
	case model.Sleep:
		t.Sleep(time.Duration(in.Timeout))
		r.TimedOut = true
	case model.Signal:
		b.conds[o].Signal(t)
	case model.Broadcast:
		b.conds[o].Broadcast(t)
	case model.Send:
		b.chanOf(o).Send(t, arg)
		r.OK = true
	case model.Recv:
		r.Val, r.OK = b.chanOf(o).Recv(t)
	case model.TrySend:
		r.OK = b.chanOf(o).TrySend(t, arg)
		if !r.OK {
			r.Case = 1
		}
	case model.TryRecv:
		r.Val, r.OK = b.chanOf(o).TryRecv(t)
	case model.SemAcquire:
		if r.OK = true; in.Timeout > 0 {
			r.OK = b.sems[o].AcquireTimeout(t, time.Duration(in.Timeout))
			r.TimedOut = !r.OK
		} else {
			b.sems[o].Acquire(t)
		}
	case model.SemTry:
		r.OK = b.sems[o].TryAcquire(t)
	case model.SemRelease:
		b.sems[o].Release(t)
	case model.EventSet:
		b.events[o].Set(t)
	case model.EventClear:
		b.events[o].Clear(t)
	case model.EventIsSet:
		r.OK = b.events[o].IsSet(t)
	case model.EventWait:
		if r.OK = true; in.Timeout > 0 {
			r.OK = b.events[o].WaitTimeout(t, time.Duration(in.Timeout))
			r.TimedOut = !r.OK
		} else {
			b.events[o].Wait(t)
		}
	case model.GroupAdd:
		b.groups[o].Add(t, int(arg))
	case model.GroupDone:
		b.groups[o].Done(t)
	case model.GroupWait:
		if r.OK = true; in.Timeout > 0 {
			r.OK = b.groups[o].WaitTimeout(t, time.Duration(in.Timeout))
			r.TimedOut = !r.OK
		} else {
			b.groups[o].Wait(t)
		}
	case model.Close:
		b.chanOf(o).Close(t)
	case model.Len:
		r.Val = int64(b.chanOf(o).Len(t))
	case model.Select:
		return b.choose(t, in, last)
	case model.Spawn:
		k := in.Threads[0]
		b.threads[k] = t.Go(modeltest.ThreadName(k), func(t *sim.Thread) { b.run(t, k) })
	case model.Join:
		var all []*sim.Thread
		for _, k := range in.Threads {
			all = append(all, b.threads[k])
		}
		t.Join(all...)
	case model.Yield:
		t.Yield()
	case model.Choose:
		r.Val = int64(t.Choose(int(arg)))
	default:
		panic("bridge: no handle for " + in.Op.String())
	}
	return r
}

// choose makes a select.
func (b *bridged) choose(t *sim.Thread, in *modeltest.Instr, last model.Result) (r model.Result) {
	var cases []sim.Case
	for _, cs := range in.Cases {
		switch cs.Kind {
		case model.SendCase:
			cases = append(cases, b.chanOf(cs.Obj).SendCase(cs.Arg.Of(last)))
		case model.RecvCase:
			cases = append(cases, b.chanOf(cs.Obj).RecvCase(&r.Val, &r.OK))
		case model.AfterCase:
			cases = append(cases, sim.After(time.Duration(cs.Arg.N)))
		default:
			cases = append(cases, sim.Default())
		}
	}
	i := sim.Select(t, cases...)
	r.Case = int16(i)
	r.OK = r.OK || in.Cases[i].Kind == model.SendCase
	r.TimedOut = in.Cases[i].Kind == model.AfterCase
	return r
}
