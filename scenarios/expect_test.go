package scenarios_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/scenarios"
	"github.com/interleave-go/interleave/sim"
)

// interleavings is how many executions the plain complete search of the
// default sizes makes. They count interleavings of all steps, those of main
// included: a thread may run to its end before main starts the next one.
var interleavings = map[string]int{
	"race/lost-update":           10, // before b starts, a has made 0, 1, 2 of its 2 steps: 6+3+1
	"race/lost-update-mutex":     6,
	"race/lost-update-atomic":    3, // a b, b a, and a before b starts
	"race/lost-update-channel":   30,
	"race/check-then-act":        10, // the second load decides on the act, which changes no count
	"race/check-then-act-mutex":  6,
	"race/double-checked":        238,
	"race/double-checked-once":   22,
	"race/double-checked-atomic": 238,
	"race/gil-counter":           18,
	"race/gil-counter-locked":    10,

	"corruption/torn-pair":       10, // as race/lost-update
	"corruption/torn-pair-mutex": 6,

	"deadlock/lock-order":                14, // 6 of the threads alone
	"deadlock/lock-order-ordered":        6,
	"deadlock/lock-order-timeout":        35,
	"deadlock/lock-order-trylock":        22,
	"deadlock/lock-order-one-lock":       4,
	"deadlock/philosophers":              1335,    // 168 of the threads alone
	"deadlock/philosophers-ordered":      1590,    // 142 of the threads alone
	"deadlock/philosophers-waiter":       tooMany, // 191,770
	"deadlock/self-lock":                 1,
	"deadlock/self-lock-rmutex":          1,
	"deadlock/self-lock-split":           1,
	"deadlock/forgotten-release":         9,
	"deadlock/forgotten-release-defer":   10,
	"deadlock/message-cycle":             1,
	"deadlock/message-cycle-sends-first": 1,
	"deadlock/detect-and-break":          44445,

	"fault/dies-holding-lock":           5,
	"fault/dies-holding-lock-recovered": 7,

	"mutex/critical-section":        6,
	"mutex/critical-section-broken": 126,
	"mutex/unlock-unlocked":         27,
	"mutex/unlock-unlocked-once":    6,

	"rmutex/recursive":                 14,
	"rmutex/recursive-broken":          5,
	"rmutex/too-few-releases":          5,
	"rmutex/too-few-releases-balanced": 6,

	"semaphore/connection-pool":        14826,
	"semaphore/connection-pool-broken": 31346,
	"semaphore/signalling":             1,
	"semaphore/signalling-broken":      10,
	"semaphore/over-release":           11,
	"semaphore/over-release-plain":     1781,
	"semaphore/over-release-once":      38,

	"cond/bounded-buffer":                 46,
	"cond/bounded-buffer-broken":          14041,
	"cond/if-for-while":                   264,
	"cond/if-for-while-while":             264,
	"cond/lost-wakeup":                    20,
	"cond/lost-wakeup-locked":             5,
	"cond/signal-for-broadcast":           308,
	"cond/signal-for-broadcast-broadcast": 308,
	"cond/signal-for-broadcast-split":     176,
	"cond/spurious-wakeup":                16,
	"cond/spurious-wakeup-while":          16,
	"cond/wait-without-lock":              18,
	"cond/wait-without-lock-locked":       5,
	"cond/signal-without-lock":            20,
	"cond/signal-without-lock-lenient":    20,
	"cond/signal-without-lock-locked":     5,

	"event/set":                          6,
	"event/set-broken":                   30,
	"event/already-set":                  1,
	"event/already-set-broken":           1,
	"event/wait-times-out":               1,
	"event/wait-times-out-broken":        1,
	"event/clear-too-early":              2,
	"event/clear-too-early-acknowledged": 1,

	"barrier/phases":                160000,
	"barrier/phases-broken":         4200,
	"barrier/one-leader":            36960,
	"barrier/one-leader-broken":     1812,
	"barrier/missing-party":         3,
	"barrier/missing-party-counted": 6,
	"barrier/abort-breaks":          12,
	"barrier/abort-breaks-broken":   11,
	"barrier/timeout-breaks":        3,
	"barrier/timeout-breaks-broken": 3,
	"barrier/reset-reuse":           54,
	"barrier/reset-reuse-broken":    9,

	"rwlock/many-readers":             tooMany,
	"rwlock/many-readers-broken":      tooMany,
	"rwlock/upgrade":                  126,
	"rwlock/upgrade-recheck":          3242,
	"rwlock/recursive-read":           49,
	"rwlock/recursive-read-once":      25,
	"rwlock/recursive-read-preferred": 8,
	"rwlock/from-condition":           68919,
	"rwlock/from-condition-broken":    tooMany,

	"waitgroup/add-after-wait":         8,
	"waitgroup/add-after-wait-before":  3,
	"waitgroup/negative":               5,
	"waitgroup/negative-once":          2,
	"waitgroup/countdown-latch":        5670,
	"waitgroup/countdown-latch-broken": 465,

	"once/recursive":       3,
	"once/recursive-split": 6,

	"fault/worker-killed":            3,
	"fault/worker-killed-deferred":   3,
	"livelock/hallway-asymmetric":    10,
	"livelock/tryback-ordered":       6,
	"livelock/stm-retry-manager":     422,
	"starvation/test-and-set-ticket": 18,
	"lockfree/spinlock":              18,
	"lockfree/spinlock-broken":       232,
	"lockfree/ticket-lock":           65,
	"lockfree/mcs-lock":              899,
	"lockfree/peterson":              766,
	"lockfree/peterson-broken":       798,
	"lockfree/dekker":                1750,
	"lockfree/bakery":                8499,
	"time/sleep-for-order":           3,
	"time/sleep-for-order-joined":    1,

	"csp/worker-pool":            396,
	"csp/worker-pool-broken":     16,
	"csp/leaked-sender":          2, // which of the two is received
	"csp/leaked-sender-buffered": 6,

	"sctbench/account":                          58,
	"sctbench/account-corrected":                58,
	"sctbench/bluetooth-driver":                 73,
	"sctbench/bluetooth-driver-counts-first":    64,
	"sctbench/lazy":                             66,
	"sctbench/lazy-corrected":                   66,
	"sctbench/token-ring":                       1729,
	"sctbench/token-ring-waits":                 7469,
	"sctbench/reorder":                          502,
	"sctbench/reorder-locked":                   66,
	"sctbench/twostage":                         341,
	"sctbench/twostage-one-lock":                7,
	"sctbench/deadlock":                         18,
	"sctbench/deadlock-ordered":                 8,
	"sctbench/wrong-lock":                       48048,
	"sctbench/wrong-lock-same":                  102,
	"sctbench/string-buffer":                    10,
	"sctbench/string-buffer-locked":             4,
	"sctbench/stack":                            83,
	"sctbench/stack-looks":                      95,
	"sctbench/circular-buffer":                  92,
	"sctbench/circular-buffer-counts":           95,
	"sctbench/queue":                            98,
	"sctbench/queue-counts":                     105,
	"sctbench/work-stealing":                    tooMany,
	"sctbench/work-stealing-spare-slot":         tooMany,
	"sctbench/work-stealing-lock-free":          tooMany,
	"sctbench/work-stealing-lock-free-competes": tooMany,
	"sctbench/local-time":                       tooMany,
	"sctbench/local-time-early":                 tooMany,

	"litmus/store-buffering":          10, // as race/lost-update
	"litmus/store-buffering-broken":   10,
	"litmus/message-passing":          10,
	"litmus/message-passing-broken":   10,
	"litmus/independent-reads":        630,
	"litmus/independent-reads-broken": 630,
	"litmus/two-writes-each":          10,
	"litmus/two-writes-each-broken":   10,
	"litmus/coherence":                4, // 3 of the threads alone
	"litmus/coherence-broken":         4,
}

// search runs a scenario by its name.
func search(t *testing.T, s *scenarios.Scenario, kv []string, o explore.Options) (*explore.Report, scenarios.Params) {
	t.Helper()
	p, err := s.ParseParams(kv)
	if err != nil {
		t.Fatal(err)
	}
	o.Name, o.Params = s.Name, p.KV()
	r, err := explore.Run(context.Background(), s.Program(p), o)
	if err != nil {
		t.Fatal(err)
	}
	return r, p
}

func outcomes(r *explore.Report) []string {
	var got []string
	for _, o := range r.Outcomes {
		got = append(got, o.Outcome)
	}
	slices.Sort(got)
	return got
}

func kinds(r *explore.Report) []sim.Kind {
	var got []sim.Kind
	for _, f := range r.Failures {
		got = append(got, f.Kind)
	}
	slices.Sort(got)
	return slices.Compact(got)
}

// tooMany stands in interleavings for scenarios whose plain search takes more
// than about a second. The optimal search covers them.
const tooMany = -1

// The complete searches of every scenario, plain and optimal, find what the
// scenario says, no more and no less. The optimal one makes exactly one
// execution for each class.
func TestExpectations(t *testing.T) {
	for name := range interleavings {
		find(t, name)
	}
	for _, s := range scenarios.All() {
		if s.Sampled {
			continue
		}
		want, ok := interleavings[s.Name]
		if s.Endless {
			if ok {
				t.Errorf("%s: it has endless executions, and no number of interleavings", s.Name)
			}
			continue
		}
		if !ok {
			t.Errorf("%s: say in the table how many interleavings there are", s.Name)
		}
		if want != tooMany {
			t.Run("dfs/"+s.Name, func(t *testing.T) {
				t.Parallel()
				if testing.Short() && want > 10_000 {
					t.Skip("the race detector makes so many executions slow")
				}
				expect(t, s, nil, "dfs", want)
			})
		}
		t.Run("dpor/"+s.Name, func(t *testing.T) {
			t.Parallel()
			p, _ := s.ParseParams(nil)
			if s.Classes == nil || s.Classes(p) == 0 {
				t.Error("the number of classes of the default sizes is not stated")
			} else {
				expect(t, s, nil, "dpor", s.Classes(p))
			}
		})
	}
}

// expect searches s completely and compares what is found with what s says. It
// expects as many executions as given, if that is not 0.
func expect(t *testing.T, s *scenarios.Scenario, kv []string, strategy string, executions int) {
	t.Helper()
	r, p := search(t, s, kv, explore.Options{Strategy: strategy, All: true, Steps: s.Steps, Time: s.Clock, Faults: s.Faults, Shrink: explore.NoShrink})
	if r.Verdict != s.Verdict || !r.Complete {
		t.Errorf("verdict %v, complete %t; want %v of a complete search", r.Verdict, r.Complete, s.Verdict)
	}
	if diff := cmp.Diff(s.Kinds, kinds(r)); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
	if s.Outcomes == nil || s.Outcomes(p) == nil {
		t.Errorf("the outcomes are not stated; they are %q", outcomes(r))
	} else if diff := cmp.Diff(s.Outcomes(p), outcomes(r)); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
	if executions != 0 && r.Executions != executions || r.Blocked != 0 {
		t.Errorf("%d executions and %d blocked, want %d and none", r.Executions, r.Blocked, executions)
	}
	t.Logf("%s: %d executions, %d steps, %v", strategy, r.Executions, r.Steps, r.Elapsed)
}

// What a plain `interleave explore` does comes to the same verdict.
func TestDefaultSearch(t *testing.T) {
	for _, s := range scenarios.All() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			r, _ := search(t, s, nil, explore.Options{Strategy: s.Strategy, Steps: s.Steps, Time: s.Clock, Faults: s.Faults})
			if s.Verdict == sim.Unknown && !s.Sampled && (r.Cut > 0 || !slices.Contains(r.Notes, "every execution came to its end, under a scheduler that is fair")) {
				t.Errorf("%d executions were cut, notes %q; want all to end under a fair scheduler", r.Cut, r.Notes)
			}
			if r.Verdict != s.Verdict {
				t.Errorf("verdict %v, want %v", r.Verdict, s.Verdict)
			}
			for _, k := range kinds(r) {
				if !slices.Contains(s.Kinds, k) {
					t.Errorf("found %v, want one of %v", k, s.Kinds)
				}
			}
		})
	}
}

// The outcomes, and the classes where there is a closed form, are exact for
// other sizes too. Where the plain search is quick it agrees.
func TestSizes(t *testing.T) {
	expectSizes(t, []sized{
		{"lockfree/spinlock", []string{"threads=3"}, true},
		{"lockfree/ticket-lock", []string{"threads=3"}, true},
		{"lockfree/mcs-lock", []string{"threads=3"}, true},
		{"lockfree/bakery", []string{"threads=3"}, true},
		{"race/lost-update", []string{"increments=2"}, false},
		{"race/lost-update", []string{"increments=3"}, false},
		{"race/lost-update", []string{"threads=3"}, false},
		{"race/lost-update", []string{"threads=4"}, true}, // 4! x 4! classes
		{"race/lost-update-mutex", []string{"threads=3"}, false},
		{"race/lost-update-atomic", []string{"threads=3", "increments=2"}, false},
		{"race/lost-update-channel", []string{"increments=2"}, false},
		{"race/lost-update-mutex", []string{"threads=3", "increments=2"}, true},
		{"race/lost-update-channel", []string{"threads=3", "increments=2"}, true},
		{"race/gil-counter", []string{"increments=2"}, false},
		{"race/gil-counter", []string{"threads=3"}, true},
		{"race/gil-counter-locked", []string{"threads=3"}, true},
		{"race/check-then-act", []string{"withdrawals=3"}, false},
		{"race/check-then-act-mutex", []string{"withdrawals=3"}, false},
		{"corruption/torn-pair", []string{"writers=3"}, false},
		{"corruption/torn-pair-mutex", []string{"writers=4"}, true},
		{"deadlock/philosophers", []string{"n=2"}, false},
		{"deadlock/philosophers", []string{"n=8"}, true},
		{"deadlock/philosophers-ordered", []string{"n=2"}, false},
		{"deadlock/philosophers-ordered", []string{"n=8"}, true},
		{"mutex/critical-section", []string{"threads=4"}, true},
		{"mutex/critical-section-broken", []string{"threads=3"}, true},
		{"cond/bounded-buffer", []string{"producers=2", "items=1"}, false},
		{"cond/bounded-buffer", []string{"items=5"}, true},
		{"cond/bounded-buffer", []string{"items=3", "slots=2"}, false},
		{"cond/bounded-buffer", []string{"consumers=2", "items=1"}, false},
		{"deadlock/philosophers-waiter", []string{"n=2"}, false},
		{"mutex/critical-section", []string{"threads=3"}, false},
		{"rmutex/recursive", []string{"depth=7"}, false},
		{"rmutex/recursive-broken", []string{"depth=2"}, false},
		{"semaphore/connection-pool", []string{"tasks=3", "connections=1"}, false},
		{"semaphore/connection-pool", []string{"tasks=3", "connections=3"}, true},
		{"semaphore/connection-pool-broken", []string{"tasks=2", "connections=1"}, false},
		{"barrier/phases", []string{"threads=3", "rounds=3"}, true}, // and one class
		{"barrier/phases-broken", []string{"threads=3"}, true},
		{"barrier/phases-broken", []string{"threads=3", "rounds=3"}, true},
		{"barrier/one-leader", []string{"threads=4"}, true},
		{"barrier/one-leader-broken", []string{"threads=3"}, true},
		{"rwlock/from-condition", []string{"readers=2", "writers=1"}, true},
		{"rwlock/from-condition", []string{"writers=3"}, true},
		{"waitgroup/countdown-latch", []string{"workers=6"}, true},
		{"waitgroup/countdown-latch-broken", []string{"workers=3"}, true},
		{"waitgroup/countdown-latch-broken", []string{"workers=5"}, true},
		{"sctbench/reorder-locked", []string{"setters=3", "checkers=2"}, true},
		{"sctbench/reorder", []string{"checkers=2"}, true},
		{"sctbench/twostage", []string{"writers=2"}, true},
		{"sctbench/twostage-one-lock", []string{"writers=3", "readers=2"}, true},
		{"sctbench/wrong-lock", []string{"wrong=3"}, true},
		{"sctbench/wrong-lock-same", []string{"wrong=4"}, true},
		{"sctbench/stack", []string{"items=5"}, true},
		{"sctbench/stack-looks", []string{"items=5"}, true},
		{"sctbench/circular-buffer", []string{"items=5"}, true},
		{"sctbench/circular-buffer-counts", []string{"items=4"}, false},
		{"sctbench/queue", []string{"items=5"}, true},
		{"sctbench/queue-counts", []string{"items=4"}, false},
		{"sctbench/work-stealing", []string{"steals=2"}, true},
		{"sctbench/work-stealing-spare-slot", []string{"steals=2"}, true},
		{"sctbench/work-stealing-lock-free", []string{"steals=2"}, true},
		{"sctbench/work-stealing-lock-free-competes", []string{"steals=2"}, true},
		{"csp/worker-pool", []string{"workers=1", "jobs=3"}, false},
		{"csp/worker-pool", []string{"workers=3", "jobs=1"}, false},
		{"csp/worker-pool-broken", []string{"workers=3"}, false},
		{"csp/leaked-sender", []string{"senders=4"}, false},
		{"csp/leaked-sender-buffered", []string{"senders=3"}, false},
	})
}

// sized is a scenario with sizes other than its defaults.
type sized struct {
	name  string
	kv    []string
	large bool // too large for the plain search
}

func expectSizes(t *testing.T, cases []sized) {
	for _, tc := range cases {
		name := strings.Join(append([]string{tc.name}, tc.kv...), ",")
		s := find(t, tc.name)
		p, err := s.ParseParams(tc.kv)
		if err != nil {
			t.Fatal(err)
		}
		t.Run("dpor/"+name, func(t *testing.T) {
			t.Parallel()
			expect(t, s, tc.kv, "dpor", s.Classes(p))
		})
		if !tc.large {
			t.Run("dfs/"+name, func(t *testing.T) {
				t.Parallel()
				expect(t, s, tc.kv, "dfs", 0)
			})
		}
	}
}

// One slot hides the defect of the broken buffer, as its story says; two
// producers show its other half.
func TestBrokenBuffer(t *testing.T) {
	if testing.Short() {
		t.Skip("48,000 executions, which the race detector makes slow")
	}
	s := find(t, "cond/bounded-buffer-broken")
	if r, _ := search(t, s, []string{"slots=1"}, explore.Options{Strategy: "dfs", All: true}); r.Verdict != sim.Pass {
		t.Errorf("slots=1: verdict %v, want pass", r.Verdict)
	}
	r, _ := search(t, s, []string{"producers=2", "consumers=1"}, explore.Options{Strategy: "dfs", All: true})
	if diff := cmp.Diff([]sim.Kind{sim.Deadlock}, kinds(r)); diff != "" {
		t.Errorf("producers=2: kinds (-want +got):\n%s", diff)
	}
}
