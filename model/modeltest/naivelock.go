package modeltest

import (
	"slices"

	"github.com/interleave-go/interleave/model"
)

// naiveLine returns who waits for the fair mutex mu after the events, in order
// of arrival: by Arrive, or by being woken from one of its conditions.
func naiveLine(s *model.State, events []model.Event, mu model.ObjID) []model.ThreadID {
	var line, asleep []model.ThreadID
	without := func(l []model.ThreadID, t model.ThreadID) []model.ThreadID {
		return slices.DeleteFunc(l, func(x model.ThreadID) bool { return x == t })
	}
	for i := range events {
		e := &events[i]
		if e.Alt.Fault() {
			continue
		}
		t := e.Thread
		switch e.Op.Kind {
		case model.Arrive, model.Lock:
			if e.Op.Obj != mu {
				break
			}
			line = without(line, t)
			if e.Op.Kind == model.Arrive {
				line = append(line, t)
			}
		case model.Wait, model.Relock, model.Signal, model.Broadcast:
			if s.CondMutex(e.Op.Obj) != mu || e.Res.Misuse != model.NoMisuse {
				break
			}
			switch {
			case e.Op.Kind == model.Wait && e.Alt.Case != model.SpuriousWake:
				asleep = append(asleep, t)
			case e.Op.Kind == model.Wait, e.Res.TimedOut:
				asleep = without(asleep, t)
				line = append(line, t)
			case e.Op.Kind == model.Relock:
				line = without(line, t)
			case e.Op.Kind == model.Signal && e.Alt.Peer != model.NoThread:
				asleep = without(asleep, e.Alt.Peer)
				line = append(line, e.Alt.Peer)
			case e.Op.Kind == model.Broadcast:
				rest := slices.Clone(asleep) // of other conditions
				for _, w := range asleep {
					if lastWait(events[:i], w) == e.Op.Obj {
						rest = without(rest, w)
						line = append(line, w)
					}
				}
				asleep = rest
			}
		}
	}
	return line
}

// lastWait returns the condition that t waits on after the events.
func lastWait(events []model.Event, t model.ThreadID) model.ObjID {
	for i := len(events) - 1; i >= 0; i-- {
		if e := &events[i]; e.Thread == t && e.Op.Kind == model.Wait {
			return e.Op.Obj
		}
	}
	return model.NoObj
}

// naiveRW is a reader-writer lock by the words of its policy.
type naiveRW struct {
	policy  model.RWPolicy
	writer  model.ThreadID
	readers int
	line    []naivePlace // who has arrived and has not the lock, in order
}

type naivePlace struct {
	thread model.ThreadID
	writes bool
	in     bool // a reader that nobody keeps from reading any more
}

// naiveRWAfter returns lock o after the events.
func naiveRWAfter(s *model.State, events []model.Event, o model.ObjID) *naiveRW {
	st, _ := s.RWMutex(o)
	l := &naiveRW{policy: st.Policy}
	for i := range events {
		if e := &events[i]; e.Op.Obj == o && !e.Alt.Fault() {
			l.step(e)
		}
	}
	return l
}

func (l *naiveRW) find(t model.ThreadID) int {
	return slices.IndexFunc(l.line, func(p naivePlace) bool { return p.thread == t })
}

func (l *naiveRW) remove(t model.ThreadID) {
	if i := l.find(t); i >= 0 {
		l.line = slices.Delete(l.line, i, i+1)
	}
}

// writerIn reports whether a writer has the lock or waits for it.
func (l *naiveRW) writerIn() bool { return l.writer != model.NoThread || l.firstWriter() < len(l.line) }

func (l *naiveRW) firstWriter() int {
	if i := slices.IndexFunc(l.line, func(p naivePlace) bool { return p.writes }); i >= 0 {
		return i
	}
	return len(l.line)
}

// free reports whether nobody has the lock or is about to read.
func (l *naiveRW) free() bool {
	return l.writer == model.NoThread && l.readers == 0 && !slices.ContainsFunc(l.line, func(p naivePlace) bool { return p.in })
}

func (l *naiveRW) mayLock(t model.ThreadID) bool {
	return l.free() && (l.policy != model.FIFOPolicy || l.find(t) == l.firstWriter())
}

func (l *naiveRW) mayRead(t model.ThreadID) bool {
	if l.policy == model.ReaderPreference {
		return l.writer == model.NoThread
	}
	return l.line[l.find(t)].in
}

// letIn lets the first n in line in, as far as they read.
func (l *naiveRW) letIn(n int) {
	for i := range l.line[:n] {
		l.line[i].in = !l.line[i].writes
	}
}

// step executes an operation and returns its result.
func (l *naiveRW) step(e *model.Event) (res model.Result) {
	t := e.Thread
	if e.Alt.Case == model.TimedOut {
		l.remove(t)
		switch {
		case l.writer != model.NoThread || e.Op.Kind == model.RLock:
		case l.policy == model.FIFOPolicy, l.firstWriter() == len(l.line):
			l.letIn(l.firstWriter())
		}
		return model.Result{TimedOut: true}
	}
	switch e.Op.Kind {
	case model.Arrive:
		l.line = append(l.line, naivePlace{thread: t, writes: true})
	case model.RArrive:
		l.line = append(l.line, naivePlace{thread: t, in: !l.writerIn()})
	case model.Lock:
		l.remove(t)
		l.writer = t
	case model.RLock:
		l.remove(t)
		l.readers++
	case model.TryLock:
		if res.OK = l.free() && !l.writerIn(); res.OK {
			l.writer = t
		}
	case model.TryRLock:
		if res.OK = !l.writerIn(); res.OK {
			l.readers++
		}
	case model.Unlock:
		if l.writer == model.NoThread {
			res.Misuse = model.UnlockNotWriteLocked
			break
		}
		l.writer = model.NoThread
		if l.policy == model.FIFOPolicy {
			l.letIn(l.firstWriter())
		} else {
			l.letIn(len(l.line))
		}
	case model.RUnlock:
		if l.readers == 0 {
			res.Misuse = model.RUnlockNotReadLocked
			break
		}
		l.readers--
	}
	return res
}

// naiveReentrant executes an operation on a reentrant mutex.
func (x *plain) naiveReentrant(e *model.Event) (res model.Result) {
	switch {
	case e.Alt.Case == model.TimedOut:
		return model.Result{TimedOut: true}
	case e.Op.Kind == model.Unlock && (x.val == 0 || x.holder != e.Thread):
		return model.Result{Misuse: model.UnlockByOther}
	case e.Op.Kind == model.Unlock:
		x.val--
	case e.Op.Kind == model.Lock, x.val == 0, x.holder == e.Thread:
		x.val++
		x.holder = e.Thread
		res.OK = e.Op.Kind == model.TryLock
	default:
		return res
	}
	res.Val = x.val
	return res
}
