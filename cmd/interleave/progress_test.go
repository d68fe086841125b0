package main

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/interleave-go/interleave/explore"
)

func TestProgressText(t *testing.T) {
	for _, test := range []struct {
		p    explore.Progress
		want string
	}{
		{
			explore.Progress{Strategy: "dfs", Executions: 1_234_567, Elapsed: 20 * time.Second, Covered: 0.25},
			"dfs: 1,234,567 executions, 61,728/s, 25.0% covered, 20 s, about 1 min 00 s left",
		},
		{
			explore.Progress{Strategy: "dpor", Executions: 1_000, Elapsed: time.Second, Covered: 0.5, Estimate: "2,000 to 2,300"},
			"dpor: 1,000 executions, 1,000/s, 50.0% covered, some 2,000 to 2,300 in all, 1.00 s, about 1.00 s left",
		},
		{
			explore.Progress{Strategy: "random", Executions: 999, Elapsed: 500 * time.Millisecond, Covered: -1},
			"random: 999 executions, 1,998/s, 0.50 s",
		},
		{ // The share is too small to say how long it takes.
			explore.Progress{Strategy: "dfs", Executions: 1000, Failures: 2, Elapsed: 2 * time.Hour, Covered: 0.001},
			"dfs: 1,000 executions, 0/s, 2 failing, 0.1% covered, 2 h 00 min",
		},
		{ // Nothing has run yet.
			explore.Progress{Strategy: "pct:3", Covered: -1},
			"pct:3: 0 executions, 0.00 s",
		},
	} {
		if got := progressText(test.p); got != test.want {
			t.Errorf("%+v prints\n%s\nwant\n%s", test.p, got, test.want)
		}
	}
}

// TestProgressLine checks that the line overwrites itself, never wraps, is gone
// in the end, and that a late call draws nothing.
func TestProgressLine(t *testing.T) {
	var b strings.Builder
	l := &progressLine{w: &b, width: 20}
	p := explore.Progress{Strategy: "dfs", Executions: 7, Elapsed: time.Second, Covered: -1}
	l.draw(p)
	l.draw(p)
	l.clear()
	l.draw(p)
	l.clear()
	want := eraseLine + "dfs: 7 executions, " + eraseLine + "dfs: 7 executions, " + eraseLine
	if got := b.String(); got != want {
		t.Errorf("drawn %q, want %q", got, want)
	}
}

// TestProgressLineGivesWay checks that what a program prints stays on the
// terminal: the line is taken away before it, and not drawn into the middle of
// one of its lines.
func TestProgressLineGivesWay(t *testing.T) {
	var b strings.Builder
	l := &progressLine{w: &b, width: 20}
	p := explore.Progress{Strategy: "dfs", Executions: 7, Elapsed: time.Second, Covered: -1}
	l.draw(p)
	io.WriteString(l, "hel")
	l.draw(p)
	io.WriteString(l, "lo\n")
	l.draw(p)
	l.clear()
	want := eraseLine + "dfs: 7 executions, " + eraseLine + "hello\n" + eraseLine + "dfs: 7 executions, " + eraseLine
	if got := b.String(); got != want {
		t.Errorf("drawn %q, want %q", got, want)
	}
}

func TestProgressLineNeverDrawn(t *testing.T) {
	var b strings.Builder
	l := &progressLine{w: &b, width: 80}
	l.clear()
	if b.Len() != 0 {
		t.Errorf("a line that was never drawn is cleared with %q", b.String())
	}
}

func TestEffort(t *testing.T) {
	for _, test := range []struct {
		n    int
		d    time.Duration
		want string
	}{
		{1234, 20 * time.Millisecond, "1,234 executions in 0.02 s (61,700/s)"},
		{1, 0, "1 execution in 0.00 s"},
		{0, 75 * time.Second, "0 executions in 1 min 15 s (0/s)"},
	} {
		if got := effort(test.n, test.d); got != test.want {
			t.Errorf("effort(%d, %v) = %q, want %q", test.n, test.d, got, test.want)
		}
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000", -12: "-12"} {
		if got := thousands(n); got != want {
			t.Errorf("thousands(%d) = %q, want %q", n, got, want)
		}
	}
}
