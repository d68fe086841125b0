package explore

import (
	"slices"
	"strconv"

	"github.com/interleave-go/interleave/explore/explain"
	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// Film is an execution seen from the inside, for pages that walk through it.
type Film struct {
	Objects []FilmObject `json:"objects"` // in the order of their making
	Frames  []FilmFrame  `json:"frames"`  // Frames[i] is the moment after step i; Frames[0] the start
}

// FilmObject is an object of the program.
type FilmObject struct {
	Name string `json:"name"`
	Sort string `json:"sort"` // "mutex", "channel", ...
}

// FilmFrame is what a step has changed, and who is blocked after it.
type FilmFrame struct {
	Set   []FilmState `json:"set,omitempty"`   // the objects whose state is another now
	Waits []FilmWait  `json:"waits,omitempty"` // the threads that cannot go on
	// Ready are the threads that can make the next step, by spawn path.
	Ready []FilmReady `json:"ready,omitempty"`
	// After are the steps of other threads, from 1, that this one is ordered
	// directly after by happens-before, in Go's memory model.
	After []int `json:"after,omitempty"`
}

// FilmState is the state of an object, by its place in Film.Objects.
type FilmState struct {
	Object int    `json:"object"`
	State  string `json:"state"`
}

// FilmWait is a thread that is blocked, in what, and by whom if that can be said.
type FilmWait struct {
	Thread string   `json:"thread"`
	Op     string   `json:"op"`
	For    []string `json:"for,omitempty"`
}

// FilmReady is a thread that can go on, with its next operation. Where that has
// several alternatives they are in Alts, in canonical order.
type FilmReady struct {
	Thread string   `json:"thread"`
	Op     string   `json:"op"`
	Alts   []string `json:"alts,omitempty"`
}

// maxFilm bounds a film, in steps times objects and threads: longer executions
// are shown without their insides.
const maxFilm = 4_000_000

// film makes the films of all executions shown, each once.
func (s *search) film() {
	if !s.o.Film {
		return
	}
	made := map[string]*Film{}
	for _, f := range s.rep.executions() {
		if f.Seed == "" || s.ctx.Err() != nil {
			continue
		}
		if _, done := made[f.Seed]; !done {
			made[f.Seed] = s.filmOf(f.Seed)
		}
		f.Film = made[f.Seed]
	}
}

func (s *search) filmOf(seed string) *Film {
	sd, err := sched.ParseSeed(seed)
	if err != nil {
		return nil
	}
	st, _, err := strategyOf(sd, s.o.Continue)
	if err != nil {
		return nil
	}
	e := s.direct()
	c := &camera{Strategy: st, hb: e.HB(), film: &Film{}}
	x := e.Run(s.p, c, sd.Number, s.lim)
	if x.End == sim.Cancelled || c.tooLong {
		return nil
	}
	c.look(e.View())
	return c.film
}

// A camera wraps a strategy and looks at every state that it is shown.
type camera struct {
	sched.Strategy
	hb      *model.HB
	film    *Film
	index   map[model.ObjID]int
	state   []string    // of the objects now
	own     [][]ownStep // by ThreadID: its steps
	knows   [][]int     // by step: the latest step of each thread that happens before, or is it; from 1
	tooLong bool
}

// ownStep is a step of a thread with the count in its own clock before it.
type ownStep struct {
	step  int // from 1
	epoch uint32
}

func (c *camera) Begin(number uint64) {
	c.film = &Film{}
	c.index = map[model.ObjID]int{}
	c.state, c.own, c.knows = nil, nil, nil
	c.Strategy.Begin(number)
}

func (c *camera) Next(v *sched.View) model.Choice {
	if v.Step()*(len(v.State.Objects())+len(v.State.Threads())) > maxFilm {
		c.tooLong = true
		return model.Choice{}
	}
	c.look(v)
	choice := c.Strategy.Next(v)
	if choice.Thread != model.NoThread {
		c.note(choice.Thread, v.Step()+1)
		if choice.Alt.Peer != model.NoThread {
			c.note(choice.Alt.Peer, v.Step()+1) // kept only if the step turns out to be joint
		}
	}
	return choice
}

// note keeps the count in t's own clock, which is about to make a step.
func (c *camera) note(t model.ThreadID, step int) {
	for len(c.own) <= int(t) {
		c.own = append(c.own, nil)
	}
	c.own[t] = append(c.own[t], ownStep{step, c.hb.Count(t, t)})
}

// look makes the frame of the state shown.
func (c *camera) look(v *sched.View) {
	c.hb.CatchUp()
	var f FilmFrame
	for _, o := range v.State.Objects() {
		kind, state := v.State.Describe(o, v.Names)
		i, known := c.index[o]
		if !known {
			i = len(c.film.Objects)
			c.index[o] = i
			c.film.Objects = append(c.film.Objects, FilmObject{v.Names.ObjectName(o), kind})
			c.state = append(c.state, "")
		}
		if c.state[i] != state || !known {
			c.state[i] = state
			f.Set = append(f.Set, FilmState{i, state})
		}
	}
	threads := slices.Clone(v.State.Threads())
	slices.SortFunc(threads, v.State.ComparePaths)
	for _, t := range threads {
		if v.State.Status(t) != model.Pending || passive(v, t) {
			continue
		}
		if v.Enabled(t) {
			f.Ready = append(f.Ready, FilmReady{v.State.ThreadName(t), model.Format(v.Op(t), v.Names), altTexts(v, t)})
			continue
		}
		w := FilmWait{Thread: v.State.ThreadName(t), Op: sim.Waiting(v, t)}
		for _, u := range explain.WaitsFor(v.State, v.Names, t) {
			w.For = append(w.For, v.State.ThreadName(u))
		}
		f.Waits = append(f.Waits, w)
	}
	if n := v.Step(); n > 0 {
		f.After = c.order(&v.State.Events()[n-1], n)
	}
	c.film.Frames = append(c.film.Frames, f)
}

// altTexts prints the alternatives of t's operation, nil for a single one.
func altTexts(v *sched.View, t model.ThreadID) []string {
	alts := sortedAlts(v.State, t)
	if len(alts) == 1 {
		return nil
	}
	texts := make([]string, len(alts))
	for i, a := range alts {
		switch {
		case a.Case == model.TimedOut:
			texts[i] = "time out"
		case a.Peer != model.NoThread:
			texts[i] = v.State.ThreadName(a.Peer)
		default:
			texts[i] = strconv.Itoa(int(a.Case))
		}
	}
	return texts
}

// passive reports whether t waits to be met by a sender that is about to.
func passive(v *sched.View, t model.ThreadID) bool {
	for i := range v.Len() {
		for _, a := range v.Alts(v.At(i)) {
			if a.Peer == t {
				return true
			}
		}
	}
	return false
}

// order finds the steps of other threads that step n, from 1, which is e,
// directly follows: those that it knows of and its thread did not before, less
// those that another one of them knows of.
func (c *camera) order(e *model.Event, n int) []int {
	if !e.Joint && e.Alt.Peer != model.NoThread {
		own := c.own[e.Alt.Peer] // the step was not the peer's
		c.own[e.Alt.Peer] = own[:len(own)-1]
	}
	knows := make([]int, len(c.own))
	var fresh []int
	before := c.before(e.Thread, n)
	if e.Joint { // the partner's past is its own
		for u, step := range c.before(e.Alt.Peer, n) {
			for len(before) <= u {
				before = append(before, 0)
			}
			before[u] = max(before[u], step)
		}
	}
	for u, own := range c.own {
		if model.ThreadID(u) == e.Thread || e.Joint && model.ThreadID(u) == e.Alt.Peer {
			knows[u] = n
			continue
		}
		heard := c.hb.Count(e.Thread, model.ThreadID(u))
		for i := len(own) - 1; i >= 0; i-- {
			if own[i].epoch <= heard {
				knows[u] = own[i].step
				break
			}
		}
		if knows[u] > at(before, u) {
			fresh = append(fresh, knows[u])
		}
	}
	c.knows = append(c.knows, knows)
	direct := slices.DeleteFunc(slices.Clone(fresh), func(s int) bool {
		return slices.ContainsFunc(fresh, func(o int) bool { return o > s && slices.Contains(c.knows[o-1], s) })
	})
	slices.Sort(direct)
	return direct
}

// before returns what thread t knew before its step n.
func (c *camera) before(t model.ThreadID, n int) []int {
	own := c.own[t]
	for i := len(own) - 1; i >= 0; i-- {
		if own[i].step < n {
			return slices.Clone(c.knows[own[i].step-1])
		}
	}
	return nil
}

func at(xs []int, i int) int {
	if i < len(xs) {
		return xs[i]
	}
	return 0
}
