package sim

import (
	"fmt"
	"strconv"
	"time"

	"github.com/interleave-go/interleave/model"
)

// Thread is a modeled thread of control. Its methods are called by its own
// body only: each body is given its thread as the argument.
type Thread struct {
	e     *Engine
	id    model.ThreadID
	name  string // printed: the path of given names below main
	gen   uint64 // the execution it was last born in
	body  Program
	coro  *coro
	res   model.Result
	place Place
	obs   []byte // what it observed, in the outcome's form
	made  made
	after int // operations made after the end of the execution

	// For awaits.
	history uint64       // of the results it was given, and those of its parent and of whom it has joined
	looks   []glance     // what it did since it last did anything else than look in vain
	exempt  int          // so many of its next looks are known to be no await
	parks   int          // how many awaits were recognised in this execution
	period  int          // of the rounds that it seems to repeat meanwhile
	mortal  bool         // it may die, and has not yet
	dying   bool         // it has just met its death
	flaked  bool         // it has met a try that failed for no reason
	marked  bool         // it has called Progress
	blind   bool         // its history has values that mean something in one execution only
	awaits  *verdict     // of the await that it was in last
	cond    *condition   // of an Await that is being evaluated
	again   *model.Await // what its next operation awaits
	said    model.Op     // what it has announced, where that is not the model's matter

	// Of a Memo.
	node *memoNode      // where the body is
	site uint64         // and from where, of a look
	feed []model.Result // the results that bring it to what is new
	fed  int            // how many of them it has had

	real *realThread // on a goroutine of its own; nil: modeled
}

// born makes t ready to run body as name.
func (t *Thread) born(name string, body Program) {
	if t.name != name {
		t.name, t.made = name, made{}
	}
	t.gen, t.body, t.obs = t.e.gen, body, t.obs[:0]
	if t.place.Line != 0 {
		t.place = Place{}
	}
	t.made.begin()
	t.history, t.looks, t.exempt, t.parks, t.blind = 0, t.looks[:0], 0, 0, false
	t.awaits, t.cond, t.again = nil, nil, nil
	t.mortal, t.dying, t.flaked = false, false, false
	t.said.Kind = model.NoOp
}

// Name returns the thread's printed name: the name given to Go, with the
// parent's name and a slash before it below threads other than main, and with
// "#2" and so on behind it when siblings share it.
func (t *Thread) Name() string { return t.name }

// Go starts a thread that runs body, and returns its handle. Starting is a
// step; what the child does before its first operation belongs to that step.
// The name is for people; "" stands for one made from the child's number.
func (t *Thread) Go(name string, body func(t *Thread)) *Thread {
	if !t.inTurn() {
		t.refuse() // or, on a real goroutine, not
		return t.real.spawn(name, body)
	}
	e := t.e
	child := e.respawn(t, name, body)
	n := child
	if n == nil {
		id := e.st.NewThread(t.id, "")
		child = e.thread(id)
		if name := t.named("thread", name); e.memo == nil || !e.memo.feeding() {
			child.born(name, body)
			e.st.Rename(id, name)
		}
		t.made.latest().child = child
		op := model.Op{Kind: model.Spawn, Arg: model.Word(id)}
		if e.memo != nil {
			e.memo.do(t, op)
			return child
		}
		n = e.announce(t, &op)
	}
	if n != t { // as in do, which is a frame more; nobody dies of a start
		if t.coro.handOver(n) {
			t.coro.yield(struct{}{})
		}
		e.woken(t)
	}
	return child
}

// Join waits until all the threads have ended. It is one step.
func (t *Thread) Join(threads ...*Thread) {
	t.enter()
	if t.real != nil {
		t.real.join(threads)
		return
	}
	from := len(t.e.cases)
	for _, x := range threads {
		if x == nil || x.e != t.e || x.gen != t.e.gen {
			t.refuseJoin(x)
		}
		t.e.cases = append(t.e.cases, model.Case{Kind: model.JoinCase, Obj: model.ObjID(x.id)})
	}
	t.selects(model.Join, from, 0)
}

// refuseJoin ends t for joining x, which is none of its execution's threads.
func (t *Thread) refuseJoin(x *Thread) {
	which := "a thread of another execution"
	switch {
	case x == nil:
		which = "a nil thread"
	case x.e == nil:
		which = "a thread that Go has not made"
	}
	t.fail(Misuse, which+" is joined; join what Go has returned in this execution")
}

// Yield is a step that does nothing: it marks where a thread gives way.
// Switching away at it is no preemption.
func (t *Thread) Yield() {
	if t.real != nil {
		t.real.yield()
		return
	}
	t.e.do(t, model.Op{Kind: model.Yield})
}

// Sleep waits until d of virtual time has passed. Time stands still while
// anybody can move: it passes when nobody can, up to the earliest deadline, and
// threads whose deadlines are the same wake in any order. With the adversarial
// clock it promises nothing, and ends at any time. With a d of zero or less it
// is Yield.
func (t *Thread) Sleep(d time.Duration) {
	if d <= 0 {
		t.Yield()
		return
	}
	if t.real != nil {
		t.real.sleep(d)
		return
	}
	t.e.do(t, model.Op{Kind: model.Sleep, Timeout: model.Word(d)})
}

// Now returns the virtual time since the execution began. It is no step. With
// the adversarial clock it is the time that this thread has waited through, in
// sleeps and time-outs of its own, of its parent before it was started, and of
// threads that it has joined.
func (t *Thread) Now() time.Duration {
	t.enter()
	if t.real != nil {
		return t.real.elapsed
	}
	t.acts()
	t.impure("looks at the clock")
	return time.Duration(t.e.st.Elapsed(t.id))
}

// impure notes that t is not a function of the results that it has had, or not of
// results that can be kept.
func (t *Thread) impure(why string) {
	t.e.kept.never = true
	if m := t.e.memo; m != nil && m.impure == "" {
		m.impure = "thread " + t.name + " " + why
	}
}

// Choose returns a number from 0 up to n-1: any of them, each is explored. It
// panics when n is less than 1 or more than 32,767.
func (t *Thread) Choose(n int) int {
	if n < 1 || n > 1<<15-1 {
		panic(fmt.Sprintf("interleave: Choose(%d): want 1 to 32767 alternatives", n))
	}
	if t.real != nil {
		return t.real.choose(n)
	}
	return int(t.e.do(t, model.Op{Kind: model.Choose, Arg: model.Word(n)}).Val)
}

// Assert fails the execution when ok is false. The failure ends the calling
// thread; its deferred functions run, and the other threads go on.
func (t *Thread) Assert(ok bool, format string, args ...any) {
	if !ok {
		t.Fail(format, args...)
	}
}

// Fail fails the execution, as Assert does.
func (t *Thread) Fail(format string, args ...any) {
	t.fail(Assertion, fmt.Sprintf(format, args...))
}

// fail records a failure of t and ends it.
func (t *Thread) fail(kind Kind, msg string) {
	t.enter()
	if t.real != nil {
		t.real.fail(kind, msg)
		panic(failed{msg})
	}
	f := Failure{Kind: kind, Thread: t.id, Message: msg}
	if t.e.lim.Places {
		f.Place, f.Via = callerPlaces()
	}
	t.e.fail(f)
	panic(failed{msg})
}

// Observe adds name=value to the outcome of the execution. Values are printed
// by %v; a value that would print an address fails the execution, since no two
// runs agree on addresses.
func (t *Thread) Observe(name string, value any) {
	if t.ending() {
		return
	}
	t.enter()
	t.acts()
	if t.real == nil {
		t.e.observed = true
	}
	b := t.obs
	if len(b) > 0 {
		b = append(b, ' ')
	}
	if t.id != model.Main {
		b = append(append(b, t.name...), '/')
	}
	b = append(append(b, name...), '=')
	switch v := value.(type) {
	case int:
		b = strconv.AppendInt(b, int64(v), 10)
	case bool:
		b = strconv.AppendBool(b, v)
	case string:
		b = append(b, v...)
	default:
		if printsAddress(value) {
			t.fail(Misuse, fmt.Sprintf("Observe(%q) is given a %T, which prints an address; observe what it points to", name, value))
		}
		b = fmt.Append(b, value)
	}
	t.obs = b
}
