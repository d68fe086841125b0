package scenarios_test

import (
	"maps"
	"testing"
)

// The plain searches of the rows beyond challenges and primitives.
func init() { maps.Copy(interleavings, interleavingsBeyond) }

// The outcomes, and the classes where there is a closed form, for other sizes.
func TestSizesBeyond(t *testing.T) {
	expectSizes(t, []sized{
		{"pool/seven-tasks-three-workers", []string{"tasks=4", "workers=2"}, true},
		{"pool/seven-tasks-three-workers", []string{"tasks=5", "workers=4"}, true},
		{"pool/seven-tasks-three-workers", []string{"tasks=1", "workers=2"}, false},
		{"pool/nested-submit-chained", []string{"tasks=3", "workers=2"}, true},
		{"queue/bounded-backpressure", []string{"items=5", "capacity=2"}, true},
		{"actor/counter", []string{"clients=4"}, true},
		{"actor/counter-broken", []string{"clients=3"}, true},
		{"scale/many-threads", []string{"threads=3"}, false},
		{"scale/many-threads", []string{"threads=1000"}, true},
		{"scale/many-threads-broken", []string{"threads=3"}, false},
		{"lockfree/cas-counter", []string{"threads=3"}, false},
		{"lockfree/cas-counter-broken", []string{"threads=3"}, false},
		{"pattern/pipeline", []string{"items=6"}, true},
		{"pattern/pipeline-broken", []string{"items=1"}, false},
		{"pattern/one-sentinel-two-workers-each", []string{"workers=3"}, false},
		{"pool/shutdown-with-queue", []string{"tasks=5"}, true},
		{"pool/shutdown-with-queue-broken", []string{"tasks=1"}, false},
		{"pool/shutdown-with-queue-broken", []string{"tasks=5"}, true},
		{"async/await-in-critical-section", []string{"tasks=3"}, true},
		{"async/await-in-critical-section-after", []string{"tasks=3"}, true},
		{"pattern/graceful-shutdown", []string{"items=4"}, true},
		{"pattern/lost-on-shutdown", []string{"items=4"}, true},
		{"pattern/producer-consumer", []string{"items=0", "consumers=2"}, false},
		{"pattern/producer-consumer", []string{"items=2", "consumers=1"}, false},
		{"sharing/put-if-absent", []string{"threads=3"}, true},
		{"sharing/put-if-absent-atomic", []string{"threads=4"}, true},
		{"process/queue", []string{"results=6"}, false},
		{"process/queue-broken", []string{"results=2"}, false},
		{"heisenbug/logging-hides-it", []string{"lines=20"}, false},
		{"heisenbug/logging-hides-it", []string{"lines=0"}, false},
		{"heisenbug/logging-hides-it-joined", []string{"lines=20"}, false},
	})
}

// interleavingsBeyond is interleavings of the higher abstractions, the patterns
// and what follows them in the guide.
var interleavingsBeyond = map[string]int{
	"csp/select-timeout":               1,
	"csp/select-timeout-broken":        1,
	"csp/select-default-spin":          1,
	"csp/select-default-spin-timeout":  1,
	"csp/send-on-closed":               2,
	"csp/send-on-closed-sender-closes": 6,
	"csp/double-close":                 102,
	"csp/double-close-last":            2656,
	"csp/nil-channel":                  20,
	"csp/nil-channel-broken":           1,

	"pool/seven-tasks-three-workers":        tooMany,
	"pool/seven-tasks-three-workers-broken": tooMany,
	"pool/exception-in-task":                tooMany,
	"pool/exception-in-task-broken":         tooMany,
	"pool/result-timeout":                   3,
	"pool/result-timeout-broken":            3,
	"pool/nested-submit":                    tooMany,
	"pool/nested-submit-chained":            tooMany,
	"pool/shutdown-with-queue":              tooMany,
	"pool/shutdown-with-queue-broken":       tooMany,

	"queue/bounded-backpressure":         196,
	"queue/bounded-backpressure-broken":  178,
	"queue/join-task-done":               1090,
	"queue/join-task-done-broken":        5040,
	"queue/forgotten-task-done":          20,
	"queue/forgotten-task-done-deferred": 102,
	"queue/put-timeout":                  1,
	"queue/put-timeout-broken":           1,
	"queue/priority-order":               1,
	"queue/priority-order-broken":        6,
	"queue/lifo-order":                   1,
	"queue/lifo-order-broken":            1,

	"process/isolated-memory":        6427,
	"process/isolated-memory-broken": 887,
	"process/queue":                  2,
	"process/queue-broken":           1,
	"process/pipe-full":              2,
	"process/pipe-full-takes-turns":  1,
	"process/pool":                   tooMany,
	"process/pool-broken":            tooMany,
	"process/shared-value":           31,
	"process/shared-value-locked":    76,

	"async/gather":                           48,
	"async/gather-broken":                    1,
	"async/gather-return-exceptions":         48,
	"async/gather-return-exceptions-broken":  204,
	"async/await-in-critical-section":        58,
	"async/await-in-critical-section-after":  58,
	"async/await-in-critical-section-locked": 1080,
	"async/blocking-call":                    4,
	"async/blocking-call-awaited":            8,
	"async/blocking-call-in-thread":          1,
	"async/forgotten-await":                  1,
	"async/forgotten-await-awaited":          1,

	"structured/taskgroup-cancels-siblings":        4,
	"structured/taskgroup-cancels-siblings-broken": 1,
	"structured/leaked-task":                       1,
	"structured/leaked-task-group":                 1,

	"actor/counter":                   54,
	"actor/counter-broken":            4462,
	"actor/supervisor-restart":        20,
	"actor/supervisor-restart-broken": 1,
	"actor/call-cycle":                1,
	"actor/call-cycle-cast":           28,

	"stm/bank-transfer":           tooMany,
	"stm/bank-transfer-broken":    3958,
	"stm/write-skew":              1149,
	"stm/write-skew-serializable": 1550,
	"stm/retry":                   42,
	"stm/retry-broken":            46,

	"dataflow/diamond":        169,
	"dataflow/diamond-broken": 283,

	"scale/many-threads":        tooMany,
	"scale/many-threads-broken": 10,

	"pattern/producer-consumer":             5132,
	"pattern/producer-consumer-broken":      105,
	"pattern/graceful-shutdown":             13794,
	"pattern/lost-on-shutdown":              13794,
	"pattern/master-worker":                 2032,
	"pattern/master-worker-broken":          2032,
	"pattern/worker-dies":                   154,
	"pattern/worker-dies-reassigned":        63,
	"pattern/pipeline":                      832,
	"pattern/pipeline-broken":               574,
	"pattern/one-sentinel-two-workers":      16,
	"pattern/one-sentinel-two-workers-each": 50,

	"thread/exception-captured": 1,
	"thread/exception-lost":     1,
	"thread/stop-event":         1,
	"thread/stop-flag-plain":    1,

	"order/started-first-runs-first":        3,
	"order/started-first-runs-first-joined": 1,

	"granularity/too-fine":               72,
	"granularity/too-fine-both":          2,
	"granularity/too-coarse":             18,
	"granularity/calls-out":              1,
	"granularity/calls-out-after-unlock": 1,

	"sharing/copy-on-write":          3,
	"sharing/copy-on-write-in-place": 6,
	"sharing/put-if-absent":          139,
	"sharing/put-if-absent-atomic":   8,

	"retry/timed-out-but-done":            3,
	"retry/timed-out-but-done-idempotent": 3,

	"heisenbug/logging-hides-it":        4,
	"heisenbug/logging-hides-it-joined": 3,

	"lockfree/cas-counter":          10,
	"lockfree/cas-counter-broken":   10,
	"lockfree/treiber-stack":        16854,
	"lockfree/treiber-stack-tagged": 16854,
	"lockfree/elision":              tooMany,
	"lockfree/elision-broken":       tooMany,
}
