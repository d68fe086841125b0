package modeltest

import (
	"slices"

	"github.com/interleave-go/interleave/model"
)

// NewFollower returns a machine whose threads are followed from node to node, as a memo
// follows them. Some nodes are no plain ones.
func NewFollower(p Program) *Machine { return newMachine(p, make([]model.Node, len(p.Threads)), true) }

// arrive brings thread k to what it does next: to a node as long as it has met no fault,
// which gives no other result than what it is instead of.
func (m *Machine) arrive(k int, op model.Op) {
	l, t := &m.locals[k], m.tids[k]
	if m.arrived {
		if l.node = m.State.Node(t); !sameOp(&l.node.Op, &op) {
			panic("modeltest: a thread has gone on to something else")
		}
		return
	}
	if e := m.latest(); e != nil && e.Alt.Fault() && e.Thread == t {
		l.lost = true
	}
	switch {
	case !l.lost:
		l.node = m.after(k, op)
		m.State.Arrive(t, l.node)
	case op.Kind == model.NoOp:
		m.State.Finish(t)
	default:
		m.State.Announce(t, op)
	}
}

func (m *Machine) latest() *model.Event {
	if events := m.State.Events(); len(events) > 0 {
		return &events[len(events)-1]
	}
	return nil
}

// after returns the node that thread k has come to, where it does op.
func (m *Machine) after(k int, op model.Op) *model.Node {
	from := m.locals[k].node
	if from == nil {
		from = &m.trees[k]
	}
	n := from.After(&m.got)
	if n == nil {
		n = &model.Node{Res: m.got, Op: op}
		from.Add(n)
		m.nodes++
		m.State.Complete(n, m.nodes%7 != 0)
	}
	if !sameOp(&n.Op, &op) {
		panic("modeltest: a thread does something else after the same results")
	}
	return n
}

func sameOp(a, b *model.Op) bool {
	return a.Kind == b.Kind && a.Obj == b.Obj && a.Arg == b.Arg && a.Arg2 == b.Arg2 && a.Timeout == b.Timeout &&
		a.Flaky == b.Flaky && a.Mortal == b.Mortal && a.Await.Equal(b.Await) && slices.Equal(a.Cases, b.Cases)
}
