package sim

import "github.com/interleave-go/interleave/model"

// memoTree holds the nodes of a memo. They refer to each other by number: steps that
// move between them are no work for the garbage collector.
type memoTree struct {
	chunks [][]memoNode
	n      int
}

// nodeID is the number of a node; 0 is none.
type nodeID int32

const (
	memoChunk = 1 << 9
	// maxMemo is how many nodes are kept, of some 200 bytes; then all are forgotten.
	maxMemo = 1 << 20
)

// memoNode is a thread after some history: what it did since the operation before,
// and what it does next.
type memoNode struct {
	op     model.Op     // NoOp: it has ended
	res    model.Result // of the operation of parent
	parent nodeID
	kid    nodeID // the latest of those by result
	next   nodeID // the next kid of parent
	child  nodeID // of a spawn: the child before its first operation
	objs   int32  // how many objects it has made so far
	names  int32  // how many children it has named so far
	site   uint64 // of a look: from where it is made
	obs    []byte // what it has observed so far
	more   *memoMore
}

// memoMore is what few nodes have.
type memoMore struct {
	made    []model.Made // the objects that it made
	handles []handle     // and their handles
	failed  []Failure
	body    Program // of a thread before its first operation
	name    string
}

func (m *memoTree) at(id nodeID) *memoNode { return &m.chunks[id/memoChunk][id%memoChunk] }

// forget makes the tree empty. What the chunks held is let go.
func (m *memoTree) forget() {
	m.chunks, m.n = nil, 0
	m.make() // nobody has number 0
}

func (m *memoTree) make() nodeID {
	if m.n%memoChunk == 0 {
		m.chunks = append(m.chunks, make([]memoNode, memoChunk))
	}
	m.n++
	return nodeID(m.n - 1)
}

// start makes a thread that has not begun yet.
func (m *memoTree) start(body Program, name string) nodeID {
	id := m.make()
	m.at(id).more = &memoMore{body: body, name: name}
	return id
}

// add makes the node that comes after node id with result r.
func (m *memoTree) add(id nodeID, r model.Result) nodeID {
	kid := m.make()
	n, k := m.at(id), m.at(kid)
	k.parent, k.res, k.next = id, r, n.kid
	n.kid = kid
	return kid
}

// find returns the node that comes after node id with result r, 0 if there is none.
func (m *memoTree) find(id nodeID, r model.Result) nodeID {
	for k := m.at(id).kid; k != 0; {
		n := m.at(k)
		if n.res == r {
			return k
		}
		k = n.next
	}
	return 0
}

// observed returns what the thread has observed; it is not to be appended to.
func (n *memoNode) observed() []byte { return n.obs[:len(n.obs):len(n.obs)] }
