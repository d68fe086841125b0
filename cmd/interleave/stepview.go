package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/model"
)

// near is how many steps are shown before and after the present moment.
const near = 8

// page shows the moment: the steps around it, who can go on and who cannot, and
// the objects; then what there is to say, and the prompt.
func (w *walk) page(said string) string {
	b := &strings.Builder{}
	frame := &w.f.Film.Frames[w.at]
	w.steps(b)
	b.WriteByte('\n')
	for i, r := range frame.Ready {
		label := ""
		if i == 0 {
			label = "can go on"
		}
		alts := ""
		if len(r.Alts) > 0 {
			alts = "   (" + numbered(r.Alts) + ")"
		}
		w.line(b, "  %-10s %2d  %s: %s%s", label, i+1, r.Thread, r.Op, alts)
	}
	for i, x := range frame.Waits {
		label := ""
		if i == 0 {
			label = "blocked"
		}
		what := x.Thread + ": " + x.Op
		if len(x.For) > 0 {
			what += "   waits for " + strings.Join(x.For, ", ")
		}
		w.line(b, "  %-10s  ·  %s", label, what)
	}
	if len(frame.Ready)+len(frame.Waits) == 0 {
		w.line(b, "  all threads have ended")
	}
	for i, o := range w.objects() {
		label := ""
		if i == 0 {
			label = "objects"
		}
		w.line(b, "  %-10s %s", label, o)
	}
	b.WriteByte('\n')
	if said != "" {
		b.WriteString(said + "\n")
	}
	turns := ""
	switch n := len(frame.Ready); {
	case n == 1:
		turns = "1 "
	case n > 1:
		turns = fmt.Sprintf("1-%d ", n)
	}
	fmt.Fprintf(b, "%s, step %d of %d%s   [Enter b %su ? q] ", w.r.Program, w.at, len(w.f.Trace), w.ending(), turns)
	if !w.c.human() {
		b.WriteString("\n\n")
	}
	return b.String()
}

// numbered lists alternatives with their numbers.
func numbered(alts []string) string {
	each := make([]string, len(alts))
	for i, a := range alts {
		each[i] = fmt.Sprintf("%d: %s", i, a)
	}
	return strings.Join(each, ", ")
}

// ending says how the execution ends, at its end.
func (w *walk) ending() string {
	if w.at < len(w.f.Trace) || len(w.r.Failures) == 0 {
		return ""
	}
	return ": " + w.f.Kind.String() + ": " + model.Printable(w.f.Message)
}

// line writes a line, as wide as the screen at most.
func (w *walk) line(b *strings.Builder, format string, args ...any) {
	b.WriteString(capRunes(model.Printable(fmt.Sprintf(format, args...)), w.c.outWidth) + "\n")
}

// steps writes the trace around the moment, or all of it.
func (w *walk) steps(b *strings.Builder) {
	from, to := max(0, w.at-near), min(len(w.f.Trace), w.at+near)
	if w.all {
		from, to = 0, len(w.f.Trace)
	}
	who, what := 4, 8
	for _, s := range w.f.Trace {
		who = max(who, min(20, len([]rune(s.Thread))))
		what = max(what, min(44, len([]rune(told(s)))))
	}
	if from > 0 {
		w.line(b, "       ... %d before", from)
	}
	if w.at == 0 {
		w.line(b, "  ▸  0  the start")
	}
	for i, s := range w.f.Trace[from:to] {
		i += from
		mark := "   "
		switch {
		case i+1 == w.at:
			mark = " ▸ "
		case i >= w.at:
			mark = " · "
		}
		preempts := "  "
		if s.Preempts {
			preempts = "┄▸"
		}
		w.line(b, " %s%3d %s %-*s  %-*s  %s", mark, i+1, preempts, who, capRunes(s.Thread, 20), what, capRunes(told(s), 44), s.Place)
	}
	if left := len(w.f.Trace) - to; left > 0 {
		w.line(b, "       ... %d more", left)
	}
}

func told(s explore.TraceStep) string {
	if s.Result == "" {
		return s.Op
	}
	return s.Op + " → " + s.Result
}

// objects tells the state of all objects; what the latest step has changed is
// marked.
func (w *walk) objects() []string {
	film := w.f.Film
	state := make([]string, len(film.Objects))
	made := make([]bool, len(film.Objects))
	for _, f := range film.Frames[:w.at+1] {
		for _, s := range f.Set {
			state[s.Object], made[s.Object] = s.State, true
		}
	}
	wide := 0
	for _, o := range film.Objects {
		wide = max(wide, min(24, len([]rune(o.Name))))
	}
	var lines []string
	for i, o := range film.Objects {
		if !made[i] {
			continue
		}
		mark := " "
		if w.at > 0 && slices.ContainsFunc(film.Frames[w.at].Set, func(s explore.FilmState) bool { return s.Object == i }) {
			mark = "*"
		}
		lines = append(lines, fmt.Sprintf(" %s  %-*s  %s", mark, wide, o.Name, state[i]))
	}
	return lines
}
