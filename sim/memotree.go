package sim

import "github.com/interleave-go/interleave/model"

// memoTree holds the nodes of a memo, by number.
type memoTree struct {
	blocks []*memoBlock
	n      int
}

const (
	memoChunk = 1 << 9
	// maxMemo is how many nodes are kept, of some 170 bytes; then all are forgotten.
	maxMemo = 1 << 20
)

type memoBlock struct {
	nodes [memoChunk]memoNode
	cold  [memoChunk]memoCold
}

// memoNode is a thread after some history: what it did since the operation before,
// and what it does next. What each step looks at is kept together.
type memoNode struct {
	model.Node
	parent *memoNode
	more   *memoMore
}

// memoCold is what is asked for where a body runs, or an execution has ended.
type memoCold struct {
	objs  int32  // how many objects the thread has made so far
	names int32  // how many children it has named so far
	site  uint64 // of a look: from where it is made
	obs   []byte // what it has observed so far
}

// memoMore is what few nodes have.
type memoMore struct {
	made    []model.Made // the objects that it made
	handles []handle     // and their handles
	failed  []Failure
	child   *memoNode // of a spawn: the child before its first operation
	body    Program   // of a thread before its first operation
	name    string
}

// of returns the node of which the state knows n.
func (m *memoTree) of(n *model.Node) *memoNode {
	return &m.blocks[n.ID/memoChunk].nodes[n.ID%memoChunk]
}

func (m *memoTree) cold(n *memoNode) *memoCold { return &m.blocks[n.ID/memoChunk].cold[n.ID%memoChunk] }

// forget makes the tree empty. What the blocks held is let go.
func (m *memoTree) forget() { m.blocks, m.n = nil, 0 }

func (m *memoTree) make() *memoNode {
	at := m.n % memoChunk
	if at == 0 {
		m.blocks = append(m.blocks, new(memoBlock))
	}
	n := &m.blocks[len(m.blocks)-1].nodes[at]
	n.ID = int32(m.n)
	m.n++
	return n
}

// start makes a thread that has not begun yet.
func (m *memoTree) start(body Program, name string) *memoNode {
	n := m.make()
	n.more = &memoMore{body: body, name: name}
	return n
}

// add makes the node that comes after node n with result r.
func (m *memoTree) add(n *memoNode, r model.Result) *memoNode {
	k := m.make()
	k.parent, k.Res = n, r
	n.Add(&k.Node)
	return k
}

// observed returns what the thread has observed; it is not to be appended to.
func (n *memoCold) observed() []byte { return n.obs[:len(n.obs):len(n.obs)] }
