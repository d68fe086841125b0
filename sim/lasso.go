package sim

import (
	"fmt"
	"slices"
	"strings"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
)

// An execution that comes back to a state in which it has been may go on like
// that for ever: a lasso, a prefix and a cycle. It is a failure when the cycle is
// fair - no thread could have gone on all the while and never did - and somebody
// gets nowhere in it. Since the threads' own variables are in no state, a cycle is
// repeated many times over before it is believed, and what counts and gives up
// does so then. Fairness is that of Musuvathi, Qadeer, "Fair stateless model
// checking", PLDI'08, with the cycles looked for instead of a step limit.

const (
	// firstAnchor is the step from which on lassos are looked for: the steps before
	// it, and before every power of two after it, are compared with those that
	// follow (Brent, BIT 1980), so that each lasso is found before the prefix and
	// the cycle together are more than doubled.
	firstAnchor = 64
	// lookAll is the step from which on all states are compared, for a while, so that
	// executions without end are found which do not repeat their steps exactly.
	lookAll = 1024
	// maxTries is how many cycles found that way are tried in an execution.
	maxTries = 4
	// lassoWindow is how many steps must be alike before a cycle is tried.
	lassoWindow = 8
	// A cycle is repeated so often, or less where that would take more than so
	// many steps.
	cycleRounds = 1000
	cycleSteps  = 100_000
)

// lassos is what the engine knows of lassos in the running execution.
type lassos struct {
	anchor int    // the step whose predecessors are compared, 0: none
	state  []byte // where the cycle began to be repeated
	now    []byte
	seen   map[uint64]int // the states that are compared, by their hash: the first step before which
	tries  int
	known  map[uint64]*lasso // by execution up to the end of the cycle
	pump   *lasso            // whose cycle is being repeated
	found  *lasso            // that the execution has ended in
	fresh  *lasso            // that was just believed, and is to be confirmed
}

func (l *lassos) reset() {
	if len(l.known) > maxVerdicts {
		clear(l.known)
	}
	l.anchor, l.tries, l.pump, l.found, l.fresh = 0, 0, nil, nil, nil
	clear(l.seen)
}

// lasso is a cycle of steps.
type lasso struct {
	end    int // the steps up to the end of the cycle
	cycle  []model.Event
	made   int  // steps made again
	most   int  // to be made
	kind   Kind // Livelock, Starvation; 0: neither
	unfair bool // a thread could have gone on all the while

	moved   map[model.ThreadID]int // steps in the cycle
	failed  map[model.ThreadID]bool
	gained  map[model.ThreadID]bool
	marked  map[model.ThreadID]bool
	couldGo map[model.ThreadID]int // at how many of the cycle's steps it was enabled
	starved []model.ThreadID

	awaits map[model.ThreadID][]*model.Await // of the steps of each thread
	told   map[model.ThreadID]int            // how many operations it has announced since
}

// lasso looks whether the execution has come back to where it has been, before
// the next step. It reports true when it has ended in a lasso, or is to repeat one.
func (e *Engine) lasso() bool {
	l := &e.lassos
	n := e.view.Step()
	from := -1
	switch {
	case n < e.lim.Until:
		return false
	case e.lim.Cycle > 0 && n == e.lim.Until:
		from = n - e.lim.Cycle
	case n >= firstAnchor && n&(n-1) == 0:
		l.anchor = n
	case l.anchor > 0 && n-l.anchor >= 2 && e.alike(n, l.anchor):
		from, l.anchor = l.anchor, 0 // if it is none, wait for the next power of two
	}
	if from < 0 && (e.lim.Thorough && n < firstAnchor || n >= lookAll && n < lookAll+2*firstAnchor) {
		from = e.returned(n)
	}
	if from < 0 {
		return false
	}
	key := mix(e.hashEvents(n), uint64(from))
	x := l.known[key]
	switch {
	case x == nil:
		x = &lasso{end: n, cycle: cloneEvents(e.st.Events()[from:n])}
		x.most = min(max(cycleSteps/len(x.cycle), 20), cycleRounds) * len(x.cycle)
		if l.known == nil {
			l.known = map[uint64]*lasso{}
		}
		l.known[key] = x
		l.pump = x
		x.begin(e)
		return true
	case x.kind != 0, x.unfair && e.lim.CutUnfair:
		l.found = x
		return true
	}
	return false
}

// returned compares the state with all that the execution has been in lately. It
// returns the step of the earliest that is equal, if nobody who could go on has
// been passed over since then, and -1 otherwise.
func (e *Engine) returned(n int) int {
	l := &e.lassos
	if l.seen == nil {
		l.seen = map[uint64]int{}
	}
	l.now = e.st.AppendLasso(l.now[:0])
	h := uint64(len(l.now))
	for _, c := range l.now {
		h = mix(h, uint64(c))
	}
	from, ok := l.seen[h]
	if !ok {
		l.seen[h] = n
		return -1
	}
	if n-from < 2 || l.tries == maxTries {
		return -1
	}
	for i := range e.view.Len() {
		if e.st.Latest(e.view.At(i)) < from {
			return -1
		}
	}
	l.tries++
	return from
}

// alike reports whether the steps before n are like those before m.
func (e *Engine) alike(n, m int) bool {
	if m < lassoWindow {
		return false
	}
	events := e.st.Events()
	for i := 1; i <= lassoWindow; i++ {
		if !sameStep(&events[n-i], &events[m-i]) {
			return false
		}
	}
	return true
}

func sameStep(a, b *model.Event) bool {
	return a.Thread == b.Thread && a.Alt == b.Alt && a.Res == b.Res && a.PeerRes == b.PeerRes && sched.SameOp(a.Op, b.Op)
}

// hashEvents identifies the execution so far by its choices and results.
func (e *Engine) hashEvents(n int) uint64 {
	h := uint64(n)
	for i := range e.st.Events()[:n] {
		ev := &e.st.Events()[i]
		h = mix(h, uint64(ev.Thread)|uint64(ev.Op.Kind)<<32)
		h = mix(h, uint64(uint16(ev.Alt.Case))|uint64(ev.Alt.Peer)<<16)
		h = mix(h, uint64(ev.Res.Val))
	}
	return h
}

func cloneEvents(events []model.Event) []model.Event {
	events = slices.Clone(events)
	for i := range events {
		op := *events[i].Op
		op.Cases = slices.Clone(op.Cases)
		events[i].Op = &op
	}
	return events
}

// lassoFailure is the failure that the execution has ended in.
func (e *Engine) lassoFailure(x *lasso) Failure {
	f := Failure{Kind: x.kind, Cycle: len(x.cycle), Repeated: x.most / len(x.cycle), Starved: x.starved}
	start := x.end - f.Cycle // the pattern may have begun before the state was kept
	for events := e.st.Events(); start > 0 && sameStep(&events[start-1], &events[start-1+f.Cycle]); {
		start--
	}
	f.Until = start + f.Cycle
	for t := range x.moved {
		f.Moving = append(f.Moving, t)
	}
	slices.SortFunc(f.Moving, e.st.ComparePaths)
	who := strings.Join(e.threadNames(f.Moving), ", ")
	if x.kind == Livelock {
		f.Message = fmt.Sprintf("%s go round and round and get nowhere, %d steps a round", who, f.Cycle)
		if len(f.Moving) == 1 {
			f.Message = fmt.Sprintf("%s goes round and round and gets nowhere, %d steps a round", who, f.Cycle)
		}
		f.Starved = nil
		return f
	}
	f.Message = fmt.Sprintf("%s never gets its turn, while others go on", strings.Join(e.threadNames(f.Starved), ", "))
	if len(f.Starved) > 1 {
		f.Message = fmt.Sprintf("%s never get their turn, while others go on", strings.Join(e.threadNames(f.Starved), ", "))
	}
	return f
}

func (e *Engine) threadNames(ts []model.ThreadID) []string {
	var names []string
	for _, t := range ts {
		names = append(names, e.st.ThreadName(t))
	}
	return names
}

// Progress marks useful work: a cycle of steps in which some thread calls it is
// no livelock, and a thread that does is not starved. It is no step.
func (t *Thread) Progress() {
	t.enter()
	t.impure("marks progress")
	t.acts()
	t.marked = true
}
