// Package kit has the higher abstractions of concurrent programming, built from
// the public primitives of package sim only. So every one of them can be
// explored, and whoever reads it sees how the thing is made:
//
//	Queue                FIFO, LIFO or by priority; bounded; TaskDone and Join
//	Pool, Future         worker threads, and the results of what they were given
//	Token                cancellation: asked for once, seen by all who look or wait
//	Group, Within        structured concurrency: no task outlives its block
//	Loop, Task, Gather   cooperative tasks that give way where they await
//	Process, Conn        memory of one's own; values are copied on the way
//	Actor, Supervise     one thread with a mailbox and a state; restarts
//	Memory, Ref          software transactional memory
//	GIL                  a global interpreter lock
//
// What an abstraction costs is what its primitives cost: each doc comment says
// which steps an operation takes. A step more is paid in every interleaving, so
// things are made of as few as they need, not as a library for production would
// make them.
//
// Functions that run a caller's code turn its panic into a [PanicError], where
// their documentation says so. They never do that with the end of a thread: a
// failure that is recorded already, or the unwinding after the end of the
// execution, goes on up ([sim.Ends]).
//
// Objects are named after the thing they are part of: queue.mu, pool.tasks.
// A mistake in the use of an abstraction, such as one TaskDone too many, is a
// panic that begins with "kit:".
package kit
