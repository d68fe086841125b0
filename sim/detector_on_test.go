//go:build race

package sim_test

// detector tells whether the tests run under Go's race detector.
const detector = true
