package sim_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// The oracle of the race detector: happens-before as the Go memory model words
// it, edge by edge between the events of a finished execution, closed
// transitively; and then every pair of accesses. No clocks.

// before reports, for the events of an execution, which are ordered before
// which: h[j][i] means that i happens before j.
func before(st *model.State) [][]bool {
	events := st.Events()
	h := make([][]bool, len(events))
	sends, receives := map[model.ObjID][]int{}, map[model.ObjID][]int{}
	edge := func(j, i int) { // and all that i is after
		h[j][i] = true
		for k, b := range h[i] {
			h[j][k] = h[j][k] || b
		}
	}
	for j := range events {
		h[j] = make([]bool, len(events))
		b := &events[j]
		mu, locks := locked(st, b)
		written, observes := observed(b)
		for i := range j {
			a := &events[i]
			if a.Advances(b.Thread) || b.Joint && a.Advances(b.Alt.Peer) {
				edge(j, i) // the order of the thread, both ends of a rendezvous
			}
			if a.Op.Kind == model.Spawn && b.Advances(model.ThreadID(a.Op.Arg)) {
				edge(j, i)
			}
			if b.Op.Kind == model.Join {
				for _, c := range b.Op.Cases {
					if a.Advances(model.ThreadID(c.Obj)) {
						edge(j, i)
					}
				}
			}
			if u, unlocks := unlocked(st, a); locks && unlocks && u == mu {
				edge(j, i)
			}
			if b.Op.Kind == model.EventIsSet && b.Res.OK && a.Op.Kind == model.EventSet && a.Op.Obj == b.Op.Obj {
				edge(j, i)
			}
		}
		if observes {
			for i := j - 1; i >= 0; i-- { // the latest write only
				if o, writes := writesAtomic(&events[i]); writes && o == written {
					edge(j, i)
					break
				}
			}
		}
		if b.Op.Kind == model.Relock {
			edge(j, waker(events[:j], b))
		}
		switch c, o := channelOp(b); {
		case c == model.SendCase:
			capacity := capacityOf(st, o)
			if k := len(sends[o]) - capacity; k >= 0 {
				edge(j, receives[o][k])
			}
			sends[o] = append(sends[o], j)
		case c == model.RecvCase && b.Res.OK:
			edge(j, sends[o][len(receives[o])])
			receives[o] = append(receives[o], j)
		case c == model.RecvCase:
			for i := range j {
				if a := &events[i]; a.Op.Kind == model.Close && a.Op.Obj == o && a.Res.Misuse == 0 {
					edge(j, i)
				}
			}
		}
	}
	return h
}

// waker returns the event that woke the thread of relock: the first signal to
// it, or broadcast, after its wait.
func waker(events []model.Event, relock *model.Event) int {
	at := -1
	for i := range events {
		e := &events[i]
		switch {
		case e.Advances(relock.Thread): // in the end: by the wait
			at = -1
		case at < 0 && e.Op.Obj == relock.Op.Obj && (e.Op.Kind == model.Broadcast || e.Op.Kind == model.Signal && e.Alt.Peer == relock.Thread):
			at = i
		}
	}
	return at
}

func locked(st *model.State, e *model.Event) (model.ObjID, bool) {
	switch e.Op.Kind {
	case model.Lock:
		return e.Op.Obj, true
	case model.TryLock:
		return e.Op.Obj, e.Res.OK
	case model.Relock:
		return st.CondMutex(e.Op.Obj), true
	}
	return 0, false
}

func unlocked(st *model.State, e *model.Event) (model.ObjID, bool) {
	switch e.Op.Kind {
	case model.Unlock:
		return e.Op.Obj, e.Res.Misuse == 0
	case model.Wait:
		return st.CondMutex(e.Op.Obj), e.Res.Misuse == 0
	}
	return 0, false
}

func observed(e *model.Event) (model.ObjID, bool) {
	switch e.Op.Kind {
	case model.AtomicLoad, model.Swap, model.CAS, model.Add:
		return e.Op.Obj, true
	}
	return 0, false
}

func writesAtomic(e *model.Event) (model.ObjID, bool) {
	switch e.Op.Kind {
	case model.AtomicStore, model.Swap, model.Add:
		return e.Op.Obj, true
	case model.CAS:
		return e.Op.Obj, e.Res.OK
	}
	return 0, false
}

// channelOp returns what e did to which buffered or closed channel.
func channelOp(e *model.Event) (model.CaseKind, model.ObjID) {
	if e.Joint || e.Res.Misuse != 0 {
		return 0, 0
	}
	switch e.Op.Kind {
	case model.Send:
		return model.SendCase, e.Op.Obj
	case model.Recv:
		return model.RecvCase, e.Op.Obj
	case model.Select, model.TrySend, model.TryRecv:
		c := e.Op.Cases[e.Alt.Case]
		return c.Kind, c.Obj
	}
	return 0, 0
}

func capacityOf(st *model.State, o model.ObjID) int {
	c, _ := st.Channel(o)
	return c.Cap
}

// firstRaces returns, for each variable with a race, the first access that
// races with an earlier one, and all those.
func firstRaces(st *model.State) map[model.ObjID]map[int][]int {
	h, events := before(st), st.Events()
	races := map[model.ObjID]map[int][]int{}
	for j := range events {
		b := &events[j]
		if b.Op.Kind != model.Load && b.Op.Kind != model.Store || races[b.Op.Obj] != nil {
			continue
		}
		var with []int
		for i := range j {
			a := &events[i]
			access := a.Op.Kind == model.Load || a.Op.Kind == model.Store
			if access && a.Op.Obj == b.Op.Obj && (a.Op.Kind == model.Store || b.Op.Kind == model.Store) && !h[j][i] {
				with = append(with, i)
			}
		}
		if with != nil {
			races[b.Op.Obj] = map[int][]int{j: with}
		}
	}
	return races
}

// racing is a generated program: the operations of each thread, in words.
// Threads after the first are started by "go" where one is left to start.
type racing [][]string

var racingSorts = [][]string{
	{"aload f", "astore f"},
	{"aload f", "astore f", "add f", "cas f", "swap f", "aload g", "astore g"},
	{"lock mu", "unlock mu"},
	{"lock mu", "unlock mu", "trylock mu"},
	{"wait", "signal", "broadcast"},
	{"send b", "recv b"},
	{"send b", "recv b", "trysend b", "tryrecv b", "len b", "close b"},
	{"send r", "recv r"},
	{"send r", "recv r", "trysend r", "tryrecv r"},
	{"select", "select default", "send r", "recv b"},
	{"set e", "isset e"},
	{"go", "join", "yield"},
}

// Each program has accesses and a few sorts of operations only, so that these
// meet often.
var racingPrograms = rapid.Custom(func(t *rapid.T) racing {
	ops := []string{"load x", "store x", "load y", "store y"}
	for range rapid.IntRange(1, 3).Draw(t, "sorts") {
		sort := rapid.SampledFrom(racingSorts).Draw(t, "sort")
		ops = append(ops, append(sort, sort...)...)
	}
	threads := rapid.IntRange(2, 4).Draw(t, "threads")
	p := racing{{"go", "go"}}
	for i := range threads {
		ops := rapid.SliceOfN(rapid.SampledFrom(ops), 3, 10).Draw(t, fmt.Sprint("thread ", i))
		if i == 0 {
			p[0] = append(p[0], ops...)
		} else {
			p = append(p, ops)
		}
	}
	return p
})

func (p racing) program(t *sim.Thread) {
	x, y := sim.NewVar(t, "x", 0), sim.NewVar(t, "y", 0)
	f, g := sim.NewAtomic(t, "f", 0), sim.NewAtomic(t, "g", 0)
	mu := sim.NewMutex(t, "mu")
	cond := sim.NewCond(t, "cond", mu)
	ev := sim.NewEvent(t, "e")
	b, r := sim.NewChan[int](t, "b", 2), sim.NewChan[int](t, "r", 0)
	started := 0
	var body func(ops []string) sim.Program
	run := func(t *sim.Thread, ops []string) {
		holds := false
		var kids []*sim.Thread
		for _, op := range ops {
			switch op {
			case "load x":
				x.Load(t)
			case "store x":
				x.Store(t, 1)
			case "load y":
				y.Load(t)
			case "store y":
				y.Store(t, 1)
			case "aload f":
				f.Load(t)
			case "astore f":
				f.Store(t, 1)
			case "add f":
				sim.Add(t, f, 1)
			case "cas f":
				f.CompareAndSwap(t, 1, 2)
			case "swap f":
				f.Swap(t, 3)
			case "aload g":
				g.Load(t)
			case "astore g":
				g.Store(t, 1)
			case "lock mu":
				if !holds {
					mu.Lock(t)
					holds = true
				}
			case "unlock mu":
				if holds {
					mu.Unlock(t)
					holds = false
				}
			case "trylock mu":
				holds = mu.TryLock(t) || holds
			case "wait":
				if !holds {
					mu.Lock(t)
				}
				cond.Wait(t)
				holds = true
			case "signal":
				cond.Signal(t)
			case "broadcast":
				cond.Broadcast(t)
			case "send b":
				b.Send(t, 1)
			case "recv b":
				b.Recv(t)
			case "trysend b":
				b.TrySend(t, 1)
			case "tryrecv b":
				b.TryRecv(t)
			case "send r":
				r.Send(t, 1)
			case "recv r":
				r.Recv(t)
			case "trysend r":
				r.TrySend(t, 1)
			case "tryrecv r":
				r.TryRecv(t)
			case "select":
				sim.Select(t, b.RecvCase(nil, nil), r.SendCase(1), r.RecvCase(nil, nil))
			case "select default":
				sim.Select(t, b.SendCase(1), sim.Default(), r.RecvCase(nil, nil))
			case "len b":
				b.Len(t)
			case "close b":
				b.Close(t)
			case "go":
				if started+1 < len(p) {
					started++
					kids = append(kids, t.Go("", body(p[started])))
				}
			case "join":
				if len(kids) > 0 {
					t.Join(kids[0])
					kids = kids[1:]
				}
			case "set e":
				ev.Set(t)
			case "isset e":
				ev.IsSet(t)
			case "yield":
				t.Yield()
			default:
				panic(op)
			}
		}
		if holds {
			mu.Unlock(t)
		}
	}
	body = func(ops []string) sim.Program { return func(t *sim.Thread) { run(t, ops) } }
	run(t, p[0])
}

func TestRacesAgainstOracle(t *testing.T) {
	racesAgainstOracle(t, 20, racing.program)
}

// Clocks of more than 64 threads are trees instead of arrays; at just as many
// some are this and some are that.
func TestRacesAgainstOracleAmongManyThreads(t *testing.T) {
	for _, others := range []int{61, 63, 80} {
		racesAgainstOracle(t, 2, func(p racing, t *sim.Thread) {
			for range others {
				t.Go("", func(*sim.Thread) {})
			}
			p.program(t)
		})
	}
}

func racesAgainstOracle(t *testing.T, most int, program func(p racing, t *sim.Thread)) {
	racy, executions := 0, 0
	e := engine(t)
	programs := rapid.SliceOfN(racingPrograms, 1, most)
	rapid.Check(t, func(rt *rapid.T) {
		for _, p := range programs.Draw(rt, "programs") {
			for i := range most {
				x := e.Run(func(t *sim.Thread) { program(p, t) }, &sched.Random{}, sched.Mix(1, uint64(i)), sim.Limits{})
				racy += compareRaces(rt, x)
				executions++
			}
		}
	})
	if racy < executions/20 {
		t.Errorf("%d races in %d executions: the programs are too tame", racy, executions)
	}
}

// compareRaces compares the races found in an execution with those of the
// oracle, and returns how many there are.
func compareRaces(t *rapid.T, x *sim.Execution) int {
	want, names := firstRaces(x.State()), x.Names()
	races := len(want)
	for _, f := range x.Failures {
		if f.Kind != sim.Race {
			continue
		}
		with, ok := want[f.Object][f.Second]
		if !ok {
			t.Fatalf("a race that is none, or not the first, on %s at steps %d and %d:\n%s", names.ObjectName(f.Object), f.First+1, f.Second+1, trace(x))
		}
		if !slices.Contains(with, f.First) {
			t.Fatalf("step %d on %s does not race with step %d but, counted from 0, with %v:\n%s", f.Second+1, names.ObjectName(f.Object), f.First+1, with, trace(x))
		}
		delete(want, f.Object)
	}
	for o, w := range want {
		t.Fatalf("a race on %s is not found, at steps, counted from 0, %v:\n%s", names.ObjectName(o), w, trace(x))
	}
	return races
}
