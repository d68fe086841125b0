package sim

import (
	"sync"

	"github.com/interleave-go/interleave/model"
)

// NewEngines returns n engines that may run at a time, and that agree on the
// numbers of threads and objects: what one of them has seen means the same to
// the others. Close each after use.
func NewEngines(n int) []*Engine {
	engines := make([]*Engine, n)
	ids := &identities{threads: map[origin]model.ThreadID{}, objects: map[origin]model.ObjID{}}
	for i := range engines {
		engines[i] = NewEngine()
		engines[i].ids = ids
		engines[i].st.Share(ids)
	}
	return engines
}

// identities is the model.Identities of engines that run at a time.
type identities struct {
	mu      sync.Mutex
	threads map[origin]model.ThreadID
	objects map[origin]model.ObjID
}

// origin names a thread or an object by who made it and what number it has there.
type origin struct {
	by      model.ThreadID
	ordinal int32
}

func (ids *identities) Thread(parent model.ThreadID, ordinal int32) model.ThreadID {
	ids.mu.Lock()
	defer ids.mu.Unlock()
	return number(ids.threads, origin{parent, ordinal}, model.Main+1)
}

func (ids *identities) Object(creator model.ThreadID, ordinal int32) model.ObjID {
	ids.mu.Lock()
	defer ids.mu.Unlock()
	return number(ids.objects, origin{creator, ordinal}, model.NoObj+1)
}

// number returns what p has in m, or the next number, counted from first.
func number[N model.ThreadID | model.ObjID](m map[origin]N, p origin, first N) N {
	n, ok := m[p]
	if !ok {
		n = first + N(len(m))
		m[p] = n
	}
	return n
}
