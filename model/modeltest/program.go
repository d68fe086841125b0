// Package modeltest is the oracle of package model: small concurrent programs
// as plain data, a machine that runs them forwards and backwards, and a
// brute-force counter of their equivalence classes. Only tests import it.
package modeltest

import (
	"fmt"
	"strings"

	"github.com/interleave-go/interleave/model"
)

// Program is a concurrent program. Main makes all objects before its first
// operation. Every other thread is spawned by exactly one instruction, of a
// thread with a smaller index, and a thread spawns its children in the order
// of their indices; no jump leads over a spawn.
type Program struct {
	Objects []Object
	Threads []Thread // Threads[0] is main
	// Adversarial: the clock promises nothing, see model.State.SetAdversarial.
	Adversarial bool
}

// ObjectKind is the kind of an object.
type ObjectKind uint8

const (
	Variable ObjectKind = iota
	Atomic
	Mutex
	Cond
	Channel
	Semaphore
	BoundedSemaphore
	FIFOSemaphore
	FIFOBoundedSemaphore
	Event
	WaitGroup
	Once
	FIFOCond
	SpuriousCond
	StrictCond // to signal without the mutex is misuse
	Barrier
	FIFOMutex
	RMutex
	RWMutex // prefers writers, as Go's
	ReaderRWMutex
	FIFORWMutex
	numObjectKinds
)

// Object is one object of a program.
type Object struct {
	Kind ObjectKind
	// Arg is the initial value of a variable or an atomic cell, the capacity of
	// a channel, the index of a condition's mutex, the permits of a semaphore,
	// the parties of a barrier.
	Arg int
}

// Nil is the index of the nil channel.
const Nil = -1

// Thread is the code of a thread. It ends after its last instruction, or after
// an operation that was misuse.
type Thread []Instr

// Instr is one operation and where to go from there. What is two steps - a Wait
// and its Relock, an Arrive and what waits - is one instruction: the jump is
// looked at after the second, with the result of that.
type Instr struct {
	Op      model.Kind
	Obj     int        // index in Objects, or Nil
	Arg     Value      // value stored, sent, added; CAS: the old value; Choose: n
	Arg2    Value      // CAS: the new value
	Cases   []Case     // Select
	Threads []int      // Spawn: the thread; Join: the threads, all spawned before by this one
	Timeout model.Word // of an operation that may wait; 0: for ever

	// When the condition holds of the result, the next Skip instructions are
	// left out; a negative Skip is a loop: -1 is this very instruction.
	If   Test
	Than model.Word
	Skip int
	// Await: the jump, which is backwards over looks only, begins these looks again,
	// and waits until one of them would find something else.
	Await bool
	// Flaky and Mortal: see model.Op. A thread that dies ends.
	Flaky, Mortal bool
}

// Value is a constant, or the value of the thread's last result plus a constant.
type Value struct {
	Last bool
	N    model.Word
}

// Case is one case of a select.
type Case struct {
	Kind model.CaseKind
	Obj  int // index in Objects, or Nil; default: Nil
	Arg  Value
}

// Test is a condition on a result.
type Test uint8

const (
	Never Test = iota
	Always
	OK       // Result.OK
	Failed   // not Result.OK
	Equal    // Result.Val == Than
	NotEqual // Result.Val != Than
	TookCase // Result.Case == Than
	Late     // Result.TimedOut
)

// Const is the constant value n.
func Const(n model.Word) Value { return Value{N: n} }

// Last is the value of the last result, plus n.
func Last(n model.Word) Value { return Value{Last: true, N: n} }

// Of returns the value, given the thread's last result.
func (v Value) Of(last model.Result) model.Word {
	if v.Last {
		return last.Val + v.N
	}
	return v.N
}

// Holds tells whether the instruction's test holds of its result.
func (in *Instr) Holds(res model.Result) bool {
	switch in.If {
	case Always:
		return true
	case OK:
		return res.OK
	case Failed:
		return !res.OK
	case Equal:
		return res.Val == in.Than
	case NotEqual:
		return res.Val != in.Than
	case TookCase:
		return model.Word(res.Case) == in.Than
	case Late:
		return res.TimedOut
	}
	return false
}

// Next returns the index of the instruction that follows the one at pc.
func (t Thread) Next(pc int, res model.Result) int {
	if t[pc].Holds(res) {
		return pc + 1 + t[pc].Skip
	}
	return pc + 1
}

// halves returns the kinds of the two steps of an instruction; the first is NoOp
// when there is only one.
func (p Program) halves(in *Instr) (first, second model.Kind) {
	switch in.Op {
	case model.Wait:
		return model.Wait, model.Relock
	case model.GroupWait, model.BarrierLeave:
		return model.Arrive, in.Op
	case model.BarrierIndex:
		return in.Op, model.BarrierLeave
	case model.Lock:
		if p.Objects[in.Obj].arrives() {
			return model.Arrive, in.Op
		}
	case model.RLock:
		if p.Objects[in.Obj].arrives() {
			return model.RArrive, in.Op
		}
	case model.SemAcquire:
		if k := p.Objects[in.Obj].Kind; k == FIFOSemaphore || k == FIFOBoundedSemaphore {
			return model.Arrive, in.Op
		}
	}
	return model.NoOp, in.Op
}

// Parent returns the thread that spawns thread k, -1 for main.
func (p Program) Parent(k int) int {
	for i, th := range p.Threads {
		for _, in := range th {
			if in.Op == model.Spawn && in.Threads[0] == k {
				return i
			}
		}
	}
	return -1
}

// ThreadName returns the name under which thread k runs.
func ThreadName(k int) string {
	if k == 0 {
		return "main"
	}
	return fmt.Sprintf("t%d", k)
}

var objectLetters = [numObjectKinds]string{"v", "a", "m", "c", "ch", "s", "b", "sf", "bf", "e", "wg", "o",
	FIFOMutex: "mf", RMutex: "mr", RWMutex: "rw", ReaderRWMutex: "rr", FIFORWMutex: "rf", FIFOCond: "cf", SpuriousCond: "cs", StrictCond: "cl", Barrier: "bar"}

// ObjectName returns the printed name of object i.
func (p Program) ObjectName(i int) string {
	if i == Nil {
		return "nil"
	}
	return fmt.Sprintf("%s%d", objectLetters[p.Objects[i].Kind], i)
}

// String lists the program.
func (p Program) String() string {
	var b strings.Builder
	if p.Adversarial {
		b.WriteString("adversarial clock\n")
	}
	for i, o := range p.Objects {
		switch o.Kind {
		case Variable, Atomic:
			fmt.Fprintf(&b, "%s = %d\n", p.ObjectName(i), o.Arg)
		case Mutex:
			fmt.Fprintf(&b, "%s = mutex\n", p.ObjectName(i))
		case FIFOMutex, RMutex, RWMutex, ReaderRWMutex, FIFORWMutex:
			kind := [...]string{"FIFO mutex", "reentrant mutex", "reader-writer lock", "reader-preferring lock", "FIFO reader-writer lock"}[o.Kind-FIFOMutex]
			fmt.Fprintf(&b, "%s = %s\n", p.ObjectName(i), kind)
		case Cond, FIFOCond, SpuriousCond, StrictCond:
			fmt.Fprintf(&b, "%s = cond on %s\n", p.ObjectName(i), p.ObjectName(o.Arg))
		case Barrier:
			fmt.Fprintf(&b, "%s = barrier of %d\n", p.ObjectName(i), o.Arg)
		case Channel:
			fmt.Fprintf(&b, "%s = channel of %d\n", p.ObjectName(i), o.Arg)
		case Semaphore, BoundedSemaphore, FIFOSemaphore, FIFOBoundedSemaphore:
			kind := [...]string{"semaphore", "bounded semaphore", "FIFO semaphore", "bounded FIFO semaphore"}[o.Kind-Semaphore]
			fmt.Fprintf(&b, "%s = %s of %d\n", p.ObjectName(i), kind, o.Arg)
		case Event:
			fmt.Fprintf(&b, "%s = event\n", p.ObjectName(i))
		case WaitGroup:
			fmt.Fprintf(&b, "%s = wait group\n", p.ObjectName(i))
		case Once:
			fmt.Fprintf(&b, "%s = once\n", p.ObjectName(i))
		}
	}
	for k, th := range p.Threads {
		fmt.Fprintf(&b, "%s:\n", ThreadName(k))
		for pc := range th {
			fmt.Fprintf(&b, "  %2d %s\n", pc, p.instr(&th[pc], pc))
		}
	}
	return b.String()
}

// GoString is the listing too: rapid prints what it draws by %#v.
func (p Program) GoString() string { return "\n" + p.String() }
