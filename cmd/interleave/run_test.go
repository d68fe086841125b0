package main

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/interleave-go/interleave/scenarios"
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

// pasteLine is the command in a report that replays a failure.
var pasteLine = regexp.MustCompile(`(?m)^  interleave (replay .*)$`)

// TestEveryFailureReplays pastes the line of every failure in the catalogue: the
// execution fails again, names itself by the same line, and that line prints
// the same report every time.
func TestEveryFailureReplays(t *testing.T) {
	for _, s := range scenarios.All() {
		if s.Verdict != sim.Fail {
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			report := prints(t, exitFailure, "explore", s.Name)
			lines := pasteLine.FindAllStringSubmatch(report, -1)
			if len(lines) == 0 {
				t.Fatalf("no line to paste in\n%s", report)
			}
			for _, line := range lines {
				first := prints(t, exitFailure, strings.Fields(line[1])...)
				if !strings.Contains(first, line[0]) {
					t.Fatalf("%s prints\n%s\nwhich has another line to paste", line[0], first)
				}
				for range 10 {
					if again := prints(t, exitFailure, strings.Fields(line[1])...); again != first {
						t.Fatalf("%s prints\n%s\nand then\n%s", line[0], first, again)
					}
				}
			}
		})
	}
}

// prints runs a command line and returns what it prints.
func prints(t *testing.T, status int, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if got := run(t.Context(), args, &stdout, &stderr); got != status || stderr.Len() > 0 {
		t.Fatalf("%v: status %d, stderr %q; want %d and nothing\n%s", args, got, stderr.String(), status, stdout.String())
	}
	return stdout.String()
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
