// Package sim runs one execution of a concurrent program.
//
// A program is a Go function, the body of the main thread. It makes objects,
// starts threads with [Thread.Go] and joins them:
//
//	func lostUpdate(t *sim.Thread) {
//		n := sim.NewVar(t, "n", 0)
//		a := t.Go("a", func(t *sim.Thread) { n.Store(t, n.Load(t)+1) })
//		b := t.Go("b", func(t *sim.Thread) { n.Store(t, n.Load(t)+1) })
//		t.Join(a, b)
//		t.Observe("n", n.Load(t))
//	}
//
// Threads are coroutines: between two of its own operations a thread runs alone,
// and every operation is one step whose turn a [sched.Strategy] decides. What
// the operations mean is package model's; [Engine] gives them coroutines.
//
// # What is a step
//
// Every operation on an object, plain variables included, [Thread.Go],
// [Thread.Join], [Thread.Yield], [Thread.Sleep] and [Thread.Choose]. No step are the
// making of objects, [Thread.Observe], [Thread.Now], [Thread.Assert], [Thread.Fail],
// and the start and the end of a thread: a child runs up to its first operation
// inside the spawn. A Wait on a condition is two steps, the wait and the relock
// (three when it times out: the waiter leaves before it relocks), and a Wait at a
// barrier is two, to arrive and to leave. Two are also the Wait of a wait group (it
// begins, it returns), an acquire from a FIFO semaphore (arrive, acquire) and the
// first Do of a once (before the function and after it).
//
// # Time
//
// Time is virtual. It stands still while any thread can move, and passes when
// none can, up to the earliest time at which a [Thread.Sleep], an [After] or an
// operation with a time-out ends; of several at the same time each may be first.
// So a program does not see slow threads: what can happen at once does so before
// any time-out.
//
// # Waiting by looking
//
// A loop that reads shared memory until it likes what it sees would have executions
// of any length. With Limits.Awaits its thread is parked instead until something
// that it has looked at would look different. Looks are loads, tries, swaps and
// compare-and-swaps that change nothing, the state of an event, the length of a
// buffered channel and a select that takes its default, and Yield; a loop that does
// anything else, or asks for the time, is left as it is. That a loop waits is
// concluded from its repeating itself, from the same places in the code, when it is
// fed the same results 1,000 times; then the execution is begun anew. So bodies may
// run more often than executions are counted. Loops of values that hold addresses
// are not looked for: say [Thread.Await]. While threads are parked, time passes.
//
// # Executions without end
//
// With Limits.Lassos an execution that comes back to where it has been is repeated
// many times over; if it is fair, and its threads do the same for as long as they
// are let, it has ended there: in a livelock when nobody in the cycle progresses, in
// starvation when some do, and others want and never get. A thread progresses when
// it calls [Thread.Progress], or when it acquires something - a lock, a permit, a
// message - and fails at nothing in the cycle. A cycle in which [Thread.Choose]
// draws is neither, since the next draw may be another one.
//
// # What a program must be
//
// A function of its choices. It must not look at the clock, at map order or at
// state that outlives the execution, and must not start goroutines that use
// its threads. Threads may share Go variables directly; that is not checked for
// races - [Var] is.
//
// # Executions that begin alike
//
// A search that makes one execution after the other leaves each at some step, and goes
// on from there. The bodies must run again, but up to that step they are given the
// results that they had, in the same order, and nothing else is done again ([Keeper]).
// With [Memo] - for threads that share Go variables through modeled objects only - not
// even they run again.
//
// # Many threads
//
// A thread takes 6 kB, its stack included, up to 100,000 of them (BenchmarkFirst). A
// step costs hardly more for there being others: threads that each write a variable of
// their own make as many steps a second with 100,000 as with 10 (BenchmarkThreads/cells).
// Where 20,000 work by themselves and then come together at a mutex, it is some two fifths of
// what it is with 10 (own), and about a quarter where they do nothing but fight for it (shared,
// again): most of the difference is memory that is not in the cache. Clocks share
// structure: one more count of a thread is written beside those before.
//
// # How executions end
//
// The return of main ends nothing: the others run until they have ended or are
// blocked for good. A failure ends its thread only, and its deferred functions
// run as ordinary steps; the other threads go on. A data race ends nobody. At
// the end, threads that are still blocked are unwound: their operations panic,
// so that deferred functions run, without effect. A body that recovers from that
// and goes on is ended by force after 100 operations; code that recovers in order
// to go on asks [Ends] first. Queues, pools, actors and what else is built from these
// objects is in package sim/kit.
//
// # The second engine
//
// [Real] runs the same programs on real goroutines, on all processors, with Go's own
// mutexes, channels and atomics ([sim/real] says what stands for what), so that the
// model can be held against what really happens. What is different:
//
//   - A Var is memory, and nothing else: Go's race detector sees the program as it
//     is. It does not see what the engine keeps book with, and that orders nothing.
//   - Durations promise nothing, as with the adversarial clock. A virtual millisecond
//     takes a microsecond, and nothing takes more than a real millisecond. Now is what
//     the thread has waited through.
//   - Choose draws. Faults and spurious wake-ups do not happen. A signal wakes the
//     longest waiting, and a semaphore serves the longest waiting, promised or not.
//   - An execution in which all are blocked, or wait by Await for what nobody will do,
//     is recognised by looking at all goroutines at one moment: it is not a guess. A
//     loop that waits by looking, without Await, is not recognised: it goes on until
//     its time is up.
//   - Threads are unwound at the end, as above. A goroutine that computes, or waits for
//     something of its own, for ever cannot be ended, and is left behind; a program that ends the process - by os.Exit, or by what the
//     runtime cannot recover from, as unsynchronised use of a map - ends it. Whoever
//     runs programs that may do so does it in a process of their own.
//
// [sim/real]: https://pkg.go.dev/github.com/interleave-go/interleave/sim/real
package sim
