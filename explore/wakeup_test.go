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
	arrives := func(t model.ThreadID, left int32) *branch {
		return &branch{thread: t, counted: true, foot: []model.Access{{Obj: 1, Mode: model.Gather, Part: 1, Left: left}}}
	}
	x := newDPOR(-1)
	first := &branch{thread: 9, foot: []model.Access{{Obj: 1, Mode: model.Rank, Part: 1}}}
	x.frames = []dporFrame{{cur: first, tree: []*wakeup{{branch: arrives(a, 2)}}}}
	root := &x.frames[0].tree[0].kids
	*root = []*wakeup{{branch: first}} // something else comes after it
	x.insert(0, []*branch{arrives(c, 2), arrives(a, 1)})
	x.insert(0, []*branch{arrives(d, 2), arrives(a, 1)})
	var after []model.ThreadID
	for _, w := range *root {
		after = append(after, w.branch.thread)
	}
	if want := []model.ThreadID{9, c, d}; !slices.Equal(after, want) {
		t.Errorf("after A come %v, want %v", after, want)
	}
	for _, w := range (*root)[1:] {
		if got := w.branch.foot[0].Left; got != 1 {
			t.Errorf("thread %d thinks that there is room for %d, want 1", w.branch.thread, got)
		}
	}
}
