package sim

import (
	"sync/atomic"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
)

// Program is what is explored: the body of the main thread. It makes objects,
// starts threads and joins them, and must be a function of its choices.
type Program = func(t *Thread)

// Engine runs executions, one at a time. Threads are coroutines; the decision
// who goes next is made inside the running thread's own call, and control
// changes hands only when another thread is chosen. An Engine is reused: what
// an execution needs is kept for the next one.
type Engine struct {
	st      *model.State
	hb      *model.HB
	races   races
	view    sched.View
	strat   sched.Strategy
	lim     Limits
	x       Execution
	gen     uint64 // of the execution; handles of another one are refused
	ids     model.Identities
	memo    *Memo // nil: executions are made directly
	keeping bool  // what it takes to go on from the execution is kept
	kept    kept
	threads []*Thread
	objects []objectInfo

	running *Thread
	next    *Thread   // whom the loop in Run resumes
	owed    []*Thread // they run to their next operation before anybody is chosen
	nested  int       // how many coroutines have resumed another one and wait for it
	parked  []*coro
	tainted []*coro

	unwinding bool
	observed  bool         // some thread has observed something
	cases     []model.Case // of the operations announced so far
	places    []Place      // by event, when lim.Places
	peerPlace []Place

	pump     pump
	looks    int                 // made in pumping, in all executions
	verdicts map[uint64]*verdict // of awaits, by history
	sites    map[uint64]uint64   // where a thread with a certain history looks next, a hash of its stack
	probe    *verdict            // waits for the place where its round began
	lassos   lassos
	keep     int           // how many of its steps are to be made again
	redo     bool          // the execution was broken off, and is to be begun anew
	again    []model.Event // its steps up to there

	signal  atomic.Uint32 // what the step loop is asked
	heard   atomic.Uint64 // signs of life: answers to Ask, and executions begun
	foreign atomic.Pointer[string]
}

const (
	askCancel = 1 << iota
	askAnswer
)

// Execution is one run of a program from its start to its end. It belongs to
// the Engine and is valid until the next Run.
type Execution struct {
	End      End
	Failures []Failure // in the order of their happening; the first is primary
	Outcome  []byte    // what was observed and how it ended
	// Diverged tells, when the end is Unlike, what the program did otherwise.
	Diverged *sched.Divergence
	Awaits   []string // the awaits that were recognised: "a spins on x y"
	Swallows []string // threads that swallowed their unwinding

	engine *Engine
}

// NewEngine returns an engine. Close it after use.
func NewEngine() *Engine {
	st := model.NewState()
	e := &Engine{st: st, hb: model.NewHB(st), verdicts: map[uint64]*verdict{}, sites: map[uint64]uint64{}}
	e.view = sched.View{State: st, Names: e}
	e.x.engine = e
	return e
}

// Close ends the engine's coroutines.
func (e *Engine) Close() {
	for _, c := range e.parked {
		c.end()
	}
	e.parked = nil
}

// Run executes p once under s. It returns when nobody can move, or when a
// limit or s ended the execution; by then every thread has been unwound.
// A failure of p is no error: it is in the Execution.
func (e *Engine) Run(p Program, s sched.Strategy, number uint64, lim Limits) *Execution {
	e.begin(p, s, number, lim)
	for {
		for n := e.next; n != nil; n = e.next {
			c := n.coro
			if c == nil {
				c = e.coro(n)
			}
			e.running = n
			c.next() // not by resume, which would be a frame more: see announce
		}
		if e.kept.broken {
			e.anew(p, number)
			continue
		}
		if !e.redo {
			e.conclude()
			e.outcome(e.observers())
			e.confirm()
		}
		if e.lassos.fresh != nil {
			e.confirmLasso()
		}
		if !e.redo {
			break
		}
		e.rewind(p)
	}
	e.unwind()
	e.finish()
	if e.kept.by, e.kept.lim = nil, lim; e.keeping && (e.x.End == Quiet || e.x.End == Stopped || e.x.End == CutSteps) {
		e.kept.by = s.(Keeper)
	}
	return &e.x
}

func (e *Engine) begin(p Program, s sched.Strategy, number uint64, lim Limits) {
	if len(e.verdicts) > maxVerdicts || len(e.sites) > maxVerdicts {
		clear(e.verdicts)
		clear(e.sites)
	}
	e.strat, e.lim = s, lim
	e.again, e.redo = e.again[:0], false
	s.Begin(number)
	if !e.keeps(s) || !e.goOn(p, s, number) {
		e.start(p)
	}
}

// start goes to the first step.
func (e *Engine) start(p Program) {
	e.st.SetAdversarial(e.lim.Clock == Adversarial)
	e.st.Unordered(e.keeping)
	e.st.Reset()
	e.hb.Reset()
	e.races.reset()
	e.prepare(e.x.Failures[:0])
	e.cases, e.kept.notes = e.cases[:0], e.kept.notes[:0]
	e.startMain(p)
}

// prepare forgets the execution before, but for failures.
func (e *Engine) prepare(failures []Failure) {
	e.gen++
	e.heard.Add(1)
	e.x = Execution{engine: e, Failures: failures, Outcome: e.x.Outcome[:0]}
	e.owed, e.places, e.peerPlace = e.owed[:0], e.places[:0], e.peerPlace[:0]
	e.view.Current = model.NoThread
	e.unwinding = false
	e.pump = pump{}
	e.lassos.reset()
}

func (e *Engine) startMain(p Program) {
	e.observed = false
	main := e.thread(model.Main)
	main.born("main", p)
	e.next = main
}

// resume lets t run until it hands the control on.
func (e *Engine) resume(t *Thread) {
	c := t.coro
	if c == nil {
		c = e.coro(t)
	}
	e.running = t
	c.next()
}

// advance returns the thread to go on with: one that owes an announcement, or
// the one whose operation the strategy chooses, executed here. It returns nil
// when the execution is over.
func (e *Engine) advance() *Thread {
	if n := len(e.owed); n > 0 {
		t := e.owed[n-1]
		e.owed = e.owed[:n-1]
		e.running = t
		return t
	}
	if e.kept.on {
		return e.repeatKept()
	}
	if e.over() {
		return nil
	}
	if e.lassos.pump != nil {
		if c, ok := e.round(); ok {
			return e.step(c)
		}
		return nil
	}
	if e.lim.Lassos && (e.view.Step() >= firstAnchor || e.lim.Thorough || e.lim.Cycle > 0) && e.lasso() {
		if e.lassos.found != nil {
			e.x.End = Endless
			if e.lassos.found.unfair {
				e.x.End = Unfair
			}
			return nil
		}
		c, ok := e.round()
		if !ok {
			return nil
		}
		return e.step(c)
	}
	if e.view.Step() < len(e.again) {
		if c, ok := e.repeat(); ok {
			return e.step(c)
		}
		e.x.End = Unlike
		return nil
	}
	c := e.strat.Next(&e.view)
	if c.Thread == model.NoThread {
		e.x.End = Stopped
		return nil
	}
	return e.step(c)
}

// over reports whether the execution ends here, because nobody can move or
// because of a limit.
func (e *Engine) over() bool {
	switch s := e.signal.Load(); {
	case !e.st.Settle():
		e.x.End = Quiet
		if e.lassos.pump != nil { // a cycle that ends is none
			e.unlasso(0)
		}
	case e.lim.Steps > 0 && e.view.Step() >= e.lim.Steps && e.lassos.pump == nil:
		e.x.End = CutSteps
	case s != 0 && e.answer(s):
		e.x.End = Cancelled
	default:
		return false
	}
	return true
}

// Cancel ends the running execution at its next step. It may be called from
// any goroutine; it holds for all executions after it, too.
func (e *Engine) Cancel() { e.signal.Or(askCancel) }

// Ask asks the step loop for a sign of life; Answers counts those it gave. A
// count that does not grow after Ask means that a body runs without steps.
func (e *Engine) Ask() { e.signal.Or(askAnswer) }

// Answers returns how many signs of life there were: answers, and executions
// begun.
func (e *Engine) Answers() uint64 { return e.heard.Load() }

func (e *Engine) answer(s uint32) (cancelled bool) {
	e.signal.And(^uint32(askAnswer))
	e.heard.Add(1)
	return s&askCancel != 0
}

// View returns what the strategies of this engine are shown. After an execution
// it shows its end.
func (e *Engine) View() *sched.View { return &e.view }

// HB returns the happens-before clocks of the execution so far, which may have to
// catch up.
func (e *Engine) HB() *model.HB { return e.hb }

// State returns the model's state at the end of the execution, before the
// threads were unwound.
func (x *Execution) State() *model.State { return x.engine.st }

// Steps returns the length of the execution.
func (x *Execution) Steps() int { return len(x.engine.st.Events()) }

// Names returns the printed names of threads, objects and values.
func (x *Execution) Names() model.Names { return x.engine }

// Place returns the source position of the i-th event, for its thread; it is
// zero unless Limits.Places was set.
func (x *Execution) Place(i int) Place {
	if i < len(x.engine.places) {
		return x.engine.places[i]
	}
	return Place{}
}

// PendingPlace returns where t waits, for a thread that is blocked.
func (x *Execution) PendingPlace(t model.ThreadID) Place { return x.engine.threads[t].place }

// PeerPlace returns where the partner of the joint event i waited.
func (x *Execution) PeerPlace(i int) Place {
	if i < len(x.engine.peerPlace) {
		return x.engine.peerPlace[i]
	}
	return Place{}
}

func (e *Engine) thread(id model.ThreadID) *Thread {
	for len(e.threads) <= int(id) {
		e.threads = append(e.threads, nil)
	}
	if e.threads[id] == nil {
		e.threads[id] = &Thread{e: e, id: id}
	}
	return e.threads[id]
}

// Foreign returns what a goroutine that is no modeled thread did with a
// thread's handle, "" when none did.
func (e *Engine) Foreign() string {
	if p := e.foreign.Load(); p != nil {
		return *p
	}
	return ""
}
