package explore

import (
	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
)

// coverage tells what executions have not done before: which operation took
// effect right after which other one on the same object, by another thread or
// the same. For memory these are the reads-from pairs, extended to all objects.
// An operation is known by its thread, its kind and object, whether it succeeded,
// and what its thread did before, so that loops do not make ever new ones.
type coverage struct {
	n     int            // executions so far
	pairs map[uint64]int // the latest execution that had each
	seen  map[uint64]int // how many executions had exactly these pairs

	last []uint64 // by ObjID: the latest operation on it that may have changed it
	prev []uint64 // by ThreadID: the latest operation
}

// maxSets bounds the sets that are counted, since each takes some memory.
const maxSets = 2_000_000

func newCoverage() *coverage {
	return &coverage{pairs: map[uint64]int{}, seen: map[uint64]int{}}
}

// take counts the execution that has ended in st. It returns how many pairs
// are new, a number for the set of its pairs, and how often that has come.
func (c *coverage) take(st *model.State) (fresh int, set uint64, times int) {
	c.n++
	clear(c.last)
	clear(c.prev)
	events := st.Events()
	for i := range events {
		e := &events[i]
		for len(c.prev) <= int(e.Thread) {
			c.prev = append(c.prev, 0)
		}
		did := kindOf(e)
		op := sched.Mix(did, c.prev[e.Thread])
		c.prev[e.Thread] = did
		if e.Op.Obj == model.NoObj {
			continue
		}
		for len(c.last) <= int(e.Op.Obj) {
			c.last = append(c.last, 0)
		}
		pair := sched.Mix(op, c.last[e.Op.Obj])
		if latest := c.pairs[pair]; latest != c.n {
			if latest == 0 {
				fresh++
			}
			c.pairs[pair] = c.n
			set += sched.Mix(pair, 1) // a sum, so that the order does not matter
		}
		if !reads(e) {
			c.last[e.Op.Obj] = op
		}
	}
	if len(c.seen) > maxSets {
		clear(c.seen) // whoever has come often will do so again
	}
	c.seen[set]++
	return fresh, set, c.seen[set]
}

// kindOf returns what e is, apart from its values.
func kindOf(e *model.Event) uint64 {
	h := uint64(e.Thread)<<40 ^ uint64(e.Op.Obj)<<8 ^ uint64(e.Op.Kind)
	return sched.Mix(h, uint64(uint16(e.Alt.Case))<<32|uint64(uint16(e.Alt.PeerCase))<<16|bit(e.Res.OK)<<1|bit(e.Res.TimedOut))
}

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// reads reports whether e leaves its object as it was.
func reads(e *model.Event) bool {
	switch e.Op.Kind {
	case model.Load, model.AtomicLoad, model.Len, model.EventIsSet, model.BarrierBroken:
		return true
	case model.CAS, model.TryLock, model.TryRLock, model.SemTry:
		return !e.Res.OK
	}
	return false
}
