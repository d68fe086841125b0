// Package sched decides who goes next.
//
// A [Strategy] is a deterministic function of its seed and of the views it is
// shown. A [View] holds the pending operations of all threads, not only who is
// enabled. Strategies have no budgets; whoever runs executions has.
//
// There is one strategy a file. Those that sample are [Random], [PCT] and its
// iteration [IPCT], [POS], [URW], [SURW], [Delay] and [RoundRobin]. [Priority] runs
// the first thread that can go on, and [Fair] makes any other strategy fair. [RunOn] never
// preempts. Three repeat: [Replay] follows an explicit [Schedule], [Follow] an
// execution of the same engine, [Guided] choices as far as they are possible.
// [Record] keeps the schedule of whatever it wraps.
//
// Some learn from executions: a [Learner] their lengths, which become part of its
// name, a [Tuned] one what threads did, which becomes part of the seed.
//
// Under those with priorities, or turns, who waits by looking - who yields, or looks
// again and again with the same result - lets all others go first, or such loops
// would not end.
//
// A [Seed] is one printable word that determines one execution: a sampling
// strategy with its parameters and a 64-bit number, or an explicit schedule.
// Random numbers come from the package's own frozen [PRNG], so that seeds
// outlive Go releases.
package sched
