package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"
)

// keys are where commands come from: the keys of a terminal, or the lines of a file.
type keys struct {
	r   *bufio.Reader
	fd  int
	old *term.State // of the terminal; nil: there is none
}

func openKeys(in *os.File) (*keys, error) {
	k := &keys{r: bufio.NewReader(in), fd: int(in.Fd())}
	if !term.IsTerminal(k.fd) {
		return k, nil
	}
	old, err := term.MakeRaw(k.fd)
	if err != nil {
		return nil, fmt.Errorf("cannot read single keys from this terminal: %w", err)
	}
	k.old = old
	return k, nil
}

// close gives the terminal back as it was.
func (k *keys) close() {
	if k.old != nil {
		term.Restore(k.fd, k.old)
	}
}

// next returns the next command. The end of ctx ends the waiting for it, but not the
// reading: after that nothing more can be read.
func (k *keys) next(ctx context.Context) (string, error) {
	type typed struct {
		key string
		err error
	}
	read := make(chan typed, 1)
	go func() {
		key, err := k.read()
		read <- typed{key, err}
	}()
	select {
	case c := <-read:
		return c.key, c.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func (k *keys) read() (string, error) {
	if k.old != nil {
		return readKey(k.r)
	}
	line, err := k.r.ReadString('\n')
	if err != nil && line == "" {
		return "", err
	}
	return strings.TrimSpace(line), nil
}

// escapes are the keys that terminals send as sequences (ECMA-48, xterm).
var escapes = map[string]string{
	"[A": "up", "[B": "down", "[C": "right", "[D": "left", "[H": "home", "[F": "end", "[1~": "home", "[4~": "end",
	"OA": "up", "OB": "down", "OC": "right", "OD": "left", "OH": "home", "OF": "end",
}

// readKey reads one key of a terminal in raw mode; g takes digits up to Enter.
func readKey(r *bufio.Reader) (string, error) {
	c, err := r.ReadByte()
	switch {
	case err != nil:
		return "", err
	case c == 3 || c == 4: // Ctrl-C, Ctrl-D
		return "q", nil
	case c == '\r' || c == '\n' || c == ' ':
		return "", nil
	case c == 'g':
		digits, err := r.ReadString('\r')
		return "g " + strings.TrimSpace(digits), err
	case c != 0x1b:
		return string(rune(c)), nil
	}
	seq := ""
	for r.Buffered() > 0 && len(seq) < 8 {
		c, _ := r.ReadByte()
		seq += string(rune(c))
		if key, ok := escapes[seq]; ok {
			return key, nil
		}
		if c == '~' || len(seq) > 1 && c >= 'A' && c <= 'Z' {
			break
		}
	}
	return "?", nil
}
