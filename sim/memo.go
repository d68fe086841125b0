package sim

import (
	"math"
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
	root    *memoNode      // of main
	steps   []model.Choice // of the execution
	failed  int            // how many of the failures of the execution it met on its way, before its end
	last    Keeper
	quiet   int  // with fewer steps an execution ends where nobody can move, or when it is told to
	racing  bool // the steps are looked at for data races
	impure  string
	fresh   []handle // made by the body that runs
	trail   []handle // made before by the body that is fed

	observers []model.ThreadID // that have ever observed something, by spawn path
	observing []model.ThreadID // those in this execution
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
	e.st.Unordered(true)
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
func (m *Memo) Run(s Keeper, lim *Limits) *Execution {
	e := m.e
	e.strat = s
	if e.lim != *lim {
		e.lim = *lim
	}
	x := &e.x
	x.End, x.Failures, x.Diverged, x.Awaits, x.Swallows = Quiet, x.Failures[:m.failed], nil, nil, nil
	s.Begin(0)
	switch {
	case m.root == nil || m.nodes.n > maxMemo || m.racing == lim.NoRaces:
		m.begin()
	case m.last != s:
		m.rewind(0)
	default:
		m.rewind(s.Keep(&e.view))
	}
	m.last = s
	m.quiet = math.MaxInt
	if lim.Steps > 0 {
		m.quiet = lim.Steps
	}
	if lim.Lassos {
		m.quiet = min(m.quiet, firstAnchor)
	}
	for m.step() {
	}
	for i := len(m.steps); i < len(m.state.Events()); i++ {
		ev := &m.state.Events()[i]
		m.steps = append(m.steps, model.Choice{Thread: ev.Thread, Alt: ev.Alt})
	}
	m.failed = len(x.Failures)
	e.conclude()
	m.outcome()
	return x
}

// outcome writes down how the execution ended. Threads that have never observed
// anything are not looked at.
func (m *Memo) outcome() {
	e := m.e
	m.observing = m.observing[:0]
	for _, t := range m.observers {
		if e.st.Status(t) == model.Unborn {
			continue
		}
		n, th := m.nodes.cold(m.at(t)), e.threads[t]
		if len(n.obs)+len(th.obs) > 0 {
			th.obs = n.observed()
			m.observing = append(m.observing, t)
		}
	}
	e.outcome(m.observing)
}

// begin forgets everything, and starts main.
func (m *Memo) begin() {
	e := m.e
	for _, t := range e.threads {
		m.abandon(t)
	}
	m.nodes.forget()
	e.view.Nodes++
	m.steps, e.x.Failures, m.racing = m.steps[:0], e.x.Failures[:0], !e.lim.NoRaces
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
	st, x := m.state, &m.e.x
	m.e.hb.Back(n)
	m.e.races.back(n)
	for i := len(x.Failures); i > 0 && x.Failures[i-1].At > n; i-- {
		x.Failures = x.Failures[:i-1]
	}
	st.BackTo(n)
	if st.Astray() {
		st.BackTo(0)
	}
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
	if m.asked() && m.ends() {
		return false
	}
	c := e.strat.Next(&e.view)
	if c.Thread == model.NoThread {
		e.x.End = Stopped
		return false
	}
	ev, arrived := st.StepOn(c)
	e.view.Current = c.Thread
	if m.racing && ev.Op.Kind <= model.Store {
		e.races.access(e, ev, len(st.Events())-1)
	}
	if !arrived {
		m.advance(ev, true)
	}
	return true
}

// asked reports whether there is anything to ask before the next step.
func (m *Memo) asked() bool {
	st := m.state
	return len(st.Events()) >= m.quiet || st.NumEnabled() == 0 || m.e.signal.Load() != 0 || m.impure != ""
}

// ends reports whether the execution ends here.
func (m *Memo) ends() bool {
	m.circles()
	return m.e.over() || m.impure != ""
}

// advance brings the threads of the latest step, ev, to what they do next. Where the
// step is new to the execution, what fails on the way is noted.
func (m *Memo) advance(ev *model.Event, fresh bool) {
	from := m.nodes.of(ev.From())
	if ev.Op.Kind == model.Spawn {
		child := model.ThreadID(ev.Op.Arg)
		m.arrive(child, m.child(from.more.child, child, model.Result{}), fresh)
	}
	m.arrive(ev.Thread, m.child(from, ev.Thread, ev.Res), fresh)
	if ev.Joint {
		peer := ev.Alt.Peer
		m.arrive(peer, m.child(m.at(peer), peer, ev.PeerRes), fresh)
	}
}

// arrive brings t to node n.
func (m *Memo) arrive(t model.ThreadID, n *memoNode, fresh bool) {
	if x := n.more; x != nil {
		if fresh {
			for _, f := range x.failed {
				f.At = len(m.state.Events())
				m.e.x.Failures = append(m.e.x.Failures, f)
			}
		}
		m.state.Install(x.made)
	}
	m.state.Arrive(t, &n.Node)
}

// at returns where t is.
func (m *Memo) at(t model.ThreadID) *memoNode { return m.nodes.of(m.state.Node(t)) }

// child returns where t comes from node n with result r of its operation there; its
// body runs if that is not known.
func (m *Memo) child(n *memoNode, t model.ThreadID, r model.Result) *memoNode {
	if k := n.After(&r); k != nil {
		return m.nodes.of(k)
	}
	return m.discover(n, m.e.thread(t), r)
}

// discover lets the body of t run from node n with result r of its operation there.
func (m *Memo) discover(n *memoNode, t *Thread, r model.Result) *memoNode {
	e := m.e
	before := len(e.x.Failures)
	if t.coro == nil || t.node != n {
		m.abandon(t)
		m.feed(t, n, r)
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
	k := m.nodes.add(n, r)
	t.node = k
	cold := m.nodes.cold(k)
	k.Op, cold.site, cold.obs = t.said, t.site, t.obs
	if len(t.obs) > 0 {
		if at, known := slices.BinarySearchFunc(m.observers, t.id, e.st.ComparePaths); !known {
			m.observers = slices.Insert(m.observers, at, t.id)
		}
	}
	made, handles, failed := m.state.MadeSince(t.id, int(m.nodes.cold(n).objs)), m.fresh, slices.Clone(e.x.Failures[before:])
	m.fresh = nil
	objs, names := m.state.Counts(t.id)
	cold.objs, cold.names = int32(objs), int32(names)
	e.x.Failures = e.x.Failures[:before]
	var child *memoNode
	if k.Op.Kind == model.Spawn {
		c := e.threads[k.Op.Arg]
		child = m.nodes.start(c.body, c.name)
	}
	plain := made == nil && len(failed) == 0
	if !plain || handles != nil || child != nil {
		k.more = &memoMore{made: made, handles: handles, failed: failed, child: child}
	}
	m.state.Complete(&k.Node, plain)
	m.spins(t, k)
	return k
}

// feed prepares the body of t to come to node n, and on from there with result r.
func (m *Memo) feed(t *Thread, n *memoNode, r model.Result) {
	root := n
	t.feed, t.fed, m.trail = t.feed[:0], 0, m.trail[:0]
	if root.parent != nil {
		t.feed = append(t.feed, r)
	}
	for root.parent != nil {
		parent := root.parent
		if parent.parent != nil {
			t.feed = append(t.feed, root.Res)
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
	t.node = n
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
	n := m.nodes.cold(t.node)
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
		t.site = stackHash()
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
	t.after, t.node = 0, nil
	e.resume(t)
	e.unwinding = false
}
