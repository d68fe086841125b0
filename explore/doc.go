// Package explore runs many executions of a program, and says what they prove.
//
// [Run] searches as its [Options] say and returns a [Report]; [Replay] makes the
// one execution that a seed determines; [Check] does either inside a Go test.
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
//	auto         100 random executions, then dfs (the default)
//	dfs          every schedule, depth first, without reduction; with a bound on
//	             preemptions exactly those within it
//	random       a random walk: each enabled thread is equally likely
//	pct:D        random priorities with D-1 changes; finds a defect of depth D with
//	             probability at least 1/(n k^(D-1)) for n threads and k steps
//	round-robin  each thread in turn
//
// The n-th sampled execution has the 64-bit number sched.Mix(Options.Seed, n);
// its seed names that number, not n.
//
// # Determinism
//
// Two runs of the same search give the same report, byte for byte. A program
// that is not a function of its choices is found out: the first eight sampled
// executions, every thousandth, and every failing one are made twice, and an
// enumeration compares every step that it repeats. The report then has a
// failure of kind nondeterminism that names the first operation that differed.
//
// # Limits
//
// All limits are polled at every step. One that was hit is in Report.Limits, and
// an incomplete search without a failure is unknown, never a pass.
package explore
