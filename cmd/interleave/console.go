package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"golang.org/x/term"
)

// defaultWidth is the width of pages and reports, in columns, where standard
// output is no terminal; it is fixed, so that files and pipes get the same text
// everywhere.
const defaultWidth = 100

// A console is where a command writes to, and what is known about it.
type console struct {
	out, err io.Writer
	outWidth int  // of standard output, in columns
	errWidth int  // of standard error, in columns; 0: it is no terminal
	colour   bool // standard output is a terminal that wants colours
}

// newConsole looks at both streams and the environment.
func newConsole(stdout, stderr io.Writer) *console {
	c := &console{out: stdout, err: stderr, outWidth: defaultWidth}
	dumb := os.Getenv("TERM") == "dumb"
	if w := terminalWidth(stdout); w > 0 {
		c.outWidth = w
		c.colour = os.Getenv("NO_COLOR") == "" && !dumb
	}
	if !dumb {
		c.errWidth = terminalWidth(stderr)
	}
	return c
}

// terminalWidth returns the columns of the terminal behind w, 0 if there is none.
func terminalWidth(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0
	}
	if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
		return width
	}
	return defaultWidth
}

// human tells whether somebody watches standard error.
func (c *console) human() bool { return c.errWidth > 0 }

// print writes text to standard output at once. That the reader of a pipe has
// gone is no error: it has seen what it wanted.
func (c *console) print(text string) error {
	if _, err := io.WriteString(c.out, text); err != nil && !errors.Is(err, syscall.EPIPE) {
		return fmt.Errorf("cannot write to standard output: %w", err)
	}
	return nil
}
