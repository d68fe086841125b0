//go:build unix

package child

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
)

// script returns a process that a shell script takes the place of.
func script(t *testing.T, lines ...string) *Process {
	t.Helper()
	file := filepath.Join(t.TempDir(), "script")
	text := "#!/bin/sh\nexport PATH=/usr/bin:/bin\n" + strings.Join(lines, "\n") + "\n"
	if err := os.WriteFile(file, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	return &Process{Name: "./p.Script", Binary: file, Stranger: errors.New("a stranger")}
}

const hello = `echo '{"Protocol":2}' >&3`

// observe has a process make runs, and returns what it told.
func observe(t *testing.T, ctx context.Context, p *Process) (*explore.Observed, string, error) {
	t.Helper()
	seen := &explore.Observed{}
	o := explore.Options{Real: explore.RealOptions{Runs: 10, Timeout: time.Millisecond}}
	ended, err := p.Observe(ctx, o, io.Discard, seen.Add)
	return seen, ended, err
}

// TestObserveReplaces checks that what a process has told is kept when it ends or is
// silent, and that the next one goes on where it was; and that this has an end.
func TestObserveReplaces(t *testing.T) {
	defer func(was time.Duration) { patience = was }(patience)
	told := `echo '{"Observed":{"Next":4,"Outcomes":[{"outcome":"n=1","runs":4}]}}' >&3`
	crashed := func(runs int, why string) explore.RealOutcome {
		return explore.RealOutcome{Runs: runs, Crashed: true, Message: why}
	}
	for _, c := range []struct {
		name  string
		lines []string
		want  []explore.RealOutcome
		ended string
	}{
		{"it is silent", []string{hello, "exec sleep 100"},
			[]explore.RealOutcome{crashed(3, "it did not answer any more")}, explore.EndedCrashes},
		{"it says nothing at all", []string{"exec sleep 100"},
			[]explore.RealOutcome{crashed(3, "it did not answer any more")}, explore.EndedCrashes},
		{"it ends", []string{hello, "echo 'fatal error: all is lost' >&2", "exit 2"},
			[]explore.RealOutcome{crashed(3, "fatal error: all is lost")}, explore.EndedCrashes},
		{"it tells, ends, and is replaced", []string{hello, "read request", "case $request in *'\"From\":0'*)", told, "exit 2;;",
			"*'\"From\":5'*) echo '{\"Observed\":{\"Next\":10,\"Outcomes\":[{\"outcome\":\"n=1\",\"runs\":5}]}}' >&3;", "echo '{\"Done\":true}' >&3;; esac"},
			[]explore.RealOutcome{{Outcome: "n=1", Runs: 9}, crashed(1, "it called os.Exit or something that does, such as log.Fatal")}, ""},
		{"it is full, and is replaced", []string{hello, "read request", "case $request in *'\"From\":0'*)", told, "echo '{\"Done\":true,\"Ended\":\"left\"}' >&3;;",
			"*'\"From\":4'*) echo '{\"Observed\":{\"Next\":10,\"Outcomes\":[{\"outcome\":\"n=2\",\"runs\":6}]}}' >&3;", "echo '{\"Done\":true}' >&3;; esac"},
			[]explore.RealOutcome{{Outcome: "n=1", Runs: 4}, {Outcome: "n=2", Runs: 6}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			patience = time.Minute
			if strings.Contains(c.lines[len(c.lines)-1], "sleep") {
				patience = 50 * time.Millisecond
			}
			seen, ended, err := observe(t, t.Context(), script(t, c.lines...))
			if d := cmp.Diff(c.want, seen.Outcomes); d != "" || ended != c.ended || err != nil {
				t.Errorf("ended %q, error %v; -want +got:\n%s", ended, err, d)
			}
		})
	}
}

// TestObserveCancelled checks that the end of the context ends a process that does not
// want to.
func TestObserveCancelled(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, ended, err := observe(t, ctx, script(t, hello, "trap '' INT", "exec sleep 100"))
	if ended != explore.EndedCancelled || err != nil {
		t.Errorf("ended %q, error %v", ended, err)
	}
	if d := time.Since(began); d > 30*time.Second {
		t.Errorf("it took %v", d)
	}
}

// TestObserveErrors checks what cannot be mended by another process.
func TestObserveErrors(t *testing.T) {
	for want, p := range map[string]*Process{
		"a stranger": script(t, `echo '{"Protocol":1}' >&3`),
		"oh":         script(t, hello, `echo '{"Done":true,"Error":"oh"}' >&3`),
		"cannot start the driver of p: fork/exec /none: no such file or directory": {Name: "p", Binary: "/none"},
	} {
		if _, _, err := observe(t, t.Context(), p); err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}
