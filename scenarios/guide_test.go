package scenarios_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/scenarios"
	"github.com/interleave-go/interleave/sim"
)

var update = flag.Bool("update", false, "rewrite the table in doc.go")

// A heading is one of the guide's, or a point of one of its lists, in its order.
type heading struct {
	title string
	also  []string // scenarios that show it though they stand under another heading
}

// guide is the guide's table of contents.
var guide = []heading{
	{"Concurrency: The Fundamentals", []string{"race/lost-update", "process/isolated-memory"}},
	{"Processes", nil},
	{"Threads", nil},
	{"Benefits of Concurrency", []string{"async/gather", "async/blocking-call-awaited", "pattern/pipeline"}},
	{"Challenges in Concurrency", []string{"race/lost-update", "deadlock/lock-order"}},
	{"Race Conditions", nil},
	{"Deadlocks", nil},
	{"Starvation (Livelock)", nil},
	{"Data Corruption", nil},
	{"Complexity", []string{"heisenbug/logging-hides-it", "order/started-first-runs-first"}},
	{"Synchronization Primitives", []string{"mutex/critical-section", "waitgroup/countdown-latch", "once/recursive"}},
	{"Mutexes (Locks)", nil},
	{"Semaphores", nil},
	{"Condition Variables", nil},
	{"Events", nil},
	{"Barriers", nil},
	{"Higher-Level Concurrency Abstractions", []string{"pool/seven-tasks-three-workers", "queue/join-task-done", "async/gather"}},
	{"Thread Pools", nil},
	{"Task Queues (Work Queues)", nil},
	{"Asynchronous Programming (Async/Await)", nil},
	{"Concurrency vs. Parallelism", []string{"async/gather", "race/gil-counter", "scale/many-threads"}},
	{"Concurrency Models", []string{"race/lost-update-mutex", "race/lost-update-channel"}},
	{"Shared Memory Model", []string{"race/lost-update", "race/lost-update-mutex"}},
	{"Message Passing Model", nil},
	{"Other Models/Variations", nil},
	{"Communicating Sequential Processes (CSP)", nil},
	{"Common Concurrency Patterns", []string{"pattern/producer-consumer", "rwlock/many-readers"}},
	{"Producer-Consumer", []string{"cond/bounded-buffer"}},
	{"Reader-Writer Lock (Shared/Exclusive Lock)", nil},
	{"Master-Worker (or Boss-Workers)", nil},
	{"Pipeline Pattern", nil},
	{"Debugging and Testing Concurrent Applications", nil},
	{"Common Pitfalls", nil},
	{"Common Pitfalls: Forgetting to Lock", []string{"race/lost-update", "mutex/critical-section-broken"}},
	{"Common Pitfalls: Incorrect Lock Granularity", []string{"granularity/too-fine", "granularity/too-coarse"}},
	{"Common Pitfalls: Deadlocks", []string{"deadlock/lock-order"}},
	{"Common Pitfalls: Race Conditions", []string{"race/check-then-act"}},
	{"Common Pitfalls: Not Releasing Locks", []string{"deadlock/forgotten-release", "fault/dies-holding-lock"}},
	{"Common Pitfalls: Incorrect Use of Condition Variables", []string{"cond/if-for-while", "cond/wait-without-lock", "cond/signal-without-lock"}},
	{"Common Pitfalls: Assumptions about Thread Scheduling", []string{"order/started-first-runs-first"}},
	{"Common Pitfalls: Ignoring Exceptions in Threads", []string{"thread/exception-lost", "pool/exception-in-task-broken"}},
	{"Techniques and Tools", nil},
	{"Techniques and Tools: Logging", []string{"heisenbug/logging-hides-it"}},
	{"Techniques and Tools: Idempotent Operations", []string{"retry/timed-out-but-done"}},
	{"Techniques and Tools: Timeouts", []string{"deadlock/lock-order-timeout", "queue/put-timeout", "pool/result-timeout", "csp/select-timeout"}},
	{"Advanced Concurrency Topics", []string{"lockfree/cas-counter", "stm/bank-transfer"}},
	{"Lock-Free Data Structures and Algorithms", nil},
	{"Transactional Memory (TM)", nil},
	{"Language-Specific Concurrency Features", nil},
	{"Structured Concurrency", nil},
	{"Best Practices for Concurrent Programming", nil},
	{"Best Practices: Minimize Shared Mutable State", []string{"sharing/copy-on-write", "actor/counter"}},
	{"Best Practices: Use High-Level Abstractions", []string{"sharing/put-if-absent-atomic", "stm/bank-transfer"}},
	{"Best Practices: Keep Critical Sections Short", []string{"granularity/too-coarse", "granularity/calls-out-after-unlock"}},
	{"Best Practices: Acquire Locks in a Consistent Order", []string{"deadlock/lock-order-ordered", "deadlock/philosophers-ordered"}},
	{"Best Practices: Release Resources", []string{"deadlock/forgotten-release-defer"}},
	{"Best Practices: Handle Exceptions in Concurrent Tasks", []string{"thread/exception-captured", "pool/exception-in-task"}},
	{"Best Practices: Make Operations Interruptible", []string{"thread/stop-event", "structured/taskgroup-cancels-siblings"}},
	{"Best Practices: Use Timeouts", []string{"barrier/timeout-breaks", "queue/put-timeout"}},
	{"Best Practices: Isolate Concurrency", []string{"dataflow/diamond", "race/lost-update-channel"}},
}

// Every heading of the guide has a scenario, and every scenario a heading.
func TestGuide(t *testing.T) {
	under := map[string]int{}
	for _, s := range scenarios.All() {
		under[s.Section]++
	}
	for _, h := range guide {
		for _, name := range h.also {
			find(t, name)
		}
		if under[h.title]+len(h.also) == 0 {
			t.Errorf("heading %q has no scenario", h.title)
		}
		delete(under, h.title)
	}
	for section := range under {
		t.Errorf("section %q is no heading of the guide", section)
	}
}

// rows are all rows that were promised.
const rows = `
race/lost-update race/lost-update-mutex race/lost-update-atomic race/lost-update-channel
race/check-then-act race/double-checked corruption/torn-pair race/gil-counter
deadlock/lock-order deadlock/lock-order-ordered deadlock/lock-order-timeout deadlock/lock-order-trylock
deadlock/lock-order-one-lock deadlock/philosophers deadlock/philosophers-ordered deadlock/philosophers-waiter
deadlock/self-lock deadlock/forgotten-release fault/dies-holding-lock deadlock/message-cycle
deadlock/detect-and-break
starvation/greedy-worker starvation/priority starvation/rwlock-writer starvation/rwlock-reader
deadlock/philosophers-tryback
starvation/priority-inversion starvation/priority-inversion-inheritance
livelock/hallway livelock/tryback livelock/stm-retry
lockfree/spinlock lockfree/peterson lockfree/dekker lockfree/ticket-lock
mutex/critical-section mutex/unlock-unlocked rmutex/recursive rmutex/too-few-releases
semaphore/connection-pool semaphore/signalling semaphore/over-release
cond/bounded-buffer cond/if-for-while cond/signal-for-broadcast cond/lost-wakeup cond/spurious-wakeup
cond/wait-without-lock cond/signal-without-lock
event/set event/wait-times-out event/already-set event/clear-too-early
barrier/phases barrier/one-leader barrier/missing-party barrier/timeout-breaks barrier/abort-breaks barrier/reset-reuse
rwlock/many-readers rwlock/upgrade rwlock/recursive-read rwlock/from-condition
waitgroup/add-after-wait waitgroup/negative once/recursive waitgroup/countdown-latch
pool/seven-tasks-three-workers pool/exception-in-task pool/result-timeout pool/nested-submit pool/shutdown-with-queue
process/isolated-memory process/queue process/pipe-full process/pool process/shared-value
queue/bounded-backpressure queue/join-task-done queue/forgotten-task-done queue/put-timeout queue/priority-order
queue/lifo-order
async/gather async/gather-return-exceptions async/await-in-critical-section async/blocking-call async/forgotten-await
structured/taskgroup-cancels-siblings structured/leaked-task
actor/counter actor/supervisor-restart actor/call-cycle
csp/worker-pool csp/leaked-sender csp/select-timeout csp/select-default-spin csp/send-on-closed csp/double-close csp/nil-channel
stm/bank-transfer stm/write-skew stm/retry dataflow/diamond scale/many-threads
pattern/producer-consumer pattern/graceful-shutdown pattern/lost-on-shutdown pattern/master-worker pattern/worker-dies
pattern/pipeline pattern/one-sentinel-two-workers
thread/exception-captured thread/exception-lost thread/stop-event thread/stop-flag-plain
lockfree/cas-counter lockfree/treiber-stack lockfree/treiber-stack-tagged lockfree/elision
heisenbug/logging-hides-it granularity/too-fine granularity/too-coarse granularity/calls-out
order/started-first-runs-first order/started-first-runs-first-joined
retry/timed-out-but-done retry/timed-out-but-done-idempotent
sharing/copy-on-write sharing/copy-on-write-in-place sharing/put-if-absent sharing/put-if-absent-atomic`

// Every row that was promised is there.
func TestRows(t *testing.T) {
	for _, name := range strings.Fields(rows) {
		find(t, name)
	}
}

// The table in doc.go is that of the catalogue. go test ./scenarios -run Table
// -update writes it.
func TestTable(t *testing.T) {
	const from, to = "// # The guide, section by section\n", "package scenarios\n"
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	head, _, ok := strings.Cut(string(text), from)
	if !ok {
		t.Fatalf("doc.go has no line %q", from)
	}
	want := head + from + guideTable() + to
	if *update {
		if err := os.WriteFile("doc.go", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Errorf("the table in doc.go is not that of the catalogue; write it with -update (-want +got):\n%s", diff)
	}
}

// guideTable prints, for each heading, its defective scenarios with what is found
// and what repairs it, as the lines of a comment.
func guideTable() string {
	nameWidth, kindWidth := 0, 0
	for _, s := range scenarios.All() {
		if s.Verdict == sim.Fail {
			nameWidth, kindWidth = max(nameWidth, len(s.Name)), max(kindWidth, len(kindList(s)))
		}
	}
	var b strings.Builder
	b.WriteString("//\n// A repair that is named by its suffix alone has the scenario's own name in front.\n//\n")
	for _, h := range guide {
		var lines []string
		for _, s := range scenarios.All() {
			if s.Section == h.title && s.Verdict == sim.Fail {
				var repairs []string
				for _, r := range s.Repairs {
					if suffix, ok := strings.CutPrefix(r, s.Name); ok {
						r = suffix
					}
					repairs = append(repairs, r)
				}
				lines = append(lines, fmt.Sprintf("//\t  %-*s  %-*s  %s\n", nameWidth, s.Name, kindWidth, kindList(s), strings.Join(repairs, ", ")))
			}
		}
		switch {
		case len(lines) > 0:
			fmt.Fprintf(&b, "//\t%s\n%s", h.title, strings.Join(lines, ""))
		case len(h.also) > 0 && !strings.Contains(h.title, ": "):
			fmt.Fprintf(&b, "//\t%s\n//\t  see %s\n", h.title, strings.Join(h.also, ", "))
		}
	}
	return b.String()
}

func kindList(s *scenarios.Scenario) string {
	var kinds []string
	for _, k := range s.Kinds {
		kinds = append(kinds, k.String())
	}
	return strings.Join(kinds, ", ")
}
