package sim

import (
	"regexp"
	"runtime"
	"strings"

	"github.com/interleave-go/interleave/model"
)

// Stuck describes the running thread of an engine whose step loop does not
// answer: its name, its last step, and its stack. It is called from another
// goroutine, while the body loops or waits for something real.
func (e *Engine) Stuck() (thread, last, stack string) {
	t, op, obj := e.glimpse()
	last = "before its first step"
	if op != model.NoOp {
		last = "after " + op.String()
		if obj != "" {
			last += " " + obj
		}
	}
	return t, last, bodyStack()
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
	if o != model.NoObj && int(o) < len(e.objects) {
		obj = e.objects[o].name
	}
	return t.name, k, obj
}

var goroutineHeader = regexp.MustCompile(`^goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[([^\],]*)`)

// bodyStack returns the stack of the goroutine that runs a body now, without
// the engine's own frames.
func bodyStack() string {
	buf := make([]byte, 1<<20)
	buf = buf[:runtime.Stack(buf, true)]
	for g := range strings.SplitSeq(string(buf), "\n\n") {
		m := goroutineHeader.FindStringSubmatch(g)
		if m == nil || strings.HasPrefix(m[1], "coroutine") || !strings.Contains(g, "sim.(*Thread).run(") {
			continue
		}
		frames, _, _ := strings.Cut(g, "github.com/interleave-go/interleave/sim.(*Thread).run(")
		_, frames, _ = strings.Cut(frames, "\n")
		return "[" + m[1] + "]\n" + strings.TrimRight(frames, "\n")
	}
	return ""
}
