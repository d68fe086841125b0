package explore

import "strings"

// maxLabel is how wide a first column may be, beside which wrap goes on.
const maxLabel = 20

// wrap breaks a line of prose at spaces, so that it is at most width runes
// wide where that is possible. What follows is indented by two more than the
// line; or, where the line has a first column, as what stands beside it.
func wrap(line string, width int) string {
	if runes(line) <= width {
		return line
	}
	text := strings.TrimLeft(line, " ")
	indent := len(line) - len(text)
	hang := indent + 2
	if i := strings.Index(text, "  "); i > 0 && i < maxLabel {
		hang = indent + i + len(text[i:]) - len(strings.TrimLeft(text[i:], " "))
	}
	var b strings.Builder
	at := 0
	for i, word := range strings.Split(line, " ") {
		switch n := runes(word); {
		case i == 0:
			at = n
		case at+1+n > width && at > hang:
			b.WriteString("\n" + strings.Repeat(" ", hang))
			at = hang + n
		default:
			b.WriteByte(' ')
			at += 1 + n
		}
		b.WriteString(word)
	}
	return b.String()
}
