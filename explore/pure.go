package explore

import (
	"fmt"
	"slices"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// pure is what a worker needs to run executions of a program that promises to be
// pure: a memo of its threads, and a count of what it has run. A wrong promise would
// be a silent pass, so a part of the executions is made directly as well, and
// compared operation by operation; every failing one is, before it is reported.
type pure struct {
	memo *sim.Memo
	e    *sim.Engine // of the memo
	runs int
}

// The first so many executions are made directly, too, and one in so many after that.
const (
	checkedFirst = 100
	checkedEvery = 1000
)

// checks returns how often the next execution is made directly as well.
func (p *pure) checks() int {
	p.runs++
	if p.runs <= checkedFirst || p.runs%checkedEvery == 0 {
		return 1
	}
	return 0
}

// run makes an execution of d's, directly if the program turns out not to be one
// that can be kept.
func (w *worker) run(t *tally, d enumerator, lim *sim.Limits) (*sim.Execution, *sched.View) {
	if w.pure != nil {
		if !w.memoised() {
			w.busy.Store(1)
		}
		x := w.pure.memo.Run(d, lim)
		if w.pure.memo.Impure() == "" {
			return x, w.pure.e.View()
		}
		t.note(fmt.Sprintf("executions are made directly, since the program cannot be kept as a pure one: %s", w.pure.memo.Impure()))
		w.start.leave(d)
		w.closePure()
	}
	w.busy.Store(0)
	return w.e.Run(w.s.p, d, 0, *lim), w.e.View()
}

// start is what a search is about to begin an execution with, in case that is broken
// off and made again: the branch, and what is asleep there.
type start struct {
	carry    *wakeup
	sleep    []*branch
	restored []dporFrame
}

// enter keeps what d begins with, leave takes d back to it.
func (s *start) enter(e enumerator) {
	if d, ok := e.(*dpor); ok {
		s.carry, s.sleep, s.restored = d.carry, append(s.sleep[:0], d.sleep...), d.restored
	}
}

func (s *start) leave(e enumerator) {
	if d, ok := e.(*dpor); ok {
		d.disorder(d.analysed)
		d.carry, d.sleep, d.restored = s.carry, slices.Clone(s.sleep), s.restored
	}
}

// memoised reports whether the latest execution was not made directly.
func (w *worker) memoised() bool { return w.busy.Load() == 1 }

// view returns what the latest execution was shown in.
func (w *worker) view() *sched.View { return w.all[w.busy.Load()].View() }

// foreign returns what a goroutine that is no modeled thread did, "" when none did.
func (w *worker) foreign() string {
	for _, e := range w.all {
		if msg := e.Foreign(); msg != "" {
			return msg
		}
	}
	return ""
}

func (w *worker) closePure() {
	w.pure.memo.Close()
	w.pure.e.Close()
	w.pure = nil
}
