package explore_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/model/modeltest"
)

// The second route to everything that a search says: the same programs on the
// pure model, without engine, coroutines, strategies or reports.

// themes are the mixes of objects that generated programs use.
var themes = []struct {
	name string
	cfg  modeltest.Config
}{
	{"all", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Variable, modeltest.Atomic, modeltest.Mutex, modeltest.Cond, modeltest.Channel}}},
	{"locks", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Mutex, modeltest.Cond, modeltest.Variable}, MaxObjects: 2}},
	{"channels", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Channel, modeltest.Variable}, MaxObjects: 2, MaxOps: 3}},
	{"rendezvous", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Channel}, MaxObjects: 1, MinThreads: 3, MaxOps: 2}},
	{"condition", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Cond}, MaxObjects: 1, MinThreads: 3, MaxOps: 3}},
	{"semaphores", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Semaphore, modeltest.BoundedSemaphore, modeltest.FIFOSemaphore, modeltest.FIFOBoundedSemaphore}, MaxObjects: 1, MinThreads: 3, MaxOps: 3}},
	{"counting", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Event, modeltest.WaitGroup, modeltest.Once, modeltest.Variable}, MaxObjects: 2, MinThreads: 3, MaxOps: 3}},
	{"conditions", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.FIFOCond, modeltest.SpuriousCond, modeltest.StrictCond, modeltest.Variable}, MaxObjects: 2, MinThreads: 3, MaxOps: 3}},
	{"mutexes", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.FIFOMutex, modeltest.RMutex, modeltest.Cond, modeltest.Variable}, MaxObjects: 2, MinThreads: 3, MaxOps: 3}},
	{"readers and writers", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.RWMutex, modeltest.ReaderRWMutex, modeltest.FIFORWMutex, modeltest.Variable}, MaxObjects: 2, MinThreads: 3, MaxOps: 3}},
	{"barriers", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Barrier, modeltest.Variable}, MaxObjects: 2, MinThreads: 3, MaxOps: 3}},
	{"timed", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Mutex, modeltest.Cond, modeltest.Channel, modeltest.Barrier, modeltest.Variable}, MaxObjects: 2, Timed: true}},
	{"synchronised memory", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Variable, modeltest.Semaphore, modeltest.Event, modeltest.WaitGroup, modeltest.Once}, MaxObjects: 2, MaxOps: 3}},
	{"memory", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Variable, modeltest.Atomic}, MaxObjects: 2, MaxOps: 3}},
}

// eachProgram calls f for n generated programs of every theme that have at
// most so many interleavings; for fewer of them under -short or -race. The
// programs are the same in every run.
func eachProgram(t *testing.T, n, interleavings int, f func(t *testing.T, p modeltest.Program)) {
	switch {
	case raceDetector:
		n /= 8
	case testing.Short():
		n /= 4
	}
	for _, th := range themes {
		t.Run(th.name, func(t *testing.T) {
			t.Parallel()
			gen := modeltest.Generator(th.cfg)
			for i, used := 0, 0; used < n; i++ {
				p := portable(gen.Example(i))
				c, err := modeltest.Classes(p, modeltest.Options{Limit: 2000})
				if err != nil || c.Interleavings > uint64(interleavings) {
					continue
				}
				used++
				if f(t, p); t.Failed() {
					t.Fatalf("program %d of theme %s:\n%s", i, th.name, p)
				}
			}
		})
	}
}

// enumerate runs every interleaving of p to its end and shows it to visit, with
// the number of preemptions it took: switches away from a thread that could go
// on and had not just yielded.
func enumerate(p modeltest.Program, visit func(m *modeltest.Machine, preemptions int)) {
	m := modeltest.NewMachine(p)
	var walk func(preemptions int)
	walk = func(preemptions int) {
		choices := m.Enabled()
		if len(choices) == 0 {
			visit(m, preemptions)
			return
		}
		runner := model.NoThread
		if ev := m.State.Events(); len(ev) > 0 {
			last := &ev[len(ev)-1]
			if last.Op.Kind != model.Yield && last.Now == m.State.Now() && len(m.Program.NaiveAlts(m.State, last.Thread)) > 0 {
				runner = last.Thread
			}
		}
		for _, c := range choices {
			more := 0
			if runner != model.NoThread && c.Thread != runner {
				more = 1
			}
			m.Step(c)
			walk(preemptions + more)
			m.Back()
		}
	}
	walk(0)
}

// pureNames prints a machine's threads and objects as the bridge names them.
type pureNames struct{ m *modeltest.Machine }

func (n pureNames) ThreadName(t model.ThreadID) string {
	s := n.m.State
	if p := s.Parent(t); p != model.NoThread && p != model.Main {
		return n.ThreadName(p) + "/" + s.ThreadName(t)
	}
	return s.ThreadName(t)
}

func (n pureNames) ObjectName(o model.ObjID) string {
	return n.m.Program.ObjectName(slices.Index(n.m.State.Objects(), o))
}

func (pureNames) Value(_ model.ObjID, w model.Word) string { return fmt.Sprint(w) }

// pureOutcome writes down the end that m has reached as an execution of the
// bridged program has to: what every thread observed, threads by spawn path,
// and how it ended.
func pureOutcome(m *modeltest.Machine) string {
	s, names := m.State, pureNames{m}
	threads := slices.Clone(s.Threads())
	slices.SortFunc(threads, s.ComparePaths)
	var parts, kinds, blocked []string
	misuse := false
	for _, t := range threads {
		prefix := ""
		if t != model.Main {
			prefix = names.ThreadName(t) + "/"
		}
		code, pc := threadCode(m, t), 0
		late, index := false, model.Word(0)
		for i := range s.Events() {
			e := &s.Events()[i]
			if !e.Advances(t) {
				continue
			}
			r := visible(e, t)
			if r.Misuse != model.NoMisuse {
				misuse = true
				break
			}
			switch e.Op.Kind {
			case model.Wait:
				continue // the second step is what returns
			case model.Arrive, model.RArrive, model.BarrierIndex:
				if e.Res.Val != model.NoIndex { // otherwise there is no second step
					index = e.Res.Val
					continue
				}
			case model.BarrierLeave:
				if code[pc].Op == model.BarrierIndex {
					r.Val = index
				}
			case model.Relock:
				if late = late || r.TimedOut; r.TimedOut {
					continue
				}
				r.TimedOut, late = late, false
			}
			parts = append(parts, fmt.Sprintf("%s%d=%s", prefix, pc, resultText(r)))
			pc = code.Next(pc, r)
		}
		if s.Status(t) == model.Pending {
			op := *s.Pending(t)
			switch op.Kind {
			case model.Relock:
				op.Kind = model.Wait
			case model.BarrierLeave:
				op.Kind = model.Arrive
			}
			blocked = append(blocked, names.ThreadName(t)+" "+model.Label(&op, names))
		}
	}
	if misuse {
		kinds = append(kinds, "misuse")
	}
	if len(blocked) > 0 {
		kinds = append(kinds, map[bool]string{true: "deadlock", false: "leak"}[s.Status(model.Main) == model.Pending])
	}
	if len(kinds) > 0 {
		slices.Sort(kinds)
		end := strings.Join(kinds, " ")
		if len(blocked) > 0 {
			end += ": " + strings.Join(blocked, ", ")
		}
		parts = append(parts, "["+end+"]")
	}
	return strings.Join(parts, " ")
}

func threadCode(m *modeltest.Machine, t model.ThreadID) modeltest.Thread {
	for k := range m.Program.Threads {
		if modeltest.ThreadName(k) == m.State.ThreadName(t) {
			return m.Program.Threads[k]
		}
	}
	panic("no such thread")
}

// visible returns what a handle shows to t of an event.
func visible(e *model.Event, t model.ThreadID) model.Result {
	if e.Thread != t {
		return e.PeerRes
	}
	switch e.Op.Kind {
	case model.Signal, model.Broadcast:
		return model.Result{Misuse: e.Res.Misuse}
	case model.Lock, model.TryLock, model.Unlock:
		r := e.Res
		r.Val = 0 // the depth of a reentrant mutex
		return r
	case model.TryRecv:
		r := e.Res
		r.Case = 0
		return r
	case model.BarrierLeave: // neither shows a barrier how it was broken
		return model.Result{OK: e.Res.OK}
	case model.Arrive:
		return model.Result{}
	}
	return e.Res
}
