package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/interleave-go/interleave/scenarios"
)

// crossVariable asks for the long check of the catalogue: INTERLEAVE_CROSSCHECK=all.
// With -update its table is written to crosscheck.md. It takes some twenty minutes.
const crossVariable = "INTERLEAVE_CROSSCHECK"

// TestCatalogueOnRealGoroutines runs every scenario on real goroutines, with GOMAXPROCS
// 1, 2 and 8. Nothing is unexplained: neither an outcome nor, in the long check, a race.
func TestCatalogueOnRealGoroutines(t *testing.T) {
	args := []string{"crosscheck", "--all-scenarios", "--runs", "60", "--for", "2s", "--executions", "1000", "--timeout", "1s"}
	long := os.Getenv(crossVariable) == "all"
	switch {
	case long:
		args = []string{"crosscheck", "--all-scenarios", "--runs", "10000", "--for", "20s", "--timeout", "20s", "--race"}
	case testing.Short():
		t.Skip("every scenario is searched and run")
	}
	var stdout, stderr bytes.Buffer
	status := run(t.Context(), args, &stdout, &stderr)
	table := stdout.String()
	if status != exitClean || stderr.Len() > 0 {
		t.Errorf("status %d, and\n%s\n%s", status, stderr.String(), table)
	}
	for _, s := range scenarios.All() {
		if !strings.Contains(table, "\n"+s.Name+" ") {
			t.Errorf("no row for %s\n%s", s.Name, table)
		}
	}
	if long && *update {
		text := "# The catalogue on real goroutines\n\nPrinted by `interleave " + strings.Join(args, " ") + "`, and written here by\n`" +
			crossVariable + "=all go test -timeout 2h -run CatalogueOnReal ./cmd/interleave -update`. How many of the outcomes that the model\n" +
			"allows were seen, in so many runs on real goroutines with GOMAXPROCS 1, 2 and 8; `+` where the model was not\nsearched to the end. " +
			"Races: how many of those of the model Go's race detector reported, too.\n\n```\n" + table + "```\n"
		if err := os.WriteFile("crosscheck.md", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestCrossTable checks that crosscheck.md is of scenarios that there are, and says of
// each that it is explained, racy or beyond what was searched.
func TestCrossTable(t *testing.T) {
	text, err := os.ReadFile("crosscheck.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for _, line := range strings.Split(string(text), "\n") {
		words := strings.Fields(line)
		if len(words) < 5 || !strings.Contains(words[0], "/") {
			continue
		}
		rows++
		if _, ok := scenarios.Find(words[0]); !ok {
			t.Errorf("there is no scenario %s; write crosscheck.md anew", words[0])
		}
		if strings.Contains(line, "unexplained") {
			t.Error(line)
		}
	}
	if rows < 280 {
		t.Errorf("crosscheck.md has %d rows", rows)
	}
}

// TestRacesOnRealGoroutines builds the command with Go's race detector, and holds the
// races of some scenarios against it: one on memory; one that the model calls misuse;
// none.
func TestRacesOnRealGoroutines(t *testing.T) {
	if testing.Short() {
		t.Skip("the command is built with -race")
	}
	for name, want := range map[string]string{
		"race/lost-update":        "\n  both        data race on n: ",
		"csp/double-close":        "\n  misuse      what Go's detector calls a race on a Chan is misuse to the model:",
		"race/lost-update-atomic": "\n  none on either side\n",
	} {
		var stdout, stderr bytes.Buffer
		status := run(t.Context(), []string{"crosscheck", name, "--runs", "60", "--race"}, &stdout, &stderr)
		if text := strings.Join(strings.Fields(stdout.String()), " "); strings.Contains(text, "-race requires cgo") || strings.Contains(text, "-race is not supported") {
			t.Skip(text)
		}
		if status != exitClean || stderr.Len() > 0 || !strings.Contains(stdout.String(), want) {
			t.Errorf("status %d\n%s\n%s", status, stderr.String(), stdout.String())
		}
	}
}
