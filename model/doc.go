// Package model says what an operation means.
//
// A [State] holds the threads and objects of one execution. A thread announces
// its next operation ([State.Announce]) before anybody decides; it is enabled
// when it may execute in the present state. A [Choice] names a thread and one of
// the alternatives of its operation, and [State.Step] executes it: that is one
// step, the unit of interleaving, and leaves an [Event]. [State.Undo] takes the
// latest step back. Nothing here knows goroutines, time or randomness.
//
// # Identity
//
// A thread is named by its spawn path (parent, ordinal among the parent's
// children), an object by (creating thread, ordinal among its creations). The
// numbers [ThreadID] and [ObjID] stand for these paths within one State: they are
// handed out once and kept over [State.Reset], so that equivalent interleavings
// agree on them.
//
// # Dependence
//
// Two events of different threads are dependent when they may not be swapped:
// they touch one object in conflicting modes ([State.Footprint] and [Conflict]), one
// is the other's irreversible cause, or one spawned or joined the other's
// thread. The transitive closure orders an execution; executions with the same
// order are one class. Every independence claimed is checked, pairwise, by the
// oracle in this package's tests.
//
// Data races are judged on the weaker happens-before of Go's memory model: [HB].
//
// # The operations
//
//	operation             enabled when            changes                    result            misuse                 touches, in mode
//	load n                always                  nothing                    value                                    n Read
//	store n 1             always                  n                                                                   n Write
//	atomic-load n         always                  nothing                    value                                    n Read
//	atomic-store n 1      always                  n                                                                   n Write
//	swap n 1              always                  n                          old value                                n Write
//	cas n 0 1             always                  n, if it holds the old     swapped or not                           n Write; n Read if not swapped
//	add n 1               always                  n                          new value                                n Write
//	lock mu               mu is free              holder                                                              mu Acquire
//	trylock mu            always                  holder, if free            locked or held                           mu Acquire; mu Probe if held
//	unlock mu             always                  holder                                       mu is free             mu Release
//	wait c                always                  frees mu, joins waiters                      mu is not held by it   mu Release, c Enqueue
//	relock c              woken and mu is free    holder of mu                                                        mu Acquire; caused by the waking signal
//	signal c              always                  wakes any one waiter       who, if any                              c Notify; c Lost if nobody waited
//	broadcast c           always                  wakes all waiters          how many                                 c Notify; c Lost if nobody waited
//	send ch 1             buffer has room         buffer                                       ch is closed           ch Put; caused by the receive that made room
//	  on capacity 0       a receiver is pending   completes it too                             ch is closed           ch Meet
//	recv ch               buffer is not empty     buffer                     value, open                              ch Take; caused by its send
//	  on capacity 0       never: it is passive
//	  when closed         always                  nothing                    zero, closed                             ch Look; caused by the close
//	trysend ch 1          always                  as send, or nothing        sent or not       ch is closed           ch Look, and as send
//	tryrecv ch            always                  as recv, or nothing        value or not                             ch Look, and as recv
//	select ...            a case is, or default   as the case taken          case, value       as send                every channel Look, and as the case
//	len ch                always                  nothing                    length                                   ch Look
//	close ch              always                  closed                                       ch is closed or nil    ch Shut
//	go a                  always                  a is born                                                           nothing: ordered before all of a
//	join a b              a, b have ended         nothing                                                             nothing: ordered after all of a, b
//	yield                 always                  nothing                                                             nothing
//	choose 3              always                  nothing                    any of 0, 1, 2                           nothing
//
// A send and a receive on a nil channel are never enabled; a select never takes
// a case on one. Alternatives: signal has one for each waiter, choose one for
// each value, select one for each case that is ready, and a rendezvous one for
// each pending partner and matching case of the partner's select. A try, or a
// default, beside nothing but pending partners on channels of capacity 0 may go
// either way, since a partner may not have arrived yet.
//
// # Conflicting modes
//
//	Read     Write                       Enqueue  Notify, Lost             Put   Put, Look, Shut
//	Write    Read, Write                 Notify   Enqueue, Notify, Lost    Take  Take, Look, Shut
//	Acquire  Acquire, Release, Probe     Lost     Enqueue, Notify          Look  Put, Take, Meet, Shut
//	Release  Acquire, Release, Probe                                       Meet  Look, Meet, Shut
//	Probe    Acquire, Release                                              Shut  Put, Take, Look, Meet, Shut
package model
