package sched

import "github.com/interleave-go/interleave/model"

// racing reports whether two pending operations of different threads may not
// commute: they touch an object in common, and not both merely look at it.
// It knows operations only, not the state, so it errs on the side of racing.
// What gives something back - an unlock, a release - races with nothing: no
// other operation can be pending and enabled whose order with it matters, or
// the other one will be drawn anew when it is enabled.
func racing(a, b *model.Op) bool {
	if a.Kind == model.Join || b.Kind == model.Join || returns(a.Kind) || returns(b.Kind) || looks(a.Kind) && looks(b.Kind) {
		return false
	}
	if a.Obj != model.NoObj && a.Obj == b.Obj {
		return true
	}
	return a.Obj != model.NoObj && hasCase(b, a.Obj) || b.Obj != model.NoObj && hasCase(a, b.Obj) || sharesCase(a, b)
}

// looks reports whether operations of this kind commute with one another.
func looks(k model.Kind) bool {
	switch k {
	case model.Load, model.AtomicLoad, model.Len, model.EventIsSet, model.EventWait, model.BarrierBroken:
		return true
	}
	return false
}

// returns reports whether operations of this kind only give back.
func returns(k model.Kind) bool {
	switch k {
	case model.Unlock, model.RUnlock, model.SemRelease, model.OnceEnd:
		return true
	}
	return false
}

func hasCase(op *model.Op, o model.ObjID) bool {
	for i := range op.Cases {
		if op.Cases[i].Obj == o {
			return true
		}
	}
	return false
}

func sharesCase(a, b *model.Op) bool {
	for i := range a.Cases {
		if o := a.Cases[i].Obj; o != model.NoObj && hasCase(b, o) {
			return true
		}
	}
	return false
}
