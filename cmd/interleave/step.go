package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/interleave-go/interleave/explore"
)

// A walk goes through an execution step by step, in the terminal.
type walk struct {
	c      *console
	replay func(seed string, turn *explore.Turn) (*explore.Report, error)
	r      *explore.Report
	f      *explore.Failure // the execution
	at     int              // steps made
	all    bool             // the whole trace is shown, not only what is near
	past   []moment         // before each turn taken by hand
	asked  string           // the thread whose alternative was asked for
}

// A moment is what a turn can be taken back to.
type moment struct {
	r  *explore.Report
	at int
}

// walkThrough shows the execution in r until the input ends or somebody quits,
// and returns the report of the execution shown last. A signal ends it without one.
func walkThrough(ctx context.Context, c *console, in *os.File, r *explore.Report, replay func(string, *explore.Turn) (*explore.Report, error)) (*explore.Report, error) {
	w := &walk{c: c, replay: replay}
	if !w.show(r) {
		return r, errors.New("this execution is too long to be walked through, or has no steps; leave --step out")
	}
	ctx, stop := untilInterrupted(ctx)
	defer stop()
	k, err := openKeys(in, func(text string) { c.print(text) })
	if err != nil {
		return r, err
	}
	defer k.close()
	raw := k.old != nil
	said := ""
	for {
		page := w.page(said)
		if raw { // the terminal moves to the left by itself no more
			page = "\x1b[H\x1b[2J" + strings.ReplaceAll(page, "\n", "\r\n")
		}
		if err := c.print(page); err != nil {
			return w.r, err
		}
		key, err := k.next(ctx, w.choices() >= 10)
		if ctx.Err() != nil {
			return nil, errors.New("interrupted; there is no report")
		} else if err == io.EOF || key == "q" {
			if raw {
				c.print("\r\n")
			}
			return w.r, nil
		} else if err != nil {
			return w.r, err
		}
		said = w.do(key)
	}
}

// show takes the execution of a report. It reports whether that can be walked.
func (w *walk) show(r *explore.Report) bool {
	f := r.Quiet
	if len(r.Failures) > 0 {
		f = &r.Failures[0]
	}
	if f == nil || f.Film == nil || len(f.Film.Frames) == 0 {
		return false
	}
	w.r, w.f = r, f
	return true
}

// choices returns the greatest number that can be chosen here: of a thread, from 1,
// or of an alternative that was asked for, from 0.
func (w *walk) choices() int {
	ready := w.f.Film.Frames[w.at].Ready
	for _, r := range ready {
		if r.Thread == w.asked {
			return len(r.Alts) - 1
		}
	}
	return len(ready)
}

// do carries out one command and returns what there is to say about it.
func (w *walk) do(key string) string {
	last := len(w.f.Trace)
	word, rest, _ := strings.Cut(key, " ")
	asked := w.asked
	w.asked = ""
	if _, err := strconv.Atoi(word); asked != "" && err == nil {
		return w.turn(asked, word)
	}
	switch word {
	case "", "n", "right", "down":
		w.at++
	case "b", "p", "left", "up":
		w.at--
	case "s", "home":
		w.at = 0
	case "e", "end":
		w.at = last
	case "g":
		n, err := strconv.Atoi(rest)
		if err != nil {
			return "g takes the number of a step, as in g 3"
		}
		w.at = n
	case "l":
		w.all = !w.all
	case "u":
		if len(w.past) == 0 {
			return "no turn was taken by hand"
		}
		m := w.past[len(w.past)-1]
		w.past = w.past[:len(w.past)-1]
		w.show(m.r)
		w.at = m.at
	case givenUp:
	case "?", "h":
		return keysHelp
	default:
		return w.turn(word, rest)
	}
	if w.at > len(w.f.Trace) {
		w.at = len(w.f.Trace)
		return "that is the end"
	}
	if w.at < 0 {
		w.at = 0
		return "that is the start"
	}
	return ""
}

const keysHelp = `Enter n → ↓  one step on          s Home   the start     1 2 ...   let that thread go on, by hand
b p ← ↑      one step back        e End    the end       1 0       the same, by alternative 0 of its operation
g N          after step N         l        the whole trace, or what is near
u            undo the last turn   q        the end of the walk
Enter ends the number of a step, and that of a thread where there are 10 or more; Esc gives it up.`

// turn lets a thread go on that is named by its number or its name.
func (w *walk) turn(who, alt string) string {
	ready := w.f.Film.Frames[w.at].Ready
	t := &explore.Turn{Step: w.at, Thread: who}
	if n, err := strconv.Atoi(who); err == nil && n >= 1 && n <= len(ready) {
		t.Thread = ready[n-1].Thread
	}
	i := slices.IndexFunc(ready, func(r explore.FilmReady) bool { return r.Thread == t.Thread })
	if i < 0 {
		return fmt.Sprintf("%q is no key, and no thread that can go on here; ? shows the keys", who)
	}
	switch {
	case alt == "" && len(ready[i].Alts) > 0:
		w.asked = t.Thread
		return "by which alternative of " + t.Thread + "? " + numbered(ready[i].Alts)
	case alt != "":
		n, err := strconv.Atoi(alt)
		if err != nil {
			return fmt.Sprintf("%q is no number of an alternative; they count from 0", alt)
		}
		t.Alt = n
	}
	r, err := w.replay(w.f.Seed, t)
	if err != nil {
		return err.Error()
	}
	before := moment{w.r, w.at}
	if !w.show(r) {
		return "from there the execution is too long to be shown"
	}
	w.past = append(w.past, before)
	w.at++
	return "from here on nobody is preempted; u takes the turn back"
}
