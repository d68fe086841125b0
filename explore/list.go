package explore

import (
	"fmt"
	"strings"
)

// list prints a trace with one thread's name per line, for many threads or
// narrow terminals.
func list(f *Failure, names []string, file string) string {
	who, what := 0, 0
	for _, n := range names {
		who = max(who, min(24, runes(n)))
	}
	for i, s := range f.Trace {
		if !skipped(i, len(f.Trace)) {
			what = max(what, min(50, runes(cell(s))))
		}
	}
	for i, s := range f.Blocked {
		if i < maxWaits {
			what = max(what, min(50, runes(s.Op)))
		}
	}
	var b strings.Builder
	line := func(mark, thread, text, place string) {
		s := fmt.Sprintf("%s %s  %s   %s", mark, pad(clipRunes(thread, 24), who), pad(text, what), strings.TrimPrefix(place, file))
		b.WriteString(strings.TrimRight(s, " ") + "\n")
	}
	if file != "" {
		b.WriteString(strings.Repeat(" ", 15+who+what) + file + "\n")
	}
	now := int64(0)
	for i, s := range f.Trace {
		if skipped(i, len(f.Trace)) {
			if i == maxShown/2 {
				fmt.Fprintf(&b, "  ... %d steps are not shown; --json has them all\n", len(f.Trace)-maxShown)
			}
			continue
		}
		if s.Now != now {
			now = s.Now
			b.WriteString(passing(now))
		}
		mark := "  "
		if s.Preempts {
			mark = "┄▸"
		}
		line(fmt.Sprintf("%6d %s", s.Step, mark), s.Thread, clipRunes(cell(s), maxListed), s.Place)
	}
	for i, s := range f.Blocked {
		if i == maxWaits {
			fmt.Fprintf(&b, "  ... %s; --json has them all\n", waitMore(len(f.Blocked)-i))
			break
		}
		line(" waits   ", s.Thread, clipRunes(s.Op, maxListed), s.Place)
	}
	return b.String()
}

func waitMore(n int) string {
	if n == 1 {
		return "1 more thread waits"
	}
	return comma(n) + " more threads wait"
}
