package speed

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// Row is a program to search, with the number of its classes.
type Row struct {
	Name    string
	Program sim.Program
	Classes int
}

// Rows are the programs of the table, in its order.
func Rows() []Row {
	return []Row{
		{"readers(12)", Readers(12), 4096},
		{"readers(14)", Readers(14), 16384},
		{"lastzero(12)", LastZero(12), 15360},
		{"mutex(8,1)", Mutex(8, 1), 40320},
		{"philosophers(12)", Philosophers(12, false), 4095},
		{"writers(8)", Writers(8), 362880},
		{"incnl(2,5)", LoadStore(2, 5), 34904},
		{"indexer(15)", Indexer(15), 4096},
		{"filesystem(20)", FileSystem(20), 128},
		{"circularBuffer(7)", CircularBuffer(7), 3432},
		{"bbuf(3,3)", BoundedBuffer(3, 3, 1, 1, false), 17856},
	}
}

// Search makes one complete search of r with one worker, data races looked for,
// directly or with memoised threads. The error tells that it did not come to what is
// known, or the one of [explore.Run].
func (r *Row) Search(ctx context.Context, pure bool) (*explore.Report, error) {
	rep, err := explore.Run(ctx, r.Program, explore.Options{
		Name: r.Name, Strategy: "dpor", All: true, Workers: 1, Pure: pure, Races: explore.RaceNote, Shrink: explore.NoShrink,
	})
	if err != nil {
		return nil, err
	}
	if ctx.Err() == nil && (rep.Executions != r.Classes || rep.Blocked != 0 || !rep.Complete) {
		return nil, fmt.Errorf("%s: %d executions and %d cut off, where there are %d classes", r.Name, rep.Executions, rep.Blocked, r.Classes)
	}
	return rep, ctx.Err()
}

// Cost is what some searches have cost.
type Cost struct {
	Searches, Executions, Steps int
	CPU                         time.Duration // processor time, that of collecting garbage included
	Bytes, Allocs               uint64        // allocated on the heap
	started                     time.Duration
	before                      runtime.MemStats
}

// Start begins to measure. What the process does otherwise meanwhile counts, too.
func Start() *Cost {
	c := &Cost{}
	runtime.ReadMemStats(&c.before)
	c.started = cpuTime()
	return c
}

// Add counts a search.
func (c *Cost) Add(r *explore.Report) {
	c.Searches++
	c.Executions += r.Executions
	c.Steps += r.Steps
}

// Stop notes what has been used since Start.
func (c *Cost) Stop() {
	c.CPU = cpuTime() - c.started
	var after runtime.MemStats
	runtime.ReadMemStats(&after)
	c.Bytes, c.Allocs = after.TotalAlloc-c.before.TotalAlloc, after.Mallocs-c.before.Mallocs
}

// PerSecond returns how many of n there were in a second of processor time.
func (c *Cost) PerSecond(n int) float64 { return float64(n) / c.CPU.Seconds() }

// PerExecution returns how much of n one execution has.
func (c *Cost) PerExecution(n uint64) float64 { return float64(n) / float64(c.Executions) }

// Measure makes complete searches of r for so much processor time at least, one at
// least, after one to warm up.
func (r *Row) Measure(ctx context.Context, pure bool, atLeast time.Duration) (*Cost, error) {
	if _, err := r.Search(ctx, pure); err != nil {
		return nil, err
	}
	runtime.GC()
	c := Start()
	for c.Searches == 0 || cpuTime()-c.started < atLeast {
		rep, err := r.Search(ctx, pure)
		if err != nil {
			return nil, err
		}
		c.Add(rep)
	}
	c.Stop()
	return c, nil
}
