// Package explore runs many executions of a program, and says what they prove.
//
// [Run] searches as its [Options] say and returns a [Report]; [Replay] makes the
// one execution that a seed determines, [Once] that of a strategy; [Check] does
// either inside a Go test, and [Fuzz] lets go test -fuzz decide. [CrossCheck] holds
// the model against real goroutines.
//
// Beside it, in packages of their own: explore/linear checks histories of calls for
// linearizability, explore/rapidx lets pgregory.net/rapid draw schedules together
// with inputs, explore/report writes reports for other tools, and explore/speed
// measures searches.
//
// # Verdicts
//
//	pass     every interleaving within the bounds was covered and none failed
//	fail     a failure was found
//	unknown  a budget was spent or the search was cut, and no failure was found
//
// A pass speaks of sequentially consistent interleavings of the modeled
// operations with the given program and parameters. It says nothing of other
// parameters, of data that never passes through a modeled object, or of
// schedules beyond a bound on preemptions, where one was set.
//
// # Strategies
//
//	auto         100 sampled executions or more, then dpor, or dfs where a bound on
//	             preemptions is set, unless that cannot be expected to end within
//	             the budget: then it samples on (the default)
//	dpor         one execution of each class of equivalent schedules: optimal
//	             dynamic partial-order reduction; with a bound on preemptions all
//	             are explored, and those count whose class can be reached within it
//	dfs          every schedule, depth first, without reduction; with a bound on
//	             preemptions exactly those within it
//	delay:D      every schedule with at most D delays: D times the thread whose turn
//	             it is, in the order of spawning and without preemption, is skipped
//
// and, sampling,
//
//	random       a random walk: each enabled thread is equally likely
//	pct:D        random priorities with D-1 changes; finds a defect of depth D with
//	             probability at least 1/(n k^(D-1)) for n threads and k steps
//	ipct         pct with depths that go up: 1; 1, 2; 1, 2, 3; ... to 10
//	pos          a random priority for each pending operation, drawn anew when one
//	             that it races with is executed
//	urw          each thread by the number of events still to be expected of it: where
//	             nobody blocks but in joins, every interleaving is equally likely
//	surw         urw for the operations on one object, which is drawn for each
//	             execution; random priorities for the rest
//	random-delay:D  the schedules of delay:D, drawn at random
//	greybox      schedules changed by cuts, delays and crossings, guided by which
//	             operation took effect after which; keeps a corpus
//	round-robin  each thread in turn
//	priority     strict priorities: main first, then who was spawned first
//	aging        the same, and who is passed over becomes more urgent
//	inheritance  priority, and who holds a mutex is as urgent as who waits for it
//	fair:S       S, but who could go on and was passed over 200 times has a turn
//
// The n-th sampled execution has the 64-bit number sched.Mix(Options.Seed, n);
// its seed names that number, not n, and what urw and surw had learned by then. A
// greybox search names schedules.
//
// # What auto decides
//
// The burst, and what is sampled later, rotates: of seven executions four are
// surw's, two are pct:10's and one is pos's; the very first one is a random walk,
// and after 10,000 one in three is pos's and one in three greybox's.
//
// The burst has 100 executions. Where more than half of them were of classes seen
// once it goes on, with a random walk in every fourth place, to 6,400, or to a tenth
// of Options.Executions. Every time it has doubled, how many classes there are at
// least is estimated (Chao) from how often each was sampled; where these are more
// than the budget, no exhaustive search is made. With a bound on preemptions, and
// with Options.Resume, it stays at 100.
//
// The exhaustive search is left when its number of executions, estimated after
// 16, 32, 64, ... of them, is more than eight times the budget, or twice the
// budget once a quarter of that is used; and when ten executions were cut by the
// step limit. The budget is what Options.Executions leaves. Where that is 0 the
// budget is 1,000,000, and nothing is estimated after 256 executions, when other
// workers join in: then the search goes on until all is covered. A search that is
// saved when it ends early (Options.Resume) is never left.
//
// All of these are counts: no clock decides anything. The report says what was
// done, and why in its notes.
//
// # Sampling
//
// Report.Sampling says of how many classes the sampled executions were, and
// estimates by Good and Turing how likely the next one is to be of a new class. It
// is an estimate for the strategies used: what they never do is not in it.
//
// How many executions each strategy needs until it finds the defects of SCTBench is
// measured by go run ./cmd/sctbench, and written down in cmd/sctbench/results.md
// with the published figures beside ours.
//
// # Shrinking
//
// A failure is shown by the least execution that fails alike - in the same kind,
// objects, operations and places -: fewest preemptions, then fewest steps. The
// execution that was found is seen as deviations from the scheduler without
// preemptions, which are left out (ddmin), joined, and put into the order with
// the fewest preemptions that differs only in steps that commute. Then everything
// with fewer preemptions is enumerated, or all classes are. Where that ends within
// Options.Shrink executions, the report says that no less exists; the bound is a
// count, so the result does not depend on the machine.
//
// # In tests
//
// [Check] saves failures under testdata/interleave/<test>/, a file each: lines that
// begin with # tell the story, then come the line "interleave seed 1" and the seed.
// They are made first the next time. These flags of go test change a search without
// touching the test, and so do variables such as INTERLEAVE_SEED; flags win:
//
//	-interleave.seed=i1-...      make the execution of this seed, and no other
//	-interleave.strategy=NAME    as Options.Strategy, and so on: .executions, .steps,
//	                             .timeout, .workers, .pure, .all, .races, and .preemptions
//	                             and .shrink (0: none)
//	-interleave.number=N         Options.Seed, of sampling strategies
//	-interleave.complete         fail unless everything within the bounds was covered
//	-interleave.save=false       leave testdata alone
//
// Under -short a search without a bound of its own makes ShortExecutions
// executions. A test's log has the kind and the seed as attributes interleave.kind
// and interleave.seed; with go test -artifacts the report of a failure is among
// the artifacts, as report.txt, report.json and report.html; where GITHUB_ACTIONS
// is true, the failure is shown at its line.
//
// # Reports
//
// The text ([Report.Text]) draws threads as columns, a step a line; an arrow is a
// switch, a dotted one a preemption. Below it stand why it happened, the outcomes
// of all executions, what was searched, and the line that makes the execution
// again. The page ([Report.HTML]) has the same to walk through, with the objects
// and who waits for whom at every step; its curved arrows are happens-before. JSON
// is the report's fields. A search that found nothing, and did not cover everything,
// is called unknown in all of them, and no pass.
//
// # What DPOR is held against
//
// Classes explored, each once and none cut off, directly and by Options.Pure, data races
// looked for, per second of processor time on one core (go run ./cmd/benchtable prints
// more; package speed has the programs):
//
//	program             classes   executions/s      pure
//	readers(12)           4,096         86,900   216,000
//	readers(14)          16,384         66,900   189,000
//	lastzero(12)         15,360         74,900   233,000
//	mutex(8,1)           40,320        137,000   621,000
//	philosophers(12)      4,095         87,000   293,000
//	writers(8)          362,880        179,000 1,410,000
//	incnl(2,5)           34,904        262,000 1,170,000
//	indexer(15)           4,096         31,400    86,700
//	filesystem(20)          128         17,600    12,900
//	circularBuffer(7)     3,432        129,000    91,700
//	bbuf(3,3)            17,856         61,300   143,000
//
// Many threads are no obstacle: 100,000 that have nothing to do with each other, one
// class, are covered in seconds (scale/many-threads), since clocks of many threads share
// structure and nobody is looked for among all.
//
// The threads of these programs end without anybody waiting for them. In pure mode a
// profile of mutex(8,1) has a quarter of the instructions in the order of happens-before,
// a fifth in the choice of the next step, a sixth in the steps of the model and a twelfth
// in stepping back; reversing races takes a sixteenth there, and nearly half of
// lastzero(12). A search that repeats itself allocates next to nothing.
//
// Data races are looked for in a search by dpor without clocks of their own, as long as
// all that is ordered in an execution is ordered by locks, permits, rendezvous, signals
// and the starts and ends of threads: then no two accesses of plain memory can race. From
// the first execution on in which that is not so, they are looked for in each.
//
// # Liveness
//
// A loop that waits by looking is explored completely: its thread is parked until
// something would look different, and a report says on which such awaits it rests.
// What nobody can end is a livelock. An execution that goes round in a cycle is a
// livelock or starvation, if the cycle is fair and somebody gets nowhere in it; the
// cycle is repeated 1,000 times, and each thread fed its rounds up to the step limit
// and beyond, before it is believed. The failure shows the way there and one round,
// and so does its seed. Package sim says what counts as waiting and as progress.
//
// A program that has executions of any length cannot be covered. An exhaustive
// search of it cuts those in which somebody is passed over for ever, says so, and is
// unknown; sampling under a scheduler that is fair (fair:S, aging, inheritance)
// notes that every execution came to its end, where that is so.
//
// # Faults
//
// With Options.Faults tries fail, waits on conditions wake by themselves, and
// threads that allow it die, each as a choice; time-outs that fire early are what
// the adversarial clock has.
//
// # Time
//
// By default virtual time passes when nobody can move. With Options.Time
// sim.Adversarial durations promise nothing, and a time-out may fire at any
// moment: a pass then holds however slow any thread is. A loop that tries again
// for as long as it times out has no longest execution then, and the search is
// cut by Options.Steps.
//
// # Real goroutines
//
// [CrossCheck] runs a program, unchanged, on real goroutines and the real sync,
// sync/atomic and channels, many times, and compares the outcomes with those that the
// model allows. [Allowed] searches for these with dpor to the end. It finds out by
// itself whether the program uses time, and then durations promise nothing, as on
// hardware; and whether it tries locks, and then tries may fail for no reason, as Go's
// memory model lets them. An outcome that was seen is
//
//	explained    the model has it
//	unexplained  the model does not have it: a defect of the model, or a program
//	             whose threads share what is not modeled
//	beyond       the model was not seen to have it, and was not searched to the end
//	racy         the model does not have it, and reports a data race: memory need
//	             not be sequentially consistent then
//
// and what the model has and no run showed is unseen, which proves nothing. A run that
// hangs - all its goroutines wait for each other, which is recognised in a moment -
// has a deadlock or a leak for an outcome, compared as any other. A run that still
// moves when its time is up, after 10 s, or 50 ms where the model goes on for ever, is
// explained if the model has livelock, starvation or an execution that was cut, of
// whatever threads: where exactly a real run was given up says nothing. When these have
// taken 20 s together no more runs are made. A run that ends the process, as concurrent writes to a
// map do, is never explained.
//
// The runs are spread over GOMAXPROCS 1, 2 and 8, twenty at a time, and seven of eight
// are disturbed so that threads collide: see package sim. A seed decides that; it does
// not decide what a run does, and the numbers of runs differ from one check to the next.
// Between two operations a run keeps book, by atomics of each thread's own, so that a
// processor hardly ever exchanges accesses of plain memory; racy outcomes are rare.
//
// [CompareRaces] does the same for data races: what Go's race detector reports the
// model must report. Races are known by the places of their accesses. The detector also
// calls it a race when a channel is closed, or a wait group added to from zero, while
// others use it unordered; that is the model's misuse.
//
// `interleave crosscheck` has the runs made by a process of their own, and with --race
// by one that is built with the detector. For the whole catalogue its table is in
// cmd/interleave/crosscheck.md; in short:
//
//	runs                                                      3,139,896
//	outcomes unexplained, racy, or beyond what was searched           0
//	allowed outcomes seen, of 265 scenarios searched to the end  446 of 451
//	races of the model that Go's detector reported, too            54 of 54
//
// # Workers
//
// dpor is shared among Options.Workers. Whoever has nothing to do explores a branch
// of somebody else's tree ahead of its turn. What optimal DPOR explores below a
// branch depends on the branches before it only through the wakeup tree that the
// branch has when its turn comes; where that is as it was, the result is taken in,
// and otherwise the branch is explored again. So a search finds what one worker
// finds, execution by execution. How much of the work is in vain depends on the
// program: of the table above nothing or a few executions, but 3 in 100 of
// readers(14) and 5 in 100 of lastzero(12). A search takes company after some
// hundred executions.
//
// With Options.Resume a search that is ended before it is over is written to a file:
// what it has found, and the points on its way with the branches that are left, as
// choices by spawn path. Another process, on another machine, can take it up.
//
// # Determinism
//
// Two runs of the same search give the same report, byte for byte. A program
// that is not a function of its choices is found out: the first execution is
// made nine times, the next seven, every thousandth and every failing one twice,
// and an enumeration compares every step that it repeats. The report then has a
// failure of kind nondeterminism that names the first operation that differed.
//
// # Limits
//
// All limits are polled at every step. One that was hit is in Report.Limits, and
// an incomplete search without a failure is unknown, never a pass.
package explore
