package modeltest

import (
	"slices"

	"github.com/interleave-go/interleave/model"
)

// Machine runs a Program on a model.State, forwards and backwards.
type Machine struct {
	Program Program
	State   *model.State

	objs      []model.ObjID    // by index in Program.Objects
	tids      []model.ThreadID // by index in Program.Threads
	index     []int            // by ThreadID
	locals    []local          // by index in Program.Threads
	frames    []frame          // one for each event
	unordered bool

	// Of a follower.
	trees   []model.Node // by index in Program.Threads: before the thread has begun
	nodes   int          // made so far
	got     model.Result // what the thread that goes on has got
	arrived bool         // it has gone on already
}

// local is what a thread keeps to itself.
type local struct {
	pc     int
	last   model.Result
	second bool // the first step of the instruction at pc is done, and the second is pending
	late   bool // the second timed out and left the waiters of a condition; the mutex is still to be taken
	index  model.Word
	dead   bool // ended by misuse
	looks  looks
	node   *model.Node // of a follower
	lost   bool        // it has met a fault
}

// frame tells which threads ran after an event, and what they were before.
type frame struct {
	n     int
	moves [3]move
}

type move struct {
	thread   int
	before   local
	finished bool
}

// NewMachine returns a machine at the start of p.
func NewMachine(p Program) *Machine { return newMachine(p, nil, false) }

// NewUnordered returns one that does not care for the order in which threads are enabled.
func NewUnordered(p Program) *Machine { return newMachine(p, nil, true) }

func newMachine(p Program, trees []model.Node, unordered bool) *Machine {
	m := &Machine{Program: p, State: model.NewState(), trees: trees, unordered: unordered}
	if trees != nil {
		m.State.KeepObjects()
	}
	m.State.Unordered(unordered)
	m.State.SetAdversarial(p.Adversarial)
	m.tids = make([]model.ThreadID, len(p.Threads))
	m.index = make([]int, len(p.Threads)+2)
	m.locals = make([]local, len(p.Threads))
	m.tids[0] = model.Main
	for k := 1; k < len(p.Threads); k++ {
		m.tids[k] = m.State.NewThread(m.tids[p.Parent(k)], ThreadName(k))
		m.index[m.tids[k]] = k
	}
	m.start()
	return m
}

// Reset returns to the start of the program, on the same State.
func (m *Machine) Reset() {
	m.State.Reset()
	m.start()
}

func (m *Machine) start() {
	m.objs, m.frames = m.objs[:0], m.frames[:0]
	for _, o := range m.Program.Objects {
		m.objs = append(m.objs, m.create(o))
	}
	clear(m.locals)
	m.got, m.arrived = model.Result{}, false
	m.proceed(0)
	m.State.Settle()
}

func (m *Machine) create(o Object) model.ObjID {
	switch o.Kind {
	case Variable:
		return m.State.NewVariable(model.Main, model.Word(o.Arg))
	case Atomic:
		return m.State.NewAtomic(model.Main, model.Word(o.Arg))
	case Mutex:
		return m.State.NewMutex(model.Main)
	case FIFOMutex:
		return m.State.NewFIFOMutex(model.Main)
	case RMutex:
		return m.State.NewRMutex(model.Main)
	case RWMutex, ReaderRWMutex, FIFORWMutex:
		return m.State.NewRWMutex(model.Main, o.policy())
	case Cond:
		return m.State.NewCond(model.Main, m.objs[o.Arg], model.CondOptions{})
	case FIFOCond:
		return m.State.NewCond(model.Main, m.objs[o.Arg], model.CondOptions{FIFO: true})
	case SpuriousCond:
		return m.State.NewCond(model.Main, m.objs[o.Arg], model.CondOptions{Spurious: true})
	case StrictCond:
		return m.State.NewCond(model.Main, m.objs[o.Arg], model.CondOptions{NeedsLock: true})
	case Barrier:
		return m.State.NewBarrier(model.Main, o.Arg)
	case Channel:
		return m.State.NewChannel(model.Main, o.Arg)
	case Event:
		return m.State.NewEvent(model.Main)
	case WaitGroup:
		return m.State.NewWaitGroup(model.Main)
	case Once:
		return m.State.NewOnce(model.Main)
	case Semaphore, BoundedSemaphore, FIFOSemaphore, FIFOBoundedSemaphore:
		return m.State.NewSemaphore(model.Main, o.Arg, model.SemaphoreOptions{
			Bounded: o.Kind == BoundedSemaphore || o.Kind == FIFOBoundedSemaphore,
			FIFO:    o.Kind == FIFOSemaphore || o.Kind == FIFOBoundedSemaphore,
		})
	}
	panic("modeltest: no object of this kind")
}

// Enabled returns every choice there is, in canonical order.
func (m *Machine) Enabled() []model.Choice {
	s := m.State
	threads := slices.Clone(s.Threads())
	slices.SortFunc(threads, s.ComparePaths)
	var out []model.Choice
	var buf []model.Alt
	for _, t := range threads {
		buf = s.Alts(t, buf[:0])
		slices.SortFunc(buf, s.CompareAlts)
		for _, a := range buf {
			out = append(out, model.Choice{Thread: t, Alt: a})
		}
	}
	return out
}

// Step executes a choice and lets the threads it advances run up to their next
// operation. It returns the index of the event.
func (m *Machine) Step(c model.Choice) int {
	e := m.step(c)
	m.frames = append(m.frames, frame{})
	m.resume(m.index[e.Thread], e.Res)
	if e.Joint {
		m.resume(m.index[e.Alt.Peer], e.PeerRes)
	}
	if e.Op.Kind == model.Spawn {
		child := m.index[e.Op.Arg]
		f := m.note(child)
		m.locals[child] = local{}
		m.got = model.Result{}
		f.finished = m.proceed(child)
	}
	m.State.Settle()
	return len(m.frames) - 1
}

func (m *Machine) step(c model.Choice) (e *model.Event) {
	if m.trees == nil {
		return m.State.Step(c)
	}
	e, m.arrived = m.State.StepOn(c)
	return e
}

// note remembers in the latest frame what thread k was.
func (m *Machine) note(k int) *move {
	f := &m.frames[len(m.frames)-1]
	x := &f.moves[f.n]
	f.n++
	x.thread, x.before = k, m.locals[k]
	return x
}

// resume gives thread k the result of its operation.
func (m *Machine) resume(k int, res model.Result) {
	m.got = res
	f := m.note(k)
	l, code := &m.locals[k], m.Program.Threads[k]
	first, _ := m.Program.halves(&code[l.pc])
	events := m.State.Events()
	l.looks.took(m.State, &code[l.pc], &events[len(events)-1])
	switch {
	case events[len(events)-1].Alt.Case == model.Dies && events[len(events)-1].Thread == m.tids[k]:
		l.dead = true
	case res.Misuse != model.NoMisuse:
		l.last, l.dead = res, true
	case first != model.NoOp && !l.second && res.Val != model.NoIndex:
		l.second, l.index = true, res.Val
	case first == model.Wait && res.TimedOut:
		l.late = true
	default:
		if l.second && first == model.BarrierIndex {
			res.Val = l.index
		}
		res.TimedOut = res.TimedOut || l.late
		l.last, l.second, l.late, l.index = res, false, false, 0
		l.pc = code.Next(l.pc, res)
	}
	f.finished = m.proceed(k)
}

// proceed announces the next operation of thread k, or finishes it.
func (m *Machine) proceed(k int) (finished bool) {
	l, code := &m.locals[k], m.Program.Threads[k]
	if l.dead || l.pc >= len(code) {
		if m.trees == nil {
			m.State.Finish(m.tids[k])
		} else {
			m.arrive(k, model.Op{})
		}
		return true
	}
	op := m.op(&code[l.pc], l)
	op.Await = l.looks.await()
	if m.trees == nil {
		m.State.Announce(m.tids[k], op)
	} else {
		m.arrive(k, op)
	}
	return false
}

// op makes the operation of an instruction.
func (m *Machine) op(in *Instr, l *local) model.Op {
	op := model.Op{Kind: in.Op, Arg: in.Arg.Of(l.last), Arg2: in.Arg2.Of(l.last)}
	switch in.Op {
	case model.Yield, model.Choose, model.Sleep:
	case model.Spawn:
		op.Arg = model.Word(m.tids[in.Threads[0]])
	case model.Join:
		for _, k := range in.Threads {
			op.Cases = append(op.Cases, model.Case{Kind: model.JoinCase, Obj: model.ObjID(m.tids[k])})
		}
	case model.Select:
		for _, cs := range in.Cases {
			op.Cases = append(op.Cases, model.Case{Kind: cs.Kind, Obj: m.object(cs.Obj), Arg: cs.Arg.Of(l.last)})
		}
	case model.TrySend:
		op.Cases = []model.Case{{Kind: model.SendCase, Obj: m.object(in.Obj), Arg: op.Arg}, {Kind: model.DefaultCase}}
	case model.TryRecv:
		op.Cases = []model.Case{{Kind: model.RecvCase, Obj: m.object(in.Obj)}, {Kind: model.DefaultCase}}
	default:
		op.Obj = m.object(in.Obj)
		first, second := m.Program.halves(in)
		if first != model.NoOp && !l.second {
			op.Kind = first
			return op
		}
		op.Kind = second
		if l.late {
			return op
		}
	}
	op.Timeout, op.Flaky, op.Mortal = in.Timeout, in.Flaky, in.Mortal
	return op
}

func (m *Machine) object(i int) model.ObjID {
	if i == Nil {
		return model.NoObj
	}
	return m.objs[i]
}

// Back takes the latest Step back.
func (m *Machine) Back() {
	f := &m.frames[len(m.frames)-1]
	for i := f.n - 1; i >= 0; i-- {
		x := &f.moves[i]
		switch {
		case m.unordered: // all in one, below
		case x.finished:
			m.State.Unfinish(m.tids[x.thread])
		default:
			m.State.Unannounce(m.tids[x.thread])
		}
		m.locals[x.thread] = x.before
	}
	m.frames = m.frames[:len(m.frames)-1]
	if m.unordered {
		m.State.Back()
	} else {
		m.State.Undo()
	}
	m.State.Settle()
}
