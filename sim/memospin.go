package sim

import "github.com/interleave-go/interleave/model"

// A memo recognises neither awaits nor lassos: a program in which there may be some
// is run directly, where they are found. What is taken for a sign of one has been seen
// before an await would have changed anything.

// spins looks whether thread t, which is at node n, has looked in the same way from the
// same place before, and done nothing but look in between.
func (m *Memo) spins(t *Thread, n *memoNode) {
	if !looks(n.Op.Kind) || !m.e.lim.Awaits {
		return
	}
	var again *memoNode // the look that n repeats
	for p, i := n.parent, 0; i < maxRound; i++ {
		if p.parent == nil || !looks(p.Op.Kind) {
			return
		}
		if m.nodes.cold(p).site == m.nodes.cold(n).site && sameLook(&p.Op, &n.Op) {
			again = p
			break
		}
		p = p.parent
	}
	if again == nil {
		return
	}
	for p, res := n.parent, &n.Res; ; p, res = p.parent, &p.Res {
		ev := model.Event{Thread: t.id, Op: &p.Op, Res: *res, Alt: model.Alt{Case: res.Case}}
		if _, ok := m.state.Looked(&ev, nil); !ok {
			return
		}
		if p == again {
			t.impure("looks again at what it has looked at, and may wait by that")
			return
		}
	}
}

// circles looks whether the execution repeats its steps.
func (m *Memo) circles() {
	e := m.e
	n := len(e.st.Events())
	if !e.lim.Lassos || n < firstAnchor {
		return
	}
	anchor := firstAnchor
	for anchor*2 <= n {
		anchor *= 2
	}
	if n-anchor >= 2 && e.alike(n, anchor) && m.impure == "" {
		m.impure = "it repeats its steps, and may do so for ever"
	}
}
