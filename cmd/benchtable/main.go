// Command benchtable prints the README's table of speeds: complete searches of the
// programs of package explore/speed, directly and with memoised threads, on one
// core, with the bare coroutine round trip beside them.
//
//	go run ./cmd/benchtable                            the whole table
//	go run ./cmd/benchtable --rows mutex --seconds 5   part of it, measured longer
//
// Figures are per second of processor time, so that a busy machine counts less.
// They vary by a tenth from run to run all the same: compare what one run prints.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/interleave-go/interleave/explore/speed"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	runtime.GOMAXPROCS(1)
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "benchtable: %v\n", err)
		os.Exit(2)
	}
}

// run measures and prints the table that args ask for.
func run(ctx context.Context, args []string, out io.Writer) error {
	fs := pflag.NewFlagSet("benchtable", pflag.ContinueOnError)
	fs.SortFlags = false
	fs.SetOutput(out)
	only := fs.String("rows", "", "measure only the rows that have this in their names")
	seconds := fs.Float64("seconds", 1, "processor time for each figure, at least one complete search; 0: one search")
	if err := fs.Parse(args); errors.Is(err, pflag.ErrHelp) {
		return nil // it has been printed
	} else if err != nil {
		return err
	}
	if fs.NArg() > 0 {
		return fmt.Errorf("%q is too much; benchtable takes flags only", fs.Arg(0))
	}
	if *seconds < 0 || *seconds > 3600 {
		return fmt.Errorf("--seconds %v must be 0 to 3600", *seconds)
	}
	rows, names := []speed.Row{}, []string{}
	for _, r := range speed.Rows() {
		names = append(names, r.Name)
		if strings.Contains(r.Name, *only) {
			rows = append(rows, r)
		}
	}
	if len(rows) == 0 {
		return fmt.Errorf("no row has %q in its name; there are %s", *only, strings.Join(names, ", "))
	}
	return table(ctx, rows, time.Duration(*seconds*float64(time.Second)), out)
}

// table prints one line for each row, and what it should be seen beside.
func table(ctx context.Context, rows []speed.Row, atLeast time.Duration, out io.Writer) error {
	fmt.Fprintln(out, "| program | classes | steps | direct: executions/s | steps/s | bytes, allocations | pure: executions/s | steps/s | bytes, allocations |")
	fmt.Fprintln(out, "|---|--:|--:|--:|--:|--:|--:|--:|--:|")
	for _, r := range rows {
		line := fmt.Sprintf("| %s | %s |", r.Name, comma(float64(r.Classes)))
		for _, pure := range []bool{false, true} {
			c, err := r.Measure(ctx, pure, atLeast)
			if ctx.Err() != nil {
				return errors.New("interrupted; the rows above are whole")
			}
			if err != nil {
				return err
			}
			if !pure {
				line += fmt.Sprintf(" %.1f |", float64(c.Steps)/float64(c.Executions))
			}
			line += fmt.Sprintf(" %s | %s | %.0f, %.1f |", rough(c.PerSecond(c.Executions)), rough(c.PerSecond(c.Steps)), c.PerExecution(c.Bytes), c.PerExecution(c.Allocs))
		}
		fmt.Fprintln(out, line)
	}
	bare := roundTrip()
	fmt.Fprintf(out, "\nSteps, bytes and allocations are those of one execution. A bare iter.Pull round trip takes %d ns: %s/s.\n", bare.Nanoseconds(), rough(1/bare.Seconds()))
	if peak, ok := speed.PeakMemory(); ok {
		fmt.Fprintf(out, "At most %d MB of memory were used for all of it.\n", peak>>20)
	}
	return nil
}

// roundTrip measures what it takes to go to a coroutine that does nothing and back.
func roundTrip() time.Duration {
	next, stop := iter.Pull(func(yield func(struct{}) bool) {
		for yield(struct{}{}) {
		}
	})
	defer stop()
	const n = 2_000_000
	best := time.Hour
	for range 3 {
		c := speed.Start()
		for range n {
			next()
		}
		c.Stop()
		best = min(best, c.CPU/n)
	}
	return best
}

// rough prints a number with three significant digits.
func rough(x float64) string {
	scale := 1.0
	for x/scale >= 1000 {
		scale *= 10
	}
	return comma(float64(int(x/scale+0.5)) * scale)
}

// comma prints a whole number with its thousands set apart.
func comma(x float64) string {
	s := strconv.FormatFloat(x, 'f', 0, 64)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
