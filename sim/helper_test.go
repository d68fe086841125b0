package sim_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// engine returns an engine that is closed at the end of the test.
func engine(tb testing.TB) *sim.Engine {
	e := sim.NewEngine()
	tb.Cleanup(e.Close)
	return e
}

// runOn executes p once without preemptions.
func runOn(tb testing.TB, p sim.Program) *sim.Execution {
	return engine(tb).Run(p, &sched.RunOn{}, 0, sim.Limits{})
}

// failures prints the failures of an execution, one line each.
func failures(x *sim.Execution) []string {
	var list []string
	for _, f := range x.Failures {
		who := ""
		if f.Thread != model.NoThread {
			who = " " + x.Names().ThreadName(f.Thread)
		}
		list = append(list, fmt.Sprintf("%v%s: %s", f.Kind, who, f.Message))
	}
	return list
}

// trace prints every step of an execution with its result, and how it ended.
func trace(x *sim.Execution) string {
	var b strings.Builder
	n := x.Names()
	for i := range x.State().Events() {
		e := &x.State().Events()[i]
		fmt.Fprintf(&b, "%s %s", n.ThreadName(e.Thread), model.Format(e.Op, n))
		if r := model.FormatResult(e, n); r != "" {
			fmt.Fprintf(&b, " -> %s", r)
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "%s\n%s\n", strings.Join(failures(x), "\n"), x.Outcome)
	return b.String()
}

// leavesNothing runs f, and fails the test if there are more goroutines after
// it than before. Those that are about to end are given a moment.
func leavesNothing(t *testing.T, f func()) {
	t.Helper()
	before := runtime.NumGoroutine()
	f()
	after := runtime.NumGoroutine()
	for deadline := time.Now().Add(5 * time.Second); after > before && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
		after = runtime.NumGoroutine()
	}
	if after > before {
		buf := make([]byte, 1<<16)
		t.Errorf("%d goroutines before, %d after:\n%s", before, after, buf[:runtime.Stack(buf, true)])
	}
}
