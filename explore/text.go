package explore

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sim"
)

// Text returns the report for people, at most width runes wide where it can
// be: the verdict, each failure with its trace, why it happened and the line
// that replays it, the outcomes, and what was searched. It holds nothing that
// varies between two runs of the same search.
func (r *Report) Text(width int) string {
	w := &textWriter{r: r, width: max(width, 40)}
	w.headline()
	shown := r.shown()
	for _, i := range shown {
		w.failure(&r.Failures[i])
		if len(shown) > 1 {
			w.paste(&r.Failures[i])
		}
	}
	if r.Quiet != nil {
		w.b.WriteString("\n" + draw(r.Quiet, w.width))
	}
	w.outcomes()
	w.searched()
	if r.turned && r.Quiet != nil {
		w.paste(r.Quiet)
	}
	if len(shown) == 1 {
		w.paste(&r.Failures[shown[0]])
	}
	return w.b.String()
}

// shown returns the failures that are told on their own, by their place.
func (r *Report) shown() []int {
	var shown []int
	for i := range r.Failures {
		if !r.Failures[i].Consequence || r.ownTrace(i) {
			shown = append(shown, i)
		}
	}
	return shown
}

// sequels returns the failures that are told together with f.
func (r *Report) sequels(f *Failure) []*Failure {
	var gs []*Failure
	for i := range r.Failures {
		if g := &r.Failures[i]; g != f && g.Consequence && g.Seed == f.Seed && f.Seed != "" {
			gs = append(gs, g)
		}
	}
	return gs
}

// title names the program with its parameters.
func (r *Report) title() string {
	if r.Program == "" {
		return "program"
	}
	return strings.Join(append([]string{r.Program}, r.Params...), " ")
}

// kinds returns the kinds of failure found, in the order of finding.
func (r *Report) kinds() []string {
	kinds := []string{}
	for _, f := range r.Failures {
		if !slices.Contains(kinds, f.Kind.String()) {
			kinds = append(kinds, f.Kind.String())
		}
	}
	return kinds
}

// ownTrace reports whether failure i is shown by an execution of its own, so
// that it is not told as a consequence of another one.
func (r *Report) ownTrace(i int) bool {
	for j := range r.Failures {
		if g := &r.Failures[j]; g.Seed == r.Failures[i].Seed && (j < i || j > i && !g.Consequence) {
			return false
		}
	}
	return true
}

// maxLine is where messages and outcomes are clipped, in runes: they may name
// thousands of threads.
const maxLine = 400

// shownText is a message or an outcome as a line of text has it.
func shownText(s string) string { return clipRunes(model.Printable(s), maxLine) }

// paragraph is a message that may have several lines, such as a difference.
func paragraph(s string) string {
	lines := strings.Split(strings.ReplaceAll(clipRunes(s, maxLine), "\t", "    "), "\n")
	for i, l := range lines {
		lines[i] = model.Printable(l)
	}
	return strings.Join(lines, "\n  ")
}

type textWriter struct {
	b     strings.Builder
	r     *Report
	width int
}

func (w *textWriter) line(format string, args ...any) {
	fmt.Fprintf(&w.b, format, args...)
	w.b.WriteByte('\n')
}

func (w *textWriter) headline() {
	kinds := w.r.kinds()
	verdict := w.r.Verdict.String()
	if len(kinds) > 0 {
		verdict += ": " + strings.Join(kinds, ", ")
	}
	w.line("%s   %s", model.Printable(w.r.title()), verdict)
}

func (w *textWriter) failure(f *Failure) {
	w.line("")
	w.line("%s: %s", f.Kind, paragraph(f.Message))
	for _, g := range w.r.sequels(f) {
		w.line("%s, %s: %s", sequel(g.Kind), g.Kind, paragraph(g.Message))
	}
	if len(f.Trace)+len(f.Blocked) > 0 {
		w.line("")
		w.b.WriteString(draw(f, w.width))
	}
	if f.Explanation != "" {
		w.line("")
		for line := range strings.Lines(f.Explanation) {
			w.line("%s", wrap(strings.TrimSuffix(line, "\n"), w.width))
		}
	}
}

// sequel says how a failure belongs to the first one of its execution. Who is
// blocked at the end may well be so because of it; another thread that fails
// may have reasons of its own.
func sequel(k sim.Kind) string {
	if k == sim.Deadlock || k == sim.Leak || k == sim.Livelock {
		return "in consequence"
	}
	return "also"
}

// paste prints the line that makes the failing execution again.
func (w *textWriter) paste(f *Failure) {
	if f.Seed == "" {
		return
	}
	w.line("")
	w.line("%s", wrap(f.size(), w.width))
	w.line("To see it again:")
	w.line("  %s", model.Printable(w.r.pasteLine(f.Seed)))
}

// size says how large f's execution is, and how it was made small.
func (f *Failure) size() string {
	dotted := ""
	if f.Preemptions > 0 {
		dotted = " (dotted)"
	}
	endless := ""
	if f.Cycle > 0 {
		endless = fmt.Sprintf(", of which the last %d repeat for ever,", f.Cycle)
	}
	return fmt.Sprintf("The execution above has %s%s and %s%s%s.", plural(f.Steps, "step"), endless, plural(f.Preemptions, "preemption"), dotted, f.shrunk())
}

// pasteLine is the command that replays seed; of a program without a name, which no
// command finds, the call.
func (r *Report) pasteLine(seed string) string {
	switch {
	case r.paste != nil:
		return r.paste(seed)
	case r.nameless():
		return r.callLine(seed)
	}
	var params strings.Builder
	for _, p := range r.Params {
		params.WriteString(" --param " + p)
	}
	if r.races != RaceFail {
		params.WriteString(" --races=" + r.races.String())
	}
	name := r.command
	if name == "" {
		name = r.Program
	}
	return "interleave replay " + name + params.String() + " " + seed
}

func (r *Report) nameless() bool { return r.command == "" && r.Program == "" }

// callLine is the call that replays seed.
func (r *Report) callLine(seed string) string {
	var fields []string
	if len(r.Params) > 0 {
		fields = append(fields, fmt.Sprintf("Params: %#v", r.Params))
	}
	switch r.races {
	case RaceNote:
		fields = append(fields, "Races: explore.RaceNote")
	case RaceOff:
		fields = append(fields, "Races: explore.RaceOff")
	}
	return fmt.Sprintf("explore.Replay(program, %q, explore.Options{%s})", seed, strings.Join(fields, ", "))
}

func (w *textWriter) outcomes() {
	if len(w.r.Outcomes) == 0 {
		return
	}
	w.line("")
	w.line("Outcomes")
	const most = 20
	wide := 1
	for _, o := range w.r.Outcomes {
		wide = max(wide, len(comma(o.Executions)))
	}
	for i, o := range w.r.Outcomes {
		if i == most {
			w.line("  ... and %d more; --json has them all", len(w.r.Outcomes)-most)
			break
		}
		text := o.Outcome
		if text == "" {
			text = "(nothing observed)"
		}
		w.line("  %*s × %s", wide, comma(o.Executions), shownText(text))
	}
}

// searched says what was covered, and what the verdict rests on.
func (w *textWriter) searched() {
	r := w.r
	if r.Strategy != "replay" || len(r.Limits)+len(r.Notes) > 0 {
		w.line("")
	}
	done := fmt.Sprintf("%s, %s (%s)", plural(r.Executions, "execution"), plural(r.Steps, "step"), r.Strategy+r.setting())
	switch {
	case r.Strategy == "replay":
	case slices.ContainsFunc(r.Failures, func(f Failure) bool { return f.Kind == sim.Nondeterminism }):
		w.line("The search ended there, after %s: such a program can be neither covered nor replayed.", done)
	case r.single:
		w.line("Made %s.", done)
	case r.Complete:
		w.line("Every interleaving%s was covered: %s.", r.within(), done)
	case r.Verdict == sim.Fail && len(r.Limits) == 0 && !r.all:
		w.line("Stopped at the first failing execution: %s. %s goes on.", done, w.option("all", "All"))
	case r.Verdict == sim.Fail:
		w.line("Searched %s.", done)
	default:
		w.line("No failure in %s. That is no proof: not everything was covered.", done)
	}
	if r.Sampling != nil && r.Sampling.Executions > 1 && !r.Complete {
		w.line("%s", wrap(r.Sampling.String(), w.width))
	}
	for _, l := range r.Limits {
		w.line("%s", w.limit(l))
	}
	for _, n := range r.Notes {
		w.line("Note: %s.", model.Printable(n))
	}
}

// within says which interleavings a search with a bound covers.
func (r *Report) within() string {
	if d, ok := strings.CutPrefix(r.Strategy, "delay:"); ok {
		return " with at most " + d + " delays"
	}
	switch r.bound {
	case 0:
		return ""
	case NoPreemptions:
		return " without preemptions"
	}
	return " with at most " + plural(r.bound, "preemption")
}

// option names what changes the search: a flag, or where no command made it a field.
func (w *textWriter) option(flag, field string) string {
	if w.r.paste != nil || w.r.nameless() {
		return "Options." + field
	}
	return "--" + flag
}

func (w *textWriter) limit(name string) string {
	switch name {
	case "executions":
		return "Limit: the number of executions; raise it with " + w.option("executions", "Executions") + "."
	case "steps":
		return fmt.Sprintf("Limit: %s %s cut after %s, which says nothing about whether the program ends; raise it with %s.",
			plural(w.r.Cut, "execution"), was(w.r.Cut), plural(w.r.stepLimit, "step"), w.option("steps", "Steps"))
	case "timeout":
		return "Limit: the time-out; raise it with " + w.option("timeout", "Timeout") + "."
	case "cancelled":
		return "Cancelled: this is the report so far."
	case "stuck":
		return "Stuck: a body runs without reaching a step."
	}
	return "Limit: " + name
}

func was(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return comma(n) + " " + what + "s"
}

// comma prints n with commas between thousands.
func comma(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
