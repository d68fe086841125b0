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

	echo func(string) // shows what is typed
}

func openKeys(in *os.File, echo func(string)) (*keys, error) {
	k := &keys{r: bufio.NewReader(in), fd: int(in.Fd()), echo: echo}
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

// next returns the next command; long: numbers may have several digits. The end of
// ctx ends the waiting for it, but not the reading: after that nothing more can be read.
func (k *keys) next(ctx context.Context, long bool) (string, error) {
	type typed struct {
		key string
		err error
	}
	read := make(chan typed, 1)
	go func() {
		key, err := k.read(long)
		read <- typed{key, err}
	}()
	select {
	case c := <-read:
		return c.key, c.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func (k *keys) read(long bool) (string, error) {
	if k.old != nil {
		return k.readKey(long)
	}
	line, err := k.r.ReadString('\n')
	if err != nil && line == "" {
		return "", err
	}
	return strings.TrimSpace(line), nil
}

// The control characters that have a meaning.
const (
	ctrlC     = 0x03
	ctrlD     = 0x04
	escape    = 0x1b
	backspace = 0x7f
)

// escapes are the keys that terminals send as sequences (ECMA-48, xterm).
var escapes = map[string]string{
	"[A": "up", "[B": "down", "[C": "right", "[D": "left", "[H": "home", "[F": "end", "[1~": "home", "[4~": "end",
	"OA": "up", "OB": "down", "OC": "right", "OD": "left", "OH": "home", "OF": "end",
}

// readKey reads one key of a terminal in raw mode, or a number after g and, where
// numbers are long, after its first digit.
func (k *keys) readKey(long bool) (string, error) {
	c, err := k.r.ReadByte()
	switch {
	case err != nil:
		return "", err
	case c == ctrlC || c == ctrlD:
		return "q", nil
	case c == '\r' || c == '\n' || c == ' ':
		return "", nil
	case c == 'g':
		return k.number("g ")
	case long && c >= '0' && c <= '9':
		return k.number(string(rune(c)))
	case c == escape:
		if key := k.sequence(); key != "" {
			return key, nil
		}
		return "?", nil
	}
	return string(rune(c)), nil
}

// givenUp is the key that stands for a number that was not ended.
const givenUp = "\x1b"

// number reads on up to Enter, and shows what it reads.
func (k *keys) number(text string) (string, error) {
	k.echo(text)
	for {
		c, err := k.r.ReadByte()
		switch {
		case err != nil:
			return "", err
		case c == ctrlC || c == ctrlD:
			return "q", nil
		case c == escape:
			k.sequence()
			return givenUp, nil
		case c == '\r' || c == '\n':
			return strings.TrimSpace(text), nil
		case c == backspace || c == '\b':
			if text = text[:len(text)-1]; text == "" || text == "g" {
				return givenUp, nil
			}
			k.echo("\b \b")
		case c >= ' ' && c < backspace:
			text += string(rune(c))
			k.echo(string(rune(c)))
		}
	}
}

// sequence reads the rest of what a terminal sends for one key, and names the key;
// "" for one without a meaning.
func (k *keys) sequence() string {
	seq := ""
	for k.r.Buffered() > 0 && len(seq) < 8 {
		c, _ := k.r.ReadByte()
		seq += string(rune(c))
		if key, ok := escapes[seq]; ok {
			return key
		}
		if c == '~' || len(seq) > 1 && c >= 'A' && c <= 'Z' {
			break
		}
	}
	return ""
}
