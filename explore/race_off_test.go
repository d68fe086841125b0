//go:build !race

package explore_test

// raceDetector tells whether the tests run under Go's race detector, which
// makes them about ten times as slow.
const raceDetector = false
