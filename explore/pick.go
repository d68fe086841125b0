package explore

import (
	"math"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
)

// pick chooses a step that is not asleep: the current thread's if it can go
// on, so that executions have few switches; otherwise the first by spawn path.
func (d *dpor) pick(v *sched.View) (best model.Choice, alts int) {
	long := runsLong(v)
	if !long && v.Current != model.NoThread && v.Enabled(v.Current) && !v.State.Late(v.Current) {
		if len(d.sleep) == 0 && oneWay(v.Op(v.Current)) { // mostly
			return model.Choice{Thread: v.Current}, 1
		}
		if a, n, ok := d.awake(v, v.Current); ok {
			return model.Choice{Thread: v.Current, Alt: a}, n
		}
	}
	if !long {
		if best, ok := d.first(v); ok {
			return best, 1
		}
	}
	for i := range v.Len() {
		t := v.At(i)
		if best.Thread != model.NoThread && !d.sooner(v, t, best.Thread, long) {
			continue
		}
		if a, n, ok := d.awake(v, t); ok {
			best, alts = model.Choice{Thread: t, Alt: a}, n
		}
	}
	return best, alts
}

// first is pick among other threads than the current one, none of which has a
// choice or could time out; ok is false where that is not so, or nobody is awake.
func (d *dpor) first(v *sched.View) (best model.Choice, ok bool) {
	rank := d.paths.rank
	if d.paths.of != v {
		return best, false
	}
	if d.order.many(v.State.MaxThread()) {
		return d.firstOfMany(v)
	}
	least := int32(math.MaxInt32)
	for i := range v.Len() {
		t := v.At(i)
		if int(t) >= len(rank) || rank[t] == 0 || v.State.Late(t) || !oneWay(v.Op(t)) {
			return best, false
		}
		if r := rank[t]; r < least && t != v.Current && !d.asleep(t, model.Alt{}) {
			best.Thread, least = t, r
		}
	}
	return best, best.Thread != model.NoThread
}

// sooner reports whether t is run rather than u, both enabled: who could only time
// out comes last, and where the current thread has run long enough, who has waited
// longest first.
func (d *dpor) sooner(v *sched.View, t, u model.ThreadID, long bool) bool {
	if t == u {
		return false
	}
	if !long {
		if late := v.State.Late(t); late != v.State.Late(u) {
			return !late
		}
		if t == v.Current || u == v.Current {
			return t == v.Current
		}
	} else if a, b := v.State.Latest(t), v.State.Latest(u); a != b {
		return a < b
	}
	return d.paths.before(v, t, u)
}

// awake returns the first alternative of t that is not asleep, and how many t has.
func (d *dpor) awake(v *sched.View, t model.ThreadID) (alt model.Alt, n int, ok bool) {
	if oneWay(v.Op(t)) {
		return alt, 1, !d.asleep(t, alt)
	}
	alts := v.Alts(t)
	for _, a := range alts {
		if (!ok || v.State.CompareAlts(a, alt) < 0) && !d.asleep(t, a) {
			alt, ok = a, true
		}
	}
	return alt, len(alts), ok
}

func (d *dpor) asleep(t model.ThreadID, a model.Alt) bool {
	for _, s := range d.sleep {
		if s.thread == t && s.alt == a {
			return true
		}
	}
	return false
}
