package explore

import (
	"embed"
	"encoding/json"
	"html"
	"slices"
	"strings"

	"github.com/interleave-go/interleave/sim"
)

//go:embed page
var pageFiles embed.FS

// page is what the HTML page is told; page.js shows it.
type page struct {
	Title      string          `json:"title"`
	Verdict    sim.Verdict     `json:"verdict"`
	Kinds      []string        `json:"kinds"`
	Searched   string          `json:"searched"`
	Summary    string          `json:"summary"`
	Outcomes   []OutcomeCount  `json:"outcomes"`
	Notes      []string        `json:"notes"`
	Executions []pageExecution `json:"executions"`
}

type pageExecution struct {
	Kind        string      `json:"kind"`
	Message     string      `json:"message"`
	Also        []string    `json:"also,omitempty"`
	Explanation string      `json:"explanation"`
	Paste       string      `json:"paste"`
	Size        string      `json:"size"`
	Threads     []string    `json:"threads"`
	Trace       []TraceStep `json:"trace"`
	Blocked     []TraceStep `json:"blocked"`
	Marks       []int       `json:"marks"`
	Film        *Film       `json:"film,omitempty"`
}

// HTML returns the report as one page that needs nothing else: for each failure
// the timeline of its execution with happens-before arrows, to be walked step by
// step, and, where Options.Film was set, the state of all objects and who waits
// for whom at each step. It is the same for the same report, byte for byte.
func (r *Report) HTML() ([]byte, error) {
	data, err := json.Marshal(r.page())
	if err != nil {
		return nil, err
	}
	file := func(name string) string {
		text, err := pageFiles.ReadFile("page/" + name)
		if err != nil {
			panic(err) // it is embedded
		}
		return string(text)
	}
	// json.Marshal writes < and & as escapes, so the data cannot end its element.
	return []byte(strings.NewReplacer(
		"{{title}}", html.EscapeString(r.title()+" - interleave"),
		"{{style}}", file("page.css"),
		"{{script}}", file("page.js"),
		"{{data}}", string(data),
	).Replace(file("page.html"))), nil
}

func (r *Report) page() page {
	w := &textWriter{r: r, width: 1 << 20}
	w.searched()
	searched := strings.TrimSpace(w.b.String())
	head, rest, _ := strings.Cut(searched, "\n")
	p := page{
		Title: r.title(), Verdict: r.Verdict, Kinds: r.kinds(), Searched: head, Summary: rest,
		Outcomes: r.Outcomes, Notes: r.Notes, Executions: []pageExecution{},
	}
	if p.Outcomes == nil {
		p.Outcomes = []OutcomeCount{}
	}
	if p.Notes == nil {
		p.Notes = []string{}
	}
	for _, i := range r.shown() {
		f := &r.Failures[i]
		x := r.pageOf(f)
		x.Kind = f.Kind.String()
		for _, g := range r.sequels(f) {
			x.Also = append(x.Also, g.Kind.String()+": "+clipRunes(g.Message, maxLine))
		}
		p.Executions = append(p.Executions, x)
	}
	if r.Quiet != nil {
		x := r.pageOf(r.Quiet)
		x.Message = "This execution does not fail."
		p.Executions = append(p.Executions, x)
	}
	return p
}

func (r *Report) pageOf(f *Failure) pageExecution {
	x := pageExecution{
		Message: clipRunes(f.Message, maxLine), Explanation: f.Explanation,
		Threads: f.Threads, Trace: f.Trace, Blocked: f.Blocked, Marks: f.Marks,
	}
	if f.Film != nil { // the page offers no choices
		x.Film = &Film{Objects: f.Film.Objects, Frames: slices.Clone(f.Film.Frames)}
		for i := range x.Film.Frames {
			x.Film.Frames[i].Ready = nil
		}
	}
	if f.Seed != "" {
		x.Paste, x.Size = r.pasteLine(f.Seed), f.size()
	}
	return x
}
