package sim

import (
	"slices"

	"github.com/interleave-go/interleave/model"
)

// Await waits until cond holds, as a loop that evaluates it again and again does,
// but without running round after round in vain: when cond is false, the thread
// is parked until something that cond has looked at would look different. The
// looks are ordinary steps; a condition over several cells is not made atomic.
//
// cond must be a function of what it looks at, and must do nothing but look:
// load, compare-and-swap and try, which so may also take what it waits for. To
// change something although cond is false is misuse, and so is to look at
// nothing. An await that nobody can end is a livelock.
//
// A loop that waits by looking is recognised without Await, too: see the package
// documentation.
func (t *Thread) Await(cond func() bool) {
	t.enter()
	if t.real != nil {
		t.real.await(cond)
		return
	}
	t.impure("waits by Await")
	if t.cond != nil {
		t.fail(Misuse, awaitInAwait)
	}
	for {
		c := &condition{}
		t.cond = c
		ok := holds(t, cond)
		switch {
		case ok:
			return
		case c.acts:
			t.fail(Misuse, awaitActs)
		case len(c.seen) == 0:
			t.fail(Misuse, awaitLooksNowhere)
		}
		t.again = &model.Await{Seen: c.seen}
	}
}

const (
	awaitInAwait      = "Await within the condition of an Await; join the two conditions"
	awaitActs         = "the condition of Await does not hold, yet it has changed something; it may only look, or take what it waits for"
	awaitLooksNowhere = "the condition of Await looks at nothing modeled, so that nobody can make it hold"
)

// condition is an evaluation of the condition of an Await.
type condition struct {
	seen []model.Seen
	acts bool // it did something else than look in vain
}

func holds(t *Thread, cond func() bool) bool {
	defer func() { t.cond = nil }()
	return cond()
}

// glance is a step that looked in vain, as a thread remembers it.
type glance struct {
	at     int32
	before uint64 // the thread's history until then
}

// look is such a step as it is remembered beyond the execution.
type look struct {
	op     model.Op
	res    model.Result
	before uint64
}

// maxRound is how many looks the longest round has that is recognised as an
// await, and how many are remembered.
const maxRound = 32

// remember takes in the step that t has made, with its result: for the history
// that an await is a matter of, and among the looks that it may repeat.
func (e *Engine) remember(t *Thread, ev *model.Event) {
	res, before := &t.res, t.history
	h := mix(t.history, uint64(res.Val))
	bits := uint64(uint16(res.Case)) | uint64(res.Misuse)<<16
	if res.OK {
		bits |= 1 << 24
	}
	if res.TimedOut {
		bits |= 1 << 25
	}
	t.history = mix(h, bits)
	switch ev.Op.Kind {
	case model.Join: // whoever is joined may have left things in Go variables
		for _, cs := range ev.Op.Cases {
			t.history = mix(t.history, e.threads[cs.Obj].history)
		}
	}
	if looks(ev.Op.Kind) {
		e.looked(t, ev, before)
		return
	}
	t.acted()
}

// looks reports whether an operation of kind k may be a look.
func looks(k model.Kind) bool {
	switch k {
	case model.Load, model.AtomicLoad, model.Swap, model.CAS, model.TryLock, model.SemTry, model.EventIsSet,
		model.Len, model.TrySend, model.TryRecv, model.Select, model.Yield:
		return true
	}
	return false
}

// looked takes in a step that perhaps only looked.
func (e *Engine) looked(t *Thread, ev *model.Event, before uint64) {
	t.blind = t.blind || ev.Op.Opaque || slices.ContainsFunc(ev.Op.Cases, func(cs model.Case) bool { return cs.Opaque })
	var buf [4]model.Seen
	seen, ok := e.st.Looked(ev, buf[:0])
	if !ok {
		t.acted()
		return
	}
	if t.cond != nil {
		t.cond.seen = append(t.cond.seen, seen...)
		return
	}
	t.glanced(glance{int32(len(e.st.Events()) - 1), before})
	if t.exempt > 0 {
		t.exempt--
		if n := len(t.looks) - 1; n < t.period || !t.likeLook(n, n-t.period) {
			t.exempt = 0
		}
	}
}

// glanced adds the latest look of t.
func (t *Thread) glanced(g glance) {
	if len(t.looks) == 2*maxRound {
		t.looks = append(t.looks[:0], t.looks[maxRound:]...)
	}
	t.looks = append(t.looks, g)
}

// acted notes that t has done something that no await repeats.
func (t *Thread) acted() {
	t.looks, t.exempt = t.looks[:0], 0
	if t.cond != nil {
		t.cond.acts = true
	}
}

// acts is called for what is no step and yet makes a loop more than looking: it
// tells the time, is observed, or is marked as progress.
func (t *Thread) acts() {
	if t.real != nil {
		t.real.act()
		return
	}
	if t.e.pump.of == t && !t.e.pump.acts {
		t.e.pumped(false)
	}
	t.acted()
}

// lookedAt returns the step of the i-th look of t.
func (t *Thread) lookedAt(i int) *model.Event { return &t.e.view.State.Events()[t.looks[i].at] }

// likeLook reports whether two looks of t saw the same.
func (t *Thread) likeLook(i, j int) bool {
	x, y := t.lookedAt(i), t.lookedAt(j)
	return x.Res == y.Res && sameLook(x.Op, y.Op)
}

// latest returns the latest n looks of t.
func (t *Thread) latest(n int) []look {
	round := make([]look, n)
	for i := range round {
		j := len(t.looks) - n + i
		ev := t.lookedAt(j)
		round[i] = look{*ev.Op, ev.Res, t.looks[j].before}
		round[i].op.Await = nil
	}
	return round
}

// sameLook reports whether two operations look in the same way.
func sameLook(a, b *model.Op) bool {
	return a.Kind == b.Kind && a.Obj == b.Obj && a.Arg == b.Arg && a.Arg2 == b.Arg2 && slices.Equal(a.Cases, b.Cases)
}

// round is how a thread may be about to repeat its latest looks.
func (t *Thread) rounds(op *model.Op, found []int) []int {
	n := len(t.looks)
	for p := 1; p <= min(n, maxRound); p++ {
		if sameLook(t.lookedAt(n-p).Op, op) && !slices.ContainsFunc(found, func(q int) bool { return t.repeats(p, q) }) {
			found = append(found, p)
		}
	}
	return found
}

// repeats reports whether the latest p looks are the latest q over and over.
func (t *Thread) repeats(p, q int) bool {
	if p%q != 0 {
		return false
	}
	for i := len(t.looks) - 1; i >= len(t.looks)-p+q; i-- {
		if !t.likeLook(i, i-q) {
			return false
		}
	}
	return true
}

// mix is one step of a 64-bit hash: the finalizer of splitmix64 (Steele, Lea,
// Flood, OOPSLA'14) over a running value.
func mix(h, x uint64) uint64 {
	h = (h ^ x) * 0xbf58476d1ce4e5b9
	return h ^ h>>29
}
