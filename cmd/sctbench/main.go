// Command sctbench counts how many schedules each sampling strategy needs until
// it finds the failures of the scenarios under sctbench/, in the layout of the
// published table and with its figures beside ours.
//
//	go run ./cmd/sctbench                                       the whole table
//	go run ./cmd/sctbench --rows reorder --strategies surw,pos  part of it
//
// A figure is the mean and the median over the trials that found the failure,
// and their number where it is not all of them: 17/13, 3225/2410 (16). The n-th
// trial has the seed n. One trial makes so many executions at most as --limit
// says. Data races are not looked for, as the published tools do not.
//
// The figures compare strategies on programs of the same shape. They are not of
// the same programs: those here have one step for each operation, the published
// ones one for each access of compiled code, and their locks may be handed over
// where ours are taken. The published sizes of twostage_20 and twostage_50 are
// not known to us; they are taken to be those of reorder_20 and reorder_50.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/spf13/pflag"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "sctbench: %v\n", err)
		os.Exit(2)
	}
}

// run measures and prints the table that args ask for.
func run(ctx context.Context, args []string, out io.Writer) error {
	fs := pflag.NewFlagSet("sctbench", pflag.ContinueOnError)
	fs.SortFlags = false
	fs.SetOutput(out)
	m := measurement{}
	fs.StringSliceVar(&m.strategies, "strategies", defaultStrategies, "the strategies to compare, separated by commas")
	only := fs.String("rows", "", "measure only the row of this name or, if there is none, those that have it in their names")
	fs.IntVar(&m.trials, "trials", 20, "trials of each strategy on each program")
	fs.IntVar(&m.limit, "limit", 10_000, "executions of a trial at most")
	if err := fs.Parse(args); errors.Is(err, pflag.ErrHelp) {
		return nil // it has been printed
	} else if err != nil {
		return err
	}
	if fs.NArg() > 0 {
		return fmt.Errorf("%q is too much; sctbench takes flags only", fs.Arg(0))
	}
	if m.trials < 1 || m.limit < 1 {
		return fmt.Errorf("--trials %d and --limit %d must be at least 1", m.trials, m.limit)
	}
	m.rows = named(*only)
	if len(m.rows) == 0 {
		return fmt.Errorf("no row has %q in its name; leave --rows out to see all", *only)
	}
	return m.table(ctx, out)
}

// named returns the row called name or, if there is none, those that have it in
// their names.
func named(name string) []row {
	var some []row
	for _, r := range rows {
		if r.name == name {
			return []row{r}
		}
		if strings.Contains(r.name, name) {
			some = append(some, r)
		}
	}
	return some
}
