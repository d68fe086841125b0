package sim

import (
	"slices"

	"github.com/interleave-go/interleave/model"
)

// Memo runs executions of a program whose threads share Go state only through
// modeled objects. Then a thread is a function from the results of its operations to
// its next one, and that function is kept as a tree: what a thread has done once it
// need not do again. The model steps backwards to where an execution leaves the one
// before, and forwards from there; a body runs only where its thread's history is
// new. It goes on from where it is, or is brought there by being fed the results that
// it has had, without a step of the model.
//
// That the program keeps the promise must be checked by making executions directly.
type Memo struct {
	e       *Engine
	p       Program
	state   *model.State
	scratch *model.State // where bodies make their objects again while they are fed
	nodes   memoTree
	root    nodeID         // of main
	steps   []model.Choice // of the execution
	failed  []Failure      // of its threads, in order
	last    Keeper
	racing  bool // the steps are looked at for data races
	impure  string
	fresh   []handle // made by the body that runs
	trail   []handle // made before by the body that is fed
}

// NewMemo returns a memo of program p on engine e, one of several that NewEngines
// has made; it is not used otherwise from then on. Close the memo before the engine.
func NewMemo(e *Engine, p Program) *Memo {
	m := &Memo{e: e, p: p, state: e.st, scratch: model.NewState()}
	e.keeping = true
	e.hb.KeepSteps(true)
	m.scratch.Share(e.ids)
	e.memo = m
	e.view.Kept = true
	e.st.KeepObjects()
	return m
}

// Impure returns why the program cannot be run like this, "" as long as it can.
func (m *Memo) Impure() string { return m.impure }

// Close ends the bodies that have been begun.
func (m *Memo) Close() {
	for _, t := range m.e.threads {
		m.abandon(t)
	}
	m.e.finish()
}

// Run makes an execution, as Engine.Run does.
func (m *Memo) Run(s Keeper, lim Limits) *Execution {
	e := m.e
	e.heard.Add(1)
	e.strat, e.lim = s, lim
	e.x = Execution{engine: e, Failures: e.x.Failures[:0], Outcome: e.x.Outcome[:0]}
	s.Begin(0)
	switch {
	case m.root == 0 || m.nodes.n > maxMemo || m.racing == lim.NoRaces:
		m.begin()
	case m.last != s:
		m.rewind(0)
	default:
		m.rewind(s.Keep(&e.view))
	}
	m.last = s
	for m.step() {
	}
	e.x.Failures = append(e.x.Failures[:0], m.failed...)
	e.conclude()
	for _, t := range e.st.Threads() {
		if n, th := m.node(m.at(t)), e.threads[t]; len(n.obs)+len(th.obs) > 0 {
			th.obs = n.observed()
		}
	}
	e.outcome()
	return &e.x
}

// begin forgets everything, and starts main.
func (m *Memo) begin() {
	e := m.e
	for _, t := range e.threads {
		m.abandon(t)
	}
	m.nodes.forget()
	e.view.Nodes++
	m.steps, m.failed, m.racing = m.steps[:0], m.failed[:0], !e.lim.NoRaces
	e.gen++
	e.st.SetAdversarial(e.lim.Clock == Adversarial)
	e.st.Reset()
	e.hb.Reset()
	e.races.reset()
	e.view.Current = model.NoThread
	m.root = m.nodes.start(m.p, "main")
	m.arrive(model.Main, m.child(m.root, model.Main, model.Result{}), true)
}

// rewind goes back to after n steps of the execution before. The strategy may have
// left the state anywhere on the way.
func (m *Memo) rewind(n int) {
	st := m.state
	m.e.hb.Back(n)
	m.e.races.back(n)
	for i := len(m.failed); i > 0 && m.failed[i-1].At > n; i-- {
		m.failed = m.failed[:i-1]
	}
	st.BackTo(n)
	for i := len(st.Events()); i < n; i++ {
		st.Settle()
		m.advance(st.Step(m.steps[i]), false)
	}
	m.steps = m.steps[:n]
	m.e.view.Current = model.NoThread
	if n > 0 {
		m.e.view.Current = m.steps[n-1].Thread
	}
}

// step makes the next step. It reports false when the execution is over.
func (m *Memo) step() bool {
	e, st := m.e, m.state
	if m.circles(); e.over() || m.impure != "" {
		return false
	}
	c := e.strat.Next(&e.view)
	if c.Thread == model.NoThread {
		e.x.End = Stopped
		return false
	}
	ev := st.Step(c)
	e.view.Current = c.Thread
	m.watch(ev)
	m.steps = append(m.steps, model.Choice{})
	s := &m.steps[len(m.steps)-1] // written in place: this is done for every step
	s.Thread, s.Alt.Case, s.Alt.PeerCase, s.Alt.Peer = c.Thread, c.Alt.Case, c.Alt.PeerCase, c.Alt.Peer
	m.advance(ev, true)
	return true
}

// advance brings the threads of the latest step, ev, to what they do next. Where the
// step is new to the execution, what fails on the way is noted.
func (m *Memo) advance(ev *model.Event, fresh bool) {
	from := nodeID(ev.From())
	if ev.Op.Kind == model.Spawn {
		child := model.ThreadID(ev.Op.Arg)
		m.arrive(child, m.child(m.node(from).child, child, model.Result{}), fresh)
	}
	m.arrive(ev.Thread, m.child(from, ev.Thread, ev.Res), fresh)
	if ev.Joint {
		peer := ev.Alt.Peer
		m.arrive(peer, m.child(m.at(peer), peer, ev.PeerRes), fresh)
	}
}

// arrive brings t to node id.
func (m *Memo) arrive(t model.ThreadID, id nodeID, fresh bool) {
	n := m.node(id)
	if x := n.more; x != nil {
		if fresh {
			for _, f := range x.failed {
				f.At = len(m.state.Events())
				m.failed = append(m.failed, f)
			}
		}
		m.state.Install(x.made)
	}
	m.state.Arrive(t, &n.op, int32(id))
}

// at returns where t is.
func (m *Memo) at(t model.ThreadID) nodeID { return nodeID(m.state.Node(t)) }

func (m *Memo) node(id nodeID) *memoNode { return m.nodes.at(id) }

// child returns where t comes from node id with result r of its operation there; its
// body runs if that is not known.
func (m *Memo) child(id nodeID, t model.ThreadID, r model.Result) nodeID {
	if k := m.nodes.find(id, r); k != 0 {
		return k
	}
	return m.discover(id, m.e.thread(t), r)
}

// discover lets the body of t run from node id with result r of its operation there.
func (m *Memo) discover(id nodeID, t *Thread, r model.Result) nodeID {
	e := m.e
	before := len(e.x.Failures)
	if t.coro == nil || t.node != id {
		m.abandon(t)
		m.feed(t, id, r)
	} else {
		t.res = r
		m.live(t)
	}
	t.said = model.Op{}
	e.resume(t)
	if m.feeding() {
		t.impure("does not do again what it has done with the same results")
		m.live(t)
	}
	kid := m.nodes.add(id, r)
	t.node = kid
	n, k := m.node(id), m.node(kid)
	k.op, k.site, k.obs = t.said, t.site, t.obs
	x := memoMore{made: m.state.MadeSince(t.id, int(n.objs)), handles: m.fresh, failed: slices.Clone(e.x.Failures[before:])}
	if m.fresh = nil; x.made != nil || x.handles != nil || len(x.failed) > 0 {
		k.more = &x
	}
	objs, names := m.state.Counts(t.id)
	k.objs, k.names = int32(objs), int32(names)
	e.x.Failures = e.x.Failures[:before]
	if k.op.Kind == model.Spawn {
		c := e.threads[k.op.Arg]
		k.child = m.nodes.start(c.body, c.name)
	}
	m.spins(t, kid)
	return kid
}

// feed prepares the body of t to come to node id, and on from there with result r.
func (m *Memo) feed(t *Thread, id nodeID, r model.Result) {
	root := m.node(id)
	t.feed, t.fed, m.trail = t.feed[:0], 0, m.trail[:0]
	if root.parent != 0 {
		t.feed = append(t.feed, r)
	}
	for root.parent != 0 {
		parent := m.node(root.parent)
		if parent.parent != 0 {
			t.feed = append(t.feed, root.res)
		}
		if root.more != nil {
			for _, h := range slices.Backward(root.more.handles) {
				m.trail = append(m.trail, h)
			}
		}
		root = parent
	}
	slices.Reverse(t.feed)
	slices.Reverse(m.trail)
	t.obs = nil // it belongs to a node
	t.born(root.more.name, root.more.body)
	t.node = id
	if len(t.feed) == 0 {
		m.live(t)
		return
	}
	m.scratch.Reset()
	m.scratch.SetCounts(t.id, 0, 0)
	m.e.st = m.scratch
}

// live lets t, which is at its node, do what is new.
func (m *Memo) live(t *Thread) {
	m.e.st = m.state
	n := m.node(t.node)
	m.state.SetCounts(t.id, int(n.objs), int(n.names))
	t.obs = n.observed()
}

// feeding reports whether the body that runs does again what is known.
func (m *Memo) feeding() bool { return m.e.st != m.state }

// do is Engine.do: it gives back the next result that t is fed, or hands on what t
// announces.
func (m *Memo) do(t *Thread, op model.Op) *model.Result {
	if t.fed < len(t.feed) {
		r := &t.feed[t.fed]
		m.e.cases = m.e.cases[:len(m.e.cases)-len(op.Cases)]
		if t.fed++; t.fed == len(t.feed) {
			m.live(t)
		}
		return r
	}
	t.said, t.site = op, 0
	if looks(op.Kind) {
		t.site = site(4)
	}
	t.coro.yield(struct{}{})
	if m.e.unwinding {
		panic(unwound{})
	}
	return &t.res
}

// abandon ends the body of t, if it has begun.
func (m *Memo) abandon(t *Thread) {
	if t == nil || t.coro == nil {
		return
	}
	e := m.e
	e.unwinding = true
	t.after, t.node = 0, 0
	e.resume(t)
	e.unwinding = false
}

// watch looks whether the latest step, ev, is in a data race.
func (m *Memo) watch(ev *model.Event) {
	if !m.racing || ev.Op.Kind > model.Store {
		return
	}
	e := m.e
	n := len(e.x.Failures)
	e.races.access(e, ev, len(m.steps))
	if len(e.x.Failures) > n {
		m.failed = append(m.failed, e.x.Failures[n:]...)
		e.x.Failures = e.x.Failures[:n]
	}
}
