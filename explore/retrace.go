package explore

import (
	"slices"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
)

// How the model steps back and forth through the execution that has ended.

// chain is a thread's way through the execution: its steps, and where it ended.
type chain struct {
	steps []int32  // frames that advance the thread, in order
	ended bool     // it has ended; otherwise it is blocked in last
	last  model.Op // what it is blocked in
}

// collect notes what every thread did and where it stands at the end.
func (d *dpor) collect(st *model.State) {
	for len(d.threads) <= len(st.Threads()) || len(d.threads) <= maxThreadID(st) {
		d.threads = append(d.threads, chain{})
	}
	for i := range d.threads {
		d.threads[i].steps = d.threads[i].steps[:0]
	}
	joint := 0
	for i := range d.n {
		f := &d.frames[i]
		d.threads[f.ev.Thread].steps = append(d.threads[f.ev.Thread].steps, int32(i))
		if f.ev.Joint {
			d.threads[f.ev.Alt.Peer].steps = append(d.threads[f.ev.Alt.Peer].steps, int32(i))
			f.pend = st.PeerOp(joint)
			joint++
		}
	}
	for _, t := range st.Threads() {
		c := &d.threads[t]
		c.ended = st.Status(t) == model.Ended
		if !c.ended {
			c.last = *st.Pending(t)
		}
	}
}

func maxThreadID(st *model.State) int {
	m := 0
	for _, t := range st.Threads() {
		m = max(m, int(t))
	}
	return m
}

// after returns what thread t does next from frame i on, nil when it has ended.
func (d *dpor) after(t model.ThreadID, i int) *model.Op {
	c := &d.threads[t]
	n, _ := slices.BinarySearch(c.steps, int32(i))
	switch {
	case n < len(c.steps):
		if f := &d.frames[c.steps[n]]; f.ev.Thread == t {
			return &f.ev.Op
		} else {
			return &f.pend
		}
	case c.ended:
		return nil
	}
	return &c.last
}

// announce makes thread t announce what it does after its first n steps.
func (d *dpor) announce(st *model.State, t model.ThreadID, n int) {
	c := &d.threads[t]
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

// back takes frame i back, which must be the latest step of st.
func (d *dpor) back(st *model.State, ev *model.Event) {
	owe := func(t model.ThreadID) {
		if st.Status(t) == model.Ended {
			st.Unfinish(t)
		} else {
			st.Unannounce(t)
		}
	}
	owe(ev.Thread)
	if ev.Joint {
		owe(ev.Alt.Peer)
	}
	if ev.Op.Kind == model.Spawn {
		owe(model.ThreadID(ev.Op.Arg))
	}
	st.Undo()
}

// forth makes the step of frame i again, at a state where it is enabled, and
// returns it as it is there.
func (d *dpor) forth(st *model.State, i int, done []int32) *branch {
	f := &d.frames[i]
	st.Settle()
	d.alts = st.Alts(f.ev.Thread, d.alts[:0])
	if !slices.Contains(d.alts, f.ev.Alt) {
		d.fail("step %d is not enabled without a step that it does not depend on: %v", i+1, f.ev.Op)
	}
	b := f.tree0()
	if ev := st.Step(f.choice()); counted(b) {
		b = &branch{ev: f.ev, foot: st.Footprint(ev, nil), seen: f.seen}
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

// counted reports whether what a step touches depends on how many others of its
// sort have come before, so that it is not the same in another order.
func counted(b *branch) bool {
	for _, a := range b.foot {
		if a.Left > 0 {
			return true
		}
	}
	return false
}

// retreat takes frame k back, after which its threads have made a step less.
func (d *dpor) retreat(st *model.State, k int, done []int32) {
	ev := &d.frames[k].ev
	d.back(st, ev)
	for _, t := range movers(ev) {
		done[t]--
	}
}

// movers returns the threads that an event advanced.
func movers(e *model.Event) []model.ThreadID {
	if e.Joint {
		return []model.ThreadID{e.Thread, e.Alt.Peer}
	}
	return []model.ThreadID{e.Thread}
}

func (d *dpor) sortedAlts(st *model.State, t model.ThreadID) []model.Alt {
	alts := st.Alts(t, nil)
	slices.SortFunc(alts, st.CompareAlts)
	return alts
}

// peek returns the step that a choice would make now.
func peek(v *sched.View, c model.Choice) *branch {
	st := v.State
	st.Settle()
	ev := *st.Step(c)
	b := &branch{ev: ev, seen: v}
	b.ev.Op.Cases, b.ev.PeerCases = slices.Clone(ev.Op.Cases), slices.Clone(ev.PeerCases)
	b.foot = st.Footprint(&b.ev, nil)
	st.Undo()
	return b
}
