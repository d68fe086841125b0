package explore_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// checked runs Check in a test of that name and returns what the test was told.
func checked(name string, p sim.Program, o explore.Options) (*explore.Report, string) {
	tb := &fakeTB{name: name}
	r := explore.Check(tb, p, o)
	return r, strings.Join(tb.calls, "\n")
}

// saves returns the files below testdata/interleave.
func saves(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir("testdata", func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, filepath.ToSlash(path))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// once adds in two threads like aFirst, but a joins b before it adds: it does
// not do what schedules of aFirst record.
func bFirst(t *sim.Thread) {
	n := sim.NewAtomic(t, "n", 0)
	b := t.Go("b", func(t *sim.Thread) { sim.Add(t, n, 1) })
	a := t.Go("a", func(t *sim.Thread) { t.Join(b); t.Assert(sim.Add(t, n, 1) == 2, "a was first") })
	t.Join(a, b)
}

// TestSaved goes through what can become of a saved failure.
func TestSaved(t *testing.T) {
	t.Chdir(t.TempDir())
	o := explore.Options{Strategy: "dfs"}
	r, told := checked("TestX", aFirst, o)
	files := saves(t)
	if r.Verdict != sim.Fail || len(files) != 1 || !regexp.MustCompile(`^testdata/interleave/TestX/[0-9a-f]{16}\.seed$`).MatchString(files[0]) ||
		!strings.Contains(told, "the failure is saved in "+files[0]) {
		t.Fatalf("%v, files %q\n%s", r.Verdict, files, told)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, says := range []string{"# TestX\n", "# assertion: b was first\n", "\ninterleave seed 1\n" + r.Failures[0].Seed + "\n"} {
		if !strings.Contains(string(text), says) {
			t.Errorf("the file lacks %q:\n%s", says, text)
		}
	}

	// It is made first, whatever the search would do, and nothing else is.
	if r, told = checked("TestX", aFirst, explore.Options{Strategy: "random", Executions: 1}); r.Strategy != "replay" || !strings.Contains(told, "this execution was saved in "+files[0]) {
		t.Errorf("strategy %s\n%s", r.Strategy, told)
	}
	// Another program of the test's name does something else: the search decides.
	if r, told = checked("TestX", bFirst, o); r.Verdict != sim.Pass || !strings.Contains(told, "no longer fails: the program has changed and does something else (the recorded schedule does not fit this program: step 1: recorded `main go a`, the program now does `main go b`)") {
		t.Errorf("%v\n%s", r.Verdict, told)
	}
	// With another parameter it is another program.
	if r, told = checked("TestX", aFirst, explore.Options{Strategy: "dfs", Params: []string{"n=1"}}); r.Strategy != "dfs" || !strings.Contains(told, "passed over") {
		t.Errorf("strategy %s\n%s", r.Strategy, told)
	}
	// A sub-test is another test.
	if r, _ = checked("TestX/sub", aFirst, o); r.Strategy != "dfs" {
		t.Errorf("strategy %s", r.Strategy)
	}
	// Repaired: the steps are the same, and the assertion holds.
	if err := os.RemoveAll("testdata"); err != nil {
		t.Fatal(err)
	}
	checked("TestX", adders(1), o)
	if r, told = checked("TestX", adders(2), o); r.Verdict != sim.Pass || !strings.Contains(told, "repaired: the execution saved in "+saves(t)[0]+" no longer fails") {
		t.Errorf("%v\n%s", r.Verdict, told)
	}
}

// TestSavedCut checks that a saved failure which needs more steps than are allowed is
// not taken for a repaired one.
func TestSavedCut(t *testing.T) {
	for _, o := range []explore.Options{
		{Strategy: "dfs"},
		{Strategy: "random", Shrink: explore.NoShrink, Seed: 1},
	} {
		t.Chdir(t.TempDir())
		checked("TestX", aFirst, o)
		file := saves(t)[0]
		o.Steps = 3
		r, told := checked("TestX", aFirst, o)
		if r.Verdict != sim.Unknown || !strings.Contains(told, "Errorf interleave: the execution saved in "+file+" is cut after 3 steps and needs more, so it is not known whether it still fails; raise the limit") ||
			strings.Contains(told, "delete") || strings.Contains(told, "repaired") {
			t.Errorf("%s: %v\n%s", o.Strategy, r.Verdict, told)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		seed := strings.Split(strings.TrimSpace(string(text)), "interleave seed 1\n")[1]
		o.Name = "TestX"
		if r, err := explore.Replay(aFirst, seed, o); err != nil || r.Verdict != sim.Unknown || !slices.Equal(r.Limits, []string{"steps"}) || r.Steps != 3 {
			t.Errorf("%s: %v, %+v", o.Strategy, err, r)
		}
		t.Setenv(explore.SeedVariable, seed)
		if _, told = checked("TestX", aFirst, o); !strings.HasPrefix(told, "Errorf ") || !strings.Contains(told, "1 execution was cut after 3 steps") {
			t.Errorf("%s: by its seed:\n%s", o.Strategy, told)
		}
		t.Setenv(explore.SeedVariable, "")
	}
}

// adders fails where b is the n-th to add.
func adders(n int) sim.Program {
	return func(t *sim.Thread) {
		x := sim.NewAtomic(t, "x", 0)
		a := t.Go("a", func(t *sim.Thread) { sim.Add(t, x, 1) })
		b := t.Go("b", func(t *sim.Thread) { t.Assert(sim.Add(t, x, 1) != n || n == 2, "b is number %d", n) })
		t.Join(a, b)
	}
}

// TestSavedElsewhere checks names that file systems do not like, folders that
// cannot be written to, and seeds of later releases.
func TestSavedElsewhere(t *testing.T) {
	t.Chdir(t.TempDir())
	o := explore.Options{Strategy: "dfs"}
	checked(`TestX/a b:c*"d"/../x`, aFirst, o)
	if files := saves(t); len(files) != 1 || !strings.HasPrefix(files[0], "testdata/interleave/TestX/a_b_c__d_/") {
		t.Errorf("files %q", files)
	}
	if err := os.RemoveAll("testdata"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("testdata", nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if r, told := checked("TestX", aFirst, o); r.Verdict != sim.Fail || !strings.Contains(told, "Logf interleave: cannot save the failure: ") {
		t.Errorf("%v\n%s", r.Verdict, told)
	}
	if err := os.Remove("testdata"); err != nil {
		t.Fatal(err)
	}
	dir := "testdata/interleave/TestX"
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	word := sched.Seed{Strategy: "random", Number: 1}.String()
	if err := os.WriteFile(dir+"/1.seed", []byte("# a later one\ninterleave seed 1\ni9"+word[2:]+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if r, told := checked("TestX", twoAdders, o); r.Verdict != sim.Pass || !strings.Contains(told, "is passed over: seed ") || strings.Contains(told, "Errorf") {
		t.Errorf("%v\n%s", r.Verdict, told)
	}
}

// TestOnce checks the report of a single execution.
func TestOnce(t *testing.T) {
	st := &sched.Switches{List: []sched.Switch{{Thread: 0, After: 3}}}
	r, err := explore.Once(t.Context(), aFirst, st, explore.Options{Name: "x"})
	if err != nil || r.Verdict != sim.Unknown || r.Executions != 1 || r.Quiet == nil || r.Quiet.Steps != 5 {
		t.Fatalf("%+v, %v", r, err)
	}
	if again, err := explore.Replay(aFirst, r.Quiet.Seed, explore.Options{Name: "x"}); err != nil || again.Quiet == nil {
		t.Errorf("its seed: %+v, %v", again, err)
	}
	st.List[0] = sched.Switch{Thread: 0, After: 2, To: 1}
	if r, err = explore.Once(t.Context(), aFirst, st, explore.Options{Name: "x"}); err != nil || r.Verdict != sim.Fail {
		t.Fatalf("%+v, %v", r, err)
	}
	replays(t, aFirst, explore.Options{Name: "x"}, &r.Failures[0])
	if text := r.Text(100); !strings.Contains(text, "\nMade 1 execution, 5 steps (switches).\n") {
		t.Errorf("%s", text)
	}
}
