package sim

import (
	"runtime"
	"slices"
	"strings"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
)

// PumpRounds is how often a loop that seems to wait by looking must repeat
// itself, given the same results, before it is taken for an await.
const PumpRounds = 1000

// MaxAwaits is how many awaits of a thread are recognised in an execution. Each
// may cost that the execution is begun anew, so that a thread that has spun so
// often goes on round by round.
const MaxAwaits = 50

// maxVerdicts is how many verdicts are kept from one execution to the next; then
// all are forgotten, and given again.
const maxVerdicts = 500_000

// maxPump bounds the looks of a last pumping.
const maxPump = 4_000_000

// A thread is a function from the results it was given to what it does next. So
// whether it waits by looking is a matter of its history alone, and asked once
// for each: the thread is given the results of its latest round over and over,
// without any step being made. What counts and gives up does so then. Afterwards
// the execution is begun anew, since the thread's own variables have moved, and
// brought back to where it was.
//
// What repeats itself need not be in its loop yet: two looks before it look like
// two rounds of it, and are not where the loop is. So every round must be made
// from the same place in the code as the one before, call by call, and so must
// the last that was really made.

// verdict is what is known of a thread that, with a certain history, announces
// a look that it has made before.
type verdict struct {
	await     *model.Await // not nil: it waits
	name      string       // how the await is called, for reports
	period    int          // how many looks a round has
	tried     int          // how many of the possible rounds it does not repeat
	exempt    int          // it does not wait, and these are the looks it makes before it may
	confirmed bool         // pumped up to the limit of steps, too

	// Of what repeats itself, until it is decided.
	from, at uint64 // the histories when its last round began, and when it ended
	wait     *model.Await
}

// pump is the thread that is being pumped.
type pump struct {
	of      *Thread // nil: none
	verdict *verdict
	round   []look
	sites   []uint64 // by position in the round: from where the look is made
	from    uint64   // the history when it began
	start   uint64   // and now
	at      int      // looks made
	most    int      // looks to be made
	final   bool     // what repeats itself is a failure
	acts    bool     // the round may do what is no look
	cut     bool     // the search is cancelled
}

// suspect is called when t, whose latest steps were looks, announces op. Where t
// waits, op becomes the beginning of a round. It reports whether t is to be
// pumped first.
func (e *Engine) suspect(t *Thread, op *model.Op) bool {
	if t.blind || t.exempt > 0 || t.parks == MaxAwaits {
		return false
	}
	var buf [8]int
	found := t.rounds(op, buf[:0])
	if len(found) == 0 {
		return false
	}
	v := e.verdicts[t.history]
	if v == nil {
		v = &verdict{}
		e.verdicts[t.history] = v
	}
	switch {
	case v.await != nil:
		op.Await = v.await
		t.awaits = v
		t.parks++
		if !slices.Contains(e.x.Awaits, v.name) {
			e.x.Awaits = append(e.x.Awaits, v.name)
		}
		return false
	case v.tried >= len(found):
		t.exempt, t.period = v.exempt, v.period
		return false
	}
	p := found[v.tried]
	round := t.latest(p)
	e.pump = pump{of: t, verdict: v, round: round, from: round[0].before, start: t.history, most: PumpRounds * p}
	return true
}

// feed gives a pumped thread, which announces op, what it was given a round
// before. It does not return when the thread does something else.
func (e *Engine) feed(t *Thread, op *model.Op) *model.Result {
	p := &e.pump
	x := &p.round[p.at%len(p.round)]
	if !sameLook(op, &x.op) {
		e.pumped(false)
	}
	if !p.final {
		switch here, i := site(5), p.at%len(p.round); {
		case i == len(p.sites):
			p.sites = append(p.sites, here)
		case p.sites[i] != here:
			e.pumped(false)
		}
	}
	e.looks++
	if p.at++; p.at > p.most {
		e.pumped(true)
	}
	if s := e.signal.Load(); s != 0 && e.answer(s) {
		p.cut = true
		e.pumped(true)
	}
	t.res = x.res
	return &t.res
}

// pumped ends the pumping with a verdict, and the thread with it.
func (e *Engine) pumped(repeats bool) {
	t := e.pump.of
	e.judge(repeats)
	e.next = nil
	t.coro.yield(struct{}{})
	panic(unwound{})
}

// judge takes down how the pumping ended.
func (e *Engine) judge(repeats bool) {
	p := &e.pump
	v := p.verdict
	switch {
	case p.cut: // there is no verdict, and no execution
	case p.final && repeats:
		v.confirmed = true
	case repeats:
		v.period = len(p.round)
		v.wait, v.name = e.awaitOf(p.of, p.round)
		v.from, v.at = p.from, p.start
		e.sites[p.start] = p.sites[0]
		e.probe = v
		if _, known := e.sites[v.from]; known {
			e.decide()
		}
	default:
		if len(p.sites) > 0 {
			e.sites[p.start] = p.sites[0]
		}
		v.await = nil
		v.tried++
		if p.at >= v.exempt {
			v.exempt, v.period = p.at, len(p.round)
		}
	}
	p.of = nil
	e.keep = e.view.Step()
	if e.redo = !p.final || !repeats; p.cut && p.final {
		e.x.End, e.redo = Cancelled, false
	}
}

// decide makes an await of what repeats itself, if its last round began where
// the next one does.
func (e *Engine) decide() {
	v := e.probe
	e.probe = nil
	if e.sites[v.from] == e.sites[v.at] {
		v.await = v.wait
		return
	}
	v.tried, v.exempt = maxRound, v.period // which it spends in the loop
}

// Looks returns how many operations the engine's threads have been fed, in all
// executions, to see whether they wait by looking: what recognising awaits has cost.
func (e *Engine) Looks() int { return e.looks }

// site returns a hash of where the program is, call by call, without the
// innermost skip frames.
func site(skip int) uint64 {
	var pcs [64]uintptr
	h := uint64(0)
	for _, pc := range pcs[:runtime.Callers(skip, pcs[:])] {
		h = mix(h, uint64(pc))
	}
	return h
}

// awaitOf returns what the thread waits for that repeats a round.
func (e *Engine) awaitOf(t *Thread, round []look) (*model.Await, string) {
	a := &model.Await{}
	for i := range round {
		x := &round[i]
		ev := model.Event{Thread: t.id, Op: &x.op, Res: x.res, Alt: model.Alt{Case: x.res.Case}}
		a.Seen, _ = e.st.Looked(&ev, a.Seen)
	}
	return a, t.name + " spins on" + objectList(a.Objects(), e)
}

// rewind begins an execution anew that was broken off, as far as it had come:
// the steps up to there are made again, without asking the strategy.
func (e *Engine) rewind(p Program) {
	e.again = cloneEvents(e.st.Events()[:e.keep])
	e.unwind()
	e.finish()
	e.redo = false
	e.start(p)
}

// repeat makes a step again that rewind has kept. A program that does something
// else is not a function of its choices.
func (e *Engine) repeat() (model.Choice, bool) {
	v := &e.view
	ev := &e.again[v.Step()]
	c := model.Choice{Thread: ev.Thread, Alt: ev.Alt}
	name := e.st.ThreadName(c.Thread) + " "
	d := &sched.Divergence{Step: v.Step() + 1, Recorded: name + model.Format(ev.Op, e)}
	switch {
	case e.st.Status(c.Thread) != model.Pending:
		d.Now = name + "has ended"
	case !sched.SameOp(v.Op(c.Thread), ev.Op):
		d.Now = name + model.Format(v.Op(c.Thread), e)
	case !slices.Contains(v.Alts(c.Thread), c.Alt):
		d.Now = name + model.Format(v.Op(c.Thread), e) + " (without that alternative)"
	default:
		return c, true
	}
	e.x.Diverged = d
	return c, false
}

// confirm pumps those who wait for good much longer before the execution is
// said to have ended so: they are about to be called a failure.
func (e *Engine) confirm() {
	if e.x.End != Quiet || e.st.AllEnded() {
		return
	}
	for _, id := range e.st.Threads() {
		t := e.threads[id]
		if e.st.Status(id) != model.Pending || t.awaits == nil || e.st.Pending(id).Await == nil || e.st.Pending(id).Await != t.awaits.await || t.awaits.confirmed {
			continue
		}
		p := t.awaits.period
		if len(t.looks) < p {
			continue
		}
		if e.repeatsLong(t, t.awaits, t.latest(p), false); e.redo || e.x.End != Quiet {
			return
		}
	}
}

// repeatsLong pumps t, which is at the beginning of a round, up to the limit of
// steps and beyond.
func (e *Engine) repeatsLong(t *Thread, v *verdict, round []look, acts bool) bool {
	v.confirmed = false
	e.pump = pump{of: t, verdict: v, round: round, acts: acts, most: min(max(2*e.lim.Steps, 100*PumpRounds), maxPump), final: true}
	e.resume(t)
	return v.confirmed
}

// objectList prints objects, each after a blank.
func objectList(objs []model.ObjID, n model.Names) string {
	if len(objs) == 0 {
		return " nothing"
	}
	var b strings.Builder
	for _, o := range objs {
		b.WriteString(" " + n.ObjectName(o))
	}
	return b.String()
}
