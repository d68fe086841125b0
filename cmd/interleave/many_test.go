package main

import (
	"bytes"
	"context"
	"testing"
)

// TestManyCancelled checks that a run that is interrupted says what it left out,
// and that what was not begun is no failure.
func TestManyCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, test := range []struct{ flag, want string }{
		{"--json=false", "\n0 scenarios: 2 not begun.\n"},
		{"--json", "[]\n"},
	} {
		var stdout, stderr bytes.Buffer
		status := run(ctx, []string{"explore", "once/*", test.flag}, &stdout, &stderr)
		if status != exitClean || stdout.String() != test.want || stderr.Len() > 0 {
			t.Errorf("%s: status %d, %q, stderr %q; want %d, %q and nothing", test.flag, status, stdout.String(), stderr.String(), exitClean, test.want)
		}
	}
}
