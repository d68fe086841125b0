package sim

import "github.com/interleave-go/interleave/model"

// A memo recognises neither awaits nor lassos: a program in which there may be some
// is run directly, where they are found. What is taken for a sign of one has been seen
// before an await would have changed anything.

// spins looks whether thread t, which is at node n, has looked in the same way from the
// same place before, and done nothing but look in between.
func (m *Memo) spins(t *Thread, id nodeID) {
	n := m.node(id)
	if !looks(n.op.Kind) || !m.e.lim.Awaits {
		return
	}
	again := nodeID(0) // the look that n repeats
	for id, i := n.parent, 0; i < maxRound; i++ {
		p := m.node(id)
		if p.parent == 0 || !looks(p.op.Kind) {
			return
		}
		if p.site == n.site && sameLook(&p.op, &n.op) {
			again = id
			break
		}
		id = p.parent
	}
	if again == 0 {
		return
	}
	for p, res := m.node(n.parent), &n.res; ; p, res = m.node(p.parent), &p.res {
		ev := model.Event{Thread: t.id, Op: &p.op, Res: *res, Alt: model.Alt{Case: res.Case}}
		if _, ok := m.state.Looked(&ev, nil); !ok {
			return
		}
		if p == m.node(again) {
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
