package sim

import (
	"strings"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sim/real"
)

// stacksText prints the stacks of blocked threads, each under its name and what its
// goroutine waits in, and without what is inside the operation and under the body.
func stacksText(blocked []*realThread, by map[real.Owner]real.Goroutine) string {
	parts := make([]string, len(blocked))
	for i, th := range blocked {
		g := by[th.me]
		parts[i] = model.Printable(th.t.name) + " [" + g.State + "]:\n" + bodyFrames(string(g.Stack))
	}
	return strings.Join(parts, "\n\n")
}

// bodyFrames returns the frames of a stack from the call of a handle down to the body.
func bodyFrames(stack string) string {
	lines := strings.Split(strings.TrimSpace(stack), "\n")
	from := 0
	for i := 0; i+1 < len(lines); i += 2 { // a function, and where it is
		switch {
		case strings.HasPrefix(lines[i], packagePath+".(*realThread).run("):
			return strings.Join(lines[min(from, i):i], "\n")
		case inOperation(lines[i]) && from == i-2 || i == 0:
			from = i
		}
	}
	return strings.Join(lines, "\n")
}

const packagePath = "github.com/interleave-go/interleave/sim"

// inOperation reports whether a line of a stack names a function inside an operation.
func inOperation(line string) bool {
	for _, of := range []string{packagePath + ".", packagePath + "/real.", "sync.", "internal/", "runtime.", "reflect."} {
		if strings.HasPrefix(line, of) {
			return true
		}
	}
	return false
}
