package report_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/joshdk/go-junit"
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/xeipuuv/gojsonschema"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/explore/report"
	"github.com/interleave-go/interleave/scenarios"
	"github.com/interleave-go/interleave/sim"
)

// reports searches the whole catalogue.
func reports(t *testing.T) []*explore.Report {
	t.Helper()
	var rs []*explore.Report
	for _, s := range scenarios.All() {
		p, err := s.ParseParams(nil)
		if err != nil {
			t.Fatal(err)
		}
		o := explore.Options{Name: s.Name, Params: p.KV(), Strategy: "random", Executions: 200, Steps: s.Steps, Film: true}
		r, err := explore.Run(context.Background(), s.Program(p), o)
		if err != nil {
			t.Fatal(err)
		}
		rs = append(rs, r)
	}
	return rs
}

// evil has names and values that need escaping everywhere.
func evil(t *testing.T) *explore.Report {
	t.Helper()
	r, err := explore.Run(context.Background(), func(t *sim.Thread) {
		n := sim.NewVar(t, "a<b>&\"'\x01\n]]>", "")
		n.Store(t, "<![CDATA[ \x00\xff")
		t.Fail("%s", "]]> & < \x02")
	}, explore.Options{Name: "evil/<name>", Strategy: "dfs"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// sarifSchema returns the schema of SARIF 2.1.0. The library that has it validates
// only what it would write itself, and its parser adds empty fields.
func sarifSchema(t *testing.T) *gojsonschema.Schema {
	t.Helper()
	dir, err := exec.Command("go", "list", "-f", "{{.Dir}}", "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	source, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "schema.go"))
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(source), "`")
	text, _, _ = strings.Cut(text, "`")
	schema, err := gojsonschema.NewSchema(gojsonschema.NewStringLoader(text))
	if err != nil {
		t.Fatal(err)
	}
	if empty, err := schema.Validate(gojsonschema.NewStringLoader("{}")); err != nil || empty.Valid() {
		t.Fatalf("the schema takes anything: %v", err)
	}
	return schema
}

// TestSARIF checks every report of the catalogue against the schema of SARIF, with
// a library of others, and what it says.
func TestSARIF(t *testing.T) {
	schema := sarifSchema(t)
	for _, r := range append(reports(t), evil(t)) {
		text, err := report.SARIF(r, "")
		if err != nil {
			t.Fatal(err)
		}
		log, err := sarif.FromBytes(text)
		if err != nil {
			t.Fatalf("%s: %v", r.Program, err)
		}
		valid, err := schema.Validate(gojsonschema.NewBytesLoader(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range valid.Errors() {
			t.Errorf("%s: %v", r.Program, e)
		}
		results := log.Runs[0].Results
		if len(results) != len(r.Failures) {
			t.Errorf("%s: %d results of %d failures", r.Program, len(results), len(r.Failures))
			continue
		}
		for i, f := range r.Failures {
			res := results[i]
			if *res.RuleID != "interleave/"+f.Kind.String() || !strings.HasPrefix(*res.Message.Text, strings.ToValidUTF8(f.Message, "\ufffd")) {
				t.Errorf("%s: result %s %q of %s", r.Program, *res.RuleID, *res.Message.Text, f.Message)
			}
			if len(res.Locations) != 1 || *res.Locations[0].PhysicalLocation.Region.StartLine < 1 {
				t.Errorf("%s: %s is nowhere", r.Program, f.Message)
			}
			steps := 0
			for _, flow := range res.CodeFlows {
				for _, tf := range flow.ThreadFlows {
					steps += len(tf.Locations)
				}
			}
			if steps != len(f.Trace)+len(f.Blocked) {
				t.Errorf("%s: %d steps in the code flow, want %d and %d that wait", r.Program, steps, len(f.Trace), len(f.Blocked))
			}
		}
	}
}

// TestJUnit reads every report of the catalogue with a library of others.
func TestJUnit(t *testing.T) {
	for _, r := range append(reports(t), evil(t)) {
		text, err := report.JUnit(r)
		if err != nil {
			t.Fatal(err)
		}
		suites, err := junit.Ingest(text)
		if err != nil || len(suites) != 1 || len(suites[0].Tests) != 1 {
			t.Fatalf("%s: %v, %v", r.Program, suites, err)
		}
		family, name, _ := strings.Cut(r.Program, "/")
		c := suites[0].Tests[0]
		want := map[sim.Verdict]junit.Status{sim.Fail: junit.StatusFailed, sim.Pass: junit.StatusPassed, sim.Unknown: junit.StatusSkipped}[r.Verdict]
		if c.Status != want || c.Classname != family || !strings.HasPrefix(c.Name, name) {
			t.Errorf("%s: %v is %s, want %s", r.Program, c, c.Status, want)
		}
		if want == junit.StatusFailed && !strings.Contains(c.Error.Error(), "The execution above has") {
			t.Errorf("%s: the report is not in it: %v", r.Program, c.Error)
		}
	}
}

// TestTrace checks the trace-event format: what Perfetto's importer needs of
// every event, and that flows begin and end in slices.
func TestTrace(t *testing.T) {
	for _, r := range append(reports(t), evil(t)) {
		text, err := report.Trace(r)
		if err != nil {
			t.Fatal(err)
		}
		var trace struct {
			Events []struct {
				Name     string
				Ph       string
				Ts, Dur  *int
				Pid, Tid *int
				ID       int
			} `json:"traceEvents"`
		}
		dec := json.NewDecoder(bytes.NewReader(text))
		if err := dec.Decode(&trace); err != nil {
			t.Fatal(err)
		}
		type moment struct{ pid, tid, ts int }
		slices, flows := map[moment]bool{}, map[int]string{}
		steps := 0
		for _, e := range trace.Events {
			if e.Pid == nil || e.Tid == nil || e.Name == "" || e.Ts == nil {
				t.Fatalf("%s: event %+v", r.Program, e)
			}
			if e.Ph == "X" {
				slices[moment{*e.Pid, *e.Tid, *e.Ts}] = true
				steps++
			}
		}
		for _, e := range trace.Events {
			if e.Ph != "s" && e.Ph != "f" {
				continue
			}
			if flows[e.ID] += e.Ph; !slices[moment{*e.Pid, *e.Tid, *e.Ts}] {
				t.Errorf("%s: flow %d has an end outside of all slices", r.Program, e.ID)
			}
		}
		for id, ends := range flows {
			if ends != "sf" {
				t.Errorf("%s: flow %d has ends %q", r.Program, id, ends)
			}
		}
		if r.Verdict == sim.Fail && steps < len(r.Failures[0].Trace) {
			t.Errorf("%s: %d slices for %d steps", r.Program, steps, len(r.Failures[0].Trace))
		}
	}
}

// TestAnnotations checks that each failure is one workflow command.
func TestAnnotations(t *testing.T) {
	for _, r := range append(reports(t), evil(t)) {
		text := r.Annotations("")
		if n := strings.Count(text, "\n"); n != strings.Count(text, "::error ") || r.Verdict == sim.Fail && n == 0 {
			t.Errorf("%s:\n%s", r.Program, text)
		}
	}
	want := regexp.MustCompile(`^::error file=report/report_test.go,line=\d+,title=evil/<name>%3A assertion::]]> & < `)
	if text := evil(t).Annotations(""); !want.MatchString(text) {
		t.Errorf("%s", text)
	}
}
