// Package scenarios is the catalogue: programs worth exploring, as data.
//
// A scenario is a short story. It holds a program, what the program teaches,
// and what a search must find in it: the verdict, the kinds of failure, the
// exact set of outcomes, the exact number of classes of interleavings. The
// package never runs a program; the command and the tests do.
//
// Names are family/name, and a suffix names a variant. Where a scenario is
// about a defect, the base name is the defective program and the suffix says
// what repairs it: race/lost-update, race/lost-update-mutex. Where it is about
// a mechanism, the base name is the correct program and -broken the defect:
// csp/worker-pool, csp/worker-pool-broken. Every defective program has a
// repaired twin that the same search proves clean; Repairs leads there.
//
// Sizes are parameters with small defaults, so that the default search is
// complete in about a second, and the parameter shows how the cost grows.
//
// A Sampled scenario is too large for that: nothing is stated of its outcomes,
// and its verdict, which is that of a default search, may be unknown.
//
// Programs are built from package sim and, from thread pools on, from the
// abstractions of sim/kit.
//
// There is one file per family, or per part of one: lockorder.go, philosophers.go
// and detect.go belong to deadlock. Programs that need more room stand in a file
// of their own: counter.go, buffer.go. What `interleave show` prints is the text of
// those functions, taken from the source that is embedded here.
//
// # The guide, section by section
//
// A repair that is named by its suffix alone has the scenario's own name in front.
//
//	Processes
//	  process/isolated-memory-broken                assertion             process/isolated-memory
//	  process/queue-broken                          deadlock              process/queue
//	  process/shared-value                          race                  -locked
//	Threads
//	  race/gil-counter                              assertion             -locked
//	Benefits of Concurrency
//	  see async/gather, async/blocking-call-awaited, pattern/pipeline
//	Challenges in Concurrency
//	  see race/lost-update, deadlock/lock-order
//	Race Conditions
//	  race/lost-update                              race                  -mutex, -atomic, -channel
//	  race/check-then-act                           assertion             -mutex
//	  race/double-checked                           race                  -once, -atomic
//	  sctbench/account                              assertion             -corrected
//	  sctbench/bluetooth-driver                     assertion             -counts-first
//	  sctbench/lazy                                 assertion             -corrected
//	  sctbench/token-ring                           assertion             -waits
//	  sctbench/reorder                              assertion             -locked
//	  sctbench/string-buffer                        assertion             -locked
//	Deadlocks
//	  deadlock/lock-order                           deadlock              -ordered, -timeout, -trylock, -one-lock, deadlock/detect-and-break
//	  deadlock/philosophers                         deadlock              -ordered, -waiter
//	  sctbench/deadlock                             deadlock              -ordered
//	Starvation (Livelock)
//	  deadlock/philosophers-tryback                 livelock, starvation  deadlock/philosophers-ordered
//	  starvation/greedy-worker                      starvation            -fifo
//	  starvation/priority                           starvation            -aging
//	  starvation/priority-inversion                 starvation            -inheritance
//	  livelock/hallway                              livelock              -asymmetric
//	  livelock/tryback                              livelock              -ordered, -backoff
//	  livelock/stm-retry                            livelock              -manager
//	Data Corruption
//	  corruption/torn-pair                          assertion             -mutex
//	Complexity
//	  see heisenbug/logging-hides-it, order/started-first-runs-first
//	Synchronization Primitives
//	  see mutex/critical-section, waitgroup/countdown-latch, once/recursive
//	Mutexes (Locks)
//	  deadlock/self-lock                            deadlock              -rmutex, -split
//	  deadlock/forgotten-release                    deadlock              -defer
//	  mutex/critical-section-broken                 race                  mutex/critical-section
//	  mutex/unlock-unlocked                         misuse                -once
//	  rmutex/recursive-broken                       deadlock              rmutex/recursive
//	  rmutex/too-few-releases                       deadlock              -balanced
//	  once/recursive                                deadlock              -split
//	  sctbench/twostage                             assertion             -one-lock
//	  sctbench/wrong-lock                           assertion             -same
//	  sctbench/local-time                           assertion, misuse     -early
//	Semaphores
//	  semaphore/connection-pool-broken              assertion             semaphore/connection-pool
//	  semaphore/signalling-broken                   race                  semaphore/signalling
//	  semaphore/over-release                        misuse                -once
//	  semaphore/over-release-plain                  assertion             semaphore/over-release-once
//	Condition Variables
//	  cond/bounded-buffer-broken                    deadlock              cond/bounded-buffer
//	  cond/if-for-while                             assertion             -while
//	  cond/lost-wakeup                              deadlock              -locked
//	  cond/signal-for-broadcast                     deadlock              -broadcast, -split
//	  cond/spurious-wakeup                          assertion             -while
//	  cond/wait-without-lock                        misuse                -locked
//	  cond/signal-without-lock                      deadlock, misuse      -locked
//	  cond/signal-without-lock-lenient              deadlock              cond/signal-without-lock-locked
//	Events
//	  event/set-broken                              race                  event/set
//	  event/already-set-broken                      deadlock              event/already-set
//	  event/wait-times-out-broken                   race                  event/wait-times-out
//	  event/clear-too-early                         deadlock              -acknowledged
//	  thread/stop-flag-plain                        race                  thread/stop-event
//	Barriers
//	  barrier/phases-broken                         race, assertion       barrier/phases
//	  barrier/one-leader-broken                     race                  barrier/one-leader
//	  barrier/missing-party                         deadlock              -counted
//	  barrier/abort-breaks-broken                   deadlock              barrier/abort-breaks
//	  barrier/timeout-breaks-broken                 race                  barrier/timeout-breaks
//	  barrier/reset-reuse-broken                    assertion             barrier/reset-reuse
//	  waitgroup/countdown-latch-broken              race, misuse          waitgroup/countdown-latch
//	Higher-Level Concurrency Abstractions
//	  see pool/seven-tasks-three-workers, queue/join-task-done, async/gather
//	Thread Pools
//	  pool/seven-tasks-three-workers-broken         race                  pool/seven-tasks-three-workers
//	  pool/exception-in-task-broken                 assertion             pool/exception-in-task
//	  pool/result-timeout-broken                    assertion             pool/result-timeout
//	  pool/nested-submit                            deadlock              -chained
//	  pool/shutdown-with-queue-broken               assertion             pool/shutdown-with-queue
//	  process/pool-broken                           assertion             process/pool
//	  sctbench/work-stealing                        assertion             -spare-slot
//	  sctbench/quicksort                            assertion             -together
//	Task Queues (Work Queues)
//	  queue/bounded-backpressure-broken             assertion             queue/bounded-backpressure
//	  queue/join-task-done-broken                   race                  queue/join-task-done
//	  queue/forgotten-task-done                     deadlock              -deferred
//	  queue/put-timeout-broken                      assertion             queue/put-timeout
//	  queue/priority-order-broken                   assertion             queue/priority-order
//	  queue/lifo-order-broken                       assertion             queue/lifo-order
//	  pattern/lost-on-shutdown                      assertion             pattern/graceful-shutdown
//	Asynchronous Programming (Async/Await)
//	  async/gather-broken                           assertion             async/gather
//	  async/gather-return-exceptions-broken         assertion             async/gather-return-exceptions
//	  async/await-in-critical-section               assertion             -after, -locked
//	  async/blocking-call                           assertion             -awaited, -in-thread
//	  async/forgotten-await                         assertion             -awaited
//	Concurrency vs. Parallelism
//	  see async/gather, race/gil-counter, scale/many-threads
//	Concurrency Models
//	  see race/lost-update-mutex, race/lost-update-channel
//	Shared Memory Model
//	  see race/lost-update, race/lost-update-mutex
//	Message Passing Model
//	  deadlock/message-cycle                        deadlock              -sends-first
//	  process/pipe-full                             deadlock              -takes-turns
//	Other Models/Variations
//	  dataflow/diamond-broken                       assertion             dataflow/diamond
//	Communicating Sequential Processes (CSP)
//	  csp/worker-pool-broken                        deadlock              csp/worker-pool
//	  csp/leaked-sender                             leak                  -buffered
//	  csp/send-on-closed                            misuse                -sender-closes
//	  csp/double-close                              misuse                -last
//	Common Concurrency Patterns
//	  see pattern/producer-consumer, rwlock/many-readers
//	Producer-Consumer
//	  pattern/producer-consumer-broken              deadlock              pattern/producer-consumer
//	  sctbench/stack                                assertion             -looks
//	  sctbench/circular-buffer                      assertion             -counts
//	  sctbench/queue                                assertion             -counts
//	Reader-Writer Lock (Shared/Exclusive Lock)
//	  starvation/rwlock-writer                      starvation            -writers-first
//	  starvation/rwlock-reader                      starvation            -fifo
//	  rwlock/many-readers-broken                    race, assertion       rwlock/many-readers
//	  rwlock/upgrade                                deadlock              -recheck
//	  rwlock/recursive-read                         deadlock              -once, -preferred
//	  rwlock/from-condition-broken                  race                  rwlock/from-condition
//	Master-Worker (or Boss-Workers)
//	  pattern/master-worker-broken                  assertion             pattern/master-worker
//	  pattern/worker-dies                           deadlock              -reassigned
//	Pipeline Pattern
//	  pattern/pipeline-broken                       deadlock              pattern/pipeline
//	  pattern/one-sentinel-two-workers              deadlock              -each
//	Debugging and Testing Concurrent Applications
//	  fault/dies-holding-lock                       deadlock, panic       -recovered
//	  fault/worker-killed                           deadlock              -deferred
//	  heisenbug/logging-hides-it                    assertion             -joined
//	  time/sleep-for-order                          race, assertion       -joined
//	Common Pitfalls
//	  thread/exception-lost                         assertion             thread/exception-captured
//	  order/started-first-runs-first                assertion             -joined
//	  granularity/too-fine                          assertion             -both, granularity/too-coarse
//	  granularity/calls-out                         deadlock              -after-unlock
//	Techniques and Tools
//	  retry/timed-out-but-done                      assertion             -idempotent
//	Advanced Concurrency Topics
//	  see lockfree/cas-counter, stm/bank-transfer
//	Lock-Free Data Structures and Algorithms
//	  starvation/test-and-set                       starvation            -ticket
//	  lockfree/cas-counter-broken                   assertion             lockfree/cas-counter
//	  lockfree/treiber-stack                        assertion             -tagged
//	  lockfree/spinlock-broken                      race, assertion       lockfree/spinlock, lockfree/ticket-lock, lockfree/mcs-lock
//	  lockfree/peterson-broken                      race, assertion       lockfree/peterson, lockfree/dekker, lockfree/bakery
//	  litmus/store-buffering-broken                 race                  litmus/store-buffering
//	  litmus/message-passing-broken                 race                  litmus/message-passing
//	  litmus/independent-reads-broken               race                  litmus/independent-reads
//	  litmus/two-writes-each-broken                 race                  litmus/two-writes-each
//	  litmus/coherence-broken                       race                  litmus/coherence
//	  sctbench/work-stealing-lock-free              assertion             -competes
//	Transactional Memory (TM)
//	  stm/bank-transfer-broken                      assertion             stm/bank-transfer
//	  stm/write-skew                                assertion             -serializable
//	  stm/retry-broken                              assertion             stm/retry
//	  lockfree/elision-broken                       assertion             lockfree/elision
//	Language-Specific Concurrency Features
//	  waitgroup/add-after-wait                      race, misuse          -before
//	  waitgroup/negative                            misuse                -once
//	  csp/select-timeout-broken                     deadlock              csp/select-timeout
//	  csp/select-default-spin                       livelock              -timeout
//	  csp/nil-channel-broken                        deadlock              csp/nil-channel
//	  actor/counter-broken                          assertion             actor/counter
//	  actor/supervisor-restart-broken               deadlock              actor/supervisor-restart
//	  actor/call-cycle                              deadlock              -cast
//	  scale/many-threads-broken                     race                  scale/many-threads
//	Structured Concurrency
//	  structured/taskgroup-cancels-siblings-broken  assertion             structured/taskgroup-cancels-siblings
//	  structured/leaked-task                        leak                  -group
//	Best Practices for Concurrent Programming
//	  sharing/copy-on-write-in-place                race                  sharing/copy-on-write
//	  sharing/put-if-absent                         assertion             -atomic
package scenarios
