package modeltest

import (
	"slices"

	"github.com/interleave-go/interleave/model"
)

// NaiveAlts works out the enabled alternatives of t's pending operation from
// the rules of each operation and the visible state of the objects alone,
// without any of the bookkeeping of State. The order has no meaning.
func (p *Program) NaiveAlts(s *model.State, t model.ThreadID) []model.Alt {
	if s.Status(t) != model.Pending || s.Pending(t).Await != nil && !naiveStale(s, p, t) {
		return nil
	}
	alts, op := naiveAlts(s, t), s.Pending(t)
	if op.Flaky {
		alts = append(alts, model.Alt{Case: model.Flakes})
	}
	if op.Mortal {
		alts = append(alts, model.Alt{Case: model.Dies})
	}
	if op.Timeout > 0 && (s.Adversarial() || begun(s, t)+op.Timeout <= s.Now()) {
		alts = append(alts, naiveLate(s, t, op)...)
	}
	return alts
}

// begun returns when t announced its pending operation: right after its latest
// step or, before the first one, when it was born.
func begun(s *model.State, t model.ThreadID) model.Word {
	at := model.Word(0)
	for i := range s.Events() {
		e := &s.Events()[i]
		if e.Advances(t) || e.Op.Kind == model.Spawn && e.Op.Arg == model.Word(t) {
			at = e.Now
		}
	}
	return at
}

// naiveAlts leaves time-outs out.
func naiveAlts(s *model.State, t model.ThreadID) []model.Alt {
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
		if _, ok := s.RWMutex(op.Obj); ok {
			return when(naiveRWAfter(s, s.Events(), op.Obj).mayLock(t))
		}
		if s.FairMutex(op.Obj) && naiveLine(s, s.Events(), op.Obj)[0] != t {
			return nil
		}
		h := s.Holder(op.Obj)
		return when(h == model.NoThread || h == t && s.Depth(op.Obj) > 0)
	case model.RLock:
		return when(naiveRWAfter(s, s.Events(), op.Obj).mayRead(t))
	case model.Relock:
		asleep := slices.Contains(s.Waiters(op.Obj), t)
		mu := s.CondMutex(op.Obj)
		if !asleep && s.FairMutex(mu) && naiveLine(s, s.Events(), mu)[0] != t {
			return nil
		}
		return when(!asleep && s.Holder(mu) == model.NoThread)
	case model.Sleep:
		return nil
	case model.BarrierLeave:
		return when(naiveLeave(s, t, op.Obj))
	case model.Wait:
		if naiveRouses(s, t, op.Obj) {
			return []model.Alt{{}, {Case: model.SpuriousWake}}
		}
		return always
	case model.Signal:
		var out []model.Alt
		for _, w := range s.Waiters(op.Obj) {
			out = append(out, model.Alt{Peer: w})
		}
		switch o := s.CondOptions(op.Obj); {
		case out == nil, o.NeedsLock && s.Holder(s.CondMutex(op.Obj)) != t:
			return always
		case o.FIFO:
			return out[:1]
		}
		return out
	case model.Send:
		return naiveCase(s, t, model.Case{Kind: model.SendCase, Obj: op.Obj}, 0, false)
	case model.Recv:
		return naiveCase(s, t, model.Case{Kind: model.RecvCase, Obj: op.Obj}, 0, false)
	case model.Select, model.TrySend, model.TryRecv:
		return naiveSelect(s, t, op)
	case model.SemAcquire:
		return when(naivePermit(s, t, op.Obj))
	case model.EventWait:
		return when(s.EventIsOn(op.Obj))
	case model.GroupWait:
		return when(s.GroupCount(op.Obj) == 0)
	case model.OnceBegin:
		runner, _ := s.OnceState(op.Obj)
		return when(runner == model.NoThread)
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
		if cs.Kind == model.AfterCase {
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

// naivePermit reports whether t may acquire: there are permits and, where the
// order of arrival counts, more than threads that arrived before t and have
// not acquired or given up yet.
func naivePermit(s *model.State, t model.ThreadID, o model.ObjID) bool {
	sem, _ := s.Semaphore(o)
	if !sem.FIFO {
		return sem.Permits > 0
	}
	var waiting []model.ThreadID
	for i := range s.Events() {
		switch e := &s.Events()[i]; {
		case e.Op.Obj != o:
		case e.Op.Kind == model.Arrive:
			waiting = append(waiting, e.Thread)
		case e.Op.Kind == model.SemAcquire:
			waiting = slices.DeleteFunc(waiting, func(x model.ThreadID) bool { return x == e.Thread })
		}
	}
	return slices.Index(waiting, t) < sem.Permits
}

// naiveRouses reports whether t, which is about to wait on o, may wake by itself.
func naiveRouses(s *model.State, t model.ThreadID, o model.ObjID) bool {
	if !s.CondOptions(o).Spurious || s.Holder(s.CondMutex(o)) != t {
		return false
	}
	return !slices.ContainsFunc(s.Events(), func(e model.Event) bool {
		return e.Thread == t && e.Op.Obj == o && e.Op.Kind == model.Wait && e.Alt.Case == model.SpuriousWake
	})
}
