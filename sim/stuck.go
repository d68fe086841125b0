package sim

import (
	"fmt"
	"regexp"
	"runtime"
	"strings"

	"github.com/interleave-go/interleave/model"
)

// Stuck describes the running thread of an engine whose step loop does not
// answer: its name, its last step, and its stack. It is called from another
// goroutine, while the body loops or waits for something real. The stack is "" where no
// body of the engine runs: then it is not one that keeps the engine from answering.
func (e *Engine) Stuck() (thread, last, stack string) {
	t, op, obj := e.glimpse()
	last = "before its first step"
	if op != model.NoOp {
		last = "after " + op.String()
		if obj != "" {
			last += " " + obj
		}
	}
	return t, last, e.bodyStack()
}

// glimpse reads what the stuck goroutine wrote last. The two goroutines are
// not synchronised - the other one does not answer - but it is not in our code.
//
//go:norace
func (e *Engine) glimpse() (thread string, op model.Kind, obj string) {
	t := e.running
	if t == nil {
		return "main", model.NoOp, ""
	}
	k, o := e.st.Last(t.id)
	if e.kept.on {
		k, o = e.kept.last(t.id)
	}
	if o != model.NoObj && int(o) < len(e.objects) {
		obj = e.objects[o].name
	}
	return t.name, k, obj
}

var goroutineHeader = regexp.MustCompile(`^goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[([^\],]*)`)

// maxStacks bounds the text of all goroutines' stacks, in bytes.
const maxStacks = 64 << 20

// bodyStack returns the stack of the goroutine that runs a body of this engine now,
// without the engine's own frames. It knows it by the thread's address among the
// arguments; where these are not shown, or there are more stacks than it looks at, by
// its running a body at all.
func (e *Engine) bodyStack() string {
	buf := make([]byte, 1<<20)
	n := runtime.Stack(buf, true)
	for n == len(buf) && n < maxStacks {
		buf = make([]byte, 4*len(buf))
		n = runtime.Stack(buf, true)
	}
	const run = packagePath + ".(*Thread).run("
	mine := fmt.Sprintf("%s%p", run, e.glimpseThread())
	best := ""
	for g := range strings.SplitSeq(string(buf[:n]), "\n\n") {
		m := goroutineHeader.FindStringSubmatch(g)
		if m == nil || strings.HasPrefix(m[1], "coroutine") || !strings.Contains(g, run) {
			continue
		}
		frames, _, _ := strings.Cut(g, run)
		_, frames, _ = strings.Cut(frames, "\n")
		stack := "[" + m[1] + "]\n" + strings.TrimRight(frames, "\n")
		if strings.Contains(g, mine) {
			return stack
		}
		if !strings.Contains(g, run+"0x") {
			best = stack
		}
	}
	if best == "" && n == len(buf) {
		best = "[among too many to be shown]"
	}
	return best
}

//go:norace
func (e *Engine) glimpseThread() *Thread { return e.running }
