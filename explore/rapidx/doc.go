// Package rapidx lets pgregory.net/rapid draw schedules, so that the inputs of a
// concurrent program and its interleaving are found and shrunk together, and
// rapid's own fail files, seeds and flags work for both.
//
//	func TestTransfer(t *testing.T) {
//		rapid.Check(t, func(rt *rapid.T) {
//			amounts := rapid.SliceOfN(rapid.IntRange(1, 100), 2, 4).Draw(rt, "amounts")
//			rapidx.Check(rt, transfers(amounts))
//		})
//	}
//
// [Check] draws one schedule for each of rapid's checks: a list of preemptions,
// which shrinks to few. [Explore] instead searches all interleavings of the
// inputs drawn, within a budget. With package linear a state-machine test of a
// concurrent object is a few lines: draw a list of calls for each thread, and
// explore linear.Program of them.
package rapidx
