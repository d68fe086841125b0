package explore

import (
	"slices"
	"testing"

	"github.com/interleave-go/interleave/model"
)

// TestInsertTakesRoom schedules two orders of arrivals at a barrier for two
// parties, each of which puts A, which is explored before, after another. Behind A
// there is room for one more: so it matters whose turn it is, and both orders
// stay.
func TestInsertTakesRoom(t *testing.T) {
	const a, c, d model.ThreadID = 2, 3, 4
	step := func(t model.ThreadID, mode model.Mode, left int32) *branch {
		b := &branch{thread: t, foot: []model.Access{{Obj: 1, Mode: mode, Part: 1, Left: left}}}
		return b.touching()
	}
	arrives := func(t model.ThreadID, left int32) *branch { return step(t, model.Gather, left) }
	x := newDPOR(-1)
	first := step(9, model.Rank, 0)
	root := &wakeup{branch: arrives(a, 2), kid: &wakeup{branch: first}} // something else comes after it
	x.frames = []dporFrame{{cur: first, tree: root}}
	x.insert(0, []*branch{arrives(c, 2), arrives(a, 1)})
	x.insert(0, []*branch{arrives(d, 2), arrives(a, 1)})
	var after []model.ThreadID
	for w := range root.kid.row {
		after = append(after, w.branch.thread)
	}
	if want := []model.ThreadID{9, c, d}; !slices.Equal(after, want) {
		t.Errorf("after A come %v, want %v", after, want)
	}
	for w := range root.kid.next.row {
		if got := w.branch.foot[0].Left; got != 1 {
			t.Errorf("thread %d thinks that there is room for %d, want 1", w.branch.thread, got)
		}
	}
}
