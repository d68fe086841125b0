package child

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
)

// lastWords passes on what the program prints, and remembers the line in which
// the Go runtime says why it ends the process.
type lastWords struct {
	to   io.Writer
	part []byte // the line that is not yet complete
	said string // the last line that tells of an end
	any  bool
}

// longestLine bounds the memory for a line, in bytes.
const longestLine = 1 << 12

func (w *lastWords) Write(p []byte) (int, error) {
	w.any = w.any || len(p) > 0
	rest := p
	for {
		line, after, whole := bytes.Cut(rest, []byte{'\n'})
		w.part = append(w.part, line[:min(len(line), longestLine-len(w.part))]...)
		if !whole {
			break
		}
		for _, start := range []string{"fatal error: ", "panic: ", "runtime: out of memory"} {
			if text := strings.TrimSpace(string(w.part)); strings.HasPrefix(text, start) {
				w.said = text
			}
		}
		w.part, rest = w.part[:0], after
	}
	w.to.Write(p) // a reader who has gone does not end the search
	return len(p), nil
}

// An ExitError tells how a process ended before it had done what it was asked for.
type ExitError struct {
	Name string // of the program
	Why  string // in some words: "fatal error: concurrent map writes"
	how  string
}

func (e *ExitError) Error() string {
	return fmt.Sprintf("%s ended the process before the search was over%s", e.Name, e.how)
}

// explainEnd says in one line why the process ended before the search did.
func (p *Process) explainEnd(state *os.ProcessState, err error, w *lastWords) error {
	why := "it called os.Exit or something that does, such as log.Fatal"
	switch {
	case w.said != "":
		why = clip(w.said, 200)
	case state == nil:
		why = err.Error()
	case state.ExitCode() < 0:
		why = "it was ended from outside"
	}
	how := ""
	if state != nil {
		how = " (" + state.String() + ")"
	}
	above := ""
	if w.any {
		above = "; what it printed is above"
	}
	return &ExitError{Name: p.Name, Why: why, how: how + ": " + why + above}
}

func clip(s string, n int) string {
	if len(s) > n {
		return s[:n] + "..."
	}
	return s
}
