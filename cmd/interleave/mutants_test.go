package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// mutants are rules of the model, each with what is put in its place, and the program in
// testdata/mutants that needs no other one of them.
var mutants = []struct {
	program, wrong, file, rule, instead string
}{
	{"try", "a try never succeeds", "mutex.go",
		"case TryLock:\n\t\tif m.holder == NoThread {", "case TryLock:\n\t\tif m.holder == e.Thread {"},
	{"signal", "a signal wakes nobody", "cond.go",
		"case op.Kind == Signal && len(c.waiters) > 0 &&", "case op.Kind == Signal && len(c.waiters) > 99 &&"},
	{"barrier", "a barrier waits for one more", "barrier.go",
		"b.count++; b.count == b.parties {", "b.count++; b.count > b.parties {"},
	{"close", "receivers do not notice that a channel is closed", "channel.go",
		"s.turn(&c.senders, true)\n\t\ts.turn(&c.receivers, true)", "s.turn(&c.senders, true)\n\t\ts.turn(&c.receivers, len(c.buf) > 0)"},
	{"semaphore", "every release of a bounded semaphore is one too many", "semaphore.go",
		"if m.bounded && m.permits() >= m.initial {", "if m.bounded && m.permits() < m.initial {"},
	{"readers", "a reader keeps readers out", "rwmutex.go",
		"case e.Op.Kind == TryRLock && m.queued == 0:", "case e.Op.Kind == TryRLock && m.queued+m.active == 0:"},
	{"group", "a wait group does not count down", "waitgroup.go",
		"case GroupDone:\n\t\treturn -1", "case GroupDone:\n\t\treturn 0"},
	{"once", "a once runs its function each time", "once.go",
		"case !o.done:\n\t\te.Res.OK = true", "default:\n\t\te.Res.OK = true"},
	{"event", "an event that is cleared stays set", "event.go",
		"case EventClear:\n\t\tv.turn(s, false)", "case EventClear:\n\t\tv.turn(s, v.on)"},
	{"swap", "a swap returns the new value", "atomic.go",
		"case Swap:\n\t\te.Res.Val = a.val\n\t\ta.val = e.Op.Arg", "case Swap:\n\t\ta.val = e.Op.Arg\n\t\te.Res.Val = a.val"},
}

// TestCrossCheckFindsWrongModels builds the command twice: with the model as it is, and
// with rules of it broken, one for each program. Real goroutines show every one of the
// broken rules, and nothing is wrong with the others.
func TestCrossCheckFindsWrongModels(t *testing.T) {
	if testing.Short() {
		t.Skip("the command is built twice")
	}
	replace := map[string]string{
		abs(t, "../../scenarios/zz_mutants.go"): abs(t, "../../testdata/mutants/programs.go"),
	}
	right := buildWith(t, replace)
	for _, m := range mutants {
		source := abs(t, "../../model/"+m.file)
		text, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(text), m.rule); n != 1 {
			t.Fatalf("model/%s has changed: the rule that is to be broken (%s) is there %d times:\n%s", m.file, m.wrong, n, m.rule)
		}
		broken := filepath.Join(t.TempDir(), m.file)
		if err := os.WriteFile(broken, []byte(strings.Replace(string(text), m.rule, m.instead, 1)), 0o666); err != nil {
			t.Fatal(err)
		}
		replace[source] = broken
	}
	wrong := buildWith(t, replace)
	for _, m := range mutants {
		t.Run(m.program, func(t *testing.T) {
			for binary, want := range map[string]int{right: exitClean, wrong: exitFailure} {
				cmd := exec.Command(binary, "crosscheck", "mutant/"+m.program, "--runs", "60")
				out, err := cmd.CombinedOutput()
				if status := cmd.ProcessState.ExitCode(); status != want || strings.Contains(string(out), "UNEXPLAINED") != (want == exitFailure) {
					t.Errorf("status %d (%v), want %d; %s: broken in %s\n%s", status, err, want, m.wrong, wrong, out)
				}
			}
		})
	}
}

func abs(t *testing.T, path string) string {
	t.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// buildWith builds the command with other files in place of some of the source.
func buildWith(t *testing.T, replace map[string]string) string {
	t.Helper()
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file, binary := filepath.Join(dir, "overlay.json"), filepath.Join(dir, "interleave")
	if err := os.WriteFile(file, overlay, 0o666); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-overlay", file, "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return binary
}
