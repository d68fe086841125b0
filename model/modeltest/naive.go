package modeltest

import (
	"slices"

	"github.com/interleave-go/interleave/model"
)

// NaiveAlts works out the enabled alternatives of t's pending operation from
// the rules of each operation and the visible state of the objects alone,
// without any of the bookkeeping of State. The order has no meaning.
func NaiveAlts(s *model.State, t model.ThreadID) []model.Alt {
	if s.Status(t) != model.Pending {
		return nil
	}
	op := s.Pending(t)
	always := []model.Alt{{}}
	when := func(b bool) []model.Alt {
		if b {
			return always
		}
		return nil
	}
	switch op.Kind {
	case model.Lock:
		return when(s.Holder(op.Obj) == model.NoThread)
	case model.Relock:
		asleep := slices.Contains(s.Waiters(op.Obj), t)
		return when(!asleep && s.Holder(s.CondMutex(op.Obj)) == model.NoThread)
	case model.Signal:
		var out []model.Alt
		for _, w := range s.Waiters(op.Obj) {
			out = append(out, model.Alt{Peer: w})
		}
		if out == nil {
			return always
		}
		return out
	case model.Send:
		return naiveCase(s, t, model.Case{Kind: model.SendCase, Obj: op.Obj}, 0, false)
	case model.Recv:
		return naiveCase(s, t, model.Case{Kind: model.RecvCase, Obj: op.Obj}, 0, false)
	case model.Select, model.TrySend, model.TryRecv:
		return naiveSelect(s, t, op)
	case model.Join:
		for _, cs := range op.Cases {
			if s.Status(model.ThreadID(cs.Obj)) != model.Ended {
				return nil
			}
		}
		return always
	case model.Choose:
		var out []model.Alt
		for i := range op.Arg {
			out = append(out, model.Alt{Case: int16(i)})
		}
		return out
	}
	return always
}

// hasDefault reports whether op never waits.
func hasDefault(op *model.Op) bool {
	return slices.ContainsFunc(op.Cases, func(cs model.Case) bool { return cs.Kind == model.DefaultCase })
}

func naiveSelect(s *model.State, t model.ThreadID, op *model.Op) []model.Alt {
	var out []model.Alt
	way, certain := -1, false
	for i, cs := range op.Cases {
		if cs.Kind == model.DefaultCase {
			way = i
			continue
		}
		for _, a := range naiveCase(s, t, cs, int16(i), hasDefault(op)) {
			out = append(out, a)
			certain = certain || a.Peer == model.NoThread
		}
	}
	if way >= 0 && !certain {
		out = append(out, model.Alt{Case: int16(way)})
	}
	return out
}

// naiveCase returns the ways in which t may do cs now. A receive on a channel
// of capacity 0 has none of its own, unless t polls.
func naiveCase(s *model.State, t model.ThreadID, cs model.Case, i int16, polls bool) []model.Alt {
	ch, ok := s.Channel(cs.Obj)
	if !ok { // a nil channel
		return nil
	}
	alone := []model.Alt{{Case: i}}
	switch {
	case ch.Closed,
		ch.Cap > 0 && cs.Kind == model.SendCase && ch.Len < ch.Cap,
		ch.Cap > 0 && cs.Kind == model.RecvCase && ch.Len > 0:
		return alone
	case ch.Cap > 0:
		return nil
	case cs.Kind == model.SendCase:
		return naivePartners(s, t, cs.Obj, model.Recv, model.RecvCase, i)
	case polls:
		return naivePartners(s, t, cs.Obj, model.Send, model.SendCase, i)
	}
	return nil
}

// naivePartners returns an alternative for every other thread that waits in an
// operation of the given kind, and every such case of a select that waits.
func naivePartners(s *model.State, t model.ThreadID, ch model.ObjID, k model.Kind, ck model.CaseKind, i int16) []model.Alt {
	var out []model.Alt
	for _, u := range s.Threads() {
		if u == t || s.Status(u) != model.Pending {
			continue
		}
		op := s.Pending(u)
		if op.Kind == k && op.Obj == ch {
			out = append(out, model.Alt{Case: i, Peer: u})
		}
		if op.Kind != model.Select || hasDefault(op) {
			continue
		}
		for j, cs := range op.Cases {
			if cs.Kind == ck && cs.Obj == ch {
				out = append(out, model.Alt{Case: i, Peer: u, PeerCase: int16(j)})
			}
		}
	}
	return out
}
