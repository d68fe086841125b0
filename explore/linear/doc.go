// Package linear checks that a concurrent object is linearizable (Herlihy, Wing,
// TOPLAS 1990): that the results of the calls on it, whatever their interleaving,
// could also have come from making them one at a time, each at some moment
// between its call and its return.
//
// What the calls would do one at a time is a [Spec]. A [History] records, inside
// a program, when calls begin and end and what they return; [History.Check] fails
// the execution if no order explains it. [Program] makes a whole program of
// lists of calls, one for each thread:
//
//	var stack = linear.Spec[[]int, Op, int]{Step: ...}
//
//	func TestStack(t *testing.T) {
//		explore.Check(t, linear.Program(stack, NewStack, (*Stack).Do, [][]Op{{push(1), pop}, {push(2), pop}}))
//	}
//
// A search of all interleavings ([explore.Check] with a complete verdict) then
// proves the object linearizable for these calls, with these arguments, by these
// threads.
//
// # Steps
//
// Beginning and ending a call are steps, on an event named after the history: a
// call clears it and a return sets it. So beginnings commute with each other, and
// so do ends, but the order of an end and a beginning - all that linearizability
// asks of time - is explored both ways. Neither orders anything in the sense of
// happens-before: data races inside the object stay visible.
//
// # Calls that do not return
//
// A call that is still on when the history is checked, because its thread is
// blocked or has failed, may have taken effect or not. Step refuses where a call
// would block.
//
// The checker is that of github.com/anishathalye/porcupine, which is exponential
// in the number of concurrent calls: keep to some ten of them.
package linear
