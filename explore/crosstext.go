package explore

import (
	"fmt"
	"strings"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sim"
)

// Text returns the report for people, at most width runes wide where it can be: a
// histogram with the model beside the runs, as litmus tools print it, how runs hung,
// and what was searched and run. The numbers of runs vary.
func (r *CrossReport) Text(width int) string {
	w := &crossWriter{textWriter: textWriter{r: r.Report, width: max(width, 40)}, c: r}
	headline := model.Printable(r.title()) + "   " + r.Summary()
	if r.Runs > 0 && r.Allowed() > 0 {
		headline += fmt.Sprintf("; %s of %s seen", comma(r.Allowed()-len(r.Unseen)), plural(r.Allowed(), "allowed outcome"))
	}
	w.line("%s", headline)
	w.histogram()
	w.hangs()
	w.sides()
	w.races()
	return w.b.String()
}

// Summary says in some words how the comparison ended.
func (r *CrossReport) Summary() string {
	var parts []string
	add := func(n int, one, more string) {
		switch {
		case n == 1:
			parts = append(parts, "1 "+one)
		case n > 1:
			parts = append(parts, comma(n)+" "+more)
		}
	}
	add(len(r.Unexplained), "unexplained outcome", "unexplained outcomes")
	if r.Races != nil {
		add(len(r.Races.Unexplained), "unexplained race", "unexplained races")
	}
	add(len(r.Racy), "racy outcome", "racy outcomes")
	add(len(r.Beyond), "outcome beyond what was searched", "outcomes beyond what was searched")
	switch {
	case r.Runs == 0:
		parts = append(parts, "nothing was run")
	case len(parts) == 0:
		parts = append(parts, "explained")
	}
	return strings.Join(parts, ", ")
}

type crossWriter struct {
	textWriter
	c *CrossReport
}

// The goroutines of so many hung runs are shown, in so many lines each.
const (
	mostHangs  = 5
	stackLines = 40
)

// hangs shows where the goroutines of hung runs are: one example for an outcome.
func (w *crossWriter) hangs() {
	n := 0
	for _, o := range w.c.Real {
		if o.Stacks == "" {
			continue
		}
		w.line("")
		if n++; n > mostHangs {
			w.line("Runs hung in other ways, too; --json has their goroutines.")
			return
		}
		w.line("%s hung: %s", plural(o.Hung, "run"), shownText(nothing(o.Outcome)))
		lines := goroutines(o.Stacks)
		for i, l := range lines {
			if i == stackLines {
				w.line("  ... %d lines more; --json has them all", len(lines)-stackLines)
				break
			}
			w.line("%s", strings.TrimRight("  "+l, " "))
		}
	}
}

// sides says what was searched, and what was run.
func (w *crossWriter) sides() {
	r := w.c
	done := fmt.Sprintf("%s, %s (%s)", plural(r.Executions, "execution"), plural(r.Steps, "step"), r.Strategy+r.setting())
	w.line("")
	if r.Complete {
		w.line("%s", wrap("Model: every interleaving was covered: "+done+".", w.width))
	} else {
		w.line("%s", wrap("Model: not everything was covered: "+done+". What it was not seen to allow is beyond what was searched, and not unexplained.", w.width))
	}
	for _, f := range r.Failures {
		if f.Kind == sim.Nondeterminism {
			w.line("%s", wrap("Such a program can be neither covered nor compared: "+shownText(f.Message)+".", w.width))
		}
	}
	for _, l := range r.Limits {
		w.line("%s", wrap(w.limit(l), w.width))
	}
	for _, n := range r.Notes {
		w.line("%s", wrap("Note: "+model.Printable(n)+".", w.width))
	}
	w.line("%s", wrap("Real goroutines: "+r.runsText()+".", w.width))
	switch r.Ended {
	case EndedCancelled:
		w.line("Cancelled: this is the report so far.")
	case EndedLeft:
		w.line("%s", wrap("The runs ended there, since they have left too many goroutines behind, which cannot be ended: their bodies compute, or wait for something that is not modeled, without end.", w.width))
	case EndedMoving:
		w.line("%s", wrap("The runs ended there, since those that do not end by themselves take too long.", w.width))
	case EndedCrashes:
		w.line("%s", wrap("The runs ended there, since the program ended its process again and again.", w.width))
	}
	if len(r.Racy) > 0 {
		w.line("%s", wrap("The program has data races, so its memory need not be sequentially consistent: what the model does not allow is racy, and not unexplained.", w.width))
	}
	for _, o := range r.Unexplained {
		if o.Message != "" && !o.Crashed {
			w.line("%s", wrap(fmt.Sprintf("Unexplained %s: %s", model.Printable(nothing(o.Outcome)), model.Printable(o.Message)), w.width))
		}
	}
}

// runsText says how many runs were made: "10,000 runs with GOMAXPROCS 1, 2 and 8, of
// which 312 hung".
func (r *CrossReport) runsText() string {
	text := plural(r.Runs, "run")
	for i, p := range r.Procs {
		switch {
		case i == 0:
			text += " with GOMAXPROCS "
		case i == len(r.Procs)-1:
			text += " and "
		default:
			text += ", "
		}
		text += fmt.Sprintf("%d (%s)", p.Procs, comma(p.Runs))
	}
	hung, moving := 0, 0
	for _, o := range r.Real {
		hung += o.Hung
		if o.Unended {
			moving += o.Runs
		}
	}
	if hung > 0 {
		text += fmt.Sprintf("; %s hung", comma(hung))
	}
	if moving > 0 {
		text += fmt.Sprintf("; %s still moved when given up", comma(moving))
	}
	return text
}

// races says how Go's race detector and the model agree.
func (w *crossWriter) races() {
	c := w.c.Races
	if c == nil {
		return
	}
	w.line("")
	if c.Skipped != "" {
		w.line("%s", wrap("Races were not compared with Go's detector: "+c.Skipped+".", w.width))
		return
	}
	w.line("Data races, Go's detector in %s", plural(c.Runs, "run"))
	if len(c.Both)+len(c.Luck)+len(c.Misuse)+len(c.Unexplained)+len(c.Beyond) == 0 {
		w.line("  none on either side")
	}
	for _, list := range []struct {
		races []GoRace
		mark  string
	}{{c.Unexplained, "UNEXPLAINED"}, {c.Beyond, "beyond what was searched"}} {
		for _, g := range list.races {
			w.line("  %s: Go's detector only: %s and %s", list.mark, orUnknown(g.Places[0]), orUnknown(g.Places[1]))
			for l := range strings.Lines(strings.TrimSpace(g.Text)) {
				w.line("    %s", strings.TrimRight(l, "\n"))
			}
		}
	}
	for _, g := range c.Misuse {
		w.line("%s", wrap(fmt.Sprintf("  misuse      what Go's detector calls a race on a %s is misuse to the model: %s and %s", model.Printable(g.Object), orUnknown(g.Places[0]), orUnknown(g.Places[1])), w.width))
	}
	for _, m := range c.Both {
		w.line("%s", wrap("  both        "+model.Printable(m.Message), w.width))
	}
	for _, m := range c.Luck {
		w.line("%s", wrap("  model only  "+model.Printable(m.Message), w.width))
		w.line("              %s", model.Printable(w.r.pasteLine(m.Seed)))
	}
}

func orUnknown(place string) string {
	if place == "" {
		return "an unknown place"
	}
	return place
}
