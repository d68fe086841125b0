package sim

import (
	"slices"
	"strings"
)

// conclude writes down what x observed and how it ended.
func (x *realRun) conclude(out *RealExecution) {
	var failures []realFailure
	var parts []string
	for th := range x.all() {
		if slices.Contains(x.lost, th) {
			continue // it may be writing
		}
		if len(th.t.obs) > 0 {
			parts = append(parts, string(th.t.obs))
		}
		failures = append(failures, th.failures...)
		out.Ops += th.ops
	}
	slices.SortStableFunc(failures, func(a, b realFailure) int { return int(a.at - b.at) })
	for _, f := range failures {
		out.Failures = append(out.Failures, f.RealFailure)
	}
	if len(x.blocked) > 0 {
		out.Failures = append(out.Failures, x.blockedFailure())
	}
	if end := x.badEnd(out); end != "" {
		parts = append(parts, end)
	}
	out.Outcome = strings.Join(parts, " ")
}

func (x *realRun) blockedFailure() RealFailure {
	if x.blocked[0] == x.main {
		return RealFailure{Kind: Deadlock, Message: deadlockText + x.blockedText()}
	}
	return RealFailure{Kind: Leak, Message: leakText + x.blockedText()}
}

func (x *realRun) blockedText() string {
	parts := make([]string, len(x.blocked))
	for i, th := range x.blocked {
		parts[i] = th.t.name + " " + th.wait.text()
	}
	return strings.Join(parts, ", ")
}

// badEnd prints an end that is not good as Engine.badEnd does.
func (x *realRun) badEnd(out *RealExecution) string {
	var kinds []string
	for _, f := range out.Failures {
		if kind := f.Kind.String(); !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	blocked := ""
	if len(x.blocked) > 0 {
		blocked = ": " + x.blockedText()
	}
	if out.Unended {
		kinds = append(kinds, "cut")
	}
	return endText(kinds, blocked)
}
