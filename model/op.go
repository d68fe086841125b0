package model

// ThreadID names a thread of a State. The numbers are handed out once per
// (parent, ordinal among the parent's children) and kept over all executions
// of that State, so that they do not depend on the interleaving.
type ThreadID int32

// ObjID names an object of a State, by (creating thread, ordinal among its
// creations), with the same permanence as ThreadID.
type ObjID int32

const (
	// NoThread is the zero ThreadID: no thread.
	NoThread ThreadID = 0
	// Main is the thread that runs the program.
	Main ThreadID = 1
	// NoObj is the zero ObjID: no object. A nil channel has this identity.
	NoObj ObjID = 0
)

// Word is a value as the model sees it: the bits of an integer or a boolean,
// or a number that stands for a value kept by whoever made it.
type Word = int64

// Kind is the kind of an operation. The set is closed; doc.go has the table.
type Kind uint8

const (
	NoOp          Kind = iota
	Load               // load n
	Store              // store n 1
	AtomicLoad         // aload n
	AtomicStore        // astore n 1
	Swap               // swap n 1
	CAS                // cas n 0 1
	Add                // add n 1
	Lock               // lock mu
	TryLock            // trylock mu
	Unlock             // unlock mu
	Wait               // wait c
	Relock             // relock c
	Signal             // signal c
	Broadcast          // broadcast c
	Send               // send ch 1
	Recv               // recv ch
	TrySend            // trysend ch 1
	TryRecv            // tryrecv ch
	Close              // close ch
	Len                // len ch
	Select             // select recv a | send b 1 | default
	Spawn              // go a
	Join               // join a b
	Yield              // yield
	Sleep              // sleep 5ms
	Choose             // choose 3
	Arrive             // arrive s: the first half of an operation that waits in a visible order
	SemAcquire         // acquire s
	SemTry             // tryacquire s
	SemRelease         // release s
	EventSet           // set e
	EventClear         // clear e
	EventIsSet         // isset e
	EventWait          // await e
	GroupAdd           // wg-add wg 1
	GroupDone          // wg-done wg
	GroupWait          // wg-wait wg
	OnceBegin          // once-begin o
	OnceEnd            // once-end o
	RLock              // rlock rw
	TryRLock           // tryrlock rw
	RUnlock            // runlock rw
	RArrive            // rarrive rw: the first half of a reader's lock that waits in a visible order
	BarrierIndex       // arrive-index b
	BarrierLeave       // leave b
	BarrierReset       // reset b
	BarrierAbort       // abort b
	BarrierBroken      // broken b
	numKinds
)

// Op is an operation: what a thread announces before the scheduler decides.
// It is a value; whoever announces an Op with Cases keeps them unchanged for
// as long as the State may look at the op or at the event made from it.
type Op struct {
	Kind Kind
	// Opaque: Arg and Arg2 stand for values in one execution only, and say nothing
	// to another one.
	Opaque bool
	Flaky  bool  // a try that may fail for no reason: see faults.go
	Mortal bool  // the thread may end instead
	Obj    ObjID // the object; NoObj for thread operations and nil channels
	Arg    Word  // value stored, sent, added; CAS: the old value; Choose: n; Spawn: the child
	Arg2   Word  // CAS: the new value
	// Timeout is how long a blocking operation waits, in virtual nanoseconds; 0:
	// for ever. Sleep waits for nothing else.
	Timeout Word
	Cases   []Case // Select, TrySend, TryRecv: the cases; Join: the threads, as Case.Obj
	// Await, if not nil, parks the thread before the operation, which begins a
	// round of looking again, until one of the looks would find something else.
	Await *Await
}

// set makes o equal to p. What both have not is not written: a pointer written is work
// for the garbage collector, and few operations have any.
func (o *Op) set(p *Op) {
	o.Kind, o.Opaque, o.Flaky, o.Mortal, o.Obj = p.Kind, p.Opaque, p.Flaky, p.Mortal, p.Obj
	o.Arg, o.Arg2, o.Timeout = p.Arg, p.Arg2, p.Timeout
	if o.Cases != nil || p.Cases != nil {
		o.Cases = p.Cases
	}
	if o.Await != p.Await {
		o.Await = p.Await
	}
}

// CaseKind tells what a case of a select does.
type CaseKind uint8

const (
	SendCase CaseKind = iota + 1
	RecvCase
	DefaultCase
	AfterCase // time-out of a select, Arg virtual nanoseconds after it began
	JoinCase  // one thread of a Join
)

// Case is one case of a select, or one thread of a join.
type Case struct {
	Kind   CaseKind
	Opaque bool  // as Op.Opaque, of Arg
	Obj    ObjID // the channel, or the thread joined
	Arg    Word  // the value sent; AfterCase: virtual nanoseconds
}

// Alt is one alternative of an operation that has several. It is part of the
// identity of a choice: equal in every equivalent interleaving.
type Alt struct {
	Case     int16    // Select: the case; Choose: the value; Wait: SpuriousWake; TimedOut
	PeerCase int16    // rendezvous: which case of the partner's select
	Peer     ThreadID // rendezvous: the partner; Signal: the waiter woken
}

// TimedOut is the Case of the alternative by which an operation with a Timeout
// ends without having proceeded.
const TimedOut int16 = -1

// Choice is what a scheduler decides at a point: which thread, and which of
// its alternatives.
type Choice struct {
	Thread ThreadID
	Alt    Alt
}

// Result is what an operation gives back to its thread.
type Result struct {
	Val  Word  // value read, received, swapped out, chosen
	Case int16 // Select: the case taken
	OK   bool  // a try, CAS, a wait with a Timeout: succeeded; Recv: not closed; OnceBegin: the first
	// TimedOut: the operation ended by its time-out, and changed nothing else.
	TimedOut bool
	Misuse   Misuse // not zero: the operation was a mistake and changed nothing
}

// Misuse is a mistake in the use of an object. It fills a Result up, so that two of them
// are compared as two words.
type Misuse uint32

const (
	NoMisuse Misuse = iota
	UnlockOfUnlocked
	WaitWithoutLock
	SendOnClosed
	CloseOfClosed
	CloseOfNil
	OverRelease
	NegativeGroup
	AddWhileWaiting
	SignalWithoutLock
	UnlockByOther
	UnlockNotWriteLocked
	RUnlockNotReadLocked
)

var misuseText = [...]string{
	NoMisuse:             "",
	UnlockOfUnlocked:     "unlock of unlocked mutex",
	UnlockByOther:        "unlock by a thread that does not hold it, of reentrant mutex",
	UnlockNotWriteLocked: "unlock of not write-locked reader-writer lock",
	RUnlockNotReadLocked: "runlock of not read-locked reader-writer lock",
	WaitWithoutLock:      "wait without holding the condition's mutex",
	SendOnClosed:         "send on closed channel",
	CloseOfClosed:        "close of closed channel",
	CloseOfNil:           "close of nil channel",
	OverRelease:          "release of more than the initial permits of bounded semaphore",
	NegativeGroup:        "negative counter of wait group",
	SignalWithoutLock:    "signal without holding the mutex of condition",
	AddWhileWaiting:      "add to zero while a wait has not returned, of wait group",
}

func (m Misuse) String() string { return misuseText[m] }
