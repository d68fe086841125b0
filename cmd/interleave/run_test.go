package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"syscall"
	"testing"

	"github.com/interleave-go/interleave/sim"
)

// brokenWriter is a stream whose every write fails.
type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, fmt.Errorf("write: %w", w.err) }

// TestBrokenOutput checks that a reader who leaves changes nothing, and that a
// report lost for another reason is not passed over.
func TestBrokenOutput(t *testing.T) {
	for _, test := range []struct {
		err    error
		args   []string
		status int
		stderr string
	}{
		{syscall.EPIPE, []string{"list"}, exitClean, ""},
		{syscall.EPIPE, []string{"explore", "deadlock/lock-order"}, exitFailure, ""},
		{syscall.ENOSPC, []string{"list", "--json"}, exitError, "interleave: cannot write to standard output: write: no space left on device\n"},
		{syscall.ENOSPC, []string{"explore", "deadlock/lock-order"}, exitError, "interleave: cannot write to standard output: write: no space left on device\n"},
	} {
		var stderr bytes.Buffer
		status := run(context.Background(), test.args, brokenWriter{test.err}, &stderr)
		if status != test.status || stderr.String() != test.stderr {
			t.Errorf("%v with %v: status %d, stderr %q; want %d, %q",
				test.args, test.err, status, stderr.String(), test.status, test.stderr)
		}
	}
}

// TestCancelled checks that a search that is interrupted before it begins still
// prints its report.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var stdout, stderr bytes.Buffer
	status := run(ctx, []string{"explore", "deadlock/lock-order", "--json"}, &stdout, &stderr)
	if status != exitClean || stderr.Len() > 0 {
		t.Errorf("status %d, stderr %q; want %d and nothing", status, stderr.String(), exitClean)
	}
	for field, want := range map[string]string{"verdict": "unknown", "complete": "false", "limits": `["cancelled"]`} {
		if got, err := lookUp(stdout.String(), field); got != want || err != nil {
			t.Errorf("%s is %s (error %v), want %s", field, got, err, want)
		}
	}
}

// TestColourHeadline checks that the verdict is coloured and nothing else, in
// particular no part of a name.
func TestColourHeadline(t *testing.T) {
	for _, test := range []struct {
		text string
		v    sim.Verdict
		want string
	}{
		{"fault/fail-stop: fail\nfail\n", sim.Fail, "fault/fail-stop: " + bold + red + "fail" + plain + "\nfail\n"},
		{"a/b: PASS (complete)\n", sim.Pass, "a/b: " + bold + green + "PASS" + plain + " (complete)\n"},
		{"unknown: a/b\n", sim.Unknown, bold + yellow + "unknown" + plain + ": a/b\n"},
		{"a/passing\n", sim.Pass, "a/passing\n"},
	} {
		if got := colourHeadline(test.text, test.v); got != test.want {
			t.Errorf("%q becomes %q, want %q", test.text, got, test.want)
		}
	}
}

// TestHelpIsComplete checks that every command and every flag is explained, and
// that no line is wider than the page.
func TestHelpIsComplete(t *testing.T) {
	for _, cmd := range commands() {
		var stdout, stderr bytes.Buffer
		if status := run(context.Background(), []string{cmd.name, "--help"}, &stdout, &stderr); status != exitClean || stderr.Len() > 0 {
			t.Errorf("%s --help: status %d, stderr %q", cmd.name, status, stderr.String())
		}
		page := stdout.String()
		if !strings.HasPrefix(page, "usage: interleave "+cmd.name) {
			t.Errorf("%s --help does not begin with its usage:\n%s", cmd.name, page)
		}
		for _, line := range strings.Split(page+overview(), "\n") {
			if len(line) > defaultWidth {
				t.Errorf("%s --help has a line of %d columns:\n%s", cmd.name, len(line), line)
			}
		}
		if !strings.Contains(overview(), "\n  "+cmd.name+" ") {
			t.Errorf("the overview does not name %s", cmd.name)
		}
	}
}
