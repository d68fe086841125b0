package explore_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/interleave-go/interleave/explore/speed"
)

// BenchmarkSearch makes complete searches with optimal DPOR, by one worker, with
// data races looked for: directly and with memoised threads. Seconds are those of the
// processor.
//
//	go test -run '^$' -bench Search -cpu 1 ./explore
//	go run ./cmd/benchtable
func BenchmarkSearch(b *testing.B) {
	for _, row := range speed.Rows() {
		for _, pure := range []bool{false, true} {
			b.Run(fmt.Sprintf("%s/pure=%v", row.Name, pure), func(b *testing.B) {
				c := speed.Start()
				for b.Loop() {
					r, err := row.Search(context.Background(), pure)
					if err != nil {
						b.Fatal(err)
					}
					c.Add(r)
				}
				c.Stop()
				b.ReportMetric(c.PerSecond(c.Executions), "executions/s")
				b.ReportMetric(c.PerSecond(c.Steps), "steps/s")
				b.ReportMetric(c.PerExecution(c.Bytes), "B/execution")
				b.ReportMetric(c.PerExecution(c.Allocs), "allocs/execution")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}
