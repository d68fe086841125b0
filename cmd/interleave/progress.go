package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/interleave-go/interleave/explore"
)

// A progressLine shows on one line of a terminal how far a search is. The line
// overwrites itself and vanishes in the end.
type progressLine struct {
	w     io.Writer
	width int // of the terminal, in columns; a wrapped line could not be overwritten

	mu    sync.Mutex
	drawn bool // the line is on the terminal
	open  bool // the program has printed a line that is not yet complete
	done  bool // the search has ended: a late call must not draw into the report
}

// eraseLine goes to the start of the line and erases it (ECMA-48, CR and EL).
const eraseLine = "\r\x1b[K"

// draw is explore.Options.Progress. It is called from another goroutine.
func (l *progressLine) draw(p explore.Progress) { l.show(progressText(p)) }

// show puts text on the line.
func (l *progressLine) show(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.done || l.open {
		return
	}
	l.drawn = true
	io.WriteString(l.w, eraseLine+capRunes(text, l.width-1))
}

// clear takes the line away, and nothing is drawn any more.
func (l *progressLine) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.drawn {
		io.WriteString(l.w, eraseLine)
	}
	l.drawn, l.done = false, true
}

// Write passes on what the program prints, and takes the line away first.
func (l *progressLine) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.drawn {
		io.WriteString(l.w, eraseLine)
	}
	l.drawn, l.open = false, len(p) > 0 && p[len(p)-1] != '\n'
	return l.w.Write(p)
}

// progressText is the line: "dfs: 1,234 executions, 61,700/s, 12.5% covered, some 9,000 to 9,900 in all, 0.02 s, about 0.14 s left".
func progressText(p explore.Progress) string {
	parts := []string{thousands(p.Executions) + " executions"}
	if rate := perSecond(p.Executions, p.Elapsed); rate != "" {
		parts = append(parts, rate)
	}
	if p.Failures > 0 {
		parts = append(parts, thousands(p.Failures)+" failing")
	}
	if p.Covered >= 0 {
		parts = append(parts, fmt.Sprintf("%.1f%% covered", 100*p.Covered))
	}
	if p.Estimate != "" {
		parts = append(parts, "some "+p.Estimate+" in all")
	}
	parts = append(parts, span(p.Elapsed))
	if left, ok := timeLeft(p); ok {
		parts = append(parts, "about "+span(left)+" left")
	}
	return p.Strategy + ": " + strings.Join(parts, ", ")
}

// timeLeft extrapolates from the covered share. Below one per cent that would
// be a guess, and nothing is said.
func timeLeft(p explore.Progress) (time.Duration, bool) {
	if p.Covered < 0.01 || p.Covered >= 1 {
		return 0, false
	}
	return time.Duration(float64(p.Elapsed) * (1 - p.Covered) / p.Covered), true
}

// capRunes cuts s after n runes.
func capRunes(s string, n int) string {
	runes := []rune(s)
	if n < 0 || len(runes) <= n {
		return s
	}
	return string(runes[:n])
}
