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

// TestGraftSettles puts B, the later step of a race, behind X, which does not follow
// the earlier one, A. It is settled only where no other X would make a difference.
func TestGraftSettles(t *testing.T) {
	step := func(t model.ThreadID, obj model.ObjID, mode model.Mode) *branch {
		b := &branch{thread: t, foot: []model.Access{{Obj: obj, Mode: mode}}, fixed: true}
		return b.touching()
	}
	a, b, x := step(2, 1, model.Write), step(3, 1, model.Write), step(4, 2, model.Write)
	swaps := step(3, 1, model.Read) // B is a compare-and-swap that failed
	swaps.fixed, swaps.modes = false, 1<<model.Read|1<<model.Write
	row := func(ws ...*wakeup) *wakeup {
		for i, w := range ws[1:] {
			ws[i].next = w
		}
		return ws[0]
	}
	path := func(v ...*branch) *wakeup { return (&wakeups{}).inRow(v) }
	unlike := step(5, 1, model.Write) // it may touch something else behind A
	unlike.fixed = false
	for _, c := range []struct {
		name           string
		tree           *wakeup
		v              []*branch
		early          int
		settled, known bool
	}{
		{"nothing there", nil, []*branch{b}, 0, true, true},
		{"nothing there, behind a late step", nil, []*branch{x, b}, 0, false, true},
		{"nothing there, behind an early step", nil, []*branch{x, b}, 1, true, true},
		{"there", path(b), []*branch{x, b}, 0, true, true},
		{"a late step comes after it", path(b, x), []*branch{x, b}, 0, false, true},
		{"an early step comes after it", path(b, x), []*branch{x, b}, 1, true, true},
		{"and nothing after that", path(b, x, a), []*branch{x, b}, 1, false, true},
		{"a late step comes before it", path(x, b), []*branch{x, b}, 0, false, true},
		{"another one that follows A", row(path(step(5, 1, model.Write)), path(b)), []*branch{b}, 0, true, true},
		{"another one that may not", row(path(unlike), path(b)), []*branch{b}, 0, false, true},
		{"a try is there", path(swaps), []*branch{swaps}, 0, false, true},
		{"a try, behind another object's", path(x), []*branch{swaps}, 0, false, true},
		{"a try that another one is in the way of, however it ends", row(path(step(5, 1, model.Write)), path(swaps)), []*branch{swaps}, 0, false, true},
		{"a try that another one may be in the way of", path(step(5, 1, model.Read)), []*branch{swaps}, 0, false, false},
		{"a try, and nothing is there", nil, []*branch{swaps}, 0, false, false},
	} {
		f := &dporFrame{cur: a, tree: c.tree}
		settled, known := f.graft(slices.Clone(c.v), nil, c.early, c.v[len(c.v)-1].fixed, &wakeups{})
		if settled != c.settled || known != c.known {
			t.Errorf("%s: settled %v, known %v; want %v, %v", c.name, settled, known, c.settled, c.known)
		}
	}
}
