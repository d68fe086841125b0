package explore

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/interleave-go/interleave/sim"
)

// SeedVariable is the environment variable that makes Check replay one seed
// instead of searching.
const SeedVariable = "INTERLEAVE_SEED"

// Check searches the executions of p and fails tb with the text report when
// there is a failure. The first of opts, if any, says how to search; its Name
// defaults to the test's. The search ends in time for the test's deadline, and
// an incomplete one is logged, not failed.
//
// With INTERLEAVE_SEED=... in the environment Check replays that seed instead:
// the line to paste that a failure ends in.
func Check(tb testing.TB, p sim.Program, opts ...Options) *Report {
	tb.Helper()
	var o Options
	if len(opts) > 0 {
		o = opts[0]
	}
	if o.Name == "" {
		o.Name = tb.Name()
	}
	ctx := tb.Context()
	if d, ok := tb.(interface{ Deadline() (time.Time, bool) }); ok {
		if at, ok := d.Deadline(); ok {
			var cancel context.CancelFunc
			ctx, cancel = context.WithDeadline(ctx, at.Add(-time.Until(at)/20))
			defer cancel()
		}
	}
	var r *Report
	var err error
	if seed := os.Getenv(SeedVariable); seed != "" {
		r, err = Replay(p, seed, o)
	} else {
		r, err = Run(ctx, p, o)
	}
	if r != nil {
		r.paste = func(seed string) string {
			return fmt.Sprintf("%s=%s go test -run '%s'", SeedVariable, seed, runPattern(tb.Name()))
		}
	}
	switch {
	case err != nil:
		tb.Fatalf("interleave: %v", err)
	case r.Verdict == sim.Fail:
		tb.Errorf("\n%s", r.Text(100))
	case r.Verdict == sim.Unknown:
		tb.Logf("\n%s", r.Text(100))
	}
	return r
}

// runPattern returns the -run pattern that selects one test, to stand between
// single quotes.
func runPattern(name string) string {
	parts := strings.Split(name, "/")
	for i, p := range parts {
		parts[i] = "^" + regexp.QuoteMeta(p) + "$"
	}
	return strings.ReplaceAll(strings.Join(parts, "/"), "'", `'\''`)
}
