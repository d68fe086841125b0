package sim

import (
	"time"

	"github.com/interleave-go/interleave/model"
)

// realWait is the operation that a thread on a real goroutine is in: what is needed
// to print it, and to know whether it ends by itself.
type realWait struct {
	op      model.Op
	obj     *object
	threads []*Thread // of a join
	cases   []Case    // of a select
}

var opJoin = model.Op{Kind: model.Join}

func opSleep(d time.Duration) model.Op {
	return model.Op{Kind: model.Sleep, Timeout: model.Word(d)}
}

func realDuration(w model.Word) time.Duration { return time.Duration(w) }

// mayWait reports whether the operation may have to wait.
func (w *realWait) mayWait() bool {
	switch w.op.Kind {
	case model.Lock, model.RLock, model.Relock, model.SemAcquire, model.EventWait, model.GroupWait, model.BarrierLeave,
		model.OnceBegin, model.Send, model.Recv, model.Select, model.Join, model.Sleep:
		return true
	}
	return false
}

// text prints the operation as Waiting does.
func (w *realWait) text() string {
	names := &realNames{}
	op := w.op
	op.Obj = names.object(w.obj)
	for _, t := range w.threads {
		names.threads = append(names.threads, t)
		op.Cases = append(op.Cases, model.Case{Kind: model.JoinCase, Obj: model.ObjID(len(names.threads))})
	}
	for _, cs := range w.cases {
		m := model.Case{Kind: cs.kind, Arg: cs.word}
		if cs.ch != nil {
			m.Obj = names.object(cs.ch.handle())
		}
		op.Cases = append(op.Cases, m)
	}
	switch op.Kind {
	case model.Relock:
		op.Kind = model.Wait
	case model.BarrierLeave:
		op.Kind = model.Arrive
	}
	return model.Label(&op, names)
}

// realNames gives the objects and threads of one operation numbers, and these their
// names.
type realNames struct {
	objects []*object
	threads []*Thread
}

func (n *realNames) object(o *object) model.ObjID {
	if o == nil {
		return model.NoObj
	}
	n.objects = append(n.objects, o)
	return model.ObjID(len(n.objects))
}

func (n *realNames) ThreadName(t model.ThreadID) string       { return n.threads[t-1].name }
func (n *realNames) ObjectName(o model.ObjID) string          { return n.objects[o-1].real.name }
func (n *realNames) Value(_ model.ObjID, _ model.Word) string { return "" }
