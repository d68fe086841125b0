package modeltest

import (
	"slices"

	"pgregory.net/rapid"

	"github.com/interleave-go/interleave/model"
)

// Config says what programs to generate. Zero fields have defaults.
type Config struct {
	MinThreads int          // besides main; zero is 2
	MaxThreads int          // besides main; zero is 3
	MaxOps     int          // of a thread, exceeded by a few at most; zero is 4
	MaxObjects int          // zero is 3; a condition's mutex comes on top
	Kinds      []ObjectKind // the kinds of objects; nil is all
	Timed      bool         // threads sleep often
	Faulty     bool         // tries fail and threads die now and then
	Spins      bool         // threads often wait by looking again and again
	// Adversarial: the clock promises nothing.
	Adversarial bool
}

func (c Config) withDefaults() Config {
	or := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	or(&c.MinThreads, 2)
	or(&c.MaxThreads, max(3, c.MinThreads))
	or(&c.MaxOps, 4)
	or(&c.MaxObjects, 3)
	if c.Kinds == nil {
		c.Kinds = []ObjectKind{Variable, Atomic, Mutex, Cond, Channel, Semaphore, FIFOBoundedSemaphore, Event, WaitGroup, Once, FIFOMutex, RMutex, RWMutex, Barrier, FIFOCond, SpuriousCond, StrictCond}
	}
	return c
}

// Generator generates programs with few objects that many threads fight for.
// Locks are mostly balanced and conditions mostly used under their mutex, but
// not always: misuse is a result like any other.
func Generator(c Config) *rapid.Generator[Program] {
	c = c.withDefaults()
	return rapid.Custom(func(t *rapid.T) Program {
		g := &generator{t: t, sleepy: c.Timed, dizzy: c.Spins, faulty: c.Faulty}
		g.p.Adversarial = c.Adversarial
		g.objects(c)
		n := rapid.IntRange(c.MinThreads, c.MaxThreads).Draw(t, "threads")
		parents := make([]int, n+1)
		for k := 2; k <= n; k++ {
			if g.oneIn(4) {
				parents[k] = rapid.IntRange(1, k-1).Draw(t, "parent")
			}
		}
		g.p.Threads = make([]Thread, n+1)
		for k := range g.p.Threads {
			g.p.Threads[k] = g.thread(k, parents, c.MaxOps)
		}
		return g.p
	})
}

type generator struct {
	t      *rapid.T
	p      Program
	sleepy bool
	dizzy  bool
	faulty bool
}

// oneIn is true in one of n cases, and false when rapid shrinks.
func (g *generator) oneIn(n int) bool {
	few := make([]bool, n)
	few[n-1] = true
	return rapid.SampledFrom(few).Draw(g.t, "chance")
}

func pick[T any](g *generator, from ...T) T { return rapid.SampledFrom(from).Draw(g.t, "pick") }

func (g *generator) objects(c Config) {
	n := rapid.IntRange(1, c.MaxObjects).Draw(g.t, "objects")
	for range n {
		o := Object{Kind: pick(g, c.Kinds...)}
		switch o.Kind {
		case Variable, Atomic:
			o.Arg = pick(g, 0, 1)
		case Channel, Semaphore, FIFOSemaphore:
			o.Arg = pick(g, 0, 1, 2)
		case BoundedSemaphore, FIFOBoundedSemaphore:
			o.Arg = pick(g, 1, 2)
		case Barrier:
			o.Arg = pick(g, 2, 2, 1, 3)
		case Cond, FIFOCond, SpuriousCond, StrictCond:
			o.Arg = g.find(Mutex, FIFOMutex)
			if o.Arg < 0 {
				o.Arg = len(g.p.Objects)
				mu := Mutex
				if slices.Contains(c.Kinds, FIFOMutex) && !slices.Contains(c.Kinds, Mutex) {
					mu = FIFOMutex
				}
				g.p.Objects = append(g.p.Objects, Object{Kind: mu})
			}
		}
		g.p.Objects = append(g.p.Objects, o)
	}
}

// find returns an object of one of the kinds, -1 if there is none.
func (g *generator) find(kinds ...ObjectKind) int {
	for i, o := range g.p.Objects {
		for _, k := range kinds {
			if o.Kind == k {
				return i
			}
		}
	}
	return -1
}

// thread generates the code of thread k. Main spawns its children first and
// mostly joins them at the end; others spawn in between.
func (g *generator) thread(k int, parents []int, maxOps int) Thread {
	var code, spawns Thread
	var kids []int
	for c := 1; c < len(parents); c++ {
		if parents[c] == k && c > k {
			kids = append(kids, c)
			spawns = append(spawns, Instr{Op: model.Spawn, Threads: []int{c}})
		}
	}
	switch {
	case k == 0:
		code = spawns
		if g.oneIn(3) {
			code = append(code, g.body(2)...)
		}
	case len(kids) > 0:
		code = append(g.body(1), spawns...)
		code = append(code, g.body(maxOps-1)...)
	default:
		code = g.body(maxOps)
	}
	if len(kids) > 0 && !g.oneIn(3) {
		code = append(code, Instr{Op: model.Join, Threads: kids})
	}
	return code
}

// body generates about n instructions. Its jumps do not leave it.
func (g *generator) body(maxOps int) Thread {
	var code Thread
	for n := rapid.IntRange(1, max(1, maxOps)).Draw(g.t, "ops"); len(code) < n; {
		part := g.fragment()
		if in := &part[len(part)-1]; in.If == Never && g.oneIn(6) {
			in.If, in.Than = pick(g, OK, Failed, Equal, NotEqual, TookCase, Late), pick(g, model.Word(0), 1)
			in.Skip = pick(g, 1, 2)
		}
		code = append(code, part...)
	}
	if g.faulty {
		for i := range code {
			code[i].Flaky = model.CanFlake(code[i].Op) && g.oneIn(2)
			code[i].Mortal = model.CanDie(code[i].Op) && g.oneIn(4)
		}
	}
	for i := range code {
		code[i].Skip = min(code[i].Skip, len(code)-i-1)
	}
	return code
}
