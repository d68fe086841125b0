package explore

import (
	"fmt"
	"strings"
)

// histogramLine is an outcome with how often the model and real goroutines have it.
type histogramLine struct {
	outcome, mark string
	model, runs   int
}

// mostRows is how many lines a histogram has.
const mostRows = 40

// rows returns the lines of the histogram: what is not explained first, then by
// outcome.
func (r *CrossReport) rows() []histogramLine {
	var strange, plain []histogramLine
	marks := map[RealOutcome]string{}
	for mark, list := range map[string][]RealOutcome{"UNEXPLAINED": r.Unexplained, "racy": r.Racy, "beyond": r.Beyond} {
		for _, o := range list {
			marks[o] = mark
		}
	}
	model := map[string]int{}
	for _, c := range r.Outcomes {
		model[c.Outcome] = c.Executions
	}
	for _, o := range r.Real {
		line := histogramLine{outcome: o.shown(), mark: marks[o], runs: o.Runs}
		if line.mark != "" {
			strange = append(strange, line)
			continue
		}
		if !o.Unended {
			line.model = model[o.Outcome]
		}
		plain = append(plain, line)
	}
	for _, c := range r.Unseen {
		plain = append(plain, histogramLine{outcome: nothing(c.Outcome), mark: "unseen", model: c.Executions})
	}
	return append(strange, plain...)
}

// shown is the outcome as a line of the histogram names it.
func (o *RealOutcome) shown() string {
	switch {
	case o.Unended:
		return strings.TrimSpace(o.Outcome + " (still moving)")
	case o.Crashed:
		return "(the process ended: " + o.Message + ")"
	}
	return nothing(o.Outcome)
}

// nothing names the outcome in which nothing was observed and nothing went wrong.
func nothing(outcome string) string {
	if outcome == "" {
		return "(nothing observed)"
	}
	return outcome
}

// histogram prints the model beside the runs, outcome by outcome, as litmus tools do
// (Alglave, Maranget, Tautschnig, "Herding Cats", TOPLAS'14).
func (w *crossWriter) histogram() {
	rows := w.c.rows()
	if len(rows) == 0 {
		return
	}
	wide, marks := [2]int{len("model"), len("real runs")}, 0
	for _, l := range rows {
		wide[0] = max(wide[0], len(portion(l.model, w.r.Executions)))
		wide[1] = max(wide[1], len(portion(l.runs, w.c.Runs)))
		marks = max(marks, len(l.mark))
	}
	w.line("")
	print := func(model, real, mark, outcome string) {
		if marks > 0 {
			mark = pad(mark, marks) + "  "
		}
		w.line("  %s", strings.TrimRight(fmt.Sprintf("%*s   %*s   %s%s", wide[0], model, wide[1], real, mark, shownText(outcome)), " "))
	}
	print("model", "real runs", "", "outcome")
	for i, l := range rows {
		if i == mostRows {
			w.line("  ... and %d more; --json has them all", len(rows)-mostRows)
			break
		}
		print(portion(l.model, w.r.Executions), portion(l.runs, w.c.Runs), l.mark, l.outcome)
	}
}

// portion prints a count and how much of all it is: "9,511  95.1%".
func portion(n, all int) string {
	if n == 0 {
		return "-       "
	}
	percent := fmt.Sprintf("%5.1f%%", 100*float64(n)/float64(max(all, 1)))
	if 1000*n < all {
		percent = " <0.1%"
	}
	return comma(n) + " " + percent
}
