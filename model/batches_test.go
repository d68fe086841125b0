package model_test

import (
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// batches runs a property n times as often as rapid would, on all processors.
func batches(t *testing.T, n int, prop func(*rapid.T)) {
	t.Helper()
	for i := range n {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, prop)
		})
	}
}
