package main

import (
	"bufio"
	"io"
	"slices"
	"strings"
	"testing"
)

// TestReadKey types on a terminal in raw mode, where choices have one digit and
// where they have more. There is a pause at each bar.
func TestReadKey(t *testing.T) {
	for _, test := range []struct {
		typed string
		long  bool
		want  []string
		shown string
	}{
		{"n\rb q", false, []string{"n", "", "b", "", "q"}, ""},
		{"12", false, []string{"1", "2"}, ""},
		{"12\r1\n", true, []string{"12", "1"}, "121"},
		{"10 2\r", true, []string{"10 2"}, "10 2"},
		{"12\x7f0\r1\x7fn", true, []string{"10", givenUp, "n"}, "12\b \b01"},
		{"1\x1b|2\r", true, []string{givenUp, "2"}, "12"},
		{"1\x03n", true, []string{"q", "n"}, "1"},
		{"g17\rn", false, []string{"g 17", "n"}, "g 17"},
		{"g1\x03", false, []string{"q"}, "g 1"},
		{"g1\x04", false, []string{"q"}, "g 1"},
		{"g1\x1b|n", false, []string{givenUp, "n"}, "g 1"},
		{"g1\x1b[An", false, []string{givenUp, "n"}, "g 1"},
		{"g\x7fn", false, []string{givenUp, "n"}, "g "},
		{"\x1b[A\x1bOH\x1b[4~\x1b[Zq", false, []string{"up", "home", "end", "?", "q"}, ""},
	} {
		shown := ""
		var bursts []io.Reader
		for burst := range strings.SplitSeq(test.typed, "|") {
			bursts = append(bursts, strings.NewReader(burst))
		}
		k := &keys{r: bufio.NewReader(io.MultiReader(bursts...)), echo: func(text string) { shown += text }}
		var got []string
		for {
			key, err := k.readKey(test.long)
			if err == io.EOF {
				break
			}
			got = append(got, key)
		}
		if !slices.Equal(got, test.want) || shown != test.shown {
			t.Errorf("%q with long %v: keys %q, shown %q; want %q, %q", test.typed, test.long, got, shown, test.want, test.shown)
		}
	}
}
