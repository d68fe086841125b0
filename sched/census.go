package sched

import (
	"slices"

	"github.com/interleave-go/interleave/model"
)

// census counts what threads do in executions, by thread, phase and object:
// what the weights of the next ones are made of. The identities of threads
// and objects hold in one engine only.
type census struct {
	seen    int // executions offered
	counts  map[tally]int
	threads []threadCensus // by ThreadID
	objects []objectCensus // by ObjID
	met     []model.ObjID  // the objects in the order of their first events: their numbers may be anything

	phase []int32 // by ThreadID, in the execution that is counted
}

// tally is what is counted: all events of a thread in a phase, where Obj is
// NoObj, or those that touch an object.
type tally struct {
	thread model.ThreadID
	phase  int32
	obj    model.ObjID
}

type threadCensus struct {
	runs   int   // executions in which the thread was there
	phases int32 // the most it had
	born   int32 // the phase of its parent in which it is spawned
	kids   int   // the most it had
}

type objectCensus struct {
	events  int
	thread  model.ThreadID // who touched it first
	shared  bool           // another thread did, too
	changed bool           // not everybody just looked
}

// censusFirst is how many executions are counted in any case. After these only
// every one that doubles their number is, so that counting costs little.
const censusFirst = 16

// maxPhases is how many phases of a thread are told apart; the last one has the
// rest.
const maxPhases = 1000

// count takes in the execution that has ended, and reports whether that changes
// what is expected of the next ones. Too many threads are not counted at all.
func (c *census) count(v *View) (changed bool) {
	c.seen++
	if len(v.State.Threads()) > maxWeighed || len(c.threads) > maxWeighed {
		*c = census{seen: c.seen}
		return true
	}
	if c.seen > censusFirst && c.seen&(c.seen-1) != 0 {
		return false
	}
	if c.counts == nil {
		c.counts = map[tally]int{}
	}
	c.phase = c.phase[:0]
	for _, t := range v.State.Threads() {
		c.enter(v, t)
	}
	events := v.State.Events()
	for i := range events {
		e := &events[i]
		if e.Op.Kind == model.Join && c.phase[e.Thread] < maxPhases-1 {
			c.phase[e.Thread]++
			c.threads[e.Thread].phases = max(c.threads[e.Thread].phases, c.phase[e.Thread]+1)
		}
		if e.Op.Kind == model.Spawn {
			c.threads[e.Op.Arg].born = c.phase[e.Thread]
		}
		c.counts[tally{e.Thread, c.phase[e.Thread], model.NoObj}]++
		if returns(e.Op.Kind) || e.Op.Kind == model.Join {
			continue
		}
		if e.Op.Obj != model.NoObj {
			c.touch(e, e.Op.Obj)
			continue
		}
		for j, cs := range e.Op.Cases {
			if cs.Obj != model.NoObj && !slices.ContainsFunc(e.Op.Cases[:j], func(x model.Case) bool { return x.Obj == cs.Obj }) {
				c.touch(e, cs.Obj)
			}
		}
	}
	return true
}

func (c *census) enter(v *View, t model.ThreadID) {
	for len(c.threads) <= int(t) {
		c.threads = append(c.threads, threadCensus{phases: 1})
	}
	for len(c.phase) <= int(t) {
		c.phase = append(c.phase, 0)
	}
	c.threads[t].runs++
	if p := v.State.Parent(t); p != model.NoThread {
		c.threads[p].kids = max(c.threads[p].kids, v.State.Ordinal(t)+1)
	}
}

func (c *census) touch(e *model.Event, o model.ObjID) {
	c.counts[tally{e.Thread, c.phase[e.Thread], o}]++
	for len(c.objects) <= int(o) {
		c.objects = append(c.objects, objectCensus{})
	}
	x := &c.objects[o]
	if x.events == 0 {
		c.met, x.thread = append(c.met, o), e.Thread
	}
	x.events++
	x.shared = x.shared || x.thread != e.Thread
	x.changed = x.changed || !looks(e.Op.Kind)
}

// interesting returns how many events touched o, if its order can matter at
// all: if several threads touch it, and not all of them merely look.
func (c *census) interesting(o model.ObjID) int {
	if x := &c.objects[o]; x.shared && x.changed {
		return x.events
	}
	return 0
}

// pick draws an object that is interesting, by the number of its events;
// NoObj when there is none.
func (c *census) pick(rng *PRNG) model.ObjID {
	sum := 0
	for _, o := range c.met {
		sum += c.interesting(o)
	}
	if sum == 0 {
		return model.NoObj
	}
	x := rng.IntN(sum)
	for _, o := range c.met {
		if x -= c.interesting(o); x < 0 {
			return o
		}
	}
	panic("sched: the sum does not add up")
}

// weights returns what is to be expected of events that touch o; of all
// events where o is NoObj.
func (c *census) weights(v *View, o model.ObjID) weights {
	var w weights
	if len(c.threads) > 0 {
		c.node(v, &w, model.Main, o)
	}
	return w
}

// node appends the node of t with its children, and returns its position and
// the number of its events.
func (c *census) node(v *View, w *weights, t model.ThreadID, o model.ObjID) (at, total int32) {
	x := &c.threads[t]
	phases, kids := make([]int32, x.phases), make([]int32, x.kids)
	at = int32(len(w.nodes))
	w.nodes = append(w.nodes, weightNode{phases, kids})
	for i := range phases {
		if n := c.counts[tally{t, int32(i), o}]; n > 0 {
			phases[i] = int32(min((n+x.runs-1)/x.runs, maxWeight))
		}
	}
	for i := range kids {
		kid := v.State.Child(t, i)
		var n int32
		kids[i], n = c.node(v, w, kid, o)
		own := &phases[min(c.threads[kid].born, x.phases-1)]
		*own = int32(min(int64(*own)+int64(n), maxWeight))
	}
	return at, w.total(at)
}
