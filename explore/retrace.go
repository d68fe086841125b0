package explore

import (
	"slices"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
)

// How the model steps back and forth through the execution that has ended.

// announce makes thread t announce what it does after its first n steps.
func (d *dpor) announce(st *model.State, t model.ThreadID, n int) {
	c := &d.order.threads[t]
	switch {
	case n < len(c.steps):
		f := &d.frames[c.steps[n]]
		if f.cur.thread == t {
			st.Announce(t, f.cur.op)
		} else {
			st.Announce(t, d.order.partners[f.links.meeting])
		}
	case d.order.ended(c):
		st.Finish(t)
	default:
		st.Announce(t, c.last)
	}
}

// forth makes the step of frame i again, at a state where it is enabled, and
// returns it as it is there.
func (d *dpor) forth(st *model.State, i int, done []int32) *branch {
	b := d.frames[i].cur
	st.Settle()
	d.tries.alts = st.Alts(b.thread, d.tries.alts[:0])
	if !slices.Contains(d.tries.alts, b.alt) {
		d.fail("step %d is not enabled without a step that it does not depend on: %v", i+1, b.op)
	}
	if ev := st.Step(b.choice()); b.counted {
		d.made.foot = st.Footprint(ev, d.made.foot[:0])
		b = d.made.of(ev, d.made.foot, b.seen)
	}
	go1 := func(t model.ThreadID) {
		done[t]++
		d.announce(st, t, int(done[t]))
	}
	go1(b.thread)
	if b.joint {
		go1(b.alt.Peer)
	}
	if b.op.Kind == model.Spawn {
		d.announce(st, model.ThreadID(b.op.Arg), 0)
	}
	return b
}

// retreat takes frame k back, after which its threads have made a step less.
func (d *dpor) retreat(st *model.State, k int, done []int32) {
	b := d.frames[k].cur
	st.Back()
	done[b.thread]--
	if b.joint {
		done[b.alt.Peer]--
	}
}

// movers returns the threads that a step advances.
func movers(b *branch) []model.ThreadID {
	if b.joint {
		return []model.ThreadID{b.thread, b.alt.Peer}
	}
	return []model.ThreadID{b.thread}
}

func sortedAlts(st *model.State, t model.ThreadID) []model.Alt {
	alts := st.Alts(t, nil)
	slices.SortFunc(alts, st.CompareAlts)
	return alts
}

// peek returns the step that a choice would make now.
func (bs *branches) peek(v *sched.View, c model.Choice) *branch {
	st := v.State
	st.Settle()
	ev := st.Step(c)
	var foot [4]model.Access
	b := bs.of(ev, st.Footprint(ev, foot[:0]), v)
	st.Undo()
	return b
}
