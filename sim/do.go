package sim

import "github.com/interleave-go/interleave/model"

// do is the way in for operations: it announces t's next operation, decides who goes
// on, and returns when t's operation has been executed.
func (e *Engine) do(t *Thread, op model.Op) *model.Result {
	t.enter()
	if e.memo != nil {
		return e.memo.do(t, op)
	}
	if n := e.announce(t, &op); n != t {
		if t.coro.handOver(n) {
			t.coro.yield(struct{}{})
		}
		e.woken(t)
	}
	if t.dying {
		t.die()
	}
	return &t.res
}

// announce announces op, the next operation of t, and returns who goes on: t, if it has
// its result. Whoever calls it, waits otherwise in its own frame and not in this one: a
// return is dear that comes after a switch to another coroutine, since the processor
// does not know where it leads.
func (e *Engine) announce(t *Thread, op *model.Op) *Thread {
	if e.lim.Places {
		t.place = callerPlace()
	}
	if e.pump.of != nil {
		e.feed(t, op)
		return t
	}
	switch {
	case t.again != nil:
		op.Await, t.again = t.again, nil
	case e.lassos.pump != nil:
		op.Await = e.lassos.pump.await(t.id)
	case e.probe != nil && e.probe.from == t.history:
		e.sites[t.history] = site(4)
		e.decide()
	case len(t.looks) > 0 && t.cond == nil && !e.kept.on && e.suspect(t, op):
		e.feed(t, op)
		return t
	}
	if t.mortal || e.lim.Faults.Tries {
		t.endanger(op)
	}
	if e.kept.on {
		t.said = *op
	} else {
		e.st.AnnounceCopy(t.id, op)
	}
	return e.advance()
}

// woken is called when t has waited for the result of its operation. It does not return
// when the execution has ended.
func (e *Engine) woken(t *Thread) {
	if e.unwinding {
		panic(unwound{})
	}
	if e.pump.of == t {
		e.feed(t, e.st.Pending(t.id))
	}
}

// ended is told that t's body is over, and returns who goes on.
func (e *Engine) ended(t *Thread) *Thread {
	if e.unwinding || e.memo != nil {
		return nil
	}
	if e.pump.of == t {
		e.judge(false)
		return nil
	}
	if e.kept.on {
		t.said.Kind = model.NoOp
	} else {
		e.st.Finish(t.id)
	}
	return e.advance()
}
