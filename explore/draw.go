package explore

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/interleave-go/interleave/model"
)

// A trace is drawn with threads as columns, a step a line. Lines end in the
// source position and the step's number. An arrow leads from the column of the
// thread that ran to that of the next: solid where the switch was free, dotted
// where it is a preemption. What threads wait in at the end follows below.

const (
	minColumn = 8   // a thread's column, in runes
	maxThread = 10  // more threads than this are drawn as a list
	maxShown  = 120 // steps; of longer traces the middle is left out
	maxWaits  = 20  // threads that wait, in a list
	maxListed = 200 // an operation in a list, in runes
)

// draw returns the drawing of f's execution, at most width runes wide where
// that is possible at all.
func draw(f *Failure, width int) string {
	f = printable(f)
	names := actors(f)
	if len(names) == 0 {
		return "  (no steps)\n"
	}
	d := &drawing{col: map[string]int{}}
	for i, n := range names {
		d.col[n] = i
		d.name = append(d.name, n)
		d.width = append(d.width, max(minColumn, runes(n)))
	}
	all := append(append([]TraceStep(nil), f.Trace...), f.Blocked...)
	d.file = onlyFile(all)
	for _, s := range all {
		i := d.col[s.Thread]
		d.width[i] = min(width, max(d.width[i], runes(cell(s))))
		d.place = max(d.place, runes(strings.TrimPrefix(s.Place, d.file)))
	}
	if len(names) > maxThread || !d.fit(width) {
		return list(f, names, d.file)
	}
	return d.paint(f, width)
}

// printable returns f as far as it is drawn, with nothing in it that a line of text
// cannot hold.
func printable(f *Failure) *Failure {
	p := &Failure{Threads: slices.Clone(f.Threads), Trace: slices.Clone(f.Trace), Blocked: slices.Clone(f.Blocked)}
	for i, n := range p.Threads {
		p.Threads[i] = model.Printable(n)
	}
	for _, steps := range [][]TraceStep{p.Trace, p.Blocked} {
		for i := range steps {
			s := &steps[i]
			s.Thread, s.Peer = model.Printable(s.Thread), model.Printable(s.Peer)
			s.Op, s.Result = model.Printable(s.Op), model.Printable(s.Result)
		}
	}
	return p
}

// actors returns the threads that make steps or are blocked, by spawn path.
func actors(f *Failure) []string {
	moves := map[string]bool{}
	for _, s := range f.Trace {
		moves[s.Thread] = true
		moves[s.Peer] = true
	}
	for _, s := range f.Blocked {
		moves[s.Thread] = true
	}
	var names []string
	for _, n := range f.Threads {
		if moves[n] {
			names = append(names, n)
		}
	}
	return names
}

// onlyFile returns the file that all steps are in, "" when they are in several.
func onlyFile(steps []TraceStep) string {
	file := ""
	for _, s := range steps {
		name, _, _ := strings.Cut(s.Place, ":")
		if name != file && file != "" && name != "" {
			return ""
		}
		if name != "" {
			file = name
		}
	}
	return file
}

type drawing struct {
	file  string // of all source positions: it stands at the top, once
	col   map[string]int
	name  []string
	width []int
	at    []int // where each column begins
	place int   // width of the source positions
	b     strings.Builder
}

const gap = 3 // runes between columns: room for an arrow

// fit narrows the columns until the drawing is at most width wide, and reports
// whether that was possible.
func (d *drawing) fit(width int) bool {
	for {
		d.at = d.at[:0]
		x, widest := 2, 0
		for i, w := range d.width {
			d.at = append(d.at, x)
			x += w + gap
			if w > d.width[widest] {
				widest = i
			}
		}
		if x+d.place+6 <= width {
			return true
		}
		if len(d.width) == 0 || d.width[widest] <= minColumn+6 {
			return false
		}
		d.width[widest]--
	}
}

// end returns where the source positions begin.
func (d *drawing) end() int { return d.at[len(d.at)-1] + d.width[len(d.width)-1] + gap }

func (d *drawing) paint(f *Failure, width int) string {
	head, file := &row{}, d.file
	if over := d.end() + runes(file) - width; over > 0 { // it gets a line of its own
		head.put(max(2, d.end()-over), file)
		d.line(head, "", "")
		head, file = &row{}, ""
	}
	for i, n := range d.name {
		head.put(d.at[i], clipRunes(n, d.width[i]+gap-1))
	}
	d.line(head, file, "")
	rule := &row{}
	for i := range d.name {
		rule.put(d.at[i], strings.Repeat("─", d.width[i]))
	}
	d.line(rule, "", "")
	last, now := -1, int64(0)
	for i, s := range f.Trace {
		if skipped(i, len(f.Trace)) {
			if i == maxShown/2 {
				d.b.WriteString(fmt.Sprintf("  ... %d steps are not shown; --json has them all\n", len(f.Trace)-maxShown))
			}
			last = -1
			continue
		}
		if s.Now != now {
			d.b.WriteString(passing(s.Now))
			last, now = -1, s.Now
		}
		c := d.col[s.Thread]
		r := &row{}
		if last >= 0 && last != c {
			r.arrow(d.at[last], d.at[c], runes(clipRunes(cell(s), d.width[c])), s.Preempts)
		}
		r.put(d.at[c], clipRunes(cell(s), d.width[c]))
		d.line(r, s.Place, fmt.Sprint(s.Step))
		last = c
	}
	for _, s := range f.Blocked {
		r := &row{}
		r.put(d.at[d.col[s.Thread]], clipRunes(s.Op, d.width[d.col[s.Thread]]))
		d.line(r, s.Place, "waits")
	}
	return d.b.String()
}

// passing is the line at which virtual time passes: nobody could move before.
func passing(now int64) string { return "  ── " + model.FormatDuration(now) + " ──\n" }

// line writes a row with the source position and the step's number at its end.
func (d *drawing) line(r *row, place, step string) {
	end := d.end()
	if step == "" {
		r.put(end, place)
	} else {
		if d.place > 0 {
			if place != d.file {
				place = strings.TrimPrefix(place, d.file)
			}
			r.put(end, place)
			end += d.place + 1
		}
		r.put(end+max(0, 5-runes(step)), step)
	}
	d.b.WriteString(strings.TrimRight(string(r.cells), " "))
	d.b.WriteByte('\n')
}

// skipped reports whether step i of n is in the part that is left out.
func skipped(i, n int) bool { return n > maxShown && i >= maxShown/2 && i < n-maxShown/2 }

// row is a line being drawn, rune by rune.
type row struct{ cells []rune }

func (r *row) put(x int, text string) {
	for _, c := range text {
		r.set(x, c)
		x++
	}
}

func (r *row) set(x int, c rune) {
	for len(r.cells) <= x {
		r.cells = append(r.cells, ' ')
	}
	r.cells[x] = c
}

// arrow leads from column from to the text of the given length in column to.
func (r *row) arrow(from, to, length int, preempts bool) {
	stroke := '─'
	if preempts {
		stroke = '┄'
	}
	if from < to {
		r.set(from, '╰')
		for x := from + 1; x < to-2; x++ {
			r.set(x, stroke)
		}
		r.set(to-2, '▸')
		return
	}
	start := to + length + 1
	if start >= from {
		return // the text reaches beyond the other column
	}
	r.set(start, '◂')
	for x := start + 1; x < from; x++ {
		r.set(x, stroke)
	}
	r.set(from, '╯')
}

// cell prints a step in its column.
func cell(s TraceStep) string {
	if s.Result == "" {
		return s.Op
	}
	return s.Op + " → " + s.Result
}

func runes(s string) int { return utf8.RuneCountInString(s) }

func pad(s string, w int) string { return s + strings.Repeat(" ", max(0, w-runes(s))) }

func clipRunes(s string, w int) string {
	if runes(s) <= w {
		return s
	}
	return string([]rune(s)[:w-1]) + "…"
}
