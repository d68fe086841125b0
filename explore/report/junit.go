package report

import (
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// JUnit returns the verdict of r as a test suite with one test case in the XML
// format of JUnit's Ant task, as dashboards read it: failed with the text report,
// passed, or skipped where not everything was covered. There are no times in it:
// they vary between two runs of the same search.
func JUnit(r *explore.Report) ([]byte, error) {
	family, name, ok := strings.Cut(r.Program, "/")
	if !ok || strings.Contains(name, "/") { // a function: example.com/shop/bank.Transfer
		family, name = "interleave", r.Program
	}
	if len(r.Params) > 0 {
		name += " " + strings.Join(r.Params, " ")
	}
	c := junitCase{Name: name, Class: family}
	s := junitSuite{Name: "interleave", Tests: 1}
	text := r.Text(100)
	switch r.Verdict {
	case sim.Fail:
		s.Failures = 1
		f := r.Failures[0]
		c.Failure = &junitText{Message: f.Kind.String() + ": " + f.Message, Type: f.Kind.String(), Text: text}
	case sim.Pass:
		c.Output = text
	default:
		s.Skipped = 1
		c.Skipped = &junitText{Message: fmt.Sprintf("unknown: no failure in %d executions, and not everything was covered", r.Executions)}
		c.Output = text
	}
	s.Cases = []junitCase{c}
	out, err := xml.MarshalIndent(junitSuites{Suites: []junitSuite{s}}, "", " ")
	return append([]byte(xml.Header), append(out, '\n')...), err
}

type (
	junitSuites struct {
		XMLName xml.Name     `xml:"testsuites"`
		Suites  []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string     `xml:"name,attr"`
		Class   string     `xml:"classname,attr"`
		Failure *junitText `xml:"failure"`
		Skipped *junitText `xml:"skipped"`
		Output  string     `xml:"system-out,omitempty"`
	}
	junitText struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr,omitempty"`
		Text    string `xml:",chardata"`
	}
)
