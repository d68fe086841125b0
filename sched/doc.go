// Package sched decides who goes next.
//
// A [Strategy] is a deterministic function of its seed and of the views it is
// shown. A [View] holds the pending operations of all threads, not only who is
// enabled. Strategies have no budgets; whoever runs executions has.
//
// There is one strategy a file: [Random], [PCT], [RoundRobin], [RunOn],
// [Priority] and [Fair], which makes any other one fair, and two
// that repeat: [Replay] follows an explicit [Schedule], [Follow] an execution of
// the same engine. [Record] keeps the schedule of whatever it wraps.
//
// A [Seed] is one printable word that determines one execution: a sampling
// strategy with its parameters and a 64-bit number, or an explicit schedule.
// Random numbers come from the package's own frozen [PRNG], so that seeds
// outlive Go releases.
package sched
