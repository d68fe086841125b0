package modeltest

import (
	"encoding/binary"

	"github.com/interleave-go/interleave/model"
)

// looks is what a thread has looked at in vain since it last did anything else,
// the latest last.
type looks struct {
	seen [4]model.Seen
	n    int
	// again: the next operation begins the round of the latest looks again.
	again int
}

// took takes in the result of an instruction: what it looked at counts if it is
// to be looked at again, and a jump back that is an await begins the round again.
func (x *looks) took(s *model.State, in *Instr, e *model.Event) {
	x.again = 0
	got, ok := s.Looked(e, nil)
	if !ok {
		x.n = 0
		return
	}
	for _, l := range got {
		if x.n == len(x.seen) {
			copy(x.seen[:], x.seen[1:])
			x.n--
		}
		x.seen[x.n] = l
		x.n++
	}
	if in.Await && in.Holds(e.Res) {
		x.again = min(x.n, -in.Skip)
	}
}

// await is what the next operation waits for, nil for nothing.
func (x *looks) await() *model.Await {
	if x.again == 0 {
		return nil
	}
	return &model.Await{Seen: append([]model.Seen(nil), x.seen[x.n-x.again:x.n]...)}
}

func (x *looks) appendKey(b []byte) []byte {
	b = append(b, byte(x.again))
	for _, l := range x.seen[:x.n] {
		b = binary.AppendVarint(append(b, byte(l.Kind), byte(l.Obj)), l.Arg)
	}
	return b
}

// spin generates a loop that looks at object i, and perhaps at another cell,
// until it likes what it sees; nil where there is nothing to look at.
func (g *generator) spin(i int) Thread {
	until := func(in Instr, t Test, than model.Word, back int) Instr {
		in.If, in.Than, in.Skip, in.Await = t, than, -back, true
		return in
	}
	bad := pick(g, model.Word(0), 0, 1)
	sense := pick(g, Equal, Equal, NotEqual)
	switch g.p.Objects[i].Kind {
	case Variable, Atomic:
		load := on(g.loading(i), i)
		if g.p.Objects[i].Kind == Atomic && g.oneIn(3) {
			return pick(g,
				Thread{until(Instr{Op: model.CAS, Obj: i, Arg: Const(bad), Arg2: Const(1 - bad)}, Failed, 0, 1)},
				Thread{until(with(model.Swap, i, Const(1)), Equal, 1, 1)})
		}
		j := g.find(Variable, Atomic)
		if j == i || g.oneIn(2) {
			return Thread{until(load, sense, bad, 1)}
		}
		other := on(g.loading(j), j)
		if g.oneIn(2) { // while both are bad
			load.If, load.Than, load.Skip = NotEqual, bad, 1
			return Thread{load, until(other, sense, pick(g, model.Word(0), 1), 2)}
		}
		return Thread{until(load, sense, bad, 1), until(other, Equal, pick(g, model.Word(0), 1), 2)}
	case Mutex:
		return Thread{until(on(model.TryLock, i), Failed, 0, 1), on(model.Unlock, i)}
	case Semaphore, BoundedSemaphore:
		return Thread{until(on(model.SemTry, i), Failed, 0, 1)}
	case Event:
		return Thread{{Op: model.Yield}, until(on(model.EventIsSet, i), pick(g, Failed, Failed, OK), 0, 2)}
	case Channel:
		if g.p.Objects[i].Arg > 0 {
			return pick(g,
				Thread{until(on(model.TryRecv, i), TookCase, 1, 1)},
				Thread{until(with(model.TrySend, i, Const(1)), TookCase, 1, 1)},
				Thread{until(on(model.Len, i), Equal, bad, 1)})
		}
	}
	return nil
}

func (g *generator) loading(i int) model.Kind {
	if g.p.Objects[i].Kind == Atomic {
		return model.AtomicLoad
	}
	return model.Load
}

// naiveStale reports whether one of the looks of an await would now find
// something else, by the events of the trace alone.
func naiveStale(s *model.State, p *Program, t model.ThreadID) bool {
	for _, x := range s.Pending(t).Await.Seen {
		switch x.Kind {
		case model.TryLock:
			if s.Holder(x.Obj) == model.NoThread {
				return true
			}
		case model.SemTry:
			if sem, _ := s.Semaphore(x.Obj); sem.Permits > 0 {
				return true
			}
		case model.EventIsSet:
			if s.EventIsOn(x.Obj) != (x.Arg == 1) {
				return true
			}
		case model.Len, model.TrySend, model.TryRecv:
			ch, _ := s.Channel(x.Obj)
			switch {
			case x.Kind == model.Len && ch.Len != int(x.Arg),
				x.Kind == model.TrySend && (ch.Closed || ch.Len < ch.Cap),
				x.Kind == model.TryRecv && (ch.Closed || ch.Len > 0):
				return true
			}
		case model.CAS:
			if naiveValue(s, p, x.Obj) == x.Arg {
				return true
			}
		default:
			if naiveValue(s, p, x.Obj) != x.Arg {
				return true
			}
		}
	}
	return false
}

// naiveValue returns what a cell holds.
func naiveValue(s *model.State, p *Program, o model.ObjID) model.Word {
	v := model.Word(p.Objects[o-1].Arg) // main makes all objects, in their order
	for i := range s.Events() {
		e := &s.Events()[i]
		if e.Op.Obj != o || e.Alt.Fault() {
			continue
		}
		switch e.Op.Kind {
		case model.Store, model.AtomicStore, model.Swap:
			v = e.Op.Arg
		case model.Add:
			v += e.Op.Arg
		case model.CAS:
			if e.Res.OK {
				v = e.Op.Arg2
			}
		}
	}
	return v
}

// Ends returns in what ways p can come to an end: what each thread that ends got
// last, threads by their indices, as end prints it; the others are blocked or
// look again for ever. Awaits are taken for the plain loops that they stand for:
// this is a search through the states, of at most limit, whose ends are those
// from which no other thread can end any more. ok is false when there are more.
func Ends(p Program, limit int, end func(thread int, last model.Result) string) (ends map[string]bool, ok bool) {
	p.Threads = append([]Thread(nil), p.Threads...)
	for k := range p.Threads {
		p.Threads[k] = append(Thread(nil), p.Threads[k]...)
		for pc := range p.Threads[k] {
			p.Threads[k][pc].Await = false
		}
	}
	x := ending{m: NewMachine(p), of: map[string]int{}, limit: limit, end: end}
	if !x.visit(-1) {
		return nil, false
	}
	for again := true; again; { // who can reach another end is none
		again = false
		for i, next := range x.next {
			for _, j := range next {
				if !x.open[i] && (x.open[j] || x.what[i] != x.what[j]) {
					x.open[i], again = true, true
				}
			}
		}
	}
	ends = map[string]bool{}
	for i, what := range x.what {
		if !x.open[i] {
			ends[what] = true
		}
	}
	return ends, true
}

type ending struct {
	m     *Machine
	of    map[string]int // the number of a state, by its key
	what  []string
	open  []bool
	next  [][]int
	limit int
	end   func(int, model.Result) string
}

func (x *ending) visit(from int) bool {
	key := x.m.Key()
	i, seen := x.of[key]
	if !seen {
		i = len(x.what)
		x.of[key] = i
		what := ""
		for k, t := range x.m.tids {
			if x.m.State.Status(t) == model.Ended && !x.m.locals[k].dead {
				what += x.end(k, x.m.locals[k].last)
			}
		}
		x.what, x.open, x.next = append(x.what, what), append(x.open, false), append(x.next, nil)
	}
	if from >= 0 {
		x.next[from] = append(x.next[from], i)
	}
	if seen {
		return true
	}
	if i >= x.limit || len(x.m.frames) >= maxEvents {
		return false
	}
	for _, c := range x.m.Enabled() {
		x.m.Step(c)
		ok := x.visit(i)
		x.m.Back()
		if !ok {
			return false
		}
	}
	return true
}
