package explore_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// fakeTB is a test that notes what Check does to it.
type fakeTB struct {
	testing.TB // nil: whatever else is called panics
	name       string
	deadline   time.Time
	calls      []string // "Errorf ...", "Fatalf ...", "Logf ..."
	attrs      []string // "key=value"
}

func (f *fakeTB) Helper()                           {}
func (f *fakeTB) Name() string                      { return f.name }
func (f *fakeTB) Context() context.Context          { return context.Background() }
func (f *fakeTB) Deadline() (at time.Time, ok bool) { return f.deadline, !f.deadline.IsZero() }
func (f *fakeTB) Attr(key, value string)            { f.attrs = append(f.attrs, key+"="+value) }
func (f *fakeTB) Errorf(format string, args ...any) { f.note("Errorf", format, args) }
func (f *fakeTB) Logf(format string, args ...any)   { f.note("Logf", format, args) }
func (f *fakeTB) Fatalf(format string, args ...any) { f.note("Fatalf", format, args) }
func (f *fakeTB) note(how, format string, args []any) {
	f.calls = append(f.calls, how+" "+fmt.Sprintf(format, args...))
}

var fromGoTest = regexp.MustCompile(`(?m)^  go test -run '(.*)' -interleave.seed=(\S+)$`)

// TestCheckFails checks that a failure fails the test with the whole report,
// and that pasting its last line shows that execution again, and nothing else.
func TestCheckFails(t *testing.T) {
	t.Chdir(t.TempDir()) // the failure is saved here
	tb := &fakeTB{name: "TestX"}
	r := explore.Check(tb, aFirst, explore.Options{Strategy: "dfs"})
	if r.Verdict != sim.Fail || r.Program != "TestX" || len(tb.calls) != 1 || !strings.HasPrefix(tb.calls[0], "Errorf \nTestX   fail: assertion\n\nassertion: b was first\n") {
		t.Fatalf("verdict %v of %s; calls %q", r.Verdict, r.Program, tb.calls)
	}
	report := tb.calls[0]
	for _, says := range []string{"add n 1 → 1", "Options.All goes on", "To see it again:\n"} {
		if !strings.Contains(report, says) {
			t.Errorf("no %q in the report\n%s", says, report)
		}
	}
	line := fromGoTest.FindStringSubmatch(report)
	if line == nil || line[2] != r.Failures[0].Seed || line[1] != "^TestX$" || !strings.HasSuffix(report, line[0]+"\n") {
		t.Fatalf("the last line is not one to paste: %q in\n%s", line, report)
	}

	if want := []string{"interleave.kind=assertion", "interleave.seed=" + line[2]}; !slices.Equal(tb.attrs, want) {
		t.Errorf("attributes %q, want %q", tb.attrs, want)
	}

	t.Setenv(explore.SeedVariable, line[2])
	again := &fakeTB{name: "TestX"}
	r = explore.Check(again, aFirst)
	if r.Strategy != "replay" || r.Executions != 1 || r.Verdict != sim.Fail || len(again.calls) != 1 || !strings.Contains(again.calls[0], line[0]) {
		t.Errorf("pasted: strategy %s, %d executions, verdict %v; calls %q", r.Strategy, r.Executions, r.Verdict, again.calls)
	}
	drawing := func(report string) string {
		return report[strings.Index(report, "assertion: "):strings.Index(report, "Outcomes")]
	}
	if got, want := drawing(again.calls[0]), drawing(report); got != want {
		t.Errorf("pasted, it shows\n%s\nand not\n%s", got, want)
	}
}

// TestCheckPasses checks that a proof is silent, except under -v.
func TestCheckPasses(t *testing.T) {
	tb := &fakeTB{name: "TestX"}
	r := explore.Check(tb, twoAdders)
	silent := len(tb.calls) == 0
	if testing.Verbose() {
		silent = len(tb.calls) == 1 && strings.HasPrefix(tb.calls[0], "Logf \nTestX   pass\n")
	}
	if r.Verdict != sim.Pass || !silent {
		t.Errorf("verdict %v; calls %q", r.Verdict, tb.calls)
	}
}

// TestCheckUnknown checks that a search that is not complete is logged, not
// failed, and says what to raise.
func TestCheckUnknown(t *testing.T) {
	tb := &fakeTB{name: "TestX"}
	r := explore.Check(tb, twoAdders, explore.Options{Name: "mine", Strategy: "dfs", Executions: 1})
	if r.Verdict != sim.Unknown || len(tb.calls) != 1 || !strings.HasPrefix(tb.calls[0], "Logf \nmine   unknown\n") {
		t.Fatalf("verdict %v; calls %q", r.Verdict, tb.calls)
	}
	if !strings.Contains(tb.calls[0], "Limit: the number of executions; raise it with Options.Executions.\n") {
		t.Errorf("the report is\n%s", tb.calls[0])
	}
}

// TestCheckDeadline checks that a search ends some time before its test's
// deadline, and is unknown then.
func TestCheckDeadline(t *testing.T) {
	tb := &fakeTB{name: "TestX", deadline: time.Now().Add(200 * time.Millisecond)}
	r := explore.Check(tb, huge, explore.Options{Strategy: "dfs", Executions: 1 << 30}) // under -short as well
	if r.Verdict != sim.Unknown || !slices.Equal(r.Limits, []string{"timeout"}) || time.Now().After(tb.deadline.Add(2*time.Second)) {
		t.Errorf("verdict %v, limits %q, %v after the deadline", r.Verdict, r.Limits, time.Since(tb.deadline))
	}
	if len(tb.calls) != 1 || !strings.HasPrefix(tb.calls[0], "Logf ") {
		t.Errorf("calls %q", tb.calls)
	}
}

// TestCheckErrors checks that what is no finding about the program stops the
// test, on one line.
func TestCheckErrors(t *testing.T) {
	for _, c := range []struct {
		seed    string
		options explore.Options
		want    string
	}{
		{"", explore.Options{Steps: -1}, "Fatalf interleave: steps -1 is negative; 0 means the default of 100000"},
		{"i1-random-AAAA", explore.Options{}, `Fatalf interleave: malformed seed "i1-random-AAAA": a part is missing or changed; copy the whole word, from i1 to the last character`},
	} {
		t.Setenv(explore.SeedVariable, c.seed)
		tb := &fakeTB{name: "TestX"}
		if r := explore.Check(tb, twoAdders, c.options); r != nil || !slices.Equal(tb.calls, []string{c.want}) {
			t.Errorf("report %v, calls %q; want %q", r, tb.calls, c.want)
		}
	}
}

// TestCheckSubtests checks that the line to paste selects one test, whatever
// its name.
func TestCheckSubtests(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, pattern := range map[string]string{
		"TestX/two":           `^TestX$/^two$`,
		"TestX/a+b/n=1":       `^TestX$/^a\+b$/^n=1$`,
		"TestX/a.b_(c)#01":    `^TestX$/^a\.b_\(c\)#01$`,
		"TestX/it's":          `^TestX$/^it'\''s$`,
		"BenchmarkX/[0:1]|$x": `^$' -bench '^BenchmarkX$/^\[0:1\]\|\$x$`,
	} {
		tb := &fakeTB{name: name}
		explore.Check(tb, racy)
		if line := fromGoTest.FindStringSubmatch(tb.calls[0]); line == nil || line[1] != pattern {
			t.Errorf("%s: pattern %q, want %q", name, line, pattern)
		}
	}
}

// TestCheckInATest runs Check in a real test.
func TestCheckInATest(t *testing.T) {
	explore.Check(t, twoAdders)
	t.Run("sub", func(t *testing.T) { explore.Check(t, twoAdders, explore.Options{Strategy: "dfs"}) })
}
