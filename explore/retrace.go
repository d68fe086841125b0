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
		if f.ev.Thread == t {
			st.Announce(t, f.ev.Op)
		} else {
			st.Announce(t, f.pend)
		}
	case c.ended:
		st.Finish(t)
	default:
		st.Announce(t, c.last)
	}
}

// forth makes the step of frame i again, at a state where it is enabled, and
// returns it as it is there.
func (d *dpor) forth(st *model.State, i int, done []int32) *branch {
	f := &d.frames[i]
	st.Settle()
	d.tries.alts = st.Alts(f.ev.Thread, d.tries.alts[:0])
	if !slices.Contains(d.tries.alts, f.ev.Alt) {
		d.fail("step %d is not enabled without a step that it does not depend on: %v", i+1, f.ev.Op)
	}
	b := f.cur
	if ev := st.Step(b.choice()); b.counted {
		d.tries.foot = st.Footprint(ev, d.tries.foot[:0])
		b = d.made.of(ev, d.tries.foot, b.seen)
	}
	go1 := func(t model.ThreadID) {
		done[t]++
		d.announce(st, t, int(done[t]))
	}
	go1(f.ev.Thread)
	if f.ev.Joint {
		go1(f.ev.Alt.Peer)
	}
	if f.ev.Op.Kind == model.Spawn {
		d.announce(st, model.ThreadID(f.ev.Op.Arg), 0)
	}
	return b
}

// retreat takes frame k back, after which its threads have made a step less.
func (d *dpor) retreat(st *model.State, k int, done []int32) {
	ev := &d.frames[k].ev
	st.Back()
	done[ev.Thread]--
	if ev.Joint {
		done[ev.Alt.Peer]--
	}
}

// movers returns the threads that an event advanced.
func movers(e *model.Event) []model.ThreadID {
	if e.Joint {
		return []model.ThreadID{e.Thread, e.Alt.Peer}
	}
	return []model.ThreadID{e.Thread}
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
