package explore_test

import (
	"context"
	"fmt"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// BenchmarkSearch makes complete searches with optimal DPOR, by one worker, with
// data races looked for: directly and with memoised threads.
//
//	go test -run '^$' -bench Search ./explore
func BenchmarkSearch(b *testing.B) {
	for _, c := range []struct {
		name string
		p    sim.Program
		want int
	}{
		{"readers(12)", readers(12), 4096},
		{"readers(14)", readers(14), 16384},
		{"lastzero(12)", lastzero(12), 15360},
		{"mutex(8,1)", mutexes(8, 1), 40320},
		{"philosophers(12)", philosophers(12, false), 4095},
		{"writers(8)", writers(8), 362880},
		{"incnl(2,5)", incnl(2, 5), 34904},
		{"indexer(15)", indexer(15), 4096},
		{"filesystem(20)", filesystem(20), 128},
		{"circularBuffer(7)", circularBuffer(7), 3432},
		{"bbuf(3,3)", bbuf(3, 3, 1, 1, false), 17856},
	} {
		for _, pure := range []bool{false, true} {
			b.Run(fmt.Sprintf("%s/pure=%v", c.name, pure), func(b *testing.B) {
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				executions, steps := 0, 0
				began := cpuTime()
				for b.Loop() {
					r, err := explore.Run(context.Background(), c.p, explore.Options{Strategy: "dpor", All: true, Workers: 1, Pure: pure, Races: explore.RaceNote, Shrink: explore.NoShrink})
					if err != nil || r.Executions != c.want || !r.Complete {
						b.Fatalf("%d executions, want %d; complete %v, error %v", r.Executions, c.want, r.Complete, err)
					}
					executions += r.Executions
					steps += r.Steps
				}
				runtime.ReadMemStats(&after)
				n := float64(executions)
				cpu := (cpuTime() - began).Seconds()
				b.ReportMetric(n/cpu, "executions/s")
				b.ReportMetric(float64(steps)/cpu, "steps/s")
				b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/n, "B/execution")
				b.ReportMetric(float64(after.Mallocs-before.Mallocs)/n, "allocs/execution")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

// cpuTime returns the processor time that this process has used.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
