package explore

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// SeedVariable is the environment variable that makes Check replay one seed
// instead of searching, as the flag -interleave.seed does.
const SeedVariable = "INTERLEAVE_SEED"

// ShortExecutions bounds the executions of a search that sets no bound of its
// own, under go test -short.
const ShortExecutions = 1_000

// reportWidth is how wide the report in a test's log is, in columns.
const reportWidth = 100

// Check searches the executions of p and fails tb with the text report when
// there is a failure, which ends in the line to paste. The first of opts, if
// any, says how to search; its Name defaults to the test's. The search ends in
// time for the test's deadline, and an incomplete one is logged, not failed,
// unless Options.RequireComplete is set.
//
// Failures are saved under testdata/interleave/<test>/, and those saved are made
// first the next time: one that fails still ends the test at once, one that does
// not is logged as repaired, and one that the program no longer follows is
// logged with the first step that differs. One that a limit on steps cuts fails
// the test, too: nobody knows how it would end. The files are for keeping.
//
// The flags of go test -interleave.seed, .strategy and so on, in the package's
// documentation, win over opts; so do the variables INTERLEAVE_SEED and so on. Under
// -short a search makes at most ShortExecutions executions, unless it says how
// many or must be complete; with -artifacts the failing report is kept as report.txt, report.json
// and report.html.
//
// A search of more than some hundred executions runs p on several goroutines at a
// time: what p notes outside itself for the test to look at needs a lock, or
// Options{Workers: 1}.
//
// Check may be called from parallel tests. Two programs checked by one test share
// its folder of saved failures: give them sub-tests, or names of their own in
// Options.Name.
func Check(tb testing.TB, p sim.Program, opts ...Options) *Report {
	tb.Helper()
	c, err := checkingOf(tb, opts)
	if err != nil {
		tb.Fatalf("interleave: %v", err)
		return nil
	}
	k := &check{checking: c, tb: tb, p: p}
	var r *Report
	fresh := false // found by this search
	switch {
	case c.seed != "":
		r, err = Replay(p, c.seed, c.Options)
	default:
		if r = k.saved(); r != nil { // one still fails
			break
		}
		ctx, cancel := beforeDeadline(tb)
		defer cancel()
		r, err = Run(ctx, p, c.Options)
		fresh = true
	}
	if r != nil {
		r.paste = pasteInto(tb.Name())
		if fresh && c.save {
			k.saveAll(r)
		}
		k.describe(r)
	}
	k.conclude(r, err)
	return r
}

// check is one call of Check.
type check struct {
	checking
	tb testing.TB
	p  sim.Program
}

// checkingOf returns what the test, the flags and the environment ask for.
func checkingOf(tb testing.TB, opts []Options) (checking, error) {
	var o Options
	if len(opts) > 0 {
		o = opts[0]
	}
	if o.Name == "" {
		o.Name = tb.Name()
	}
	c, err := configure(o)
	if err == nil && testing.Short() && c.Executions == 0 && !c.RequireComplete {
		c.Executions = ShortExecutions
	}
	c.Film = c.Film || keepsArtifacts()
	return c, err
}

// beforeDeadline returns a context that ends a little before tb has to.
func beforeDeadline(tb testing.TB) (context.Context, context.CancelFunc) {
	if d, ok := tb.(interface{ Deadline() (time.Time, bool) }); ok {
		if at, ok := d.Deadline(); ok {
			return context.WithDeadline(tb.Context(), at.Add(-time.Until(at)/20))
		}
	}
	return context.WithCancel(tb.Context())
}

// conclude passes the findings on to the test.
func (k *check) conclude(r *Report, err error) {
	k.tb.Helper()
	var diverged *sched.Divergence
	switch {
	case errors.As(err, &diverged):
		k.tb.Fatalf("interleave: %v; search again for a new seed", err)
	case err != nil:
		k.tb.Fatalf("interleave: %v", err)
	case r.Verdict == sim.Fail:
		k.tb.Errorf("\n%s", r.Text(reportWidth))
	case k.seed != "" && r.cutShort(k.seed):
		k.tb.Errorf("\n%s\nSo it is not known whether the execution of the seed still fails.", r.Text(reportWidth))
	case k.RequireComplete && !r.Complete && k.seed == "":
		k.tb.Errorf("\n%s\nNot everything was covered, which this test requires.", r.Text(reportWidth))
	case r.Verdict == sim.Unknown:
		k.tb.Logf("\n%s", r.Text(reportWidth))
	case testing.Verbose():
		k.tb.Logf("\n%s", r.Text(reportWidth))
	}
}

// describe passes a failure on by the means of package testing: attributes in
// the test's log, files among its artifacts.
func (k *check) describe(r *Report) {
	if len(r.Failures) == 0 {
		return
	}
	f := &r.Failures[0]
	k.tb.Attr("interleave.kind", f.Kind.String())
	if f.Seed != "" {
		k.tb.Attr("interleave.seed", f.Seed)
	}
	if dir, ok := AnnotationsWanted(); ok {
		fmt.Fprint(os.Stdout, r.Annotations(dir))
	}
	if keepsArtifacts() {
		if err := r.keep(k.tb.ArtifactDir()); err != nil {
			k.tb.Logf("interleave: cannot keep the report: %v", err)
		}
	}
}

// keepsArtifacts reports whether go test -artifacts was given: otherwise the
// directory of a test's artifacts is removed after it.
func keepsArtifacts() bool {
	f := flag.Lookup("test.artifacts")
	return f != nil && f.Value.String() == "true"
}

// keep writes a report to a directory, in every form that somebody may want to
// look at later.
func (r *Report) keep(dir string) error {
	asJSON, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	page, err := r.HTML()
	if err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(filepath.Join(dir, "report.txt"), []byte(r.Text(reportWidth)), 0o644),
		os.WriteFile(filepath.Join(dir, "report.json"), append(asJSON, '\n'), 0o644),
		os.WriteFile(filepath.Join(dir, "report.html"), page, 0o644),
	)
}

// pasteInto returns what makes the line to paste for a seed of the test or
// benchmark.
func pasteInto(test string) func(seed string) string {
	run := "-run '" + runPattern(test) + "'"
	if strings.HasPrefix(test, "Benchmark") {
		run = "-run '^$' -bench '" + runPattern(test) + "'"
	}
	return func(seed string) string {
		return fmt.Sprintf("go test %s -interleave.seed=%s", run, seed)
	}
}

// runPattern returns the -run or -bench pattern that selects one test, to stand
// between single quotes.
func runPattern(name string) string {
	parts := strings.Split(name, "/")
	for i, p := range parts {
		parts[i] = "^" + regexp.QuoteMeta(p) + "$"
	}
	return strings.ReplaceAll(strings.Join(parts, "/"), "'", `'\''`)
}
