package explore

import (
	"slices"

	"github.com/interleave-go/interleave/model"
)

// candidate is a pair of steps whose order may be worth reversing: the one at
// frame i and the later one at frame j. With j < 0 the later one is the
// operation in which thread is blocked at the end, or where time passes; with
// j == i it is frame i's own operation, by another alternative.
type candidate struct {
	i, j   int32
	thread model.ThreadID
	meet   bool // instead of both steps, their threads could have met on a channel
}

// reverse tries all candidates, the latest first, so that the model steps back
// through the execution once.
func (d *dpor) reverse(st *model.State) {
	slices.SortStableFunc(d.work, func(a, b candidate) int { return int(b.i - a.i) })
	at := d.n // st is before this frame
	accepted := map[[2]int32][]int32{}
	for _, c := range d.work {
		if d.subsumed(c, accepted) {
			continue
		}
		for at > int(c.i) {
			at--
			d.back(st, &d.frames[at].ev)
		}
		if d.attempt(st, c) && c.j != c.i && !c.meet {
			key := [2]int32{c.j, int32(c.thread)}
			accepted[key] = append(accepted[key], c.i)
		}
	}
}

// subsumed reports whether the same later step was reversed with a step that
// the earlier one of c happens before: then the pair is no race.
func (d *dpor) subsumed(c candidate, accepted map[[2]int32][]int32) bool {
	if c.meet || c.j == c.i {
		return false
	}
	f := &d.frames[c.i]
	for _, g := range accepted[[2]int32{c.j, int32(c.thread)}] {
		if before(f, int(c.i), d.frames[g].clock) {
			return true
		}
	}
	return false
}

// attempt schedules the later step of c before the earlier one, by every
// alternative that it has there, and reports whether that reverses a race of
// this very step (same). st is at the state before frame c.i, and is so again afterwards.
func (d *dpor) attempt(st *model.State, c candidate) bool {
	i, j := int(c.i), int(c.j)
	f := &d.frames[i]
	v := make([]*branch, 0, d.n-i)
	var between []int
	for k := i + 1; k < d.n; k++ {
		if k == j || c.meet && j >= 0 && before(&d.frames[j], j, d.frames[k].clock) {
			continue
		}
		if !before(f, i, d.frames[k].clock) {
			between = append(between, k)
			v = append(v, d.frames[k].tree0())
		}
	}
	if b := d.sure(st, c); b != nil && !slices.ContainsFunc(v, counted) {
		d.insert(i, append(v, b))
		return true
	}
	// How many steps each thread has made before frame i.
	done := make([]int32, len(d.threads))
	for t := range d.threads {
		n, _ := slices.BinarySearch(d.threads[t].steps, int32(i))
		done[t] = int32(n)
	}
	for n, k := range between {
		v[n] = d.forth(st, k, done)
	}
	st.Settle()
	if !c.meet && !st.IsEnabled(c.thread) {
		between, v = d.clearWay(st, c, between, v, done)
	}
	same := false
	if c.meet {
		d.meetings(st, c, v)
	} else if st.IsEnabled(c.thread) {
		same = d.alternatives(st, c, v)
	}
	for k := len(between) - 1; k >= 0; k-- {
		d.back(st, &d.frames[between[k]].ev)
	}
	return same
}

// without returns those of the later frames that do not follow frame k.
func (d *dpor) without(k int, later []int) []int {
	var rest []int
	for _, l := range later {
		if !before(&d.frames[k], k, d.frames[l].clock) {
			rest = append(rest, l)
		}
	}
	return rest
}

// alternatives schedules v and then the later step of c, by every alternative
// that it has at st.
func (d *dpor) alternatives(st *model.State, c candidate, v []*branch) (same bool) {
	if st.Status(c.thread) != model.Pending {
		return false
	}
	alts := d.sortedAlts(st, c.thread)
	for _, a := range alts {
		same = same || c.same(a, &d.frames[max(c.j, 0)].ev, alts)
		d.insert(int(c.i), append(slices.Clip(v), peek(d.view, model.Choice{Thread: c.thread, Alt: a})))
	}
	return same
}

// meetings schedules v and then a rendezvous of a thread of the one step with
// a thread of the other.
func (d *dpor) meetings(st *model.State, c candidate, v []*branch) {
	mine := []model.ThreadID{c.thread}
	if c.j >= 0 {
		mine = movers(&d.frames[c.j].ev)
	}
	for _, x := range movers(&d.frames[c.i].ev) {
		for _, y := range mine {
			d.meeting(st, int(c.i), v, x, y)
			d.meeting(st, int(c.i), v, y, x)
		}
	}
}

// meeting schedules v and then each way in which owner can meet peer.
func (d *dpor) meeting(st *model.State, i int, v []*branch, owner, peer model.ThreadID) {
	if st.Status(owner) != model.Pending {
		return
	}
	for _, a := range d.sortedAlts(st, owner) {
		if a.Peer == peer {
			if b := peek(d.view, model.Choice{Thread: owner, Alt: a}); b.ev.Joint {
				d.insert(i, append(slices.Clip(v), b))
			}
		}
	}
}

// same reports whether alternative a of the later step is the one that was
// taken; only then the race is this step's, and hides those before it. An
// operation blocked at the end has taken none: it counts when it has no choice.
// A rendezvous never counts, since the partner may have been in another step.
func (c candidate) same(a model.Alt, later *model.Event, alts []model.Alt) bool {
	if c.j < 0 {
		return len(alts) == 1 && a == model.Alt{}
	}
	return a == later.Alt && !later.Joint
}

// sure returns the later step of c where it is plain that it can come first,
// with a footprint that does not depend on it: accesses to memory, and a lock
// that was free because the earlier step took it.
func (d *dpor) sure(st *model.State, c candidate) *branch {
	if c.j < 0 || c.i == c.j || c.meet || d.frames[c.j].ev.Op.Await != nil {
		return nil
	}
	switch f, g := &d.frames[c.i], &d.frames[c.j]; g.ev.Op.Kind {
	case model.Load, model.Store, model.AtomicLoad, model.AtomicStore, model.Swap, model.Add:
		return g.tree0()
	case model.Lock:
		if f.ev.Op.Obj == g.ev.Op.Obj && f.ev.Op.Kind == model.Lock && !f.ev.Res.TimedOut && !g.ev.Res.TimedOut && st.PlainMutex(g.ev.Op.Obj) {
			return g.tree0()
		}
	}
	return nil
}

// tree0 returns the frame's own step as a branch that outlives the execution.
func (f *dporFrame) tree0() *branch { return f.tree[0].branch }
