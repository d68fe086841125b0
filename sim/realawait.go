package sim

import (
	"runtime"
	"slices"

	"github.com/interleave-go/interleave/model"
)

// realCondition is an evaluation of the condition of an Await on a real goroutine.
type realCondition struct {
	ops, looks int       // so many operations, and how many of them were looks in vain
	seen       []*object // what it has looked at, each once, in order
}

// await is Await on a real goroutine: a loop that gives way between the rounds. That
// a round was in vain is counted where it can be watched: see Real.hangs.
func (th *realThread) await(cond func() bool) {
	th.enter()
	if th.cond != nil {
		th.t.fail(Misuse, awaitInAwait)
	}
	th.awaits.Add(1)
	defer th.end()
	for {
		c := &realCondition{}
		switch ok := th.holds(c, cond); {
		case ok:
			return
		case c.ops > c.looks:
			th.t.fail(Misuse, awaitActs)
		case len(c.seen) == 0:
			th.t.fail(Misuse, awaitLooksNowhere)
		}
		th.spins.Store(&c.seen)
		th.be(realAwaits)
		th.rounds.Add(1)
		runtime.Gosched()
	}
}

func (th *realThread) holds(c *realCondition, cond func() bool) bool {
	defer func() { th.cond = nil }()
	th.cond = c
	return cond()
}

// look notes that the latest operation, if it is part of the condition of an Await,
// was a look in vain at o.
func (th *realThread) look(o *object) {
	c := th.cond
	if c == nil {
		return
	}
	c.looks++
	if o != nil && !slices.Contains(c.seen, o) {
		c.seen = append(c.seen, o)
	}
}

// act notes that the condition of an Await does what no condition may.
func (th *realThread) act() {
	if th.cond != nil {
		th.cond.ops++
	}
}

// inVain reports whether an operation of kind k has looked in vain: see
// model.State.Looked.
func inVain(k model.Kind, r *model.Result) bool {
	switch k {
	case model.TryLock, model.SemTry:
		return !r.OK
	}
	return k == model.EventIsSet
}
