package sched

import "github.com/interleave-go/interleave/model"

// weary tells when a thread goes round in circles, so that a strategy with
// priorities lets all others go first: what it waits for may be theirs to do.
// Two things tell. It has yielded. Or a look - a read, a try that failed, a
// compare-and-swap that did, a swap of what was there - has come again and again
// with the same result. That is no proof, and needs none: whoever gives way in
// vain goes on later.
type weary struct {
	patience
	spins []spin // by spawn order
}

// patience is how much a strategy takes for no wait yet.
type patience struct {
	looks  int32 // that come again while the thread changes nothing
	yields int32 // 0: they are the strategy's own business
}

// spin is one thread's round. The look that it is known by is another one
// whenever it has not come again for twice as many steps as the one before
// (after Brent, "An improved Monte Carlo factorization algorithm", 1980): the
// first one a thread makes need not belong to the loop.
type spin struct {
	look   look
	idle   int32 // how often it came again while the thread changed nothing
	rounds int32 // how often it came again at all
	steps  int32 // since it last came
	reach  int32 // after so many of these another one is watched; 0: none is
	yields int32
}

// look is what tells one look from another.
type look struct {
	kind model.Kind
	obj  model.ObjID
	res  model.Result
}

const (
	// idleRounds is the patience of strategies that give each operation a priority
	// of its own: they lose little by it.
	idleRounds = 8
	// busyRounds is the patience of those that would lose their guarantee with the
	// priority of a thread, and of all of them where something is changed in
	// between: a loop that works until it is told to stop looks again and again, too.
	busyRounds = 100
	// yieldRounds is every how many yields a thread is weary where each of its
	// operations has a priority of its own: then it has given way to some by the
	// draw alone. Where it always gave way to all, deep defects in loops that yield
	// would come up far less often (SafeStack: by two thirds).
	yieldRounds = 3
)

func (w *weary) reset() { w.spins = w.spins[:0] }

// made takes in e, a step of the seq-th thread, and reports whether that is to
// let all others go first.
func (w *weary) made(seq int, e *model.Event) bool {
	for len(w.spins) <= seq {
		w.spins = append(w.spins, spin{})
	}
	s := &w.spins[seq]
	if e.Op.Kind == model.Yield {
		s.yields++
		return w.yields > 0 && s.yields%w.yields == 0
	}
	s.steps++
	if !vain(e) {
		s.idle = 0
		return false
	}
	l := look{e.Op.Kind, e.Op.Obj, e.Res}
	if s.reach == 0 || l != s.look {
		if s.steps > s.reach {
			*s = spin{look: l, reach: 2*s.reach + 1, yields: s.yields}
		}
		return false
	}
	s.idle, s.rounds, s.steps = s.idle+1, s.rounds+1, 0
	if s.idle < w.looks && s.rounds < busyRounds {
		return false
	}
	*s = spin{yields: s.yields}
	return true
}

// vain reports whether e has changed nothing, and nobody waited for it.
func vain(e *model.Event) bool {
	switch e.Op.Kind {
	case model.Swap:
		return e.Res.Val == e.Op.Arg
	case model.CAS, model.TryLock, model.TryRLock, model.SemTry:
		return !e.Res.OK
	case model.Select, model.TrySend, model.TryRecv:
		return e.Alt.Case >= 0 && int(e.Alt.Case) < len(e.Op.Cases) && e.Op.Cases[e.Alt.Case].Kind == model.DefaultCase
	}
	return looks(e.Op.Kind) && e.Op.Kind != model.EventWait
}
