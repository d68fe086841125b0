package main

import (
	"strings"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// The escape sequences of ECMA-48 (SGR) that we use.
const (
	bold   = "\x1b[1m"
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	plain  = "\x1b[0m"
)

// colourHeadline colours the verdict in the first line of a report. The words
// stay: colour only repeats what they say.
func colourHeadline(text string, v sim.Verdict) string {
	headline, rest, _ := strings.Cut(text, "\n")
	at := lastWord(headline, v.String())
	if at < 0 {
		return text
	}
	end := at + len(v.String())
	return headline[:at] + bold + verdictColour(v) + headline[at:end] + plain + headline[end:] + "\n" + rest
}

// colourCross colours what a check comes to, and what is not explained.
func colourCross(c *console, r *explore.CrossReport, text string) string {
	if !c.colour {
		return text
	}
	colour := green
	switch {
	case !r.Agrees():
		colour = red
	case len(r.Beyond)+len(r.Racy) > 0 || r.Runs == 0:
		colour = yellow
	}
	headline, rest, _ := strings.Cut(text, "\n")
	headline = strings.Replace(headline, r.Summary(), bold+colour+r.Summary()+plain, 1)
	return headline + "\n" + strings.ReplaceAll(rest, "UNEXPLAINED", bold+red+"UNEXPLAINED"+plain)
}

func verdictColour(v sim.Verdict) string {
	switch v {
	case sim.Fail:
		return red
	case sim.Pass:
		return green
	case sim.Unknown:
		return yellow
	}
	panic("interleave: no such verdict")
}

// lastWord returns where word stands in line by itself, in any case, and not as
// a part of a name such as fault/fail-stop; the last such place, -1 if none.
func lastWord(line, word string) int {
	lower := strings.ToLower(line)
	for end := len(lower); ; {
		at := strings.LastIndex(lower[:end], word)
		if at < 0 {
			return -1
		}
		if !inName(lower, at-1) && !inName(lower, at+len(word)) {
			return at
		}
		end = at + len(word) - 1
	}
}

// inName tells whether the byte at i belongs to a name or a word.
func inName(s string, i int) bool {
	if i < 0 || i >= len(s) {
		return false
	}
	c := s[i]
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '/' || c == '_' || c == '='
}
