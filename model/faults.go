package model

// Faults are alternatives that an operation has when it is announced with them:
// Flaky, a try may fail although it could succeed; Mortal, the thread may end
// instead of executing it. Such an event has changed nothing, touched nothing, and
// commutes with everything of other threads. Only operations that are always
// enabled have them, so that a fault never is what ends somebody's waiting.

const (
	// Flakes is the Case of the alternative by which a try fails for no reason.
	Flakes int16 = -2
	// Dies is the Case of the alternative by which the thread ends.
	Dies int16 = -3
)

// CanFlake reports whether operations of kind k may be Flaky.
func CanFlake(k Kind) bool { return k == TryLock || k == TryRLock || k == SemTry }

// CanDie reports whether operations of kind k may be Mortal: those that never wait,
// and do not give back what the thread has, so that a deferred unlock repairs what a
// death leaves behind.
func CanDie(k Kind) bool {
	switch k {
	case Load, Store, AtomicLoad, AtomicStore, Swap, CAS, Add, TryLock, TryRLock, Signal, Broadcast,
		Close, Len, Yield, SemTry, EventSet, EventClear, EventIsSet, GroupAdd:
		return true
	}
	return false
}

// Fault reports whether the alternative is one.
func (a Alt) Fault() bool { return a.Case == Flakes || a.Case == Dies }

// faultAlts appends the faults that the pending operation may meet.
func faultAlts(op *Op, buf []Alt) []Alt {
	if op.Flaky {
		buf = append(buf, Alt{Case: Flakes})
	}
	if op.Mortal {
		buf = append(buf, Alt{Case: Dies})
	}
	return buf
}
