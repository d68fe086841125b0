package sim

import (
	"fmt"
	"slices"

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
//
// A list of reads is never changed, so that who keeps what a cell was can go back to
// it.
type races struct {
	cells []cell // by ObjID
	used  []model.ObjID
	reads []read
	kept  []int32    // scratch
	log   []undone   // by which a memo steps backwards
	texts []raceText // by slot of a pair: see races.text
}

type cell struct {
	write epoch
	reads int32 // the latest of the list, an index into races.reads and one more; 0: none
	used  bool
	racy  bool
}

// epoch is one access: the thread, its clock then, and the event.
type epoch struct {
	thread model.ThreadID
	clock  uint32
	event  int32
}

// read is one of a list of reads, the latest first.
type read struct {
	epoch
	prev int32
}

// undone is a cell before an access.
type undone struct {
	obj   model.ObjID
	event int32
	reads int32 // how many there were
	cell  cell
}

// racePair is what tells races apart.
type racePair struct {
	object model.ObjID
	a, b   model.ThreadID
	ka, kb model.Kind
}

// raceText is a message, with the pair that it is of and the names in it.
type raceText struct {
	pair         racePair
	object, a, b string
	text         string
}

func (r *races) reset() {
	for _, o := range r.used {
		r.cells[o] = cell{}
	}
	r.used, r.reads, r.log = r.used[:0], r.reads[:0], r.log[:0]
}

// access takes in a plain load or store, event number at.
func (r *races) access(e *Engine, ev *model.Event, at int) {
	for len(r.cells) <= int(ev.Op.Obj) {
		r.cells = append(r.cells, cell{})
	}
	c := &r.cells[ev.Op.Obj]
	if c.racy {
		return
	}
	if e.keeping {
		r.log = append(r.log, undone{ev.Op.Obj, int32(at), int32(len(r.reads)), *c})
	}
	if !c.used {
		c.used = true
		r.used = append(r.used, ev.Op.Obj)
	}
	e.hb.CatchUp()
	t := ev.Thread
	now := epoch{t, e.hb.Count(t, t), int32(at)}
	if c.write.thread != model.NoThread && !c.write.before(t, e.hb) {
		r.report(e, c, ev.Op.Obj, c.write, at)
	}
	switch {
	case c.racy: // nobody will ask
		return
	case ev.Op.Kind == model.Store:
		var first *epoch
		for i := c.reads; i > 0; i = r.reads[i-1].prev {
			if x := &r.reads[i-1].epoch; !x.before(t, e.hb) {
				first = x
			}
		}
		if first != nil {
			r.report(e, c, ev.Op.Obj, *first, at)
		}
		c.write, c.reads = now, 0
		return
	}
	// Keep only reads that this one is not ordered after.
	rest := c.reads
	if rest != 0 {
		rest = r.without(rest, t, e.hb)
	}
	r.reads = append(r.reads, read{now, rest})
	c.reads = int32(len(r.reads))
}

// before reports whether x is ordered before what t does now.
func (x *epoch) before(t model.ThreadID, hb *model.HB) bool {
	return x.thread == t || hb.Count(t, x.thread) >= x.clock
}

// without returns the list i without those that are before what t does now; what is older
// than all of these stays as it was.
func (r *races) without(i int32, t model.ThreadID, hb *model.HB) int32 {
	kept, from := r.kept[:0], 0
	list := i
	for k := i; k > 0; k = r.reads[k-1].prev {
		if r.reads[k-1].before(t, hb) {
			list, from = r.reads[k-1].prev, len(kept)
		} else {
			kept = append(kept, k)
		}
	}
	r.kept = kept
	for _, k := range slices.Backward(kept[:from]) {
		r.reads = append(r.reads, read{r.reads[k-1].epoch, list})
		list = int32(len(r.reads))
	}
	return list
}

// back takes back the accesses of the events from number n on.
func (r *races) back(n int) {
	for i := len(r.log) - 1; i >= 0 && int(r.log[i].event) >= n; i-- {
		u := &r.log[i]
		r.cells[u.obj], r.reads = u.cell, r.reads[:u.reads]
		if !u.cell.used {
			r.used = r.used[:len(r.used)-1]
		}
		r.log = r.log[:i]
	}
}

func (r *races) report(e *Engine, c *cell, o model.ObjID, first epoch, at int) {
	c.racy = true
	ev := e.st.Events()
	a, b := &ev[first.event], &ev[at]
	e.fail(Failure{
		Kind: Race, Thread: b.Thread, Object: o, First: int(first.event), Second: at,
		Message: r.text(e, racePair{o, a.Thread, b.Thread, a.Op.Kind, b.Op.Kind}),
	})
}

// maxTexts is how many messages are kept for the next race that is like one before. It is
// a power of two.
const maxTexts = 256

// slot returns where the message of a pair is kept, if it is.
func (p racePair) slot() uint32 {
	h := uint32(p.object)<<16 ^ uint32(p.a)<<8 ^ uint32(p.b)<<4 ^ uint32(p.ka)<<2 ^ uint32(p.kb)
	return h * 0x9e3779b1 >> 24
}

func (r *races) text(e *Engine, p racePair) string {
	if r.texts == nil {
		r.texts = make([]raceText, maxTexts)
	}
	x := &r.texts[p.slot()%maxTexts]
	object, a, b := e.ObjectName(p.object), e.st.ThreadName(p.a), e.st.ThreadName(p.b)
	if x.pair != p || x.object != object || x.a != a || x.b != b || x.text == "" {
		text := fmt.Sprintf("data race on %s: %s %ss and %s %ss, and nothing orders the two", object, a, p.ka, b, p.kb)
		*x = raceText{p, object, a, b, text}
	}
	return x.text
}
