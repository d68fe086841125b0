package sim

import (
	"slices"
	"strings"

	"github.com/interleave-go/interleave/model"
)

// conclude writes down what x observed and how it ended.
func (r *Real) conclude(x *realRun, out *RealExecution) {
	var failures []realFailure
	var parts []string
	for th := range x.all() {
		if !th.over() {
			r.left = append(r.left, th)
			if out.Unended {
				continue // it may be writing
			}
		}
		if len(th.t.obs) > 0 {
			parts = append(parts, string(th.t.obs))
		}
		failures = append(failures, th.failures...)
		out.Ops += th.ops
		r.patience.Learn(th.meeting)
	}
	slices.SortStableFunc(failures, func(a, b realFailure) int { return int(a.at - b.at) })
	for _, f := range failures {
		out.Failures = append(out.Failures, f.RealFailure)
	}
	if msg := x.foreign.Load(); msg != nil {
		out.Failures = append(out.Failures, RealFailure{Kind: Misuse, Message: *msg})
	}
	if x.blocked != "" {
		out.Failures = append(out.Failures, x.failure)
	}
	if end := x.badEnd(out); end != "" {
		parts = append(parts, end)
	}
	out.Outcome = strings.Join(parts, " ")
}

// endBlocked notes that the execution ends with threads that are blocked for good, and
// what that is, as Engine.conclude does.
func (x *realRun) endBlocked(blocked []*realThread) {
	spins, waits := 0, 0
	parts := make([]string, len(blocked))
	for i, th := range blocked {
		parts[i] = th.t.name + " " + th.waiting()
		switch {
		case th.in() == realAwaits:
			spins++
		case th.wait.op.Kind != model.Join:
			waits++
		}
	}
	x.blocked = strings.Join(parts, ", ")
	switch {
	case spins > 0 && waits == 0:
		x.failure = RealFailure{Kind: Livelock, Message: spinText + x.blocked}
	case blocked[0] == x.main:
		x.failure = RealFailure{Kind: Deadlock, Message: deadlockText + x.blocked}
	default:
		x.failure = RealFailure{Kind: Leak, Message: leakText + x.blocked}
	}
}

// waiting prints what a blocked thread waits in, as Waiting does.
func (th *realThread) waiting() string {
	if th.in() != realAwaits {
		return th.wait.text()
	}
	names := &realNames{}
	var objs []model.ObjID
	for _, o := range *th.spins.Load() {
		objs = append(objs, names.object(o))
	}
	return "spins on" + objectList(objs, names)
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
	if x.blocked != "" {
		blocked = ": " + x.blocked
	}
	if out.Unended {
		kinds = append(kinds, "cut")
	}
	return endText(kinds, blocked)
}
