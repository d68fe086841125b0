package modeltest

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/interleave-go/interleave/model"
)

// maxEvents is the longest execution a Tracer follows.
const maxEvents = 256

type eventSet [maxEvents / 64]uint64

func (x *eventSet) has(i int) bool { return x[i/64]&(1<<(i%64)) != 0 }
func (x *eventSet) add(i int)      { x[i/64] |= 1 << (i % 64) }

func (x *eventSet) union(y *eventSet) {
	for i := range x {
		x[i] |= y[i]
	}
}

// Tracer gives names to events and with them to the equivalence classes of
// executions. An event is what was done, with which result, and the set of its
// causal predecessors: those that the transitive closure of State.Dependent
// puts before it. Two executions are equivalent when they are the same set of
// events. Threads are told apart by their names, so that the executions of one
// program on several States compare.
type Tracer struct {
	ids  map[string]int32
	past []eventSet // of each event of the current execution
	evs  []int32    // the names of these events
	buf  []byte
	key  []int32
}

// NewTracer returns a tracer that has seen nothing.
func NewTracer() *Tracer { return &Tracer{ids: map[string]int32{}} }

// Push names the latest event of s, whose earlier ones have been pushed.
func (tr *Tracer) Push(s *model.State) {
	at := len(tr.evs)
	if at >= maxEvents || at >= len(s.Events()) {
		panic(fmt.Sprintf("modeltest: event %d of %d pushed, at most %d are possible", at, len(s.Events()), maxEvents))
	}
	var past eventSet
	for i := at - 1; i >= 0; i-- {
		if !past.has(i) && s.Dependent(i, at) {
			past.add(i)
			past.union(&tr.past[i])
		}
	}
	tr.key = tr.key[:0]
	for i := range at {
		if past.has(i) {
			tr.key = append(tr.key, tr.evs[i])
		}
	}
	slices.Sort(tr.key)
	tr.buf = appendEvent(tr.buf[:0], s, &s.Events()[at])
	for _, id := range tr.key {
		tr.buf = binary.AppendUvarint(tr.buf, uint64(id))
	}
	id, ok := tr.ids[string(tr.buf)]
	if !ok {
		id = int32(len(tr.ids))
		tr.ids[string(tr.buf)] = id
	}
	tr.past, tr.evs = append(tr.past, past), append(tr.evs, id)
}

// Pop forgets the latest event.
func (tr *Tracer) Pop() {
	tr.past, tr.evs = tr.past[:len(tr.past)-1], tr.evs[:len(tr.evs)-1]
}

// Key returns the set of the current execution's events.
func (tr *Tracer) Key() string {
	tr.key = append(tr.key[:0], tr.evs...)
	slices.Sort(tr.key)
	tr.buf = tr.buf[:0]
	for _, id := range tr.key {
		tr.buf = binary.AppendUvarint(tr.buf, uint64(id))
	}
	return string(tr.buf)
}

// Class returns the class of the whole execution that s has run. Classes of
// one Tracer are comparable. It is not to be mixed with Push and Pop.
func (tr *Tracer) Class(s *model.State) string {
	tr.past, tr.evs = tr.past[:0], tr.evs[:0]
	for range s.Events() {
		tr.Push(s)
	}
	return tr.Key()
}

// appendEvent writes what e did, in words that no other State disagrees with.
func appendEvent(b []byte, s *model.State, e *model.Event) []byte {
	name := func(t model.ThreadID) { b = append(append(b, s.ThreadName(t)...), '/') }
	word := func(x int64) { b = binary.AppendVarint(b, x) }
	result := func(r model.Result) {
		word(r.Val)
		b = append(b, byte(r.Case), byte(r.Misuse), flag(r.OK), flag(r.TimedOut))
	}
	name(e.Thread)
	b = append(b, byte(e.Op.Kind))
	word(int64(e.Op.Obj))
	word(e.Op.Timeout)
	if e.Op.Kind == model.Spawn {
		name(model.ThreadID(e.Op.Arg))
	} else {
		word(e.Op.Arg)
		word(e.Op.Arg2)
	}
	word(int64(len(e.Op.Cases)))
	for _, cs := range e.Op.Cases {
		b = append(b, byte(cs.Kind))
		if cs.Kind == model.JoinCase {
			name(model.ThreadID(cs.Obj))
			continue
		}
		word(int64(cs.Obj))
		word(cs.Arg)
	}
	b = append(b, byte(e.Alt.Case), byte(e.Alt.PeerCase), flag(e.Joint))
	if e.Alt.Peer != model.NoThread {
		name(e.Alt.Peer)
	}
	b = append(b, '/')
	result(e.Res)
	result(e.PeerRes)
	return b
}
