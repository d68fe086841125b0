package model

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Printable returns s with its control characters, and what is no UTF-8, escaped as
// strconv.Quote does: programs choose their names, values and messages, and these stand
// in lines of text and on terminals.
func Printable(s string) string {
	if utf8.ValidString(s) && strings.IndexFunc(s, unicode.IsControl) < 0 {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if one := s[:n]; unicode.IsControl(r) || r == utf8.RuneError && n == 1 {
			quoted := strconv.Quote(one)
			b.WriteString(quoted[1 : len(quoted)-1])
		} else {
			b.WriteString(one)
		}
		s = s[n:]
	}
	return b.String()
}
