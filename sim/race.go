package sim

import (
	"fmt"

	"github.com/interleave-go/interleave/model"
)

// races finds data races: two accesses of one plain variable by different
// threads, at least one a store, that happens-before does not order.
//
// The algorithm is FastTrack (Flanagan, Freund, PLDI'09): per variable the
// epoch of the last write, and the reads since. We keep the reads as a short
// list of epochs rather than a vector clock, and with each the event, so that
// a report can name both accesses. It finds the first race of each variable in
// this execution.
type races struct {
	cells []cell // by ObjID
	used  []model.ObjID
}

type cell struct {
	write epoch
	reads []epoch
	used  bool
	racy  bool
}

// epoch is one access: the thread, its clock then, and the event.
type epoch struct {
	thread model.ThreadID
	clock  uint32
	event  int32
}

func (r *races) reset() {
	for _, o := range r.used {
		c := &r.cells[o]
		*c = cell{reads: c.reads[:0]}
	}
	r.used = r.used[:0]
}

// access takes in a plain load or store, event number at.
func (r *races) access(e *Engine, ev *model.Event, at int) {
	for len(r.cells) <= int(ev.Op.Obj) {
		r.cells = append(r.cells, cell{})
	}
	c := &r.cells[ev.Op.Obj]
	if !c.used {
		c.used = true
		r.used = append(r.used, ev.Op.Obj)
	}
	t := ev.Thread
	vc := e.hb.Thread(t)
	now := epoch{t, vc.Get(t), int32(at)}
	if c.write.thread != model.NoThread && !before(c.write, vc) {
		r.report(e, c, ev.Op.Obj, c.write, at)
	}
	if ev.Op.Kind == model.Store {
		for _, rd := range c.reads {
			if !before(rd, vc) {
				r.report(e, c, ev.Op.Obj, rd, at)
			}
		}
		c.write, c.reads = now, c.reads[:0]
		return
	}
	// Keep only reads that this one is not ordered after.
	kept := c.reads[:0]
	for _, rd := range c.reads {
		if !before(rd, vc) {
			kept = append(kept, rd)
		}
	}
	c.reads = append(kept, now)
}

// before reports whether the access happens before what a thread with clock vc
// does now.
func before(x epoch, vc *model.Clock) bool { return vc.Get(x.thread) >= x.clock }

func (r *races) report(e *Engine, c *cell, o model.ObjID, first epoch, at int) {
	if c.racy {
		return
	}
	c.racy = true
	ev := e.st.Events()
	a, b := &ev[first.event], &ev[at]
	e.fail(Failure{
		Kind: Race, Thread: b.Thread, Object: o, First: int(first.event), Second: at,
		Message: fmt.Sprintf("data race on %s: %s %ss and %s %ss, and nothing orders the two", e.ObjectName(o),
			e.st.ThreadName(a.Thread), a.Op.Kind, e.st.ThreadName(b.Thread), b.Op.Kind),
	})
}
