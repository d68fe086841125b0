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
//	  on a FIFO mu        free, first in line     leaves the line                                                     mu Acquire; mu Quit if it times out
//	  on a reentrant mu   free, or held by it     holder, depth              depth                                    mu Acquire; nothing if held; mu Probe if it times out
//	  on rw, to write     nobody has rw, nor is   holder, leaves the line                                             rw Acquire; rw Quit if it times out, ReaderPreference: Probe
//	                        let in; FIFO: first
//	rlock rw              it has been let in      read locks                                                          rw RAcquire; rw RQuit if it times out, ReaderPreference: RProbe
//	  ReaderPreference    no writer has rw
//	arrive mu             always                  joins the line                                                      mu Line
//	  before lock
//	arrive rw             always                  joins those who wait                                                rw Claim; FIFO: Line
//	  before lock
//	rarrive rw            always                  is let in, or waits                                                 rw Enter; FIFO: RLine
//	  before rlock
//	trylock mu            always                  holder, if free            locked or held                           mu Acquire; mu Probe if held
//	  on a FIFO mu        always                  as lock, if nobody waits   locked or held                           mu Barge; mu Probe if held, Peek if waited for
//	  on rw, to write     always                  writer, if nobody has rw   locked or held                           as on a FIFO mu (ReaderPreference: Acquire or Probe)
//	                                                or waits to write
//	tryrlock rw           always                  read locks, if no writer   locked or held                           rw RBarge; rw RProbe if held, RPeek if waited for
//	                                                has rw or waits                                                     (ReaderPreference: RAcquire or RProbe)
//	unlock mu             always                  holder                                       mu is free             mu Release
//	  on a reentrant mu   always                  depth; holder at 0         depth             mu is not held by it   mu Release; nothing if held on, or if misuse
//	  on rw               always                  writer; lets readers in                      no writer has rw       rw Release; Relay if writers wait (WriterPreference)
//	runlock rw            always                  read locks                                   no read lock is held   rw RRelease; Release if misuse, or if others' are in play
//	wait c                always                  frees mu, joins waiters                      mu is not held by it   mu Release, c Enqueue
//	  spuriously          once for each thread    frees mu                                                            mu Release
//	relock c              woken and mu is free    holder of mu                                                        mu Acquire; caused by the waking signal
//	  timed out           not woken               leaves waiters                                                      c Withdraw
//	signal c              always                  wakes any one waiter       who, if any                              c Notify; c Lost if nobody waited
//	broadcast c           always                  wakes all waiters          how many                                 c Notify; c Lost if nobody waited
//	  SignalNeedsLock     always                  as above                 as above            mu is not held by it   mu Probe, and as above
//	arrive b              always                  joins the generation     whether broken                             b Gather; b Check if broken
//	  before leave                                that is being filled
//	arrive-index b        always                  the same                 index, or broken                           b Rank; b Check if broken
//	leave b               its generation is       nothing                  whether broken                             b Depart
//	                      complete or broken
//	  timed out           neither                 breaks b                                                            b Break
//	abort b               always                  breaks b                                                            b Break
//	reset b               always                  breaks b for those who                                              b Break
//	                                              wait, then a new one
//	broken b              always                  nothing                  whether broken                             b Check
//	sleep 5ms             its time has come       nothing                                                             nothing
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
//	acquire s             s has a permit          takes a permit                                                      s Down; s Short if it times out
//	  on a FIFO s         it has been promised    collects it, or passes it                                           s Granted; s Forgo if it times out
//	arrive s              always                  takes a promise or                                                  s Queue
//	  FIFO: before acquire                          stands in line
//	tryacquire s          always                  takes a permit, if free    acquired or not                          s Down; s Short if there was none
//	release s             always                  permits, or the first                        s is bounded and full  s Up; s Return if bounded
//	                                                in line is promised one
//	set e                 always                  e is set                                                            e Raise
//	clear e               always                  e is not set                                                        e Lower
//	isset e               always                  nothing                    set or not                               e Observe
//	await e               e is set                nothing                                                             e Observe
//	wg-add wg 1           always                  counter                                      below zero; from zero  wg More; wg Renew at zero, or if less than -1
//	                                                                                             while a wait is on
//	wg-done wg            always                  counter                                      below zero             wg Less; wg Below if misuse
//	arrive wg             always                  a wait is on                                                        wg Attend
//	  before wg-wait
//	wg-wait wg            counter is zero         the wait is over                                                    wg Leave
//	once-begin o          nobody runs o           runner, if not done        first or not                             o Begin; o Skip if done
//	once-end o            always                  done, nobody runs o                                                 o End
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
// # Awaits
//
// A loop that looks again and again begins its next round with an operation
// that carries an [Await]: what the last round saw. It is enabled while one of
// these looks would find something else, and touches what they looked at besides
// what it does itself: a cell as a Read, a mutex as a Probe, an event as an
// Observe, a semaphore as a Short, a buffered channel as a Look.
//
// # Faults
//
// A try announced as Flaky may fail for no reason, and instead of an operation
// announced as Mortal its thread may end: alternatives that change and touch
// nothing. Only operations that never wait have them.
//
// # Time
//
// Virtual time stands still while anybody can move. When nobody can, it passes to
// the earliest deadline of an operation with a time-out ([State.Settle]), which
// from then on may time out, or still proceed if that becomes possible first;
// events of different times are ordered. Equal deadlines are choices like any
// others. What an operation waits for may come without its proceeding: who has
// been woken from a condition waits for the mutex and no longer times out, and
// who may leave a barrier leaves. A time-out saw that the operation could not
// proceed, or did not, and conflicts with what could let it.
//
// With the adversarial clock ([State.SetAdversarial]) durations promise nothing:
// whatever has a time-out may time out from the moment it is announced, a select
// by any of its after cases, and a sleep is always enabled. Time passes for each
// thread by itself ([State.Elapsed]): by what it has waited through.
//
// # Conflicting modes
//
//	Read     Write                       Enqueue  Notify, Lost             Put   Put, Look, Shut
//	Write    Read, Write                 Notify   Enqueue, Notify, Lost,   Take  Take, Look, Shut
//	Acquire  see below                              Withdraw               Look  Put, Take, Meet, Shut
//	Release  see below                   Lost     Enqueue, Notify,         Meet  Look, Meet, Shut
//	Probe    see below                              Withdraw               Shut  Put, Take, Look, Meet, Shut
//
//	                                     Withdraw Notify, Lost
//
//	Gather   Gather, Rank, Depart, Break        Break    Gather, Rank, Depart, Break, Check
//	Rank     Gather, Rank, Depart, Break        Check    Break
//	Depart   Gather, Rank, Break
//
// Departs conflict with what belongs to their own generation of a barrier only.
// Gathers of one generation commute for as long as there is room for both of them
// in it ([Access.Left]), and in a trace it does not show who completed it; so do
// the dones of a wait group, down to zero.
//
//	Down     Down, Up, Return, Short, Queue, Forgo         Renew   Renew, More, Less, Below, Attend, Leave
//	Up       Down, Short, Granted, Forgo                   More    Renew, Less, Below
//	Return   Down, Return, Short, Granted, Forgo           Less    Renew, More, Less, Below, Leave
//	Short    Down, Up, Return, Queue, Forgo                Below   Renew, More, Less
//	Queue    Down, Short, Queue                            Attend  Renew
//	Granted  Up, Return, Forgo                             Leave   Renew, Less
//	Forgo    Down, Up, Return, Short, Granted, Forgo       Begin   Begin, End, Skip
//	Raise    Lower, Observe                                End     Begin, Skip
//	Lower    Raise, Observe                                Skip    Begin, End
//	Observe  Raise, Lower
//
//	Acquire  Acquire, Release, Probe, RAcquire, RRelease, RProbe, Relay, Peek, RPeek, Quit, RQuit
//	Release  Acquire, Release, Probe, RAcquire, RRelease, RProbe, Claim, Relay, Barge, RBarge, Peek, RPeek, Quit, RQuit
//	Relay    Acquire, Release, Probe, RAcquire, RProbe, Claim, Enter, Relay, Peek, RPeek, Quit, RQuit
//	Probe    Acquire, Release, RAcquire, RRelease, Relay, Barge
//	RAcquire Acquire, Release, Probe, Relay, Quit
//	RRelease Acquire, Release, Probe, Barge, Peek, Quit
//	RProbe   Acquire, Release, Relay, Barge
//	Line     Line, RLine, Barge, RBarge, Peek, RPeek
//	RLine    Line, Barge, Peek
//	Claim    Release, Enter, Relay, Barge, RBarge, Peek, RPeek, Quit
//	Enter    Claim, Relay, Barge, Peek
//	Barge    Release, Probe, RRelease, RProbe, Line, RLine, Claim, Enter, Barge, RBarge, Quit, RQuit
//	RBarge   Release, Line, Claim, Barge, Peek, Quit
//	Peek     Acquire, Release, RRelease, Line, RLine, Claim, Enter, Relay, RBarge, Quit, RQuit
//	RPeek    Acquire, Release, Line, Claim, Relay, Quit
//	Quit     Acquire, Release, RAcquire, RRelease, Claim, Relay, Barge, RBarge, Peek, RPeek, Quit, RQuit
//	RQuit    Acquire, Release, Relay, Barge, Peek, Quit
//
// A reader-writer lock lets readers in at their arrival if no writer has it or
// waits, at a writer's unlock (WriterPreference: all who wait; FIFO: up to the
// first writer in line), and when the writer they wait for times out. With
// ReaderPreference there are no arrivals.
//
// Two dones (Less) of a wait group conflict only if its counter has room for
// one of them: with two or more to go they commute, and any number of workers
// is one class. A FIFO semaphore hands out its permits at the arrivals and
// releases, as promises; acquires collect them, in any order.
package model
